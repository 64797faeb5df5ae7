// property_filters of a trigger: AND of ORs over the event's top-level properties, every comparator (M2; web wire 6, mobile wire 4.2).
import type { AppObject, AppValue, Json, JsonObject, Platform } from './wire-types.ts'

/** What a filter may ask; the numbers are the wire's. */
const EQUALS = 1
const NOT_EQUAL = 2
const GREATER = 3
const AT_LEAST = 4
const LESS = 5
const AT_MOST = 6
const IN = 7
const NOT_IN = 8
const ALL = 9
const MATCHES = 10
const EXISTS = 11
const EXISTS_NOT = 12
const LESS_AHEAD = 15
const MORE_AHEAD = 16
const MATCHES_NOT = 17

/** With these a date filter holds a span in seconds, with all others a moment. */
const SPANS = [AT_LEAST, AT_MOST, LESS_AHEAD, MORE_AHEAD]

type Plain = string | number | boolean | Date | undefined

const plainOf = (value: AppValue | Json): Plain =>
  typeof value === 'object' && !(value instanceof Date) ? undefined : (value ?? undefined)

/** What two values are compared by; dates by their moment. */
const worth = (value: Plain): Plain => (value instanceof Date ? value.getTime() : value)

const matched = (platform: Platform, value: AppValue, pattern: Json | undefined): boolean => {
  if (typeof value !== 'string' || typeof pattern !== 'string') return false
  try {
    // observed: the web SDK minds the case; changelog of Android 8.1.0: the others do not.
    return new RegExp(pattern, platform === 'web' ? '' : 'i').test(value)
  } catch {
    return false
  }
}

const ordered = (value: Plain, wanted: Plain, holds: (a: number | string | boolean, b: number | string | boolean) => boolean): boolean => {
  const [a, b] = [worth(value), worth(wanted)]
  if (a === undefined || b === undefined || a instanceof Date || b instanceof Date) return false
  return typeof value === typeof wanted && holds(a, b)
}

/** `now` in ms. */
const holds = (platform: Platform, filter: JsonObject, props: AppObject, now: number): boolean => {
  const value = props[String(filter['property_key'])] ?? undefined
  const comparator = filter['comparator']
  const given = filter['property_value']
  const isDate = filter['property_type'] === 'date'
  const span = isDate && SPANS.includes(Number(comparator))
  const wanted: Plain = isDate && !span ? (typeof given === 'number' ? new Date(given * 1000) : undefined) : plainOf(given ?? null)
  const mine = plainOf(value ?? null)
  const secondsAgo = value instanceof Date ? (now - value.getTime()) / 1000 : undefined
  const secondsAhead = value instanceof Date ? (value.getTime() - now) / 1000 : undefined
  const equal = mine !== undefined && wanted !== undefined && worth(mine) === worth(wanted)
  switch (comparator) {
    case EQUALS: return equal
    case NOT_EQUAL: return !equal
    case GREATER: return ordered(mine, wanted, (a, b) => a > b)
    case AT_LEAST: return span ? secondsAgo !== undefined && secondsAgo <= Number(given) : ordered(mine, wanted, (a, b) => a >= b)
    case LESS: return ordered(mine, wanted, (a, b) => a < b)
    case AT_MOST: return span ? secondsAgo !== undefined && secondsAgo >= Number(given) : ordered(mine, wanted, (a, b) => a <= b)
    case MATCHES: return matched(platform, value, given)
    case MATCHES_NOT: return !matched(platform, value, given)
    case EXISTS: return value !== undefined
    case EXISTS_NOT: return value === undefined
    case LESS_AHEAD: return secondsAhead !== undefined && secondsAhead < Number(given)
    case MORE_AHEAD: return secondsAhead !== undefined && secondsAhead > Number(given)
    default: return platform !== 'web' && inList(comparator, value, given)
  }
}

/** Comparators the web SDK does not know (mobile wire 4.2). NOTE: 13, 14, 18, 19 (places) are Roku's alone and match nothing here. */
const inList = (comparator: Json | undefined, value: AppValue, given: Json | undefined): boolean => {
  if (!Array.isArray(given)) return false
  if (comparator === IN) return given.includes(value as Json)
  if (comparator === NOT_IN) return !given.includes(value as Json)
  return comparator === ALL && Array.isArray(value) && given.every((one) => value.includes(one))
}

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : []

/** Whether the properties pass: in every group at least one filter holds. `now` in ms; no list = no match. */
export const passes = (platform: Platform, filters: Json | undefined, props: AppObject | undefined, now: number): boolean =>
  Array.isArray(filters) && filters.every((group) => objects(group).some((one) => holds(platform, one, props ?? {}, now)))
