// Package export brazier/playwright: an emulator for each test, the page's requests to Braze's hosts led to it, matchers that wait.
import { expect as plainExpect, test as plain } from '@playwright/test'
import type { BrowserContext, Route } from '@playwright/test'
import { differences } from '../../../scenarios/compare.ts'
import { matchers } from '../testing/matchers.ts'
import type { Verdict } from '../testing/matchers.ts'
import type { ObservedRow, Who } from '../observer.ts'
import type { BrazeWorld, OpenWorld, WorldOptions } from '../testing/world.ts'
import { openWorld, templateOf } from '../testing/world.ts'

export type { EventLike, MessageLike, PurchaseLike, PushLike } from '../testing/matchers.ts'
export type { BrazeUser, HasDevice, WorldOptions } from '../testing/world.ts'
export type { Fault, ObservedMessage, ObservedProfile, ObservedRequest, ObservedRow, RequestMatch, Who } from '../observer.ts'

/** The world of a test, in a browser's reach. */
export type BrowserWorld = BrazeWorld & {
  /** Where the emulator listens. */
  readonly url: string
  /**
   * Leads another browser context to this world too, as the test's own is: for a second user, `await braze.lead(await browser.newContext())`.
   * Answers the context.
   */
  lead<Context extends BrowserContext>(context: Context): Promise<Context>
  /**
   * Waits for a row of the journal and answers it: `await braze.waitFor('custom_event.logged', { who: 'mel', data: { name: 'opened' } })`.
   * Members named in `data` are compared, a RegExp fits a text. Rejects after `timeout` ms (default 15000), saying what came instead.
   */
  waitFor(kind: string, about?: { who?: Who; data?: Record<string, unknown>; timeout?: number }): Promise<ObservedRow>
}

export type Fixtures = {
  /** A fresh emulator on a free port; requests of the test's pages to Braze's hosts go there. */
  braze: BrowserWorld
}

// The web SDK sends what is queued every 10 s: Playwright's own 5 s would give up before
const TIMEOUT_MS = 15_000
const PLAYWRIGHTS_DEFAULT_MS = 5000
const INTERVALS_MS = [20, 50, 100, 250]

// Headers that speak of the connection, not of the message
const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'content-encoding', 'transfer-encoding', 'host', 'keep-alive'])

/** Asks the emulator what the page asked of Braze. Its own address is in the answers, so streams and links lead there by themselves. */
async function answer(route: Route, home: string, path: string): Promise<void> {
  const request = route.request()
  const { search } = new URL(request.url())
  // Without the page's origin: the emulator refuses foreign pages on REST paths, and this one was led here by its own test
  const headers = Object.fromEntries(Object.entries(await request.allHeaders()).filter(([name]) => !name.startsWith(':') && !OF_THE_CONNECTION.has(name) && !name.startsWith('sec-') && name !== 'origin' && name !== 'referer'))
  const body = request.postDataBuffer()
  try {
    const response = await fetch(`${home}${path}${search}`, { method: request.method(), headers, redirect: 'manual', ...(body === null ? {} : { body: new Uint8Array(body) }) })
    const told = Object.fromEntries([...response.headers].filter(([name]) => !OF_THE_CONNECTION.has(name)))
    await route.fulfill({ status: response.status, headers: { 'access-control-allow-origin': '*', ...told }, body: Buffer.from(await response.arrayBuffer()) })
  } catch {
    // A fault that cuts the connection
    await route.abort('connectionreset')
  }
}

async function lead(context: BrowserContext, { route: pathOf }: OpenWorld, home: string): Promise<void> {
  await context.route((url) => pathOf(url) !== undefined, (route) => answer(route, home, pathOf(new URL(route.request().url()))!))
}

function waitForOf({ world }: OpenWorld): BrowserWorld['waitFor'] {
  return async (kind, { who, data = {}, timeout = TIMEOUT_MS } = {}) => {
    let found: ObservedRow | undefined
    await plainExpect(async () => {
      await world.quiet()
      const id = who === undefined ? undefined : (await world.profile(who))?.braze_id
      if (who !== undefined && id === undefined) throw new Error(`there is no user ${JSON.stringify(who)} yet`)
      const rows = await world.journal({ kind, ...(id === undefined ? {} : { braze_id: id }) })
      found = rows.find((row) => differences(data, row.data).length === 0)
      if (found === undefined) throw new Error(`no row '${kind}'${Object.keys(data).length === 0 ? '' : ` with ${JSON.stringify(data)}`}; ${rows.length === 0 ? `there are ${[...new Set((await world.journal()).map((row) => row.kind))].join(', ') || 'none'}` : `those of this kind: ${rows.slice(-3).map((row) => JSON.stringify(row.data)).join(' ')}`}`)
    }).toPass({ timeout, intervals: INTERVALS_MS })
    return found!
  }
}

/** Playwright's `test` with the fixture `braze`. With `setup`, what it defines is made once a worker and every test starts from it. */
export function brazeTest(options: WorldOptions = {}) {
  let template: Promise<Uint8Array | undefined> | undefined
  return plain.extend<Fixtures>({
    braze: async ({ context }, use) => {
      const opened = openWorld(options, await (template ??= templateOf(options)))
      const led: BrowserContext[] = []
      try {
        const url = await opened.world.emulator.listen({ port: 0 })
        const leadTo: BrowserWorld['lead'] = async (other) => {
          await lead(other, opened, url)
          led.push(other)
          return other
        }
        await leadTo(context)
        await use(Object.assign(opened.world, { url, lead: leadTo, waitFor: waitForOf(opened) }))
      } finally {
        // One that the test has closed already has no routes any more
        for (const one of led) await one.unrouteAll({ behavior: 'ignoreErrors' }).catch((error: unknown) => (one === context ? Promise.reject(error) : undefined))
        await opened.close()
      }
    },
  })
}

type Waiting = { isNot: boolean; timeout?: number }
type Matcher = (given: unknown, ...args: any[]) => Promise<Verdict>

/** Asks again until it is as the test says, or the time is over. */
const patient = (matcher: Matcher) =>
  async function (this: Waiting, given: unknown, ...args: unknown[]): Promise<Verdict> {
    let verdict: Verdict | undefined
    await plainExpect(async () => {
      verdict = await matcher(given, ...args)
      if (verdict.pass === this.isNot) throw new Error(verdict.message())
    }).toPass({ timeout: this.timeout === undefined || this.timeout === PLAYWRIGHTS_DEFAULT_MS ? TIMEOUT_MS : this.timeout, intervals: INTERVALS_MS }).catch((error: unknown) => {
      if (verdict === undefined) throw error
    })
    return verdict!
  }

type Patient = { [Name in keyof typeof matchers]: (typeof matchers)[Name] extends (given: unknown, ...args: infer Args) => Promise<Verdict> ? (this: any, given: unknown, ...args: Args) => Promise<Verdict> : never }

/** Playwright's `expect` with matchers about users: `await expect(braze.user('mel')).toHaveLoggedEvent('opened')`. They wait as Playwright's own do, 15 s unless `expect.configure({ timeout })` or the config says another time than 5 s. */
export const expect = plainExpect.extend(Object.fromEntries(Object.entries(matchers).map(([name, matcher]) => [name, patient(matcher as Matcher)])) as unknown as Patient)

/** {@link brazeTest} without options. */
export const test = brazeTest()
