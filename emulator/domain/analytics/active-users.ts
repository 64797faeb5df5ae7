// Who was active: users with at least one session, by the time of the session; daily, over 30 days, and new ones. docs: user_guide/analytics/dashboards/home
// Counts never change retroactively: a merge makes two users one from then on, a deleted user stays in the counts of its days ("self-corrects in the next monthly cycle").
// NOTE Braze takes its MAU once a day at 12:05 UTC; here today's is counted as it is now, and a session that comes late counts on its own day.
import type { Db } from '../../kernel/db.ts'
import type { Span } from '../days.ts'
import { activityStatements } from './analytics.sql.ts'
import type { Counters } from './counters.ts'
import { quarterOf, quartersOf } from './counters.ts'

/** "MAU are calculated with a rolling 30-day window": the day and the 29 before it. docs: user_guide/analytics/dashboards/home */
export const MAU_DAYS = 30
const REMEMBERED = 10_000 // days of counts kept in memory
const NO_APP = 0 // numbers begin with 1

export type ActiveCount = { dau: number; mau: number }

/** The active users of one world. */
export function createActiveUsers({ db, counters }: { db: Db; counters: Counters }) {
  const sql = activityStatements(db)
  /** Counts of days, by app, window and day, with the day's end. */
  const known = new Map<string, ActiveCount & { to: number }>()
  const forget = (): void => known.clear()
  db.onRollback(forget)

  /** Short numbers for long names: there are millions of these rows. */
  const userNumber = (braze_id: string): number => sql.userOf.get(braze_id)?.id ?? Number(sql.addUser.run(braze_id).lastInsertRowid)
  const appNumber = (app_id: string): number => sql.appOf.get(app_id)?.id ?? Number(sql.addApp.run(app_id).lastInsertRowid)

  /** What is known of days that end after `at` is no longer so. */
  function changed(at: number): void {
    for (const [key, { to }] of known) if (to > at) known.delete(key)
  }

  /** A user is new in each app it starts a first session in, at the time of that session. docs: "counted separately for each app" */
  function countAsNew(user: number, app: number, app_id: string, at: number): void {
    const first = sql.firstSession.get(user, app)?.at
    if (first !== undefined && first <= at) return
    if (first !== undefined) counters.add('new_users', '', app_id, first, -1)
    counters.add('new_users', '', app_id, at, 1)
    sql.putFirstSession.run(user, app, at)
  }

  /** Counts the days from `first` on; those before it only lead up to it. */
  function sweep(days: readonly Span[], first: number, app: number | null): ActiveCount[] {
    const lastDay = new Map<number, number>()
    const byLastDay = days.map(() => 0)
    const put = (user: number, day: number): boolean => {
      const before = lastDay.get(user)
      if (before !== undefined && before >= day) return false
      if (before !== undefined) byLastDay[before]!--
      byLastDay[day]!++
      lastDay.set(user, day)
      return true
    }
    const start = Math.max(first - MAU_DAYS + 1, 0)
    const counts: ActiveCount[] = []
    for (let day = start; day < days.length; day++) {
      const { to } = days[day]!
      if (day > start)
        for (const { user, heir } of sql.merges.all(days[day - 1]!.to, to)) {
          const active = lastDay.get(user)
          if (active === undefined) continue
          byLastDay[active]!--
          lastDay.delete(user)
          put(heir, active)
        }
      let dau = 0
      for (const { user } of sql.active.all({ ...quartersOf(days[day]!), to, app })) if (put(user, day)) dau++
      let mau = 0
      for (let back = Math.max(day - MAU_DAYS + 1, 0); back <= day; back++) mau += byLastDay[back]!
      if (day >= first) counts.push({ dau, mau })
    }
    return counts
  }

  return {
    forget,
    sessionStarted(braze_id: string, app_id: string, at: number): void {
      const user = userNumber(braze_id)
      const app = appNumber(app_id)
      sql.add.run(quarterOf(at), app, user)
      countAsNew(user, app, app_id, at)
      changed(at)
    },
    /** From `at` on both are one user. `sessionsMove`: what the kept user has used before is its own and the other's. */
    merged(from: string, into: string, at: number, sessionsMove: boolean): void {
      const user = userNumber(from)
      const heir = userNumber(into)
      for (const earlier of sql.countingAs.all(user)) sql.inherit.run(earlier.user, at, heir)
      sql.inherit.run(user, at, heir)
      if (sessionsMove) sql.moveFirstSessions.run(heir, user)
      changed(at)
    },
    /** Active users of each day and of the 30 days up to it. `days` begins with the 29 days before the first that is counted. */
    counts(days: readonly Span[], app_id: string | undefined): ActiveCount[] {
      if (known.size > REMEMBERED) forget()
      const keyOf = (day: number): string => `${app_id ?? ''}\n${days[day - MAU_DAYS + 1]!.from}\n${days[day]!.from}\n${days[day]!.to}`
      let first = MAU_DAYS - 1
      const counts: ActiveCount[] = []
      for (let there; first < days.length && (there = known.get(keyOf(first))) !== undefined; first++) counts.push(there)
      if (first === days.length) return counts
      const app = app_id === undefined ? null : (sql.appOf.get(app_id)?.id ?? NO_APP)
      for (const [index, count] of sweep(days, first, app).entries()) {
        known.set(keyOf(first + index), { ...count, to: days[first + index]!.to })
        counts.push(count)
      }
      return counts
    },
  }
}

export type ActiveUsers = ReturnType<typeof createActiveUsers>
