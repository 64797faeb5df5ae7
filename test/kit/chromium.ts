// The real web SDK in a real browser: Chromium, a page on an origin of its own, and an emulator of its own for every visit.
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterEach, beforeAll, describe, expect } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'

declare global {
  interface Window {
    braze: typeof import('@braze/web-sdk')
    /** What callbacks of the SDK wrote down for the test. */
    seen: unknown[]
  }
}

export type SdkOptions = Partial<import('@braze/web-sdk').InitializationOptions>

export const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const found = existsSync(executablePath)
const mustRun = process.env['CI'] === 'true'
if (!found && !mustRun) console.error(`\n!!!! NO CHROMIUM at ${executablePath}: the tests of the real web SDK are SKIPPED. Install chromium or set $CHROMIUM.\n`)

/** `describe` for tests that need the browser: skipped with a loud line where there is none, failed there in CI. */
export const describeInChromium = (name: string, tests: () => void) =>
  // In CI one more try, which the report shows: the SDK has several requests under way at once and the browser its own timing, on a loaded machine
  describe.skipIf(!found && !mustRun)(name, { retry: mustRun ? 1 : 0 }, tests)

/** Waits until what `read` answers is as expected: a condition, never a span of time. */
export const soon = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 15_000, interval: 20 })

export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

/** The SDK as a page's bundler makes it: the package's own entry, nothing replaced. Never written to disk. */
async function bundle(): Promise<string> {
  const built = await build({
    stdin: { contents: `import * as braze from '@braze/web-sdk'; window.braze = braze; window.seen = []`, resolveDir: import.meta.dirname },
    bundle: true, format: 'iife', platform: 'browser', target: 'es2022', minify: true, write: false, logLevel: 'silent',
  })
  return built.outputFiles[0]!.text
}

let bundled: Promise<string> | undefined // once for all files of a worker

/** A site of one empty page with the SDK on it; `scripts` are further files of it, by path. */
export async function startSite(scripts: Record<string, string> = {}) {
  const files: Record<string, string> = { '/sdk.js': await (bundled ??= bundle()), ...scripts }
  const server = createServer((request, response) => {
    const script = files[request.url!]
    const [type, body] = script !== undefined ? ['text/javascript', script] : ['text/html', '<!doctype html><title>a shop</title><script src="/sdk.js"></script>']
    response.writeHead(request.url === '/favicon.ico' ? 404 : 200, { 'content-type': `${type}; charset=utf-8` }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}

/** What all files of a worker share: a browser takes a second to come up, a page half a second. Both end with the process. */
type Shop = { browser: Browser; site: Awaited<ReturnType<typeof startSite>>; spare: Page[] }
let shop: Promise<Shop> | undefined
const openShop = async (): Promise<Shop> => {
  const [browser, site] = await Promise.all([chromium.launch({ executablePath, headless: true, args: ARGS }), startSite()])
  return { browser, site, spare: [] }
}

/** The browser of this worker, for pages without the SDK. */
export const sharedBrowser = async (): Promise<Browser> => (await (shop ??= openShop())).browser

/** A page that nobody has been on, or that nothing is left on; `leave` gives it back. */
async function pageOf({ browser, site, spare }: Shop): Promise<{ page: Page; leave: () => Promise<unknown> }> {
  const page = spare.pop() ?? (await (await browser.newContext()).newPage())
  const context = page.context()
  page.setDefaultTimeout(15_000) // before the test's own: so that it names the line
  let clean = true
  const { install } = page.clock
  // A clock that a test took in hand stays in the context
  page.clock.install = (given) => ((clean = false), install.call(page.clock, given))
  async function leave(): Promise<void> {
    if (!clean) return context.close()
    await Promise.all(context.pages().filter((other) => other !== page).map((other) => other.close()))
    await context.setOffline(false)
    await page.goto('about:blank')
    const tools = await context.newCDPSession(page)
    await tools.send('Storage.clearDataForOrigin', { origin: new URL(site.url).origin, storageTypes: 'all' })
    await tools.detach()
    await context.clearCookies()
    page.clock.install = install
    spare.push(page)
  }
  return { page, leave }
}

/** Visits of a file of tests: each opens a page that knows nothing of the others, against a fresh emulator. */
export function webVisits() {
  const ends: (() => Promise<unknown>)[] = []
  beforeAll(async () => {
    if (found || mustRun) await (shop ??= openShop())
  })
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  async function visit(options: EmulatorOptions = {}): Promise<Visit> {
    const errors: unknown[] = []
    const emulator = createEmulator({ onError: (error) => errors.push(error), ...options })
    const url = await emulator.listen({ port: 0 })
    const { site, ...rest } = (await shop)!
    const { page, leave } = await pageOf({ site, ...rest })
    ends.push(() => emulator.close(), leave)
    await page.goto(site.url)
    return createVisit({ emulator, url, context: page.context(), page, errors, site: site.url })
  }
  return visit
}

type Parts = { emulator: Emulator; url: string; context: BrowserContext; page: Page; errors: unknown[]; site: string }

/** A page with the SDK on it and the emulator that it talks to, in the test's hands. */
export function createVisit({ emulator, url, context, page, errors, site }: Parts) {
  const port = new URL(url).port
  const rest = async (path: string, body: unknown, method = 'POST'): Promise<any> => {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    expect(response.ok, `${path} answered ${response.status}`).toBe(true)
    return response.json()
  }
  const visit = {
    emulator, context, page, port, site, errors,
    /** How the page names the emulator: another origin than its own. */
    baseUrl: `http://localhost:${port}`,
    rest,
    admin: emulator.admin,
    /** Calls `braze.initialize` in the page. */
    initialize: (options: SdkOptions = {}): Promise<boolean> =>
      page.evaluate(([key, given]) => window.braze.initialize(key, given), [homeKeys.web, { baseUrl: `http://localhost:${port}`, doNotLoadFontAwesome: true, ...options }] as const),
    /** Sends what is queued; true once the server has answered. */
    flush: (): Promise<boolean> => page.evaluate(() => new Promise<boolean>((resolve) => window.braze.requestImmediateDataFlush(resolve))),
    /** Opens a session and waits until the server has started it. */
    async openSession(): Promise<void> {
      const before = (await visit.journal('session.started')).length
      await page.evaluate(() => window.braze.openSession())
      await soon(async () => (await visit.journal('session.started')).length).toBe(before + 1)
    },
    deviceId: (): Promise<string> => page.evaluate(() => window.braze.getDeviceId()!),
    /** The user of a braze_id or external_id, through the public REST API. */
    async exported(who: { external_id: string } | { braze_id: string } | { user_aliases: object[] }): Promise<any> {
      const { users } = await rest('/users/export/ids', 'external_id' in who ? { external_ids: [who.external_id] } : who)
      expect(users.length).toBeLessThanOrEqual(1)
      return users[0]
    },
    journal: async (kind = ''): Promise<any[]> => (await emulator.admin('GET', `/journal?limit=10000${kind === '' ? '' : `&kind=${kind}`}`)).journal,
    users: async (): Promise<any[]> => (await emulator.admin('GET', '/users?limit=1000')).users,
    /** Data requests that the emulator took from the SDK, as they came in. */
    requests: async (path = '/api/v3/data/'): Promise<any[]> => (await emulator.admin('GET', `/requests?limit=10000&path=${encodeURIComponent(path)}`)).requests,
    /** The names of custom events logged, in order. */
    eventNames: async (): Promise<string[]> => (await visit.journal('custom_event.logged')).map((row) => row.data.name),
  }
  return visit
}

export type Visit = ReturnType<typeof createVisit>
