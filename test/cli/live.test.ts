// `brazier scenarios --live` as a command: a process of its own, a real emulator, an app played by a headless device, keys over stdin, and the files it leaves.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDevice, createVirtualClock, httpTransport } from '../../sdk-shims/device/index.ts'
import { folder, run, spawned, started } from '../adapters/cli/kit.ts'

const KEY = 'b4a2e000-0000-4000-8000-0000000000a3'

/** An app that talks to the emulator; its time is what the test says. */
const appOf = (url: string, apiKey = KEY) => createDevice({ platform: 'android', apiKey, transport: httpTransport(url), clock: createVirtualClock(Date.parse('2026-11-23T12:00:00Z')) })

const live = (url: string, cwd: string, ...args: string[]) => spawned(['scenarios', '--live', '--url', url, ...args], { cwd })

test('a row that passes: what to do, the tick, the report in HTML and JUnit, exit code 0', async () => {
  const { url } = await started()
  const cwd = folder()
  const said = live(url, cwd, '--row', '3', '--timeout', '60')
  await said.until(({ out }) => (out.includes('▸ Open the app') ? true : undefined))
  const app = appOf(url)
  app.launch()
  await app.idle()
  const { code, out, err } = await said.ended
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(new RegExp(`^Point the app at ${url} \\(brazier env shows how\\), with its SDK key: web b4a2e000-\\S+a1, iOS b4a2e000-\\S+a2, Android ${KEY}\\nEach step has 1:00\\. `))
  expect(out).toMatch(/\n3 · Session data lands in the intended workspace \(1 of 1\)\n {2}▸ Open the app .*\n( {2}… waiting for a session that starts · .*\n)* {4}✔ session\.started\n✔ Session data lands in the intended workspace \(.*\)\n {4}the app: Android, Pixel 9, device \S+, user anonymous\n\n1 passed in .* on http.* · exit code 0\nThe report: brazier-live\.html, brazier-live\.xml\n$/)
  expect(readdirSync(cwd).sort()).toEqual(['brazier-live.html', 'brazier-live.xml'])
  expect(readFileSync(join(cwd, 'brazier-live.html'), 'utf8')).toMatch(/<title>passed: brazier scenarios<\/title>[^]*<a href="#row-1">3 · Session data lands in the intended workspace<\/a>/)
  expect(readFileSync(join(cwd, 'brazier-live.xml'), 'utf8')).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="brazier scenarios" tests="1" failures="0" errors="0" skipped="0" [^]*<testcase name="Session data lands in the intended workspace" classname="3 · Session data lands in the intended workspace"/)
})

test('no person and a wrong key: it fails when the time is over, says so in both reports, exit code 1', async () => {
  const { url } = await started()
  const cwd = folder()
  const said = live(url, cwd, '--row', '3', '--row', '7', '--timeout', '2', '--output', 'qa/../ticket.html')
  await said.until(({ out }) => (out.includes('▸ Open the app') ? true : undefined))
  const app = appOf(url, 'prod-key')
  app.launch()
  await app.idle()
  const { code, out, err } = await said.ended
  expect([code, err]).toEqual([1, ''])
  const words = "an SDK request came with the key 'prod-key', which is none of this emulator's"
  expect(out).toContain(`    ✘ a session that starts did not arrive within 0:02\n      ${words}`)
  expect(out).toMatch(/2 failed .*exit code 1\nThe report: qa\/\.\.\/ticket\.html, qa\/\.\.\/ticket\.xml\n$/)
  const [html, xml] = ['html', 'xml'].map((ending) => readFileSync(join(cwd, `ticket.${ending}`), 'utf8'))
  expect(html).toContain("an SDK request came with the key 'prod-key', which is none of this emulator's")
  expect(html).toMatch(/<tr class="failed">.*7 · Anonymous profiles are created/)
  expect(xml).toContain('<failure message="Open the app (reload the page).')
  expect(xml).toContain("an SDK request came with the key 'prod-key'")
})

test('Ctrl-C ends it with the report, at once; what was not done is not run', async () => {
  const { url } = await started()
  const cwd = folder()
  const said = live(url, cwd)
  await said.until(({ out }) => (out.includes('… waiting') ? true : undefined))
  const { code, out, err, signal } = await said.stop('SIGINT')
  expect([code, err, signal]).toEqual([1, '', null])
  expect(out).toMatch(/0 passed, 18 not run .*\nThe report: brazier-live\.html, brazier-live\.xml\n$/)
  expect(readFileSync(join(cwd, 'brazier-live.xml'), 'utf8')).toMatch(/tests="18" failures="0" errors="0" skipped="18"[^]*<skipped message="ended by the tester while it waited for a session that starts/)
})

test('the emulator ends in the middle: said, waited for, exit code 1 with the report', { timeout: 60_000 }, async () => {
  const emulator = await started()
  const cwd = folder()
  const said = live(emulator.url, cwd, '--timeout', '3')
  await said.until(({ out }) => (out.includes('… waiting') ? true : undefined))
  await emulator.stop()
  const { code, out, err } = await said.ended
  expect([code, err]).toEqual([1, ''])
  expect(out).toMatch(/! the emulator at \S+ does not answer \(.*\), waiting for it/)
  expect(out).toMatch(/1 failed, 17 not run/)
  expect(existsSync(join(cwd, 'brazier-live.html'))).toBe(true)
})

test('a scenario file with a live device', async () => {
  const { url } = await started()
  const cwd = folder()
  writeFileSync(join(cwd, 'buy.scenario.ts'), `import { scenario } from 'brazier/scenarios'
scenario('mel buys a shoe', async ({ device, expect }) => {
  const phone = device({ platform: 'android', live: true })
  phone.launch()
  phone.changeUser('mel')
  phone.logPurchase('shoe', 12, 'EUR')
  await expect.profile('mel', { total_revenue: 12 })
})
`)
  const said = live(url, cwd, 'buy.scenario.ts', '--output', 'buy.html')
  const app = appOf(url)
  const told = async (words: string, act: () => unknown): Promise<void> => {
    await said.until(({ out }) => (out.includes(words) ? true : undefined))
    act()
    app.requestImmediateDataFlush()
    await app.idle()
  }
  await told('▸ [android] Open the app', () => app.launch())
  await told("▸ [android] Log in as 'mel'.", () => app.changeUser('mel'))
  await told("▸ [android] Buy something: product 'shoe' for 12 EUR.", () => app.logPurchase('shoe', 12, 'EUR'))
  const { code, out, err } = await said.ended
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/\nmel buys a shoe \(1 of 1\)\n[^]*✔ purchase\.made 'shoe'\n✔ mel buys a shoe \(.*\)\n\n1 passed/)
  expect(readdirSync(cwd).sort()).toEqual(['buy.html', 'buy.scenario.ts', 'buy.xml'])
})

test('a report for machines on stdout: alone there, what the person is told is on stderr', async () => {
  const { url } = await started()
  const cwd = folder()
  const { code, out, err } = await run(['scenarios', '--live', '--url', url, '--row', '3', '--timeout', '1', '--reporter', 'json'], { cwd })
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ target: url, passed: 0, failed: 1, scenarios: [{ rows: ['3 · Session data lands in the intended workspace'], status: 'failed' }] })
  expect(err).toContain('▸ Open the app')
  expect(readdirSync(cwd)).toEqual([])
})

test('what can not be is one line and exit code 2', async () => {
  const held = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
  const cwd = folder()
  writeFileSync(join(cwd, 'a.scenario.ts'), "import { scenario } from 'brazier/scenarios'\nscenario('a', async ({ expect }) => expect.users(0))\n")
  const said = async (...args: string[]): Promise<string> => {
    const { code, out, err } = await run(['scenarios', '--live', ...args], { cwd })
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^brazier[^\n]*\n$/)
    return err.trim().replace(/^brazier( scenarios)?: /, '')
  }
  expect(await said('--url', held.url)).toBe(`the clock of workspace 'default' at ${held.url} is held at 2026-03-01T12:00:00.000Z, and a real app lives in real time: let it run with brazier clock release`)
  expect(await said('--url', 'http://127.0.0.1:1')).toMatch(/^no emulator answers at http:\/\/127\.0\.0\.1:1 \(.*\)$/)
  expect(await said('--url', held.url, '--workspace', 'staging')).toBe(`there is no workspace 'staging' at ${held.url}: it has default`)
  expect(await said('--url', held.url, '--row', '19')).toBe('row 19 is none of the QA table: its rows are 1 to 18')
  expect(await said('--url', held.url, '--row', '0')).toMatch(/a whole number of 1 or more is needed/)
  expect(await said('--url', held.url, '--output', 'no/such/report.html')).toMatch(/^the report can not be written to 'no\/such\/report\.html': ENOENT/)
  expect(await said('--url', held.url, '--reporter', 'xml')).toBe("there is no reporter 'xml': choose pretty, junit, json, html")
  expect(await said('--url', held.url, '--watch')).toBe('--live and --watch do not go together')
  expect(await said('--url', held.url, '--grep', 'push')).toBe('--live takes rows by their number: --row 4, not --grep')
  expect(await said('--url', held.url, 'a.scenario.ts', '--row', '3')).toBe('--row is one of the QA table: it does not go with files (--grep chooses scenarios)')
  const locked = await started(['--db', ':memory:', '--admin-token', 'secret-token'])
  expect(await said('--url', locked.url)).toMatch(/^http:\S+ answered GET \/_emulator\/health with 401: /)
  expect((await run(['scenarios', '--live', '--url', locked.url, '--admin-token', 'secret-token', '--row', '3', '--timeout', '1'], { cwd: folder() })).code).toBe(1)
  expect(await said('--url', held.url, 'a.scenario.ts')).toMatch(/^the clock of workspace/)
  expect(await said('--url', held.url, 'none.scenario.ts')).toBe("there is no file or folder 'none.scenario.ts'")
})
