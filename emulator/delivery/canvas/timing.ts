// Times in zones: the next time of day, calendar days, weekdays, and the best time of Intelligent Timing. docs: canvas_components/delay_step, brazeai/intelligence/intelligent_timing
import type { DateTime } from 'luxon'
import type { Clock } from '../../kernel/clock.ts'
import { lazy } from '../../kernel/lazy.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { DAY, minutesOf, momentIn, wallAt, zoneOf as zoneIn } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { IntelligentTiming } from '../dispatches/intelligent-timing.ts'
import { IMMEDIATE } from '../dispatches/intelligent-timing.ts'
import { readQuietHours } from '../gates/quiet-hours.ts'
import type { QuietHours } from '../outgoing.ts'

const luxon = lazy<typeof import('luxon')>('luxon')
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Times in the zones of users of one world. */
export function createTiming({ clock, settings, intelligentTiming }: { clock: Clock; settings: Settings; intelligentTiming: IntelligentTiming }) {
  /** The user's zone, or the workspace's where he has none. */
  const zoneOf = (profile: Pick<ProfileRow, 'time_zone'>, local: boolean): string => (local ? zoneIn(profile, settings.get().time_zone) : settings.get().time_zone)
  const at = (ms: number, zone: string): DateTime => luxon().DateTime.fromMillis(ms, { zone })
  const on = (day: DateTime, time: string): DateTime => day.set({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3, 5)), second: 0, millisecond: 0 })

  return {
    zoneOf,
    /** That time of day in the zone, at `from` (ms) or after it. */
    nextTimeOfDay(from: number, time: string, zone: string): number {
      const today = on(at(from, zone), time)
      return (today.toMillis() >= from ? today : on(at(from, zone).plus({ days: 1 }), time)).toMillis()
    },
    /** `days` calendar days on, at that time of day. */
    calendarDays: (from: number, days: number, time: string, zone: string): number => on(at(from, zone).plus({ days }), time).toMillis(),
    /** The next such weekday at that time. On the day itself after the time: undefined. */
    weekday(from: number, weekday: string, time: string, zone: string): { at: number; late: boolean } {
      const now = at(from, zone)
      const days = (WEEKDAYS.indexOf(weekday as (typeof WEEKDAYS)[number]) + 1 - now.weekday + 7) % 7
      const due = on(now.plus({ days }), time).toMillis()
      return due < from ? { at: on(now.plus({ days: 7 }), time).toMillis(), late: true } : { at: due, late: false }
    },
    /** That time of day on the day of `ms`. `zone`: a zone's name, or a text that ends with an offset. */
    onDayOf(ms: number, time: string, zone: string): number {
      const offset = /([+-]\d{2}:?(?:\d{2})?)$/.exec(zone)?.[1]
      const name = offset !== undefined ? `UTC${offset}` : /(?:Z|UTC)$/i.test(zone) ? 'UTC' : zone
      return on(at(ms, name), time).toMillis()
    },
    /** A time as definitions, attributes and Liquid write it: without an offset in the zone. Undefined when it is none. */
    moment(text: string, zone: string): number | undefined {
      const known = momentIn(text.trim(), zone)
      if (known !== undefined) return known
      const read = luxon().DateTime.fromISO(text.trim().replace(' ', 'T'), { zone })
      return read.isValid ? read.toMillis() : undefined
    },
    /** The best time for a message of a channel: today or, when it is over, tomorrow. What has none is sent at once. docs: intelligent_timing ("Canvas") */
    best(profile: ProfileRow, channel: string, timed: unknown, hours: QuietHours | null): number {
      const now = clock.now()
      if (IMMEDIATE.has(channel)) return now
      const { fallback_time, window } = (timed === true ? {} : timed) as { fallback_time?: string; window?: { start: string; end: string } }
      const [start, end] = [minutesOf(window?.start), minutesOf(window?.end)]
      const optimum = intelligentTiming.optimum(profile, channel, { fallback: minutesOf(fallback_time) ?? null, window: start === undefined || end === undefined ? null : { start, end } })
      const today = wallAt(now, zoneOf(profile, true))
      const quiet = hours ?? readQuietHours(settings.get().quiet_hours)
      const first = intelligentTiming.momentOf(profile, today, optimum, quiet)
      return first >= now ? first : intelligentTiming.momentOf(profile, today + DAY, optimum, quiet)
    },
  }
}

export type Timing = ReturnType<typeof createTiming>
