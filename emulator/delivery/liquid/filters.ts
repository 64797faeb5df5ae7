// Braze's filters beyond Liquid's own, and those that differ from liquidjs's. docs: liquid/filters, liquid/advanced_filters
import { createHash, createHmac } from 'node:crypto'

type Filter = (value: unknown, ...args: unknown[]) => unknown

const text = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))
const number = (value: unknown): number => Number(typeof value === 'string' ? value.trim() : (value ?? 0)) || 0
const hash = (algorithm: string): Filter => (value) => createHash(algorithm).update(text(value)).digest('hex')
const hmac = (algorithm: string, form: 'hex' | 'base64'): Filter => (value, secret) => createHmac(algorithm, text(secret)).update(text(value)).digest(form)
const base64: Filter = (value) => Buffer.from(text(value)).toString('base64')

/** Integers divide to an integer, rounded down: `15 | divided_by: 2` is 7. A float on either side, or in the template, divides as such. docs: liquid/filters */
const dividedBy: Filter = (value, by) => {
  const quotient = number(value) / number(by)
  const whole = (one: unknown) => Number.isInteger(number(one)) && !(typeof one === 'string' && one.includes('.'))
  return whole(value) && whole(by) ? Math.floor(quotient) : quotient
}

export const filters: Readonly<Record<string, Filter>> = {
  divided_by: dividedBy,
  money: (value) => number(value).toFixed(2), // units, not cents; no symbol, no delimiter
  number_with_delimiter: (value) => text(value).replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ',')),
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
  json_escape: (value) => JSON.stringify(text(value)).slice(1, -1),
  as_json_string: (value) => JSON.stringify(value ?? null),
  json_parse: (value) => {
    try {
      return JSON.parse(text(value)) as unknown
    } catch {
      return null
    }
  },
  property_accessor: (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, text(key)) ? (value as Record<string, unknown>)[text(key)] : null),
}

/** Filters of liquidjs that Braze's Liquid does not have: a template that uses one passes its value through. docs: liquid/advanced_filters */
export const FOREIGN = ['where_exp', 'group_by', 'group_by_exp', 'find', 'find_exp', 'find_index', 'find_index_exp', 'reject', 'reject_exp', 'has', 'has_exp', 'push', 'unshift', 'pop', 'shift', 'sample', 'jsonify', 'json', 'inspect', 'to_integer', 'normalize_whitespace', 'number_of_words', 'array_to_sentence_string', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'cgi_escape', 'uri_escape', 'xml_escape', 'slugify', 'raw'] as const
