// `brazier scenarios record` as a command: beside a running emulator, ended by Ctrl-C, and what it wrote passes when it is run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDevice, createVirtualClock, httpTransport } from '../../sdk-shims/device/index.ts'
import { folder, refusal, run, spawned, started } from '../adapters/cli/kit.ts'

const WEB = 'b4a2e000-0000-4000-8000-0000000000a1'

test('what an app does at a running emulator becomes a scenario that passes', async () => {
  const cwd = folder()
  const real = await started()
  const recorder = spawned(['scenarios', 'record', 'basket', '--url', real.url], { cwd })
  await recorder.until(({ out }) => (out.includes('Enter or Ctrl-C ends the recording.') ? true : undefined))

  const page = createDevice({ platform: 'web', apiKey: WEB, clock: createVirtualClock(Date.parse(real.ready.clock.now)), transport: httpTransport(real.url) })
  page.launch()
  page.changeUser('mel')
  page.logCustomEvent('bought', { size: 42 })
  page.requestImmediateDataFlush()
  await page.idle()
  expect((await real.wire.track([{ external_id: 'mel', plan: 'gold' }])).status).toBe(201)
  await recorder.until(({ out }) => (/mel \(web\) +event 'bought' \{"size":42\}\n[^]*REST +POST \/users\/track → 201\n/.test(out) ? true : undefined))
  const { code, out, err } = await recorder.stop('SIGINT')
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/\nPlaying it on an emulator of its own …\n[^]*basket\.scenario\.yaml: \d+ steps, \d+ expectations\. Run it: brazier scenarios basket\.scenario\.yaml\n$/)

  const text = readFileSync(join(cwd, 'basket.scenario.yaml'), 'utf8')
  for (const line of ['  - browser: launch', '  - browser: { changeUser: mel }', '  - browser: { logCustomEvent: { name: bought, props: { size: 42 } } }', '  - rest: { call: POST /users/track, body: { attributes: [ { external_id: mel, plan: gold } ] }, status: 201 }', '  - expect: { event: { user: mel, name: bought, count: 1, properties: { size: 42 } } }']) expect(text).toContain(`${line}\n`)
  expect(await run(['scenarios', 'basket.scenario.yaml'], { cwd })).toMatchObject({ code: 0, err: '' })
  // A second recording does not take its place, and says so before anybody has done anything
  expect(await run(['scenarios', 'record', 'basket', '--url', real.url], { cwd })).toMatchObject({ code: 2, out: '', err: "brazier scenarios record: there is a file 'basket.scenario.yaml' already: choose another name\n" })
})

test('nothing seen, no emulator, no such workspace: exit code 2, one line, and no file', async () => {
  const cwd = folder()
  const real = await started()
  const recorder = spawned(['scenarios', 'record', '--url', real.url], { cwd })
  await recorder.until(({ out }) => (out.includes('ends the recording.') ? true : undefined))
  expect(await recorder.stop('SIGINT')).toMatchObject({ code: 2, err: 'brazier scenarios record: nothing was seen, so nothing was written: is the app pointed at this emulator? brazier env shows how\n' })
  expect(await run(['scenarios', 'record', '--url', real.url, '--workspace', 'other'], { cwd })).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^brazier scenarios record: [^\n]*'other'[^\n]*\n$/) })
  expect(await run(['scenarios', 'record', '--url', 'http://127.0.0.1:9'], { cwd })).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^brazier scenarios record: no emulator answers at http:\/\/127\.0\.0\.1:9 [^\n]*\n$/) })
  expect(refusal(await run(['scenarios', 'record', '--url', 'ftp://x'], { cwd }))).toContain("--url 'ftp://x' is no address")
  expect(readdirSync(cwd)).toEqual([])
})
