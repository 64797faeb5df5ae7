// User Update: what /users/track takes, for the user of the step, rendered with Liquid; done before the user goes on, also when it is refused. docs: canvas_components/user_update
import type { Decisions } from '../../../domain/decisions.ts'
import type { Track } from '../../../domain/profiles/track.ts'
import { isObject } from '../../../domain/campaigns/canvas-members.ts'
import type { Json } from '../../outgoing.ts'
import type { Loops } from '../loops.ts'
import type { Read, Texts } from '../texts.ts'
import type { Result, Stay, StepType } from './step.ts'

const PARTS = [['attributes', 'attribute'], ['events', 'event'], ['purchases', 'purchase']] as const
/** Whose profile it is says the step; "push token imports should not be included". */
const IDENTIFIERS = ['external_id', 'user_alias', 'braze_id', 'email_identifier', 'phone_identifier', 'push_token_import', 'push_tokens', 'api_key']

export function createUserUpdate({ track, texts, decisions, loops }: { track: Track; texts: Texts; decisions: Decisions; loops: Loops }): StepType {
  const done = (outcome: string, data: Json): Result => ({ go: null, outcome, data })

  function apply(stay: Stay, update: Json): Result {
    const errors: Json[] = []
    const counts: Record<string, number> = {}
    for (const [list, verb] of PARTS) {
      const items = update[list] === undefined || update[list] === null ? [] : Array.isArray(update[list]) ? (update[list] as unknown[]) : [update[list]]
      for (const [index, item] of items.entries()) {
        const own = isObject(item) ? { ...Object.fromEntries(Object.entries(item).filter(([name]) => !IDENTIFIERS.includes(name))), braze_id: stay.profile.braze_id } : item
        const tracked = loops.watch(() => track[verb](own))
        if ('type' in tracked) errors.push({ type: tracked.type, input_array: list, index })
        else counts[list] = (counts[list] ?? 0) + 1
      }
    }
    if (errors.length > 0) decisions.ignored({ rule: 'canvas.user_update', why: 'an object was refused; the user goes on', compared: { canvas_id: stay.canvas.id, canvas_step_id: stay.step.id, errors } }, stay.profile.braze_id)
    return done(errors.length === 0 ? 'updated' : 'update_failed', { ...counts, ...(errors.length === 0 ? {} : { errors }) })
  }

  function refused(stay: Stay, why: string, text?: string): Result {
    decisions.ignored({ rule: 'canvas.user_update', why, compared: { canvas_id: stay.canvas.id, canvas_step_id: stay.step.id, ...(text === undefined ? {} : { text: text.slice(0, 1000) }) } }, stay.profile.braze_id)
    return done('update_failed', { why })
  }

  function rendered(stay: Stay, read: Read): Result {
    if ('error' in read) return read.aborted === true ? done('aborted', { abort_log: read.error }) : refused(stay, read.error)
    const update = read.body['update']
    if (isObject(update)) return apply(stay, update)
    try {
      const parsed: unknown = JSON.parse(String(update))
      return isObject(parsed) ? apply(stay, parsed) : refused(stay, 'the rendered text is no JSON object', String(update))
    } catch {
      return refused(stay, 'the rendered text is no JSON', String(update))
    }
  }

  return {
    enter(stay) {
      const read = texts.now(stay, { update: stay.step.settings['update'] })
      return read === 'waits' ? { work: {} } : rendered(stay, read)
    },
    async work(stay) {
      const read = await texts.later(stay, { update: stay.step.settings['update'] })
      return (now) => rendered(now, read)
    },
  }
}
