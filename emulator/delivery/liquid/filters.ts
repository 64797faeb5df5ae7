// Braze's filters beyond Liquid's own, and those that differ from liquidjs's. Those for numbers are in number-filters.ts. docs: liquid/filters, liquid/advanced_filters
import { createHash, createHmac } from 'node:crypto'
import { inZone, readTime, strftime } from './dates.ts'
import { numberFilters } from './number-filters.ts'
import { textFilters } from './text-filters.ts'
import { printed, zoned } from './values.ts'

export type Filter = (value: unknown, ...args: unknown[]) => unknown

const text = (value: unknown): string => (typeof value === 'object' && value !== null && !Array.isArray(value) && value.constructor === Object ? JSON.stringify(value) : printed(value))
const hash = (algorithm: string): Filter => (value) => createHash(algorithm).update(text(value)).digest('hex')
const hmac = (algorithm: string, form: 'hex' | 'base64'): Filter => (value, secret) => createHmac(algorithm, text(secret)).update(text(value)).digest(form)
const base64: Filter = (value) => Buffer.from(text(value)).toString('base64')
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === '' || (Array.isArray(value) ? value.length === 0 : isObject(value) && value.constructor === Object && Object.keys(value).length === 0)

/** Literals such as `nil` are objects to liquidjs. */
const plainly = (value: unknown): unknown => (isObject(value) && value.valueOf() === null ? null : (value ?? null))

/** Everything but the letters of JSON strings that stand for themselves. */
const jsonEscape: Filter = (value) => JSON.stringify(text(value)).slice(1, -1)

function words(value: unknown, most: unknown = 15, ellipsis: unknown = '...'): unknown {
  const list = text(value).trimStart().split(/\s+/)
  const count = Math.max(1, Number(most) || 0)
  return list.length <= count ? value : `${list.slice(0, count).join(' ')}${text(ellipsis)}`
}

const plain: Readonly<Record<string, Filter>> = {
  ...numberFilters,
  ...textFilters,
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha2: hash('sha256'),
  hmac_sha1: hmac('sha1', 'hex'),
  hmac_sha1_hex: hmac('sha1', 'hex'),
  hmac_sha1_base64: hmac('sha1', 'base64'),
  hmac_sha256: hmac('sha256', 'hex'),
  hmac_sha256_hex: hmac('sha256', 'hex'),
  hmac_sha256_base64: hmac('sha256', 'base64'),
  hmac_sha512: hmac('sha512', 'hex'),
  base64,
  base64_encode: base64,
  url_escape: (value) => encodeURI(text(value).toWellFormed()),
  url_param_escape: (value) => encodeURIComponent(text(value).toWellFormed()),
  json_escape: jsonEscape,
  as_json_string: (value) => JSON.stringify(plainly(value)),
  json_parse(value) {
    try {
      return JSON.parse(text(value)) as unknown
    } catch {
      return null
    }
  },
  property_accessor: (value, key) => (isObject(value) && Object.hasOwn(value, text(key)) ? value[text(key)] : null),
  // nil, false, "", an empty array, an empty hash. docs: liquid/filters ("default")
  default: (value, instead, ...options) => (isNothing(isObject(value) ? value.valueOf() : value) || (value === false && !options.some((option) => Array.isArray(option) && option[0] === 'allow_false' && option[1] === true)) ? instead : value),
  truncatewords: words, // only what is cut gets an ellipsis: liquidjs also gives one to a text of exactly as many words
}

/** All filters; `now` is the world's clock. */
export const filtersFor = (now: () => number): Readonly<Record<string, Filter>> => ({
  ...plain,
  date(value, format) {
    const time = readTime(value, now)
    const wanted = text(format)
    return time === undefined || wanted === '' ? value : strftime(time, wanted)
  },
  time_zone(value, zone) {
    const time = readTime(value, now)
    const there = time === undefined ? undefined : inZone(time, text(zone))
    return there === undefined ? value : zoned(there)
  },
})

/** Filters of liquidjs that Braze's Liquid does not have: a template that uses one passes its value through. docs: liquid/advanced_filters */
export const FOREIGN = ['where_exp', 'group_by', 'group_by_exp', 'find', 'find_exp', 'find_index', 'find_index_exp', 'reject', 'reject_exp', 'has', 'has_exp', 'push', 'unshift', 'pop', 'shift', 'sample', 'jsonify', 'json', 'inspect', 'to_integer', 'normalize_whitespace', 'number_of_words', 'array_to_sentence_string', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'cgi_escape', 'uri_escape', 'xml_escape', 'slugify', 'raw', 'squish', 'unescape', 'sha256'] as const

/** Filters that Braze's page names as not supported. docs: liquid/filters, liquid/advanced_filters */
export const UNSUPPORTED: readonly string[] = [
  'lstrip', 'rstrip', 'camelcase', 'handle', 'handleize', 'pluralize', 'money_with_currency', 'money_without_currency', 'money_without_trailing_zeros', 'format_address', 'highlight',
  'color_to_rgb', 'color_to_hsl', 'color_to_hex', 'color_extract', 'color_brightness', 'color_modify', 'color_lighten', 'color_darken', 'color_saturate', 'color_desaturate', 'color_mix', 'color_contrast', 'color_difference', 'brightness_difference',
  'font_face', 'font_modify', 'font_url',
]
