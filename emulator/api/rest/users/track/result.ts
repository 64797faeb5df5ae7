// What /users/track, its bulk and its synchronous form share: items in order, errors by position, the answer's counters. docs: post_user_track
import * as z from 'zod'
import type { Tracked } from '../../../../domain/profiles/track.ts'
import type { World } from '../../../../world.ts'
import { fault } from '../../realm.ts'

export const NOTHING_VALID = `Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.`
export const TOO_MANY = 'Max Input Length Exceeded'

const objects = z.array(z.unknown(), { error: NOTHING_VALID }).nullish()

export const TrackBody = z.looseObject({
  attributes: objects.describe('User attributes objects'),
  events: objects.describe('Event objects'),
  purchases: objects.describe('Purchase objects'),
  partner: z.unknown().optional().describe('Name of a connector; ignored'),
})
export type TrackBody = z.output<typeof TrackBody>

const ARRAYS = ['attributes', 'events', 'purchases'] as const
export type ItemError = { type: string; input_array: (typeof ARRAYS)[number]; index: number }
export type TrackOutcome = { processed: Record<(typeof ARRAYS)[number], number>; errors: ItemError[]; tracked: Tracked[] }

/** Applies the three arrays in the order attributes, events, purchases. Throws the 400 of a request in which nothing was acceptable. */
export function trackAll(world: World, body: TrackBody): TrackOutcome {
  const outcome: TrackOutcome = { processed: { attributes: 0, events: 0, purchases: 0 }, errors: [], tracked: [] }
  const apply = { attributes: world.track.attribute, events: world.track.event, purchases: world.track.purchase }
  for (const input_array of ARRAYS) {
    for (const [index, item] of (body[input_array] ?? []).entries()) {
      const result = apply[input_array](item)
      if ('type' in result) {
        world.decisions.refused({ rule: 'users/track', why: result.type, compared: { input_array, index } })
        outcome.errors.push({ type: result.type, input_array, index })
      } else {
        outcome.processed[input_array]++
        outcome.tracked.push(result)
      }
    }
  }
  if (outcome.tracked.length === 0) throw fault(400, NOTHING_VALID, outcome.errors.length > 0 ? { errors: outcome.errors } : {})
  return outcome
}

/** The counters of what was accepted, and the errors when there are any. */
export function trackAnswer({ processed, errors }: TrackOutcome): Record<string, unknown> {
  const answer: Record<string, unknown> = {}
  for (const array of ARRAYS) if (processed[array] > 0) answer[`${array}_processed`] = processed[array]
  if (errors.length > 0) answer['errors'] = errors
  return { ...answer, message: 'success' }
}

/** How many objects the three arrays hold together. */
export const objectCount = (body: TrackBody): number => ARRAYS.reduce((sum, array) => sum + (body[array]?.length ?? 0), 0)
