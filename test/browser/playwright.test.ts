// brazier/playwright as a suite uses it: Playwright's own runner, an app that knows only Braze's hosts, the real web SDK in it.
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { homeKeys } from '../../emulator/index.ts'
import { bundled } from '../kit/bundled.ts'
import { ARGS, describeInChromium, executablePath, startSite } from '../kit/chromium.ts'
import { ROOT } from '../kit/sources.ts'

const APP = `const { braze } = window
braze.initialize('${homeKeys.web}', { baseUrl: 'sdk.iad-05.braze.com', minimumIntervalBetweenTriggerActionsInSeconds: 0 })
braze.automaticallyShowInAppMessages()
braze.openSession()
const add = (text, act) => Object.assign(document.body.appendChild(document.createElement('button')), { textContent: text, onclick: act })
add('Sign in', () => braze.changeUser('mel'))
add('Buy', () => { braze.logPurchase('shoe', 20, 'EUR', 1); braze.requestImmediateDataFlush() })
add('Open', () => { braze.logCustomEvent('opened', { shelf: 3 }); braze.requestImmediateDataFlush() })
add('Track', () => fetch('https://rest.iad-05.braze.com/users/track', { method: 'POST', headers: { authorization: 'Bearer ${homeKeys.rest}', 'content-type': 'application/json' }, body: '{"attributes":[{"external_id":"mel","plan":"pro"}]}' }).then((answer) => { document.title = String(answer.status) }, () => { document.title = 'failed' }))
`

const SPEC = (library: string) => `import { brazeTest, expect, test } from '${library}'

const open = async (page) => {
  await page.goto(process.env.SITE)
  await page.addScriptTag({ url: '/app.js' })
}

test('a purchase is told and thanked, without a change in the app', async ({ page, braze }) => {
  await braze.admin('POST', '/campaigns', { id: 'thanks', name: 'Thanks', trigger: { type: 'purchase', product_id: 'shoe' }, messages: { m: { channel: 'in_app_message', type: 'MODAL', message: 'Thank you!', btns: [{ text: 'Close' }] } } })
  await open(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(braze.user('mel')).toBeKnownAs('mel')
  await page.getByRole('button', { name: 'Buy' }).click()
  await expect(page.getByText('Thank you!')).toBeVisible()
  const row = await braze.waitFor('purchase.made', { who: 'mel', data: { product_id: 'shoe' } })
  expect(row.data).toMatchObject({ price: 20, currency: 'EUR' })
  await expect(braze.user('mel')).toHavePurchased('shoe', { count: 1 })
  await expect(braze.user('mel')).not.toHavePurchased('hat')
})

test('every test has an emulator of its own; REST calls of the page too; faults reach the app', async ({ page, braze }) => {
  expect(await braze.users()).toEqual([])
  await open(page)
  await page.getByRole('button', { name: 'Track' }).click()
  await expect(page).toHaveTitle('201')
  await expect(braze.user('mel')).toHaveAttribute('plan', 'pro')
  await braze.faults.set([{ match: { path: '/users/track' }, drop: 'before', times: 1 }])
  await page.getByRole('button', { name: 'Track' }).click()
  await expect(page).toHaveTitle('failed')
})

const started = brazeTest({ setup: (braze) => braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel', plan: 'free' }] }) })
started('a world with something in it; a card that appears by the real-time channel', async ({ page, braze }) => {
  await expect(braze.user('mel')).toHaveAttribute('plan', 'free')
  await open(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(braze.user('mel')).toHaveAttribute('plan', 'free')
  await braze.waitFor('session.started', { who: 'mel' })
})

test('two people, each with a browser; what is waited for is compared in part', async ({ page, browser, braze }) => {
  await open(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(braze.user('mel')).toBeKnownAs('mel')
  const other = await braze.lead(await browser.newContext())
  const second = await other.newPage()
  await open(second)
  await second.evaluate(() => { window.braze.changeUser('kai'); window.braze.logCustomEvent('opened', { shelf: 3, colour: 'red' }); window.braze.requestImmediateDataFlush() })
  const row = await braze.waitFor('custom_event.logged', { who: 'kai', data: { name: /^open/, properties: { colour: 'red' } } })
  expect(row.data.properties).toEqual({ shelf: 3, colour: 'red' })
  expect((await braze.users()).map((one) => one.external_id).sort()).toEqual(['kai', 'mel'])
  await other.close()
})

test('FAILS: says what was there', async ({ page, braze }) => {
  await open(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Open' }).click()
  await braze.waitFor('custom_event.logged')
  await expect.configure({ timeout: 300 })(braze.user('mel')).toHaveLoggedEvent('opened', { properties: { shelf: 4 } })
})

test('FAILS: what never comes', async ({ braze }) => {
  await braze.rest('POST', '/users/track', { attributes: [{ external_id: 'mel' }] })
  await braze.waitFor('purchase.made', { timeout: 300 })
})
`

type Report = { suites: { specs: { title: string; tests: { results: { status: string; error?: { message: string } }[] }[] }[] }[]; errors: unknown[] }

describeInChromium("Playwright's runner", () => {
  const folder = join(ROOT, `test/artefacts/playwright-${process.pid}`)
  let site: Awaited<ReturnType<typeof startSite>>
  let report: Report

  let library: string
  beforeAll(async () => {
    library = await bundled('emulator/adapters/playwright/index.ts')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'shop.spec.mjs'), SPEC(library))
    writeFileSync(join(folder, 'playwright.config.mjs'), `export default { workers: 1, retries: 0, timeout: 15000, reporter: 'json', outputDir: './results', use: { launchOptions: { executablePath: ${JSON.stringify(executablePath)}, args: ${JSON.stringify(ARGS)} } } }\n`)
    site = await startSite({ '/app.js': APP })
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli')
    const text = await new Promise<string>((resolve) => void execFile(process.execPath, [cli, 'test', '-c', folder], { cwd: folder, env: { ...process.env, SITE: site.url, CI: '' }, maxBuffer: 1e8 }, (_error, stdout, stderr) => resolve(stdout || stderr)))
    report = JSON.parse(text) as Report
  }, 120_000)
  afterAll(async () => {
    await site.close()
    for (const one of [folder, library]) rmSync(one, { recursive: true, force: true })
  })

  const outcome = (title: string): { status: string; message: string } => {
    const found = report.suites.flatMap(({ specs }) => specs).find((one) => one.title.startsWith(title))
    const result = found?.tests[0]?.results[0]
    return { status: result?.status ?? 'not run', message: (result?.error?.message ?? '').replace(/\u001B\[\d+m/g, '') }
  }

  test.each(['a purchase is told', 'every test has an emulator', 'a world with something', 'two people, each'])('%s … passes', (title) => {
    expect(report.errors).toEqual([])
    expect(outcome(title)).toEqual({ status: 'passed', message: '' })
  })

  test('a matcher that waits in vain says what was there', () => {
    const { status, message } = outcome('FAILS: says what was there')
    expect(status).toBe('failed')
    expect(message).toMatch(/expected 'mel' to have logged the event 'opened'\n {2}expected at least once, was 0 time\(s\)\n {2}the nearest: shelf: expected 4, was 3\n/)
  })

  test('waitFor that waits in vain says what came instead', () => {
    const { status, message } = outcome('FAILS: what never comes')
    expect(status).toBe('failed')
    expect(message).toMatch(/no row 'purchase\.made'; there are .*profile\.created/)
  })
})
