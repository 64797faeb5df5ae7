// Days and hours of the workspace's time zone, for series. docs: "the time zone of your company" on every analytics page
import { lazy } from '../kernel/lazy.ts'
import type { Settings } from './settings.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

export type Unit = 'day' | 'hour'
/** `time` is how a series names it (`2026-03-01`; hours `2026-03-01T15:00:00Z` in UTC); `from` is in, `to` is out, both in ms. */
export type Span = { time: string; from: number; to: number }

/** Spans of one world. A day has 23 or 25 hours when summer time begins or ends. */
export function createDays({ settings }: { settings: Settings }) {
  const local = (at: number) => luxon().DateTime.fromMillis(at, { zone: settings.get().time_zone })
  return {
    /** `2026-03-01`: the day of `at`. */
    dayOf: (at: number): string => local(at).toISODate()!,
    /** When the day (or hour) of `at` began. */
    startOf: (at: number, unit: Unit = 'day'): number => local(at).startOf(unit).toMillis(),
    /** The `length` days or hours up to and with the one of `ending` (ms), oldest first. */
    spans(ending: number, length: number, unit: Unit = 'day'): Span[] {
      const last = local(ending).startOf(unit)
      return Array.from({ length }, (_, index) => {
        const start = last.minus({ [unit]: length - 1 - index })
        const from = start.toMillis()
        return { time: unit === 'day' ? start.toISODate()! : start.toUTC().toISO({ suppressMilliseconds: true })!, from, to: start.plus({ [unit]: 1 }).toMillis() }
      })
    },
  }
}

export type Days = ReturnType<typeof createDays>
