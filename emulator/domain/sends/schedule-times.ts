// The schedule object: when a scheduled message is due. docs: api/objects_filters/schedule_object
import { parseTime } from '../times.ts'

const HOUR = 3_600_000
// Wall clocks of the earth: 14 hours ahead of UTC (Kiribati) to 12 behind it (Baker Island)
const FIRST_ZONE = 14 * HOUR
const LAST_ZONE = 12 * HOUR
const SAMOA = 13 * HOUR // optimal times are computed at midnight Samoa time of the date. docs: brazeai/intelligence/intelligent_timing
const DAY = 24 * HOUR

const ISO = /^\d{4}-\d{1,2}-\d{1,2}(?:[T ].*)?$/
const ZONED = /^(\d{4}-\d{1,2}-\d{1,2}[T ][\d:.,]+)\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i

/** The members of a schedule object. */
export type ScheduleObject = { time: string; in_local_time: boolean; at_optimal_time: boolean }
/** `due` in ms: when the send begins. `zoneDropped`: the text had a zone where none may be. */
export type ScheduleTime = ScheduleObject & { due: number; zoneDropped: boolean }

/**
 * Reads a schedule object; undefined when its time can not be read, or is over in all time zones where it means local time.
 * A moment in UTC that is over is taken, and due at once (observed: a live answer of 2015 in the tests of the appboy ruby client).
 * The table of errors speaks of the company's time zone instead; the object's own page is followed.
 */
export function readSchedule({ time, in_local_time, at_optimal_time }: ScheduleObject, now: number): ScheduleTime | undefined {
  if (!ISO.test(time)) return undefined
  if (!in_local_time && !at_optimal_time) {
    const due = parseTime(time)
    return due === undefined ? undefined : { time, in_local_time, at_optimal_time, due, zoneDropped: false }
  }
  const bare = ZONED.exec(time)?.[1]
  const wall = parseTime(bare ?? time) // as if the wall clock stood at UTC
  if (wall === undefined) return undefined
  const read = { time: bare ?? time, in_local_time, at_optimal_time, zoneDropped: bare !== undefined }
  // "at the designated date at the optimal time (regardless of the time you provide)"
  const day = Math.floor(wall / DAY) * DAY
  if (at_optimal_time) return day + DAY + LAST_ZONE <= now ? undefined : { ...read, due: day - SAMOA }
  return wall + LAST_ZONE < now ? undefined : { ...read, due: wall - FIRST_ZONE }
}
