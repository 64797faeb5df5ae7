// The expectations of a scenario. Each looks through the public API where there is one, and fails with what was there instead.
import { isDeepStrictEqual } from 'node:util'
import { differences, show } from './compare.ts'
import { createExpectActivity } from './expect-activity.ts'
import type { ExpectActivity } from './expect-activity.ts'
import { createExpectExport } from './expect-export.ts'
import type { ExpectExport } from './expect-export.ts'
import { createExpectMessages } from './expect-messages.ts'
import type { ExpectMessages } from './expect-messages.ts'
import { createExpectPlan } from './expect-plan.ts'
import type { ExpectPlan } from './expect-plan.ts'
import { createExpectPush } from './expect-push.ts'
import type { ExpectPush } from './expect-push.ts'
import type { JournalRow } from './failure.ts'
import { nameOf } from './people.ts'
import type { People, Profile, Who } from './people.ts'
import type { Fail, Steps } from './steps.ts'
import type { Wire } from './wire.ts'

export type ExpectedRows = {
  /** Whose rows; without it, rows of anybody. */
  about?: Who
  /** Members of the row's data, as far as they matter. */
  data?: Record<string, unknown>
  /** Exactly so many rows fit (default: one or more). */
  count?: number
}

export type ValueExpectation = {
  /** The same in every member and item. */
  toEqual(expected: unknown): void
  /** The members named are there, as with expect.profile. */
  toMatch(expected: unknown): void
  notToEqual(other: unknown): void
}

export type Expect = ExpectActivity & ExpectPush & ExpectPlan & ExpectMessages & ExpectExport & {
  /**
   * The user's profile has these fields (named as in POST /users/export/ids). Of objects only the members named are compared, lists as a whole;
   * `undefined`: must not be there. Answers the whole profile.
   */
  profile(who: Who, expected?: Record<string, unknown>): Promise<Profile>
  /** Nobody is known by this name. */
  noProfile(who: Who): Promise<void>
  /** There are so many users in all: nobody was invented and nobody left over. */
  users(count: number): Promise<void>
  /** The journal has rows of this kind (see README for the kinds). */
  journal(kind: string, expected?: ExpectedRows): Promise<JournalRow[]>
  /** The emulator decided by this rule: a row that names it, e.g. 'U3' for an anonymous user merged into a known one. */
  decision(rule: string, expected?: ExpectedRows): Promise<JournalRow[]>
  /** Any value of your own; `description` says in the report what it is. */
  value(actual: unknown, description: string): ValueExpectation
}

/** What every expectation is made of. */
export type Ask = {
  steps: Steps
  people: People
  wire: Wire
  /** Runs one expectation: waits until all is quiet, and counts it. */
  check<T>(callee: (...args: never[]) => unknown, step: string, work: (fail: Fail) => Promise<T>): Promise<T>
  /** The one user of that name, or a failure that says who is there. */
  one(who: Who, fail: Fail): Promise<Profile>
  /** Fails when there are differences, with the last journal rows of the user. */
  compare(who: Who | undefined, fail: Fail, what: { expected: unknown; actual: unknown; because?: readonly string[] }): Promise<void>
}

export function createExpect({ steps, people, wire, quiet }: { steps: Steps; people: People; wire: Wire; quiet: () => Promise<void> }): Expect {
  const ask: Ask = {
    steps, people, wire,
    check: (callee, step, work) =>
      steps.run(callee, step, async (fail) => {
        steps.expected()
        await quiet()
        return work(fail)
      }),
    async one(who, fail) {
      const found = await people.find(who)
      if (found.length === 1) return found[0]!
      const trails = await people.trails(who)
      return fail({ because: [found.length === 0 ? `there is no such user` : `${found.length} users have this name`], expected: `one user: ${nameOf(who)}`, actual: found, trails })
    },
    async compare(who, fail, { expected, actual, because = differences(expected, actual) }) {
      if (because.length > 0) fail({ because, expected, actual, trails: await people.trails(who) })
    },
  }
  const { check, one, compare } = ask

  const profile: Expect['profile'] = (who, expected = {}) =>
    check(profile, `expect.profile(${nameOf(who)})`, async (fail) => {
      const found = await one(who, fail)
      await compare(who, fail, { expected, actual: found })
      return found
    })

  const noProfile: Expect['noProfile'] = (who) =>
    check(noProfile, `expect.noProfile(${nameOf(who)})`, async (fail) => {
      const found = await people.find(who)
      if (found.length > 0) fail({ because: [`there is a user known as ${nameOf(who)}`], expected: 'no such user', actual: found, trails: await people.trails(who) })
    })

  const users: Expect['users'] = (count) =>
    check(users, `expect.users(${count})`, async (fail) => {
      const all = (await wire.adminBody('GET', '/users?limit=1000')).users as { braze_id: string; external_id: string | null; sessions: number }[]
      const actual = all.map(({ braze_id, external_id, sessions }) => ({ braze_id, external_id, sessions }))
      await compare(undefined, fail, { expected: `${count} user(s)`, actual, because: all.length === count ? [] : [`expected ${count} user(s), there are ${all.length}`] })
    })

  async function rowsLike(kind: string | undefined, fits: (row: JournalRow) => boolean, { about, data = {}, count }: ExpectedRows, fail: Fail): Promise<JournalRow[]> {
    const whose = about === undefined ? undefined : await one(about, fail)
    const candidates = (await people.rows(kind ?? '', whose)).filter(fits)
    const rows = candidates.filter((row) => differences(data, row.data).length === 0)
    const wrong = count === undefined ? rows.length === 0 : rows.length !== count
    if (wrong) {
      const near = candidates.filter((row) => !rows.includes(row)).slice(-3)
      const because = [`expected ${count ?? 'at least 1'} such row(s), there are ${rows.length}`, ...near.map((row) => `row #${row.seq} is near: ${differences(data, row.data).join('; ')}`)]
      fail({ because, expected: data, actual: (rows.length > 0 ? rows : candidates).slice(-5).map((row) => row.data), trails: await people.trails(about) })
    }
    return rows
  }

  const journal: Expect['journal'] = (kind, expected = {}) => check(journal, `expect.journal('${kind}')`, (fail) => rowsLike(kind, () => true, expected, fail))

  const decision: Expect['decision'] = (rule, expected = {}) => check(decision, `expect.decision('${rule}')`, (fail) => rowsLike(undefined, (row) => row.data['rule'] === rule, expected, fail))

  const value: Expect['value'] = (actual, description) => {
    const judge = (callee: (...args: never[]) => unknown, word: string, work: () => string[], expected: unknown): void =>
      steps.runNow(callee, `expect.value(${description}).${word}`, (fail) => {
        steps.expected()
        const because = work()
        if (because.length > 0) fail({ because, expected, actual })
      })
    const verbs: ValueExpectation = {
      toEqual: (expected) => judge(verbs.toEqual, 'toEqual', () => (isDeepStrictEqual(actual, expected) ? [] : [`${description} is not what was expected`, ...differences(expected, actual)]), expected),
      toMatch: (expected) => judge(verbs.toMatch, 'toMatch', () => differences(expected, actual), expected),
      notToEqual: (other) => judge(verbs.notToEqual, 'notToEqual', () => (isDeepStrictEqual(actual, other) ? [`${description} is the same: ${show(other)}`] : []), `anything but ${show(other)}`),
    }
    return verbs
  }

  return { profile, noProfile, users, journal, decision, value, ...createExpectActivity(ask), ...createExpectPush(ask), ...createExpectPlan(ask), ...createExpectMessages(ask), ...createExpectExport(ask) }
}
