// Frequency capping rules of the workspace: at most ten, each a channel, a count, a window and perhaps a tag.
import * as z from 'zod'
import { CAPPED_CHANNELS, WINDOW_UNITS } from '../../domain/frequency-rules.ts'
import type { FrequencyRuleInput } from '../../domain/frequency-rules.ts'
import type { Issue } from '../../domain/campaigns/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { adminFault } from './realm.ts'

const members = () => ({ channel: z.enum(CAPPED_CHANNELS), count: z.number().int().min(1).max(1000), window: z.number().int().min(1), unit: z.enum(WINDOW_UNITS), tag: z.string().min(1).nullable() })
const created = () => z.strictObject({ ...members(), id: z.string().min(1).max(255).optional(), tag: z.string().min(1).nullish() })
const changed = () => z.strictObject(members()).partial()

/** Runs `work`; what the domain finds wrong is told with its place. */
function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const issues = error instanceof Refusal ? (error.details['issues'] as Issue[] | undefined) : undefined
    throw issues === undefined ? error : adminFault(422, 'invalid', issues[0]!.message, { issues })
  }
}

export const frequencyRules = endpointsOf({
  kind: 'frequency_rules',
  create: created,
  change: changed,
  list: (world) => [...world.frequencyRules.list()],
  id: (rule) => rule.id,
  add: (world, body: FrequencyRuleInput) => told(() => world.frequencyRules.create(body)),
  update: (world, id, body: Partial<Omit<FrequencyRuleInput, 'id'>>) => told(() => world.frequencyRules.update(id, body as never)),
  remove: (world, id) => world.frequencyRules.remove(id),
})
