// When a series ends: the forms of `ending_at`, each read by the zone it names, or by the workspace's. docs: api/endpoints/export ("Datetime (ISO-8601 string)")
import { lazy } from '../../kernel/lazy.ts'
import { parseTime } from '../times.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

const OFFSET = /(\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*([+\- ])(\d{1,2})(?::?(\d{2}))?$/

/** Braze's own samples have `-5:00`; a `+` that was not encoded in a query arrives as a space. */
const wellFormed = (text: string): string =>
  text.replace(OFFSET, (_all, time: string, sign: string, hours: string, minutes: string | undefined) => `${time}${sign === ' ' ? '+' : sign}${hours.padStart(2, '0')}:${minutes ?? '00'}`)

/**
 * Milliseconds of an `ending_at`, or undefined when it is no ISO 8601 date or time.
 * A date alone, or a time without an offset, is one of `zone`: series are of the workspace's days. (Braze does not say; elsewhere it takes such times for UTC.)
 */
export function readEnding(given: string, zone: string): number | undefined {
  const text = wellFormed(given.trim())
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? parseTime(text) : undefined
  if (at === undefined || /\d{2}:\d{2}.*(Z|UTC|[+-]\d{2}(:?\d{2})?)$/i.test(text)) return at
  return luxon().DateTime.fromMillis(at, { zone: 'utc' }).setZone(zone, { keepLocalTime: true }).toMillis()
}
