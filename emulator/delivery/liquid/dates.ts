// Times in templates: reading them in the forms Braze knows, and strftime as Ruby has it. The zone is UTC unless `time_zone` says otherwise. docs: liquid/filters ("date"), data_types ("yyyy-MM-dd'T'HH:mm:ss:SSSZ")
import type { DateTime } from 'luxon'
import { ianaZone } from '../../domain/profiles/time-zones.ts'
import { lazy } from '../../kernel/lazy.ts'
import { timeOf } from './values.ts'

const luxon = lazy<typeof import('luxon')>('luxon')
const LONGEST = 100 // characters of a time; a longer text is none, and each of the forms would read all of it
const WIDEST = 64 // of a padded directive

/** A time that a template has as text or number; undefined when it is none. `now`: the world's clock. */
export function readTime(value: unknown, now: () => number): DateTime | undefined {
  const known = timeOf(value)
  if (known !== undefined) return known
  const plain = typeof value === 'object' && value !== null ? (value.valueOf() as unknown) : value
  if (plain === 'now' || plain === 'today') return luxon().DateTime.fromMillis(now(), { zone: 'utc' })
  if (typeof plain === 'number') return valid(luxon().DateTime.fromSeconds(plain, { zone: 'utc' }))
  if (typeof plain !== 'string') return undefined
  const text = plain.trim()
  if (/^-?\d+$/.test(text)) return valid(luxon().DateTime.fromSeconds(Number(text), { zone: 'utc' }))
  if (text.length > LONGEST || !/\d/.test(text)) return undefined
  return readText(text)
}

const valid = (time: DateTime): DateTime | undefined => (time.isValid ? time : undefined)
const FORMS = ['yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd HH:mm:ss', 'yyyy/MM/dd', 'MMMM d, yyyy', 'MMM d, yyyy', 'MMMM d, yyyy HH:mm', 'MMM d, yyyy h:mm a', 'MMMM d, yyyy h:mm a', 'd MMMM yyyy', 'd MMM yyyy', 'd MMM yyyy HH:mm:ss', 'MM/dd/yyyy', 'yyyyMMdd'] as const

function readText(given: string): DateTime | undefined {
  // A colon before the milliseconds; a zone with a space before it, or by the name UTC
  const text = given.replace(/(T\d{2}:\d{2}:\d{2}):(\d{1,9})(?=Z|[+-]|$)/, '$1.$2').replace(/\s*(?:UTC|GMT)$/i, 'Z').replace(/\s+([+-]\d{2}:?\d{2})$/, '$1')
  const zone = { zone: 'utc', setZone: true } as const
  const iso = luxon().DateTime.fromISO(text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2').replace(/(\.\d{3})\d+/, '$1'), zone)
  if (iso.isValid) return iso.offset === 0 ? iso.toUTC() : iso
  const rfc = luxon().DateTime.fromRFC2822(given, zone)
  if (rfc.isValid) return rfc
  for (const form of FORMS) {
    const time = luxon().DateTime.fromFormat(text.replace(/Z$/, ''), form, { zone: 'utc', locale: 'en-US' })
    if (time.isValid) return time
  }
  return undefined
}

/** The same moment in another zone; undefined for a zone that there is not. */
export const inZone = (time: DateTime, zone: string): DateTime | undefined => {
  const known = ianaZone(zone)
  return known === undefined ? undefined : time.setZone(known)
}

const pad = (value: number, width: number, fill: string): string => (value < 0 ? `-${String(-value).padStart(width - 1, fill)}` : String(value).padStart(width, fill))
const twelve = (hour: number): number => hour % 12 || 12
/** The week of the year, weeks beginning on `first` (0 Sunday, 1 Monday). */
const week = (time: DateTime, first: number): number => Math.floor((time.ordinal + 6 - ((time.weekday - first + 7) % 7)) / 7)

/** Each knows the names that its people use. */
const SPEAKERS = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-NZ', 'en-ZA'] as const
/** `CET`, `EDT`; a zone without a name has its offset: `+0545`, `-03`. docs: Ruby, `Time#zone` (the tz database) */
function abbreviation(time: DateTime): string {
  const name = SPEAKERS.map((locale) => time.setLocale(locale).toFormat('ZZZZ')).find((text) => !/^(?:GMT|UTC)[+-]/.test(text))
  return name ?? time.toFormat('ZZZ').replace(/00$/, '')
}

type Directive = { text: (time: DateTime, colons: number) => string | number; width?: number; fill?: string }
const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: { text: ({ year }) => year }, C: { text: ({ year }) => Math.floor(year / 100), width: 2 }, y: { text: ({ year }) => year % 100, width: 2 },
  m: { text: ({ month }) => month, width: 2 }, B: { text: (time) => time.setLocale('en-US').toFormat('MMMM') }, b: { text: (time) => time.setLocale('en-US').toFormat('MMM') }, h: { text: (time) => time.setLocale('en-US').toFormat('MMM') },
  d: { text: ({ day }) => day, width: 2 }, e: { text: ({ day }) => day, width: 2, fill: ' ' }, j: { text: ({ ordinal }) => ordinal, width: 3 },
  H: { text: ({ hour }) => hour, width: 2 }, k: { text: ({ hour }) => hour, width: 2, fill: ' ' }, I: { text: ({ hour }) => twelve(hour), width: 2 }, l: { text: ({ hour }) => twelve(hour), width: 2, fill: ' ' },
  M: { text: ({ minute }) => minute, width: 2 }, S: { text: ({ second }) => second, width: 2 }, p: { text: ({ hour }) => (hour < 12 ? 'AM' : 'PM') }, P: { text: ({ hour }) => (hour < 12 ? 'am' : 'pm') },
  Z: { text: (time) => (time.zoneName === 'UTC' ? 'UTC' : time.isOffsetFixed ? '' : abbreviation(time)) },
  z: { text: (time, colons) => time.toFormat('ZZ').replaceAll(':', colons > 0 ? ':' : '') },
  A: { text: (time) => time.setLocale('en-US').toFormat('EEEE') }, a: { text: (time) => time.setLocale('en-US').toFormat('EEE') }, u: { text: ({ weekday }) => weekday }, w: { text: ({ weekday }) => weekday % 7 },
  G: { text: ({ weekYear }) => weekYear }, g: { text: ({ weekYear }) => weekYear % 100, width: 2 }, V: { text: ({ weekNumber }) => weekNumber, width: 2 }, U: { text: (time) => week(time, 0), width: 2 }, W: { text: (time) => week(time, 1), width: 2 },
  s: { text: (time) => Math.floor(time.toSeconds()) }, n: { text: () => '\n' }, t: { text: () => '\t' }, '%': { text: () => '%' },
}
/** Directives that stand for others. */
const COMBINED: Readonly<Record<string, string>> = { c: '%a %b %e %H:%M:%S %Y', D: '%m/%d/%y', x: '%m/%d/%y', F: '%Y-%m-%d', v: '%e-%^b-%Y', r: '%I:%M:%S %p', R: '%H:%M', T: '%H:%M:%S', X: '%H:%M:%S', '+': '%a %b %e %H:%M:%S %Z %Y' }

/** docs: Ruby, `Time#strftime`; a directive that there is not stays as it is. */
export function strftime(time: DateTime, format: string): string {
  return format.replace(/%([-0^#_]*)(\d*)(:*)([a-zA-Z%+])/g, (all, flags: string, wide: string, colons: string, name: string) => {
    if (name === 'L' || name === 'N') {
      const digits = Math.min(Number(wide) || (name === 'L' ? 3 : 9), 24)
      return String(time.millisecond).padStart(3, '0').padEnd(digits, '0').slice(0, digits)
    }
    if (Object.hasOwn(COMBINED, name)) return cased(strftime(time, COMBINED[name]!), flags)
    if (!Object.hasOwn(DIRECTIVES, name)) return all
    const { text, width = 0, fill = '0' } = DIRECTIVES[name]!
    const value = text(time, colons.length)
    if (flags.includes('-')) return cased(String(value), flags)
    const filling = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : typeof value === 'number' ? fill : ' '
    const columns = Math.min(wide === '' ? width : Number(wide), WIDEST)
    return cased(typeof value === 'number' ? pad(value, columns, filling) : value.padStart(columns, filling), flags)
  })
}

const cased = (text: string, flags: string): string => (flags.includes('^') ? text.toUpperCase() : flags.includes('#') ? (text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()) : text)
