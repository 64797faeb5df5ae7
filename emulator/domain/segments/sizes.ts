// The size of a segment by day: written down when a day of the workspace's zone ends, for segments whose analytics are tracked. docs: get_segment_analytics
import type { Clock } from '../../kernel/clock.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Days, Span } from '../days.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { segmentStatements } from './segments.sql.ts'

const TIMER = 'segment.size'
const MOST_MISSED_DAYS = 100 // the longest series: days that nobody was there to see get the size found afterwards

type Tracked = { id: string; filters: unknown; analytics_tracking_enabled: boolean; archived: boolean; created_at: number }
type Nouns = { clock: Clock; scheduler: Scheduler; decisions: Decisions; days: Days; sql: ReturnType<typeof segmentStatements>; size: (filters: unknown) => number }

/** Records and reads the sizes of segments. */
export function sizesOf({ clock, scheduler, decisions, days, sql, size }: Nouns) {
  const nextMidnight = (): number => days.spans(clock.now(), 1)[0]!.to

  /** The size now, or undefined with a trace when a filter can not be judged. */
  function measured(id: string, filters: unknown): number | undefined {
    try {
      return size(filters)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      decisions.ignored({ rule: 'segments/data_series', why: 'the size could not be measured', compared: { segment_id: id, ...error.details } })
      return undefined
    }
  }

  scheduler.on(TIMER, (data, due) => {
    const row = sql.one.get(data['segment_id'] as string)
    if (row === undefined) return
    scheduler.schedule(nextMidnight(), TIMER, { segment_id: row.id }, row.id)
    const now = measured(row.id, JSON.parse(row.filters))
    if (now === undefined) return
    // Usually one day, the one that has just ended; more when the emulator slept over some
    const today = days.dayOf(clock.now())
    const ended = days.spans(clock.now(), MOST_MISSED_DAYS + 1).filter((span) => span.to >= due && span.time !== today)
    for (const { time } of ended) sql.recordSize.run(row.id, time, now)
  })

  return {
    /** Begins or stops to record. */
    track({ id, analytics_tracking_enabled, archived }: Tracked): void {
      if (analytics_tracking_enabled && !archived) scheduler.schedule(nextMidnight(), TIMER, { segment_id: id }, id)
      else scheduler.cancel(TIMER, id)
    },
    forget: (id: string): boolean => scheduler.cancel(TIMER, id),
    /** One size a day: of the days that ended as recorded (0 where nothing was), of today as it is now. */
    of(segment: Tracked, spans: readonly Span[]): { time: string; size: number }[] {
      const today = days.dayOf(clock.now())
      const recorded = new Map(sql.sizes.all(segment.id, spans[0]!.time, spans.at(-1)!.time).map((row) => [row.day, row.size]))
      return spans.map(({ time }) => ({ time, size: (time === today && segment.analytics_tracking_enabled ? measured(segment.id, segment.filters) : recorded.get(time)) ?? 0 }))
    },
  }
}
