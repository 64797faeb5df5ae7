// Reading one filter of a definition: every member is named, typed and accounted for; what is wrong is refused with the path of the place.
import { Refusal } from '../refusal.ts'
import type { FlagPlan } from './flag-plans.ts'
import type { Sql } from './fragment.ts'

export const MOST_VALUES = 256 // "`is any of` takes up to 256 values". docs: creating_a_segment

/** What evaluation needs to know of the world, besides the tables. */
export type Context = {
  now: number
  /** The workspace's IANA zone. */
  time_zone: string
  /** `2026-03-01`: the day in that zone. */
  today: string
  /** When a day (`2026-03-01`) of that zone begins. */
  startOf(day: string): number
  /** When the day after it begins. */
  endOf(day: string): number
  /** USD for one unit of a currency. */
  rates: Record<string, number>
  /** The zone of the one user that is looked at, when a message goes out in local time: days of recurring events follow it. */
  local_time_zone: string | undefined
  /** The context variables of a way through a Canvas; undefined where there is none: context_variable is refused then. */
  canvas: Readonly<Record<string, unknown>> | undefined
  /** Another segment. */
  segment(id: string): { filters: unknown; archived: boolean } | undefined
  /** A Segment Extension. */
  extension(id: string): { archived: boolean } | undefined
  /** A feature flag. */
  flag(id: string): FlagPlan | undefined
  /** Why no filter on feature flags may stand here; undefined where it may. */
  noFlags: string | undefined
  /** How many segments may stand inside each other here: a segment takes one that has none itself, an audience takes any segment. */
  nesting: number
  /** A definition is being checked: what could not be chosen any more (an archived segment) is refused. */
  choosing: boolean
  /** Set when a regular expression is in it: such a query runs under a time limit. */
  limited: boolean
}

export const invalid = (path: string, why: string): Refusal => new Refusal('invalid_filter', { path, why })
export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Hears what a filter compares with: an expression on the profile `p`, and the type of its value. */
export type Watch = (value: Sql, type: string) => void

export type Leaf = {
  path: string
  /** Tells an explanation what is compared. */
  seen: Watch
  has(name: string): boolean
  get(name: string): unknown
  fail(name: string, why: string): Refusal
  text(name: string): string
  optionalText(name: string): string | undefined
  number(name: string, range?: { min?: number; max?: number; whole?: boolean }): number
  flag(name: string, otherwise: boolean): boolean
  oneOf<T extends string>(name: string, values: readonly T[]): T
  /** One value or a list of at most 256, of the types that `accepts` takes. */
  values<T>(name: string, what: string, accepts: (value: unknown) => value is T): T[]
  texts(name: string): string[]
  object(name: string): Leaf
  objects(name: string): Leaf[]
  /** Refuses members that nobody asked for. */
  done(): void
}

/** Reads the members of an object at `path`. */
export function leafOf(json: Record<string, unknown>, path: string, seen: Watch = () => {}): Leaf {
  const read = new Set<string>()
  const at = (name: string): string => `${path}.${name}`
  const get = (name: string): unknown => (read.add(name), json[name] ?? undefined)
  const fail = (name: string, why: string): Refusal => invalid(at(name), why)

  const leaf: Leaf = {
    path,
    seen,
    has: (name: string): boolean => json[name] !== undefined && json[name] !== null,
    get,
    fail,
    text(name: string): string {
      const value = get(name)
      if (value === undefined) throw fail(name, 'is required')
      if (typeof value !== 'string' || value === '') throw fail(name, 'must be a string that is not empty')
      return value
    },
    optionalText: (name: string): string | undefined => (leaf.has(name) ? leaf.text(name) : void read.add(name)),
    number(name: string, { min = -Infinity, max = Infinity, whole = false } = {}): number {
      const value = get(name)
      if (value === undefined) throw fail(name, 'is required')
      if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) throw fail(name, `must be a ${whole ? 'whole number' : 'number'}`)
      if (value < min || value > max) throw fail(name, `must be from ${min} to ${max}`)
      return value
    },
    flag(name: string, otherwise: boolean): boolean {
      const value = get(name)
      if (value !== undefined && typeof value !== 'boolean') throw fail(name, 'must be true or false')
      return value ?? otherwise
    },
    oneOf<T extends string>(name: string, values: readonly T[]): T {
      const value = get(name)
      if (value === undefined) throw fail(name, `is required: ${values.join(', ')}`)
      if (!values.includes(value as T)) throw fail(name, `must be one of ${values.join(', ')}`)
      return value as T
    },
    values<T>(name: string, what: string, accepts: (value: unknown) => value is T): T[] {
      const value = get(name)
      if (value === undefined) throw fail(name, 'is required')
      const list = Array.isArray(value) ? (value as unknown[]) : [value]
      if (list.length === 0 || !list.every(accepts)) throw fail(name, `must be ${what} or a list of them`)
      if (list.length > MOST_VALUES) throw fail(name, `takes at most ${MOST_VALUES} values`)
      return list
    },
    texts: (name: string): string[] => leaf.values(name, 'a string', (value) => typeof value === 'string'),
    object(name: string): Leaf {
      const value = get(name)
      if (!isObject(value)) throw fail(name, value === undefined ? 'is required' : 'must be an object')
      return leafOf(value, at(name))
    },
    objects(name: string): Leaf[] {
      const value = get(name)
      if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) throw fail(name, 'must be a list of objects')
      if (value.length > MOST_VALUES) throw fail(name, `takes at most ${MOST_VALUES} objects`)
      return value.map((one, index) => leafOf(one, `${at(name)}[${index}]`))
    },
    done(): void {
      const unknown = Object.keys(json).find((name) => !read.has(name))
      if (unknown !== undefined) throw fail(unknown, 'is no member of this filter')
    },
  }
  return leaf
}
