// Filters that cut and measure texts, by characters as Ruby counts them: one outside of the basic plane is one, where JavaScript has two. docs: liquid/filters, Shopify Liquid (StandardFilters)
import { printed } from './values.ts'

const WIDE = /[\ud800-\udfff]/
const charsOf = (text: string): string | string[] => (WIDE.test(text) ? [...text] : text)
const textOf = (part: string | readonly string[]): string => (typeof part === 'string' ? part : part.join(''))
/** How many characters a text has. */
export const lengthOf = (text: string): number => charsOf(text).length

const whole = (value: unknown): number => Math.trunc(Number(printed(value))) || 0
const isHash = (value: unknown): value is object => typeof value === 'object' && value !== null && value.constructor === Object

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (pattern: RegExp) => (value: unknown): string => printed(value).replace(pattern, (char) => ESCAPES[char]!)

export const textFilters: Readonly<Record<string, (value: unknown, ...args: unknown[]) => unknown>> = {
  size: (value) => (typeof value === 'string' ? lengthOf(value) : Array.isArray(value) ? value.length : isHash(value) ? Object.keys(value).length : 0),
  slice(value, begin, count = 1) {
    const all: string | unknown[] = Array.isArray(value) ? value : charsOf(printed(value))
    const from = whole(begin) < 0 ? all.length + whole(begin) : whole(begin)
    const part = from < 0 || whole(count) < 0 ? all.slice(0, 0) : all.slice(from, from + whole(count))
    return Array.isArray(value) ? part : textOf(part as string | string[])
  },
  truncate(value, most = 50, ellipsis = '...') {
    const all = charsOf(printed(value))
    const end = printed(ellipsis)
    return all.length <= whole(most) ? printed(value) : textOf(all.slice(0, Math.max(whole(most) - lengthOf(end), 0))) + end
  },
  /** A single space parts at any white space; empty parts at the end are none. */
  split(value, by) {
    const [text, separator] = [printed(value), printed(by)]
    const parts = separator === '' ? [...text] : separator === ' ' ? text.trim().split(/\s+/) : text.split(separator)
    while (parts.at(-1) === '') parts.pop()
    return parts
  },
  escape: escaped(/[&<>"']/g),
  escape_once: escaped(/[<>"']|&(?!(?:[a-zA-Z]+|#\d+);)/g),
}
