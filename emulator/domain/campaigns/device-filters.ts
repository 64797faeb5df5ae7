// Property filters as SDKs ask them of an event: AND of ORs over its top-level properties, with numbered comparators. observed: web SDK 6.13.0, BrazeSDK.brs 2.2.0; docs: triggered_delivery
import { parseTime } from '../times.ts'
import { spelledOut } from './property-filters.ts'

/** The numbers of the wire. With dates 4, 6, 15 and 16 hold a span in seconds, all others a moment. */
const EQUALS = 1
const NOT_EQUAL = 2
const GREATER = 3
const AT_LEAST = 4
const AT_MOST_AGO = 4
const LESS = 5
const AT_MOST = 6
const AT_LEAST_AGO = 6
const MATCHES = 10
const EXISTS = 11
const EXISTS_NOT = 12
const LESS_AHEAD = 15
const MORE_AHEAD = 16
const MATCHES_NOT = 17

const DAY = 86_400

export type DeviceFilter = { property_key: string; property_type: 'boolean' | 'number' | 'string' | 'date'; comparator: number; property_value?: unknown }
/** All of these, of each of which one will do. */
export type DeviceFilters = DeviceFilter[][]

type Ask = (comparator: number, value?: unknown) => DeviceFilter
type Words = Readonly<Record<string, (ask: Ask, value: unknown) => DeviceFilters>>

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
const literally = (text: unknown): string => String(text).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const parts = (value: unknown): string => list(value).map(literally).join('|')
const seconds = (value: unknown): number => parseTime(value as string)! / 1000
const isDay = (value: unknown): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value as string)
const one = (comparator: number) => (ask: Ask, value: unknown): DeviceFilters => [[ask(comparator, value)]]

/** Arrays and nested properties can not be asked: SDKs look at the top level, and know no word for lists that all of them share. */
const WORDS: Readonly<Record<string, Words>> = {
  string: {
    is_any_of: (ask, value) => [list(value).map((text) => ask(EQUALS, text))],
    is_none_of: (ask, value) => list(value).map((text) => [ask(NOT_EQUAL, text)]),
    contains_any_of: (ask, value) => [[ask(MATCHES, parts(value))]],
    does_not_contain_any_of: (ask, value) => [[ask(MATCHES_NOT, parts(value))]],
    matches_regex: one(MATCHES),
    does_not_match_regex: (ask, value) => [[ask(EXISTS)], [ask(MATCHES_NOT, value)]], // "you must already have a value". docs: data_types
    is_blank: (ask) => [[ask(EXISTS_NOT), ask(EQUALS, '')]],
    is_not_blank: (ask) => [[ask(EXISTS)], [ask(NOT_EQUAL, '')]],
  },
  number: {
    exactly: one(EQUALS), does_not_equal: one(NOT_EQUAL), more_than: one(GREATER), more_than_or_equal_to: one(AT_LEAST), less_than: one(LESS), less_than_or_equal_to: one(AT_MOST),
    is_blank: (ask) => [[ask(EXISTS_NOT)]], is_not_blank: (ask) => [[ask(EXISTS)]],
  },
  boolean: {
    is: (ask, value) => [[ask(EQUALS, String(value).startsWith('true')), ...(String(value).endsWith('_or_not_set') ? [ask(EXISTS_NOT)] : [])]],
    does_not_equal: one(NOT_EQUAL),
    is_blank: (ask) => [[ask(EXISTS_NOT)]], is_not_blank: (ask) => [[ask(EXISTS)]],
  },
  time: {
    before: (ask, value) => [[ask(LESS, seconds(value))]],
    // After a day is after its last moment: there is no "at this moment or later" for dates
    after: (ask, value) => [[ask(GREATER, seconds(value) + (isDay(value) ? DAY - 0.001 : 0))]],
    less_than_x_days_ago: (ask, value) => [[ask(AT_MOST_AGO, (value as number) * DAY)], [ask(AT_LEAST_AGO, 0)]],
    more_than_x_days_ago: (ask, value) => [[ask(AT_LEAST_AGO, (value as number) * DAY)]],
    less_than_x_days_in_the_future: (ask, value) => [[ask(LESS_AHEAD, (value as number) * DAY)], [ask(AT_MOST_AGO, 0)]],
    more_than_x_days_in_the_future: (ask, value) => [[ask(MORE_AHEAD, (value as number) * DAY)]],
    is_blank: (ask) => [[ask(EXISTS_NOT)]], is_not_blank: (ask) => [[ask(EXISTS)]],
  },
  any: { is_blank: (ask) => [[ask(EXISTS_NOT), ask(EQUALS, '')]], is_not_blank: (ask) => [[ask(EXISTS)], [ask(NOT_EQUAL, '')]] },
}
const PROPERTY_TYPES: Readonly<Record<string, DeviceFilter['property_type']>> = { string: 'string', number: 'number', boolean: 'boolean', time: 'date', any: 'string' }

/** One filter; undefined for what no SDK can ask. */
export function deviceFilter(filter: unknown): DeviceFilters | undefined {
  const spelled = spelledOut(filter)
  if (spelled === undefined || spelled.steps.length > 1) return undefined
  const { steps, type, word, value } = spelled
  const build = WORDS[type]?.[word]
  if (build === undefined) return undefined
  return build((comparator, property_value) => ({ property_key: steps[0]!, property_type: PROPERTY_TYPES[type]!, comparator, ...(property_value === undefined ? {} : { property_value }) }), value)
}

/** All of them; those that can not be asked are left out. */
export const deviceFilters = (filters: readonly unknown[]): DeviceFilters => filters.flatMap((filter) => deviceFilter(filter) ?? [])
