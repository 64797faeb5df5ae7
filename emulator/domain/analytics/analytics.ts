// The journal's reader `analytics`: what each kind of row counts as. It catches up when somebody asks; series are by the time of what happened, not of its receipt.
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Days, Span, Unit } from '../days.ts'
import type { ActiveCount, ActiveUsers } from './active-users.ts'
import { MAU_DAYS } from './active-users.ts'
import { memberStatements, memoryStatements } from './analytics.sql.ts'
import type { CountQuery, Counters } from './counters.ts'
import type { CustomData } from './custom-data.ts'

const AT_ONCE = 1000 // rows of the journal in memory

/** Which days or hours are asked for: `length` of them up to and with the one of `ending` (ms). */
export type Window = { ending: number; length: number; unit: Unit }
export type Point = { time: string; value: number }
/** `members`: ids of profiles, a page at a time; only what they did counts. */
export type MemberQuery = ({ kind: 'sessions' } | { kind: 'events'; name: string }) & { app_id?: string | undefined; members: Iterable<readonly number[]> }
type Row = { time: number; app_id: string | null; name: string; product_id: string; price: number; quantity: number; currency: string }
type Nouns = { db: Db; journal: Journal; days: Days; counters: Counters; activeUsers: ActiveUsers; customData: CustomData }

/** Series and lists of one world, made from its journal. */
export function createAnalytics({ db, journal, days, counters, activeUsers, customData }: Nouns) {
  const reader = journal.reader('analytics')
  const memory = memoryStatements(db)
  const members = memberStatements(db)
  let rates: Record<string, number> | undefined
  db.onRollback(() => void (rates = undefined))

  /** The exchange rates as they were at this row: revenue is converted when the purchase is made, later rates change nothing. */
  const exchangeRates = (): Record<string, number> => (rates ??= JSON.parse(memory.get.get('exchange_rates')?.value ?? '{}') as Record<string, number>)
  function learnRates(data: JournalRow['data']): void {
    const changed = (data['changes'] as { exchange_rates?: { to: Record<string, number> } } | undefined)?.exchange_rates
    if (changed === undefined) return
    memory.set.run('exchange_rates', JSON.stringify(changed.to))
    rates = changed.to
  }

  const effects: Record<string, (data: Row, row: JournalRow) => void> = {
    'session.started'({ time, app_id }, { profile }) {
      counters.add('sessions', '', app_id, time, 1)
      activeUsers.sessionStarted(profile!, app_id!, time)
    },
    'custom_event.logged'({ name, time, app_id }) {
      counters.add('custom_events', name, app_id, time, 1)
      customData.note('event', name)
    },
    'purchase.made'({ product_id, time, app_id, price, quantity, currency }) {
      const cents = Math.round(price * quantity * (exchangeRates()[currency] ?? 1) * 100) // as on the profile: domain/purchases.ts
      counters.add('quantity', '', app_id, time, quantity)
      counters.add('product_quantity', product_id, app_id, time, quantity)
      counters.add('revenue', '', app_id, time, cents)
      counters.add('product_revenue', product_id, app_id, time, cents)
      customData.note('product', product_id)
    },
    'device.uninstalled': ({ app_id }, { at }) => counters.add('uninstalls', '', app_id, at, 1),
    'profile.updated': (_, { data, profile }) => customData.noteChanges(profile, data['changes'] as Record<string, { to?: unknown }>),
    'profile.merged'(_, { data, at }) {
      const { from, into, mode } = data as { from: { braze_id: string }; into: { braze_id: string }; mode: string }
      activeUsers.merged(from.braze_id, into.braze_id, at, mode !== 'none')
    },
    'settings.changed': (_, { data }) => learnRates(data),
  }

  /** Reads on for at most `limit` rows (one transaction); answers how many there were. */
  function catchUp(limit: number): number {
    return db.tx(() => {
      let read = 0
      while (read < limit) {
        const rows = reader.next(Math.min(AT_ONCE, limit - read))
        if (rows.length === 0) break
        for (const row of rows) effects[row.kind]?.(row.data as Row, row)
        counters.flush()
        read += rows.length
      }
      return read
    })
  }
  const level = (): void => void catchUp(Infinity)

  const spansOf = ({ ending, length, unit }: Window): Span[] => days.spans(ending, length, unit)
  const points = (spans: readonly Span[], values: readonly number[]): Point[] => spans.map(({ time }, index) => ({ time, value: values[index]! }))

  return {
    /** Rows of the journal not read yet, at most. */
    behind: (): number => reader.behind(),
    catchUp,
    /** After rows were replaced: what is kept in memory is read again. */
    forget(): void {
      activeUsers.forget()
      customData.forget()
      rates = undefined
    },
    /** A series of a counter, oldest first. */
    series(query: CountQuery, window: Window): Point[] {
      level()
      const spans = spansOf(window)
      return points(spans, counters.sums(query, spans))
    },
    /** A series of what some users did: those rows hang on their profiles, so deleted users are not in it. */
    memberSeries(query: MemberQuery, window: Window): Point[] {
      const spans = spansOf(window)
      const asked = { from: spans[0]!.from, to: spans.at(-1)!.to, app_id: query.app_id ?? null }
      const values = spans.map(() => 0)
      for (const page of query.members) {
        const ids = JSON.stringify(page)
        for (const { at } of query.kind === 'events' ? members.events.iterate({ ...asked, members: ids, name: query.name }) : members.sessions.iterate({ ...asked, members: ids })) values[spans.findIndex(({ to }) => at < to)]!++
      }
      return points(spans, values)
    },
    /** Daily and monthly active users of each day, oldest first. */
    active({ ending, length, app_id }: { ending: number; length: number; app_id?: string | undefined }): ({ time: string } & ActiveCount)[] {
      level()
      const spans = days.spans(ending, length + MAU_DAYS - 1)
      const counts = activeUsers.counts(spans, app_id)
      return spans.slice(MAU_DAYS - 1).map(({ time }, index) => ({ time, dau: counts[index]!.dau, mau: counts[index]!.mau }))
    },
    /** A page of names of custom data; see {@link CustomData.page}. */
    customData(query: Parameters<CustomData['page']>[0]): ReturnType<CustomData['page']> {
      level()
      return customData.page(query)
    },
  }
}

export type Analytics = ReturnType<typeof createAnalytics>
