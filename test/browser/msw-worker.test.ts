// brazier/msw in a page: msw's setupWorker and the real web SDK, pointed at Braze's own hosts, answered by a running emulator.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PREFIXES } from '../../emulator/adapters/msw/browser.ts'
import { prefixesOf } from '../../emulator/adapters/msw/hosts.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { table } from '../../emulator/index.ts'
import { describeInChromium, sharedBrowser, soon, startSite } from '../kit/chromium.ts'

test('the page knows the paths of every realm as the table has them', () => {
  expect(new Map([...PREFIXES].sort())).toEqual(new Map([...prefixesOf(table)].sort()))
})

/** What an app's tests bundle: msw's worker, our handlers, the SDK. Nothing of the emulator is in it. */
async function page(): Promise<string> {
  const built = await build({
    stdin: {
      contents: `import { setupWorker } from 'msw/browser'\nimport { brazeHandlers } from './emulator/adapters/msw/browser.ts'\nimport * as sdk from '@braze/web-sdk'\nObject.assign(window, { setupWorker, brazeHandlers, sdk })`,
      resolveDir: new URL('../..', import.meta.url).pathname,
    },
    bundle: true, format: 'iife', platform: 'browser', target: 'es2022', write: false, logLevel: 'silent', metafile: true,
  })
  const ours = Object.keys(built.metafile.inputs).filter((path) => path.startsWith('emulator/'))
  expect(ours.sort()).toEqual(['emulator/adapters/msw/browser.ts', 'emulator/adapters/msw/hosts.ts', 'emulator/adapters/observer.ts'])
  return built.outputFiles[0]!.text
}

const worker = readFileSync(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js'), 'utf8')

describeInChromium('setupWorker', () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof startSite>>
  let bundle: string
  const ends: (() => unknown)[] = []
  beforeAll(async () => {
    bundle = await page()
    ;[browser, site] = await Promise.all([sharedBrowser(), startSite({ '/sdk.js': bundle, '/mockServiceWorker.js': worker })])
  })
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  afterAll(() => site?.close())

  async function open(listening: { allowedOrigins?: string[] }) {
    const emulator = createEmulator()
    ends.push(() => emulator.close())
    const url = await emulator.listen({ port: 0, ...listening })
    const context = await browser.newContext()
    ends.push(() => context.close())
    const opened = await context.newPage()
    await opened.goto(site.url)
    await opened.evaluate(async (home) => {
      const w = window as any
      w.braze = w.brazeHandlers({ url: home, hosts: ['https://braze.mycompany.example'] })
      await w.setupWorker(...w.braze).start({ quiet: true })
    }, url)
    return { emulator, opened, url }
  }

  test("the SDK at Braze's own host reaches the emulator, and the page reads what came of it", async () => {
    const { emulator, opened } = await open({ allowedOrigins: [new URL(site.url).origin] })
    const seen = await opened.evaluate(async (key) => {
      const w = window as any
      w.sdk.initialize(key, { baseUrl: 'sdk.iad-05.braze.com' })
      w.sdk.changeUser('mel')
      w.sdk.logCustomEvent('opened', { shelf: 3 })
      const flushed = await new Promise((resolve) => w.sdk.requestImmediateDataFlush(resolve))
      const sent = await fetch('https://rest.iad-05.braze.com/users/track', { method: 'POST', headers: { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-type': 'application/json' }, body: JSON.stringify({ attributes: [{ external_id: 'mel', plan: 'pro' }] }) })
      const wrong = await fetch('https://braze.mycompany.example/_emulator/reset', { method: 'POST' })
      const profile = await w.braze.profile('mel')
      await w.braze.verify({ path: '/users/track' }, 1)
      return { flushed, sent: [sent.status, await sent.json()], wrong: wrong.status, events: profile.recent_events.map((one: any) => [one.name, one.properties]), attributes: profile.custom_attributes }
    }, homeKeys.web)
    expect(seen).toEqual({ flushed: true, sent: [201, { message: 'success', attributes_processed: 1 }], wrong: 404, events: [['opened', { shelf: 3 }]], attributes: { plan: 'pro' } })
    expect((await emulator.admin('GET', '/users')).users.map((one: any) => one.external_id)).toEqual(['mel'])
  })

  test('without leave for the page the SDK still works, and reading says what to do', async () => {
    const { emulator, opened, url } = await open({})
    const seen = await opened.evaluate(async (key) => {
      const w = window as any
      w.sdk.initialize(key, { baseUrl: 'https://sdk.fra-02.braze.eu' })
      w.sdk.openSession()
      const flushed = await new Promise((resolve) => w.sdk.requestImmediateDataFlush(resolve))
      return [flushed, await w.braze.users().catch((error: Error) => error.message)]
    }, homeKeys.web)
    expect(seen).toEqual([true, expect.stringMatching(new RegExp(`^the emulator at ${url} does not answer this page .*--allowed-origins ${new URL(site.url).origin}\\?$`))])
    // What opened the session is a request of its own
    await soon(async () => (await emulator.admin('GET', '/users')).users.length).toBe(1)
  })

  test('an address that is none is refused at once', async () => {
    const { opened } = await open({})
    expect(await opened.evaluate(() => ['localhost:27293', 'ftp://x', ''].map((url) => { try { (window as any).brazeHandlers({ url }) } catch (error) { return (error as Error).name } }))).toEqual(['RangeError', 'RangeError', 'RangeError'])
  })
})
