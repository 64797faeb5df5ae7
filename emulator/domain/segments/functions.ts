// What filters need and SQLite does not have: regular expressions, times in texts, days of the year, versions, distances.
import type { Db } from '../../kernel/db.ts'
import { lazy } from '../../kernel/lazy.ts'
import { bucketOf } from '../campaigns/assignment.ts'
import { parseTime } from '../times.ts'
import { regexOf } from './patterns.ts'

export { regexOf } from './patterns.ts'

const luxon = lazy<typeof import('luxon')>('luxon')
const EARTH_KM = 6371.0088

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
  const offset = written !== null && !/\d:\d/.test(written) ? 0 : luxon().Info.normalizeZone(zone).offset(at)
  return new Date(at + offset * 60_000).toISOString().slice(-19, -14)
}

const lists = new Map<string, readonly string[]>()
/** True when one of the texts of a JSON list is in `text`. */
function containsAny(text: unknown, json: string): boolean {
  let list = lists.get(json)
  if (list === undefined) {
    if (lists.size > 500) lists.clear()
    lists.set(json, (list = JSON.parse(json) as string[]))
  }
  return typeof text === 'string' && list.some((one) => text.includes(one))
}

/** Kilometres between two points, along the surface. */
export function kilometres(latitude1: number, longitude1: number, latitude2: number, longitude2: number): number {
  const rad = (degrees: number): number => (degrees * Math.PI) / 180
  const a = Math.sin(rad(latitude2 - latitude1) / 2) ** 2 + Math.cos(rad(latitude1)) * Math.cos(rad(latitude2)) * Math.sin(rad(longitude2 - longitude1) / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** Gives the functions to a database; null in, null out. `share`: where a user stands in the shares of a feature flag. */
export function addFunctions(db: Db, share: (flag_id: string, braze_id: string) => number): void {
  const add = (name: string, work: (...values: never[]) => string | number | null): void =>
    void db.raw.function(name, { deterministic: true, varargs: true }, (...values: unknown[]) => (values[0] === null ? null : work(...(values as never[]))))
  add('matches', (text: string, pattern: string) => (regexOf(pattern).test(text) ? 1 : 0))
  add('contains_any', (text: unknown, json: string) => (containsAny(text, json) ? 1 : 0))
  add('time_of', (text: string) => parseTime(text) ?? null)
  add('month_day', monthDay as never)
  add('version_key', versionKey as never)
  add('kilometres', (latitude1: number, longitude1: number, latitude2: number, longitude2: number) => (longitude1 === null ? null : kilometres(latitude1, longitude1, latitude2, longitude2)))
  add('assignment_bucket', bucketOf as never)
  add('flag_share', share as never)
  add('plain_number', (phone: string) => phone.replace(/[^\d+]/g, ''))
}
