// The report of a walk: HTML for the ticket and JUnit for the build server, with row, verdict and reason; and a scenario in YAML with a live device.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import type { RunOptions } from '../../../scenarios/run.ts'
import { run } from '../../../scenarios/run.ts'
import type { Machine } from '../../../scenarios/live/waiting.ts'
import { elementsOf } from '../../kit/xml.ts'
import type { Hall } from './kit.ts'
import { hall } from './kit.ts'

/** The command in this process: what it is told to do is done when it is said. */
async function brazier(self: Hall, options: RunOptions, deeds: [when: RegExp, act: () => unknown][], input = new PassThrough()) {
  const cwd = mkdtempSync(join(tmpdir(), 'brazier-live-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const said = { out: '', err: '' }
  const todo: (() => unknown)[] = []
  const machine: Machine = {
    now: self.machine.now,
    async pause(ms) {
      for (const one of todo.splice(0)) await one()
      await self.pass(ms * 25)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
  const hear = (text: string): void => {
    const index = /▸/.test(text) ? deeds.findIndex(([when]) => when.test(text)) : -1
    if (index >= 0) todo.push(deeds.splice(index, 1)[0]![1])
  }
  const code = await run({ url: self.url, ...options, live: { seconds: 60, machine, ...options.live } }, { cwd, tty: false, colour: 0, input, out: (text) => { said.out += text; hear(text) }, err: (text) => { said.err += text; hear(text) } })
  return { code, ...said, cwd, files: readdirSync(cwd).sort(), read: (file: string) => readFileSync(join(cwd, file), 'utf8'), input }
}

test('both reports say which row passed, failed or was left out, and why', async () => {
  const self = await hall()
  const app = self.app('android')
  const input = new PassThrough()
  const { code, files, read, out } = await brazier(self, { live: { rows: [3, 5, 7, 14] } }, [
    [/Open the app/, () => app.launch()],
    [/Delete the app's data/, () => input.write('s\n')],
    [/Set an attribute/, () => { app.logCustomEvent('email <changed> & "saved"'); input.end() }],
    [/Log in/, () => app.changeUser('mel')],
  ], input)
  expect([code, files]).toEqual([1, ['brazier-live.html', 'brazier-live.xml']])
  expect(out).toMatch(/The report: brazier-live\.html, brazier-live\.xml\n$/)

  const xml = elementsOf(read('brazier-live.xml'))
  const all = (name: string) => xml.filter((one) => one.name === name)
  expect(xml[0]).toMatchObject({ name: 'testsuites', attributes: { name: 'brazier scenarios', tests: '4', failures: '1', errors: '0', skipped: '2' } })
  expect(all('testcase').map((one) => [one.attributes['classname'], xml.filter(({ parent }) => parent === one).map(({ name }) => name).join()])).toEqual([
    ['3 · Session data lands in the intended workspace', 'system-out'],
    ['7 · Anonymous profiles are created', 'skipped'],
    ['5 · User attributes are recorded in profiles', 'failure'],
    ['14 · Push campaigns are delivered to devices and engagement is recorded', 'skipped'],
  ])
  expect(all('system-out')[0]!.text).toMatch(/^the app: Android, Pixel 9, device \S+, user anonymous$/)
  expect(all('skipped').map(({ attributes }) => attributes['message']!.split('\n')[0])).toEqual(['skipped by the tester while it waited for a new anonymous profile', 'no push token is registered for the device (row 12)'])
  expect(all('failure')[0]!.attributes['message']).toMatch(/^Set an attribute of the user .*: a change of the profile did not arrive within 1:00$/)
  expect(all('failure')[0]!.text).toContain("what arrived instead:\n    a custom event 'email <changed> & \"saved\"' arrived, and no attribute")

  const html = read('brazier-live.html')
  expect(html).toContain('<title>FAILED: brazier scenarios</title>')
  expect(html).toMatch(new RegExp(`<p><b class="passed">1 passed</b>, <b class="failed">1 failed</b>, 2 not run <span class="dim">in [^<]* on ${self.url}, `))
  // The overview: a line for each row, by number
  expect([...html.split('<h2')[0]!.matchAll(/<tr class="(\w+)">.*?<a href="#row-\d">([^<]*)</g)].map(([, verdict, row]) => `${verdict} ${row}`)).toEqual([
    'passed 3 · Session data lands in the intended workspace', 'failed 5 · User attributes are recorded in profiles', 'skipped 7 · Anonymous profiles are created', 'skipped 14 · Push campaigns are delivered to devices and engagement is recorded',
  ])
  expect(html).toContain('<pre>a change of the profile did not arrive within 1:00</pre><details open><summary>what arrived instead</summary><pre>a custom event \'email &lt;changed&gt; &amp; "saved"\' arrived, and no attribute')
  expect(html).toContain('<div class="dim">no push token is registered for the device (row 12)</div>')
})

test('--output names both files, whichever ending it has; a reporter that is named is the only one there', async () => {
  const self = await hall()
  const rows = { rows: [3], seconds: 5 }
  for (const output of ['t.html', 't.xml', 't']) expect((await brazier(self, { output, live: rows }, [])).files).toEqual(['t.html', 't.xml'])
  expect((await brazier(self, { output: '.', live: rows }, [])).files).toEqual(['brazier-live.html', 'brazier-live.xml'])
  const junit = await brazier(self, { output: 't.report', reporter: 'junit', live: rows }, [])
  expect([junit.files, junit.read('t.report').slice(0, 5)]).toEqual([['t.report'], '<?xml'])
  expect(junit.out).toContain('▸ Open the app')
  const json = await brazier(self, { reporter: 'json', live: { rows: [13] } }, [[/Open the app/, () => { const app = self.app('ios'); app.launch(); app.logCustomEvent('there') }]])
  expect(JSON.parse(json.out)).toMatchObject({ passed: 0, failed: 0, skipped: 1, scenarios: [{ status: 'skipped', note: 'no push token is registered for the device (row 12)' }] })
  const html = await brazier(self, { reporter: 'html', live: rows }, [])
  expect([html.files, html.out.slice(0, 15), html.err.includes('▸ Open the app')]).toEqual([[], '<!doctype html>', true])
})

test('a clock that is ahead is said; a report that can not be written is refused before anybody is asked for anything', async () => {
  const self = await hall()
  await self.admin('POST', '/clock/advance', { by: '2h' })
  const { out } = await brazier(self, { live: { rows: [3], seconds: 5 } }, [])
  expect(out).toMatch(/The clock of the emulator is 1\d\d min \d+ s ahead of this machine's: times in the report are the emulator's\./)
  const refused = await brazier(self, { output: 'no/such', live: { rows: [3] } }, [])
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.err).toMatch(/^brazier scenarios: the report can not be written to 'no\/such\.html': ENOENT/)
})

test('a scenario in YAML with a live device', async () => {
  const self = await hall()
  const app = self.app('web')
  const folder = mkdtempSync(join(tmpdir(), 'brazier-yaml-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'buy.scenario.yaml')
  writeFileSync(file, `name: mel buys a shoe
devices:
  phone: { platform: web, live: true }
steps:
  - phone: launch
  - phone: { changeUser: mel }
  - phone: { logPurchase: { productId: shoe, price: 12 } }
  - expect: { profile: { user: mel, has: { total_revenue: 12 } } }
`)
  const { code, out, err } = await brazier(self, { paths: [file] }, [[/Open the app/, () => app.launch()], [/Log in as 'mel'/, () => app.changeUser('mel')], [/Buy something: product 'shoe' for 12 USD\./, () => app.logPurchase('shoe', 12)]])
  expect([code, err], out).toEqual([0, ''])
  expect(out).toContain('✔ mel buys a shoe')
})
