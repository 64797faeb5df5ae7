// What the /users endpoints share: the common rate limit, item errors, and checks of arrays of at most fifty.
import * as z from 'zod'
import type { Limit } from '../../limits.ts'
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'

/** One counter for delete, alias/new, alias/update, identify and merge. docs: api/api_limits */
export const identityLimit: Limit = { name: 'users identity', limit: 20_000, seconds: 60 }
export const MOST_IDS = 50

export type ItemError = { type: string; input_array: string; index: number }

/** docs: api/errors */
export const TOO_MANY_IDS = 'The max number of ids per request was exceeded'

/** An array of at most fifty objects. The text of a wrong type follows the one family that publishes it. docs: post_users_merge */
export const objectArray = (name: string, tooMany: string = TOO_MANY_IDS) => objects(name).max(MOST_IDS, { error: tooMany })

/** An array of at most fifty items that are judged one by one: what is no object lacks every field. "accepted, some items bad". docs: api/basics */
export const itemArray = (name: string) =>
  z
    .array(z.unknown(), { error: `'${name}' must be an array of objects` })
    .max(MOST_IDS, { error: TOO_MANY_IDS })
    .transform((items) => items.map((item) => (typeof item === 'object' && item !== null && !Array.isArray(item) ? (item as Record<string, unknown>) : {})))

/** An array of objects of any length. */
export const objects = (name: string) => {
  const error = `'${name}' must be an array of objects`
  return z.array(z.looseObject({}, { error }), { error })
}

/** An array of ids: strings, or integers as older clients send them. observed: live answers to integers, appboy ruby client */
export const idArray = (name: string) => {
  const error = `'${name}' must be an array of strings`
  return z.array(z.union([z.string(), z.int()], { error }), { error })
}

/** Throws the 400 of an array that is there but empty. */
export function notEmpty(name: string, array: readonly unknown[]): void {
  if (array.length === 0) throw fault(400, `'${name}' must not be empty`)
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Writes the refusal of one item into the journal, and gives it back for the answer. */
export function refused(world: World, rule: string, error: ItemError): ItemError {
  world.decisions.refused({ rule, why: error.type, compared: { input_array: error.input_array, index: error.index } })
  return error
}

/** The first of `fields` that the item lacks, as an item error. */
export function lacking(item: Record<string, unknown>, fields: readonly string[], input_array: string, index: number): ItemError | undefined {
  for (const field of fields) {
    const value = item[field]
    if (value === undefined || value === null || value === '') return { type: `'${field}' is required`, input_array, index }
    if (typeof value !== 'string') return { type: `'${field}' is not valid`, input_array, index }
  }
  return undefined
}
