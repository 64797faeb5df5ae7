// Expectations about what users did: sessions, custom events, purchases.
import { differences } from './compare.ts'
import type { Ask } from './expect.ts'
import { nameOf } from './people.ts'
import type { Who } from './people.ts'

export type Session = { session_id: string; app_id: string; device_id: string; started_at: string; ended_at: string | null; seconds: number | null }

export type ExpectedSessions = {
  /** Sessions in all, counted on the profile and, the same, over its apps. */
  count?: number
  /** Sessions whose end was not reported yet. */
  open?: number
  /** The durations of the ended sessions in seconds, oldest first. */
  seconds?: readonly number[]
}

export type ExpectedEvent = {
  /** How often in all (default: once or more); 0 = never. */
  count?: number
  /** Of the newest one, as far as they matter. */
  properties?: Record<string, unknown>
  /** The session the newest one belongs to. */
  session?: string
}

export type ExpectedPurchase = ExpectedEvent & { price?: number; currency?: string; quantity?: number }

export type ExpectActivity = {
  /** The user's sessions; answers them, oldest first. */
  sessions(who: Who, expected: ExpectedSessions): Promise<Session[]>
  /** The user logged this custom event. */
  event(who: Who, name: string, expected?: ExpectedEvent): Promise<void>
  /** The user bought this product. */
  purchase(who: Who, productId: string, expected?: ExpectedPurchase): Promise<void>
}

type Summary = { count: number }
type Row = { session_id: string | null; properties: Record<string, unknown>; price?: number; currency?: string; quantity?: number }

export function createExpectActivity({ check, one, compare, people }: Ask): ExpectActivity {
  const sessions: ExpectActivity['sessions'] = (who, expected) =>
    check(sessions, `expect.sessions(${nameOf(who)})`, async (fail) => {
      const profile = await one(who, fail)
      const whole = await people.whole(profile)
      const all = [...(whole.sessions.recent as Session[])].sort((a, b) => a.started_at.localeCompare(b.started_at))
      const perApp = ((profile['apps'] ?? []) as { sessions: number }[]).reduce((sum, app) => sum + app.sessions, 0)
      const actual = { count: whole.sessions.count as number, open: all.filter((one) => one.ended_at === null).length, seconds: all.filter((one) => one.ended_at !== null).map((one) => one.seconds) }
      const because = [
        ...differences(expected, actual),
        ...(perApp === actual.count ? [] : [`the profile counts ${actual.count} session(s), the apps in its export ${perApp}`]),
      ]
      await compare(who, fail, { expected, actual: { ...actual, sessions: all }, because })
      return all
    })

  const done = (callee: (...args: never[]) => unknown, verb: string, who: Who, name: string, expected: ExpectedPurchase, lists: { summary: string; recent: string; key: string }): Promise<void> =>
    check(callee, `expect.${verb}(${nameOf(who)}, '${name}')`, async (fail) => {
      const { count, session, ...rest } = expected
      const profile = await one(who, fail)
      const whole = await people.whole(profile)
      const named = <T>(list: unknown): T[] => ((list ?? []) as (T & Record<string, unknown>)[]).filter((row) => row[lists.key] === name)
      // The export names both kinds `name`, and is what users of Braze see
      const times = ((profile[lists.summary] ?? []) as ({ name: string } & Summary)[]).find((row) => row.name === name)?.count ?? 0
      const newest = named<Row>(whole[lists.recent])[0]
      const because = [
        ...(count === undefined ? (times > 0 ? [] : ['expected at least once, never happened']) : times === count ? [] : [`expected ${count} time(s), happened ${times} time(s)`]),
        ...(times === 0 ? [] : differences({ ...rest, ...(session === undefined ? {} : { session_id: session }) }, newest)),
      ]
      await compare(who, fail, { expected, actual: { count: times, newest }, because: times === 0 && count === 0 ? [] : because })
    })

  const event: ExpectActivity['event'] = (who, name, expected = {}) => done(event, 'event', who, name, expected, { summary: 'custom_events', recent: 'recent_events', key: 'name' })
  const purchase: ExpectActivity['purchase'] = (who, productId, expected = {}) => done(purchase, 'purchase', who, productId, expected, { summary: 'purchases', recent: 'recent_purchases', key: 'product_id' })

  return { sessions, event, purchase }
}
