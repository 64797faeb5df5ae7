// When a schedule comes round: once, daily, weekly, monthly, every n of them, until an end that is included. docs: schedule_your_campaign/scheduled_delivery
import { lazy } from '../../kernel/lazy.ts'
import { atWall, DAY, minutesOf, readWall, wallAt } from './wall-clocks.ts'
import { parseTime } from '../times.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const UNITS: Readonly<Record<string, 'days' | 'weeks' | 'months'>> = { daily: 'days', day: 'days', weekly: 'weeks', week: 'weeks', monthly: 'months', month: 'months' }
const WEEK = 7 * DAY
const LAST = 8.64e15 - 2 * DAY // behind the last day that a Date knows nothing comes round
const OFFSET = /[T ][\d:.,]+\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i

type Members = Record<string, unknown>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** A schedule as it is read from a definition. `at` null: as soon as it is launched. */
export type ReadSchedule = {
  at: string | null
  recurrence: { unit: 'days' | 'weeks' | 'months'; interval: number; weekdays: number[] } | null
  end: string | null
  /** At the wall time of each user's own zone. */
  local: boolean
  /** Intelligent Timing. `fallback` and `window` in minutes of the day. */
  intelligent: boolean
  fallback: number | null
  window: { start: number; end: number } | null
}

/** A definition's `schedule`; what it does not say is as in the dashboard's defaults. Undefined when it is none. */
export function readSchedule(given: unknown): ReadSchedule | undefined {
  if (!isObject(given)) return undefined
  const repeated = isObject(given['recurrence']) ? given['recurrence'] : { frequency: given['recurrence'] }
  const unit = UNITS[String(repeated['frequency'])]
  const interval = Number.isSafeInteger(repeated['interval']) && (repeated['interval'] as number) > 0 ? (repeated['interval'] as number) : 1
  const weekdays = Array.isArray(repeated['weekdays']) ? repeated['weekdays'].map((day) => WEEKDAYS.indexOf(String(day).toLowerCase() as never)).filter((day) => day >= 0).sort((a, b) => a - b) : []
  const { start, end } = isObject(given['window']) ? given['window'] : { start: undefined, end: undefined }
  const [from, to] = [minutesOf(start), minutesOf(end)]
  return {
    at: textOf(given['at']), recurrence: unit === undefined ? null : { unit, interval, weekdays: unit === 'weeks' ? weekdays : [] }, end: textOf(repeated['end']) ?? textOf(given['end']),
    local: given['in_local_time'] === true, intelligent: given['intelligent_timing'] === true, fallback: minutesOf(given['fallback_time']) ?? null, window: from === undefined || to === undefined ? null : { start: from, end: to },
  }
}

/** The first wall time of the schedule after `after` (both as if at UTC); undefined when there is none. */
function nextWall(first: number, recurrence: ReadSchedule['recurrence'], after: number): number {
  if (recurrence === null || first > after) return firstOf(first, recurrence)
  const { unit, interval, weekdays } = recurrence
  if (unit === 'weeks' && weekdays.length > 0) return onWeekdays(first, interval, weekdays, after)
  if (unit !== 'months') {
    const step = interval * (unit === 'days' ? DAY : WEEK)
    return first + Math.floor((after - first) / step + 1) * step
  }
  // A month too short for the day takes its last one. docs: scheduled_delivery ("April 30, because April 31 doesn't exist")
  const start = luxon().DateTime.fromMillis(first, { zone: 'utc' })
  let times = Math.max(Math.floor((after - first) / (31 * DAY * interval)) - 1, 0)
  let next = first
  while (next <= after) next = start.plus({ months: interval * times++ }).toMillis()
  return next
}

const mondayOf = (wall: number): number => Math.floor((wall / DAY + 3) / 7) * WEEK - 3 * DAY // 1 January 1970 was a Thursday

function onWeekdays(first: number, interval: number, weekdays: readonly number[], after: number): number {
  const begin = mondayOf(first)
  const time = first - Math.floor(first / DAY) * DAY
  for (let week = begin + Math.max(Math.floor((after - begin) / (WEEK * interval)), 0) * WEEK * interval; ; week += WEEK * interval)
    for (const day of weekdays) {
      const wall = week + day * DAY + time
      if (wall >= first && wall > after) return wall
    }
}

/** With weekdays the first time is the first of them. */
const firstOf = (first: number, recurrence: ReadSchedule['recurrence']): number => (recurrence !== null && recurrence.weekdays.length > 0 ? onWeekdays(first, recurrence.interval, recurrence.weekdays, first - 1) : first)

/** True when the wall time is past the end, which is included: a date up to its last moment. */
function isOver(end: string | null, wall: number, zone: string): boolean {
  if (end === null) return false
  const last = OFFSET.test(end) ? wallAt(parseTime(end) ?? Infinity, zone) : parseTime(end)
  return last !== undefined && wall > (/[T ]\d/.test(end) ? last : last + DAY - 1)
}

/**
 * The first time of a schedule after `after` (ms), by the clocks of `zone`; undefined when there is none.
 * Ask with `UTC` for the wall times of a schedule in users' local time: the answer is one as if it stood at UTC. Undefined also for a schedule without `at`.
 */
export function nextOccurrence(schedule: unknown, after: number, zone: string): number | undefined {
  const read = readSchedule(schedule)
  if (read === undefined || read.at === null) return undefined
  const zoned = !read.local && !read.intelligent && OFFSET.test(read.at)
  const moment = zoned ? parseTime(read.at) : undefined
  const first = moment === undefined ? readWall(read.at) : wallAt(moment, zone)
  if (first === undefined) return undefined
  // wall clocks are turned back once a year: two walls may be one hour of moments apart from what they seem
  let from = wallAt(after, zone)
  for (;;) {
    const wall = nextWall(first, read.recurrence, from)
    if (!(wall < LAST)) return undefined
    if (isOver(read.end, wall, zone)) return undefined
    const at = atWall(wall, zone)
    if (at > after) return at
    if (read.recurrence === null) return undefined
    from = wall
  }
}
