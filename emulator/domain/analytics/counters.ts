// Counters by quarter of an hour in UTC: sums over the days and hours of any time zone, in all apps or in one.
import type { Db } from '../../kernel/db.ts'
import type { Span } from '../days.ts'
import { counterStatements } from './analytics.sql.ts'

const QUARTER = 15 * 60_000

/** `quantity` and `revenue` (in cents of USD) are of all products; the `product_` ones bear the product's id, `custom_events` the event's name. */
export type Metric = 'custom_events' | 'sessions' | 'quantity' | 'revenue' | 'product_quantity' | 'product_revenue' | 'new_users' | 'uninstalls'
export type CountQuery = { metric: Metric; name?: string | undefined; app_id?: string | undefined }

/** The quarter that `at` (ms) is in. */
export const quarterOf = (at: number): number => Math.floor(at / QUARTER)
/** The quarters of a span: those that begin in it. Of offsets that are no quarters (none since 1972) the edge goes to the side where it begins. */
export const quartersOf = ({ from, to }: Pick<Span, 'from' | 'to'>): { from: number; until: number } => ({ from: Math.ceil(from / QUARTER), until: Math.ceil(to / QUARTER) })

/** Counters of one world. */
export function createCounters({ db }: { db: Db }) {
  const sql = counterStatements(db)
  /** Added up here first: a bulk upload has thousands of rows of the same quarter. */
  let waiting = new Map<string, [Metric, string, number, string, number]>()
  db.onRollback(() => void (waiting = new Map()))

  return {
    /** Counts `n` at `at` (ms); `app_id` is null for what happened in no app. Nothing is written before `flush`. */
    add(metric: Metric, name: string, app_id: string | null, at: number, n: number): void {
      const quarter = quarterOf(at)
      const key = `${metric}\n${quarter}\n${app_id ?? ''}\n${name}`
      const there = waiting.get(key)
      if (there === undefined) waiting.set(key, [metric, name, quarter, app_id ?? '', n])
      else there[4] += n
    },
    flush(): void {
      for (const row of waiting.values()) sql.add.run(...row)
      waiting.clear()
    },
    /** The sum in each span. */
    sums: ({ metric, name = '', app_id }: CountQuery, spans: readonly Span[]): number[] =>
      spans.map((span) => {
        const { from, until } = quartersOf(span)
        return (app_id === undefined ? sql.sum.get(metric, name, from, until) : sql.sumOfApp.get(metric, name, from, until, app_id))!.n ?? 0
      }),
  }
}

export type Counters = ReturnType<typeof createCounters>
