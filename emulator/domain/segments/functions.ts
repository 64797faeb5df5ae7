// What filters need and SQLite does not have: regular expressions, times in texts, days of the year, versions, distances.
import type { Db } from '../../kernel/db.ts'
import { lazy } from '../../kernel/lazy.ts'
import { parseTime } from '../times.ts'

const luxon = lazy<typeof import('luxon')>('luxon')
const EARTH_KM = 6371.0088

const POSIX: Readonly<Record<string, string>> = { alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space: '\\s', blank: ' \\t', punct: '!-\\/:-@\\[-`{-~', xdigit: '0-9a-fA-F', word: '\\w' }
const ANCHORS: Readonly<Record<string, string>> = { A: '^', z: '$', Z: '$', h: '[ \\t]' }

/** What PCRE writes otherwise: options in front, `\A`, `\z`, `\h`, `[[:alpha:]]`. */
function translated(pattern: string): { source: string; flags: string } {
  const [front = '', options = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? []
  const source = pattern.slice(front.length).replace(/\[:(\w+):\]/g, (all, name: string) => POSIX[name] ?? all).replace(/\\([^])/g, (all, letter: string) => (Object.hasOwn(ANCHORS, letter) ? ANCHORS[letter]! : all))
  return { source, flags: [...new Set(`i${options}`)].join('') }
}
function compile(pattern: string): RegExp {
  const { source, flags } = translated(pattern)
  try {
    return new RegExp(source, `${flags}u`) // letters beyond the first plane are one, and \p{L} is a class
  } catch {
    return new RegExp(source, flags) // which takes escapes that need none, such as \-
  }
}

const compiled = new Map<string, RegExp>()
/**
 * A pattern as Braze reads it: found anywhere in the text, in any casing. Throws for one that is none.
 * NOTE Braze runs PCRE; here it is JavaScript's dialect, with the most usual of what PCRE writes otherwise.
 */
export function regexOf(pattern: string): RegExp {
  let regex = compiled.get(pattern)
  if (regex === undefined) {
    if (compiled.size > 500) compiled.clear()
    compiled.set(pattern, (regex = compile(pattern)))
  }
  return regex
}

/** `3.10.2` becomes a text that sorts behind that of `3.9`. */
export const versionKey = (version: string): string =>
  version
    .replace(/^v/i, '')
    .split(/[.\-+_ ]/)
    .map((part) => (/^\d+$/.test(part) ? part.padStart(12, '0') : part.toLowerCase()))
    .join('.')
    .replace(/(\.0{12})+$/, '') // 3.0 is 3

/** `MM-DD` of a time: as it was written when it was written without an hour, else in the company's zone. docs: segmentation_filters, "Day of Recurring Event" */
export function monthDay(at: number, written: string | null, zone: string): string {
  if (written !== null && !/\d:\d/.test(written)) return new Date(at).toISOString().slice(5, 10)
  return luxon().DateTime.fromMillis(at, { zone }).toFormat('MM-dd')
}

/** Kilometres between two points, along the surface. */
export function kilometres(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180
  const a = Math.sin(rad(latitude2 - latitude1) / 2) ** 2 + Math.cos(rad(latitude1)) * Math.cos(rad(latitude2)) * Math.sin(rad(longitude2 - longitude1) / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** Gives the functions to a database; null in, null out. */
export function addFunctions(db: Db): void {
  const add = (name: string, work: (...values: never[]) => string | number | null): void =>
    void db.raw.function(name, { deterministic: true, varargs: true }, (...values: unknown[]) => (values[0] === null ? null : work(...(values as never[]))))
  add('matches', (text: string, pattern: string) => (regexOf(pattern).test(text) ? 1 : 0))
  add('time_of', (text: string) => parseTime(text) ?? null)
  add('month_day', monthDay as never)
  add('version_key', versionKey as never)
  add('kilometres', (latitude1: number, longitude1: number, latitude2: number, longitude2: number) => (longitude1 === null ? null : kilometres(latitude1, longitude1, latitude2, longitude2)))
  add('plain_number', (phone: string) => phone.replace(/[^\d+]/g, ''))
}
