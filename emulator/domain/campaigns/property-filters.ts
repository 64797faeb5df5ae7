// Conditions on the properties of one event or purchase, for triggers and conversions: the words and types of the segment filters, asked of a single object. docs: filtering_operators, triggered_delivery ("filter trigger events through custom event properties")
import { TooSlow, withinTime } from '../../kernel/time-limit.ts'
import { regexOf } from '../segments/functions.ts'
import { parseTime } from '../times.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'

/** `name` is the property; `path` leads further into it (`property: 'cart.total'` says both at once). `type` may be left out where operator or value tell it. */
export type PropertyFilter = { name?: string; property?: string; path?: string; type?: string; cmp: string; value?: unknown; [member: string]: unknown }
type Json = Record<string, unknown>
/** `now` in ms: what "days ago" counts from. */
type Test = (value: unknown, now: number) => boolean
type Type = 'string' | 'number' | 'boolean' | 'array' | 'time' | 'any'

const MOST_VALUES = 256 // "`is any of` takes up to 256 values". docs: creating_a_segment
const MOST_PATTERN_CHARS = 32_764 // docs: data_types
const REGEX_MS = 100 // Brazier's own: a pattern that takes longer for one value does not match
const DAY = 86_400_000
/** "Nested keys: only equals and does not equal". docs: filtering_operators */
const NESTED = new Set(['is_any_of', 'is_none_of', 'exactly', 'does_not_equal', 'is'])
const MEMBERS = ['name', 'property', 'path', 'type', 'cmp', 'value']

const isAbsent = (value: unknown): boolean => value === undefined || value === null
const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isScalar = (value: unknown): boolean => isText(value) || isNumber(value) || typeof value === 'boolean'
const isList = (value: unknown): value is unknown[] => Array.isArray(value)

/** A wrong value: told with its place. */
class Wrong extends Error {}
const asked = (given: unknown, what: string, accepts: (value: unknown) => boolean): unknown[] => {
  const list = isList(given) ? given : [given]
  if (list.length === 0 || !list.every(accepts)) throw new Wrong(given === undefined ? 'is required' : `must be ${what} or a list of them`)
  if (list.length > MOST_VALUES) throw new Wrong(`takes at most ${MOST_VALUES} values`)
  return list
}
const texts = (given: unknown): string[] => asked(given, 'a string', isText) as string[]
function numberIn(given: unknown): number {
  if (!isNumber(given)) throw new Wrong(given === undefined ? 'is required' : 'must be a number')
  return given
}
/** A time as an event has it: ISO 8601, a day is its midnight UTC. */
function timeIn(given: unknown): { from: number; to: number } {
  const at = isText(given) ? parseTime(given) : undefined
  if (at === undefined) throw new Wrong('must be a day (2026-03-01) or an ISO 8601 time')
  return { from: at, to: /^\d{4}-\d{2}-\d{2}$/.test(given as string) ? at + DAY : at + 1 }
}
function patternIn(given: unknown): Test {
  if (!isText(given) || given === '' || given.length > MOST_PATTERN_CHARS) throw new Wrong(`must be a regular expression of at most ${MOST_PATTERN_CHARS} characters`)
  try {
    regexOf(given, '')
  } catch (error) {
    throw new Wrong(`is no regular expression of JavaScript's dialect: ${(error as Error).message}`)
  }
  return (value) => {
    try {
      return withinTime(REGEX_MS, () => regexOf(given, '').test(value as string))
    } catch (error) {
      if (error instanceof TooSlow) return false
      throw error
    }
  }
}

/** An event without the property, or with a value of another type, passes nothing but what denies: `type mismatch never matches`. docs: data_types */
const of = (is: (value: unknown) => boolean, test: Test): Test => (value, now) => is(value) && test(value, now)
const not = (is: (value: unknown) => boolean, test: Test): Test => (value, now) => isAbsent(value) || (is(value) && !test(value, now))
const isMoment = (value: unknown): boolean => isText(value) && parseTime(value) !== undefined
const moment = (test: (at: number, now: number) => boolean): Test => of(isMoment, (value, now) => test(parseTime(value as string)!, now))
const some = (list: readonly unknown[]): Test => (value) => list.some((one) => (value as unknown[]).includes(one))
const blanks = (is: (value: unknown) => boolean): Record<string, (given: unknown) => Test> => ({ is_blank: () => not(is, (value) => value !== ''), is_not_blank: () => of(is, (value) => value !== '') })
const ordered = (test: (value: number, wanted: number) => boolean) => (given: unknown): Test => ((wanted) => of(isNumber, (value) => test(value as number, wanted)))(numberIn(given))
const contains = (given: unknown): Test => ((parts) => (value: unknown) => parts.some((part) => (value as string).includes(part)))(texts(given))

const OPERATORS: Record<Type, Record<string, (given: unknown) => Test>> = {
  string: {
    is_any_of: (given) => ((list) => of(isText, (value) => list.includes(value as string)))(texts(given)),
    is_none_of: (given) => ((list) => not(isText, (value) => list.includes(value as string)))(texts(given)),
    contains_any_of: (given) => of(isText, contains(given)),
    does_not_contain_any_of: (given) => not(isText, contains(given)),
    matches_regex: (given) => of(isText, patternIn(given)),
    does_not_match_regex: (given) => ((test) => of(isText, (value, now) => !test(value, now)))(patternIn(given)), // "you must already have a value"
    ...blanks(isText),
  },
  number: {
    exactly: ordered((value, wanted) => value === wanted),
    does_not_equal: (given) => ((wanted) => not(isNumber, (value) => value === wanted))(numberIn(given)),
    more_than: ordered((value, wanted) => value > wanted),
    more_than_or_equal_to: ordered((value, wanted) => value >= wanted),
    less_than: ordered((value, wanted) => value < wanted),
    less_than_or_equal_to: ordered((value, wanted) => value <= wanted),
    ...blanks(isNumber),
  },
  boolean: {
    is(given) {
      const word = String(given)
      if (!['true', 'false', 'true_or_not_set', 'false_or_not_set'].includes(word)) throw new Wrong("must be true, false, 'true_or_not_set' or 'false_or_not_set'")
      const wanted = word.startsWith('true')
      return (value) => value === wanted || (word.endsWith('_or_not_set') && isAbsent(value))
    },
    does_not_equal(given) {
      if (typeof given !== 'boolean') throw new Wrong('must be true or false')
      return (value) => isAbsent(value) || value === !given
    },
    ...blanks((value) => typeof value === 'boolean'),
  },
  array: {
    includes_any_of: (given) => of(isList, some(asked(given, 'a string, number or boolean', isScalar))),
    includes_none_of: (given) => not(isList, some(asked(given, 'a string, number or boolean', isScalar))),
    has_a_value: () => of(isList, (value) => (value as unknown[]).length > 0),
    is_empty: () => not(isList, (value) => (value as unknown[]).length > 0),
  },
  time: {
    before: (given) => (({ from }) => moment((at) => at < from))(timeIn(given)),
    after: (given) => (({ to }) => moment((at) => at >= to))(timeIn(given)),
    less_than_x_days_ago: (given) => ((days) => moment((at, now) => at >= now - days * DAY && at <= now))(numberIn(given)),
    more_than_x_days_ago: (given) => ((days) => moment((at, now) => at < now - days * DAY))(numberIn(given)),
    less_than_x_days_in_the_future: (given) => ((days) => moment((at, now) => at >= now && at <= now + days * DAY))(numberIn(given)),
    more_than_x_days_in_the_future: (given) => ((days) => moment((at, now) => at > now + days * DAY))(numberIn(given)),
    ...blanks(isMoment),
  },
  any: { is_blank: () => (value) => isAbsent(value) || value === '', is_not_blank: () => (value) => !isAbsent(value) && value !== '' },
}
const TYPES = Object.keys(OPERATORS) as Type[]
const ALIASES: Partial<Record<Type, Record<string, string>>> = {
  string: { equals: 'is_any_of', does_not_equal: 'is_none_of', not_equal: 'is_none_of', blank: 'is_blank' },
  number: { equals: 'exactly', not_equal: 'does_not_equal', greater_than: 'more_than' },
  boolean: { equals: 'is', not_equal: 'does_not_equal' },
  array: { includes_value: 'includes_any_of', does_not_include_value: 'includes_none_of' },
}
const wordOf = (type: Type, cmp: string): string => ALIASES[type]?.[cmp] ?? cmp
const knows = (type: Type, cmp: string): boolean => Object.hasOwn(OPERATORS[type], wordOf(type, cmp))

/** The type that is written, else that of the operator, else that of the value. */
function typeOf({ type, cmp, value }: PropertyFilter): Type | undefined {
  if (type !== undefined) return TYPES.find((one) => one === type)
  if (cmp === 'is_blank' || cmp === 'is_not_blank') return 'any'
  const able = TYPES.filter((one) => one !== 'any' && knows(one, cmp))
  const sample = isList(value) ? value[0] : value
  return able.length === 1 ? able[0] : able.find((one) => one === typeof sample)
}

const stepsOf = ({ name, property, path }: PropertyFilter): string[] => [...(name !== undefined ? [name] : (property ?? '').split('.')), ...(path === undefined ? [] : path.split('.'))]

/** In a Canvas the value may be that of a context variable or a custom attribute of the user: whoever asks puts it in first. docs: context_variables */
const isBound = (value: unknown): boolean => ((members) => members.length === 1 && ['context_variable', 'custom_attribute'].includes(members[0]![0]) && isText(members[0]![1]))(typeof value === 'object' && value !== null && !isList(value) ? Object.entries(value) : [])
/** `nested: false`: nested properties are not supported (conversion events). `bound`: values of a Canvas may stand there. */
export type Where = { nested?: boolean; bound?: boolean }

/** Reads one filter: its test, or what is wrong with it, with its place. */
export function readPropertyFilter(path: string, json: unknown, { nested = true, bound = false }: Where = {}): { test: (properties: Json, now: number) => boolean } | { issues: Issue[] } {
  const wrong = (member: string, what: string) => ({ issues: [issue(`${path}.${member}`, what)] })
  if (typeof json !== 'object' || json === null || isList(json)) return { issues: [issue(path, 'must be an object {name, cmp, value}')] }
  const filter = json as PropertyFilter
  const unknown = Object.keys(filter).find((member) => !MEMBERS.includes(member))
  if (unknown !== undefined) return wrong(unknown, `is no member of a property filter: ${MEMBERS.join(', ')}`)
  const named = filter.name ?? filter.property
  if (!isText(named) || named === '') return wrong('name', 'is missing: the property that is compared')
  if (filter.name !== undefined && filter.property !== undefined) return wrong('property', 'stands beside name: one of the two is enough')
  if (filter.path !== undefined && (!isText(filter.path) || filter.path === '')) return wrong('path', 'must be a path such as cart.total')
  const steps = stepsOf(filter)
  if (steps.some((step) => step === '' || step.includes('['))) return wrong(filter.path === undefined ? 'property' : 'path', 'must be a path such as cart.total: arrays of objects can not be filtered in properties')
  if (!isText(filter.cmp)) return wrong('cmp', 'is missing: the comparison')
  if (bound && isBound(filter.value)) return TYPES.some((one) => knows(one, filter.cmp)) ? { test: () => false } : wrong('cmp', `'${filter.cmp}' is no comparison`)
  const type = typeOf(filter)
  if (type === undefined) return filter.type !== undefined ? wrong('type', `must be one of ${TYPES.join(', ')}`) : wrong('cmp', `'${filter.cmp}' is no comparison that the value tells the type of: write type, one of ${TYPES.join(', ')}`)
  const word = wordOf(type, filter.cmp)
  if (!knows(type, filter.cmp)) return wrong('cmp', `'${filter.cmp}' is no comparison of type ${type}: ${Object.keys(OPERATORS[type]).join(', ')}`)
  if (steps.length > 1 && !nested) return wrong('name', 'is nested: nested properties are not supported in conversion events')
  if (steps.length > 1 && !NESTED.has(word)) return wrong('cmp', 'of a nested property can only be equals or does_not_equal')
  try {
    const test = OPERATORS[type][word]!(filter.value)
    const valueIn = (properties: Json): unknown => steps.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null && !isList(value) && Object.hasOwn(value, step) ? (value as Json)[step] : undefined), properties)
    return { test: (properties, now) => test(valueIn(properties), now) }
  } catch (error) {
    if (error instanceof Wrong) return wrong('value', error.message)
    throw error
  }
}

/** What is wrong with a list of them. */
export function checkPropertyFilters(path: string, json: unknown, where: Where = {}): Issue[] {
  if (json === undefined || json === null) return []
  if (!isList(json)) return [issue(path, 'must be a list of {name, cmp, value}')]
  return json.flatMap((one, index) => ((read) => ('issues' in read ? read.issues : []))(readPropertyFilter(`${path}[${index}]`, one, where)))
}

const read = new WeakMap<object, ((properties: Json, now: number) => boolean)[]>()
/** True when the properties pass all filters (none: always). Filters that can not be read pass nothing. */
export function passesProperties(filters: unknown, properties: Json, now: number): boolean {
  if (!isList(filters)) return isAbsent(filters)
  let tests = read.get(filters)
  if (tests === undefined) read.set(filters, (tests = filters.map((one) => ((found) => ('test' in found ? found.test : () => false))(readPropertyFilter('', one)))))
  return tests.every((test) => test(properties, now))
}

/** One filter in whole words, for whoever asks it elsewhere (SDKs on devices): the way to the property, type and operator. Undefined for one that can not be read. */
export function spelledOut(json: unknown): { steps: string[]; type: Type; word: string; value: unknown } | undefined {
  if ('issues' in readPropertyFilter('', json)) return undefined
  const filter = json as PropertyFilter
  const type = typeOf(filter)!
  return { steps: stepsOf(filter), type, word: wordOf(type, filter.cmp), value: filter.value }
}
