// The values of catalog items: types of fields, what is turned into them on the way in, their limits, how they read on the way out.
import { isoTime } from '../../kernel/clock.ts'
import { parseTime } from '../times.ts'
import { isObject, longer } from './problems.ts'

export const FIELD_TYPES = ['string', 'number', 'boolean', 'time', 'object', 'array', 'geo'] as const
export type FieldType = (typeof FIELD_TYPES)[number]
/** As stored: a time is its ms UTC. */
export type Stored = string | number | boolean | Record<string, unknown> | readonly unknown[]
/** What PATCH may do to an array instead of giving a whole one. docs: patch_catalog_item */
export type ArrayChange = { add: readonly string[]; remove: readonly string[] }
export type ValueProblem = 'unable-to-coerce-value' | 'items-too-large' | 'invalid-keys-in-value-object' | 'too-deep-nesting-in-value-object'
export type Judged = { value: Stored | null } | { problem: ValueProblem }

/** "Item values can't exceed 5,000 characters"; objects and arrays count as their JSON. docs: post_create_catalog_items_bulk */
export const LONGEST_VALUE = 5000
/** "Item objects can't have more than 50 levels of nesting": the value itself is the first. docs: post_create_catalog_items_bulk */
export const DEEPEST_VALUE = 50
/** Elements of an array field. docs: user_guide/data/activation/catalogs/create */
export const LONGEST_ARRAY = 100

const FIRST_MS = -62_167_219_200_000 // year 0
const LAST_MS = 32_535_215_999_999 // year 3000
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function walk(value: unknown): ValueProblem | undefined {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = []
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      if (depth >= DEEPEST_VALUE) return 'too-deep-nesting-in-value-object'
      if (isObject(one) && Object.keys(one).some((key) => key.includes('.') || key.includes('$'))) return 'invalid-keys-in-value-object'
      for (const inner of Object.values(one)) next.push(inner)
    }
    level = next
  }
  return undefined
}

const numeric = (value: unknown): number | undefined => {
  const number = typeof value === 'number' ? value : typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined)

/** ISO 8601, or Unix seconds. docs: user_guide/data/activation/catalogs/create */
function time(value: unknown): number | undefined {
  const seconds = numeric(value)
  const ms = seconds !== undefined ? Math.round(seconds * 1000) : typeof value === 'string' ? parseTime(value.trim()) : undefined
  return ms !== undefined && ms >= FIRST_MS && ms <= LAST_MS ? ms : undefined
}

/** Longitude before latitude. docs: post_create_catalog ("geo") */
function geo(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length !== 2 || !value.every((one) => typeof one === 'number')) return undefined
  const [longitude, latitude] = value as [number, number]
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? [longitude, latitude] : undefined
}

function strings(value: unknown): readonly string[] | undefined {
  const all = Array.isArray(value) ? value.map(text) : [undefined]
  return all.every((one) => one !== undefined) ? all : undefined
}

// Braze publishes that values are coerced, not how: what reads unmistakably as the type is taken, everything else refused.
const COERCE: Record<FieldType, (value: unknown) => Stored | undefined> = {
  string: text,
  number: numeric,
  boolean: (value) => (typeof value === 'boolean' ? value : typeof value === 'string' && /^(true|false)$/i.test(value.trim()) ? value.trim().toLowerCase() === 'true' : undefined),
  time,
  geo,
  object: (value) => (isObject(value) ? value : undefined),
  array: strings,
}

/** A value as its field keeps it, or what is wrong with it. null empties the field. */
export function judge(type: FieldType, value: unknown): Judged {
  if (value === null) return { value: null }
  const wrong = typeof value === 'object' ? walk(value) : undefined
  if (wrong !== undefined) return { problem: wrong }
  const stored = COERCE[type](value)
  if (stored === undefined) return { problem: 'unable-to-coerce-value' }
  return tooLarge(stored) ? { problem: 'items-too-large' } : { value: stored }
}

export const tooLarge = (value: Stored): boolean =>
  (Array.isArray(value) && value.length > LONGEST_ARRAY) || (typeof value === 'string' ? longer(value, LONGEST_VALUE) : typeof value === 'object' && longer(JSON.stringify(value), LONGEST_VALUE))

/** `{"$add": […], "$remove": […]}` of an array field: undefined when it is none, or what is wrong with it. */
export function arrayChange(value: unknown): { change: ArrayChange } | { problem: ValueProblem } | undefined {
  if (!isObject(value) || !('$add' in value || '$remove' in value)) return undefined
  const { $add = [], $remove = [], ...rest } = value
  const [add, remove] = [strings($add), strings($remove)]
  if (add === undefined || remove === undefined || Object.keys(rest).length > 0) return { problem: 'unable-to-coerce-value' }
  return tooLarge(add) || tooLarge(remove) ? { problem: 'items-too-large' } : { change: { add, remove } }
}

/** Added at the end when it is not there yet, all equal ones removed. Braze documents the operators, not what they do with doubles. */
export function changed(before: Stored | undefined, { add, remove }: ArrayChange): readonly unknown[] {
  const all = Array.isArray(before) ? [...(before as unknown[])] : []
  const there = new Set(all)
  for (const one of add) if (!there.has(one)) there.add(one), all.push(one)
  const gone = new Set<unknown>(remove)
  return all.filter((one) => !gone.has(one))
}

/** A stored value as the API gives it: "2022-11-02T09:03:19.967Z" for times. docs: get_catalog_items_details_bulk */
export const shown = (type: FieldType, value: Stored | undefined): unknown => (value === undefined ? null : type === 'time' ? isoTime(value as number) : value)
