// Frequency capping rules of the workspace: at most ten, each a channel, a count, a window and perhaps a tag.
import * as z from 'zod'
import { CAPPED_CHANNELS, WINDOW_UNITS } from '../../domain/frequency-rules.ts'
import type { FrequencyRuleInput } from '../../domain/frequency-rules.ts'
import { endpointsOf } from './definition-endpoints.ts'

const members = () => ({ channel: z.enum(CAPPED_CHANNELS), count: z.number().int().min(1).max(1000), window: z.number().int().min(1), unit: z.enum(WINDOW_UNITS), tag: z.string().min(1).nullable() })
const created = () => z.strictObject({ ...members(), id: z.string().min(1).max(255).optional(), tag: z.string().min(1).nullish() })
const changed = () => z.strictObject(members()).partial()

export const frequencyRules = endpointsOf({
  kind: 'frequency_rules',
  create: created,
  change: changed,
  list: (world) => [...world.frequencyRules.list()],
  id: (rule) => rule.id,
  add: (world, body: FrequencyRuleInput) => world.frequencyRules.create(body),
  update: (world, id, body: Partial<Omit<FrequencyRuleInput, 'id'>>) => world.frequencyRules.update(id, body as never),
  remove: (world, id) => world.frequencyRules.remove(id),
})
