// `brazier proxy` and `brazier replay` as commands: what they print, how they end, and the way from one to the other.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, refusal, REST_KEY, run, spawned, started, wireOf } from '../adapters/cli/kit.ts'

type Recording = { exchanges: { n: number; request: { path: string; headers: Record<string, string> }; answer: { status: number; body?: { json: any } } }[]; masked: boolean }

const CONFIG = JSON.stringify({ campaigns: [{ id: 'c', name: 'C', enabled: true, messages: { m: { channel: 'email', subject: 'Hi', body: 'Hello', from: 'A <a@example.com>' } } }] })

/** An emulator in the place of the real host, and a recorder in front of it. */
async function recording(args: readonly string[] = []) {
  const cwd = folder()
  writeFileSync(join(cwd, 'brazier.config.json'), CONFIG)
  const real = await started(['--db', ':memory:', '--seed', '77'], { cwd })
  const proxy = spawned(['proxy', '--to', real.url, '--port', '0', '--log', 'json', '--output', 'r.json', ...args], { cwd })
  const ready = JSON.parse(await proxy.line()) as { event: string; url: string; to: string; output: string; masked: boolean }
  const file = join(cwd, 'r.json')
  return { cwd, real, proxy, ready, wire: wireOf(ready.url), file, read: () => JSON.parse(readFileSync(file, 'utf8')) as Recording }
}

test('what was recorded is played: the same with the same seeds, and differences with their paths without them', async () => {
  const { cwd, real, proxy, ready, wire, file, read } = await recording(['--mask-fields', 'passport, seat'])
  expect(ready).toEqual({ event: 'ready', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), to: real.url, sdk_to: null, output: 'r.json', masked: true })
  expect((await wire.call('POST', '/users/track', { attributes: [{ external_id: 'melanie', email: 'mel@shop.example', passport: 'X99887', seat: 17 }] })).status).toBe(201)
  const sent = (await wire.call('POST', '/campaigns/trigger/send', { campaign_id: 'c', recipients: [{ external_user_id: 'melanie' }] })).body
  expect(await wire.names('melanie')).toEqual([undefined])
  await real.wire.call('POST', '/_emulator/settle')
  expect((await wire.call('GET', '/campaigns/details?campaign_id=c')).status).toBe(200)
  // Each is in the file when its answer has been read, whatever becomes of the process
  await proxy.line(4)
  expect(read().exchanges).toHaveLength(4)
  const ended = await proxy.stop('SIGINT')
  expect([ended.code, ended.err, JSON.parse(ended.out.trim().split('\n').at(-1)!)]).toEqual([0, '', { event: 'closed', output: 'r.json', exchanges: 4 }])
  const text = readFileSync(file, 'utf8')
  expect(text).not.toMatch(new RegExp(`melanie|shop\\.example|X99887|"seat":17|${REST_KEY}`))
  expect(text).toContain(sent.dispatch_id)

  const same = await run(['replay', 'r.json'], { cwd })
  expect(same.out).toContain('all the same')
  expect([same.code, same.err]).toEqual([0, ''])
  expect(same.out).toMatch(/^✔ +1 {2}POST \/users\/track {2}201 {2}[\d:.TZ-]+\n(✔.*\n){3}\n4 exchanges played into an emulator of its own: all the same\n$/)

  const bare = folder()
  const other = await run(['replay', file, '--reporter', 'json'], { cwd: bare })
  const report = JSON.parse(other.out) as { results: { path: string; differences: { path: string; expected: unknown; actual: unknown }[] }[]; exchanges: number; same: number; different: number; differences: number }
  expect([other.code, other.err, report.exchanges, report.same, report.different]).toEqual([1, '', 4, 2, 2])
  expect(report.results[1]!.differences.slice(0, 1)).toEqual([{ path: 'status', expected: 201, actual: 400 }])
  expect(report.results.map(({ path, differences }) => [path, differences.length > 0])).toEqual([['/users/track', false], ['/campaigns/trigger/send', true], ['/users/export/ids', false], ['/campaigns/details', true]])

  const ignored = await run(['replay', file, '--ignore', 'POST /campaigns/** **', '--ignore', '/campaigns/details status', '--ignore', '/campaigns/details body.**', '--ignore', 'headers.x-ratelimit-*', '--output', 'report.txt'], { cwd: bare })
  expect([ignored.code, ignored.err]).toEqual([0, ''])
  expect(readFileSync(join(bare, 'report.txt'), 'utf8')).toBe(ignored.out)
})

test('a running emulator: played into it under its keys, its clock is as it was afterwards', async () => {
  const { cwd, wire, proxy } = await recording()
  await wire.track([{ external_id: 'mel', first_name: 'Mel' }])
  await wire.names('mel')
  await proxy.line(2)
  await proxy.stop()
  const target = await started(['--db', ':memory:', '--hold-clock', '2027-01-01T00:00:00Z'])
  const said = await run(['replay', 'r.json', '--url', target.url, '--workspace', 'default'], { cwd })
  expect([said.code, said.err, said.out.split('\n').at(-2)]).toEqual([0, '', `2 exchanges played into ${target.url}: all the same`])
  expect((await target.wire.call('GET', '/_emulator/clock')).body).toMatchObject({ mode: 'held', now: '2027-01-01T00:00:00.000Z' })
  expect(await target.wire.names('user-1')).toEqual(['Name1'])
  // A second time it is no new user: the answer to an export says so nowhere, that of a merge or a count would
  const broken = await run(['replay', 'r.json', '--url', target.url, '--key', '00000001-0000-4000-8000-000000000001=no-key'], { cwd })
  expect([broken.code, broken.out.match(/actual +401/g)?.length]).toEqual([1, 2])
})

test('the proxy in words, and what was said on the way', async () => {
  const cwd = folder()
  const real = await started()
  const proxy = spawned(['proxy', '--sdk-to', real.url, '--port', '0'], { cwd })
  const url = /^Recording (http:\S+) → (\S+) into brazier-recording\.json; Ctrl-C ends it$/.exec(await proxy.line())
  expect(url?.[2]).toBe(real.url)
  await wireOf(url![1]!).call('GET', '/nothing')
  expect(await proxy.line(1)).toMatch(/^404 GET \/nothing \d+ ms$/)
  const { out, code } = await proxy.stop()
  expect([code, out.split('\n').at(-2)]).toEqual([0, '1 exchanges in brazier-recording.json; play them with: brazier replay brazier-recording.json'])
  expect(refusal(await run(['proxy', '--to', real.url, '--port', '0'], { cwd }))).toBe(`${join(cwd, 'brazier-recording.json')} exists (--overwrite begins it anew, --output names another)`)
})

test('mistakes are one line and exit code 2', async () => {
  const cwd = folder()
  const said = async (...args: string[]) => refusal(await run(args, { cwd }))
  expect(await said('proxy')).toMatch(/^proxy needs the real host: --to https:\/\/rest/)
  expect(await said('proxy', '--to', 'ftp://x')).toMatch(/^--to 'ftp:\/\/x' is no address/)
  expect(await said('proxy', '--to', 'http://127.0.0.1:1')).toMatch(/^nobody answers at http:\/\/127\.0\.0\.1:1: /)
  expect(await said('proxy', '--to', 'http://127.0.0.1:1', '--port', 'x')).toBe('--port: a port is 0 to 65535')
  expect(await said('proxy', '--frm', 'x')).toMatch(/^unknown option '--frm'/)
  expect(existsSync(join(cwd, 'brazier-recording.json'))).toBe(false)
  expect(await said('replay')).toMatch(/missing required argument/)
  expect(await said('replay', 'none.json')).toMatch(/ENOENT/)
  writeFileSync(join(cwd, 'bad.json'), '{}')
  expect(await said('replay', 'bad.json')).toMatch(/^bad\.json is no recording: /)
  const empty = '{"brazier":"recording","version":1,"recorded_at":"2026-03-01T12:00:00.000Z","hosts":[],"masked":true,"exchanges":[]}'
  writeFileSync(join(cwd, 'empty.json'), empty)
  expect(await said('replay', 'empty.json')).toBe('empty.json has no exchange to play')
  writeFileSync(join(cwd, 'one.json'), empty.replace('[]}', '[{"n":1,"at":"2026-03-01T12:00:00.000Z","took_ms":1,"request":{"method":"GET","path":"/x","query":"","headers":{}},"answer":{"status":404,"headers":{}}}]}'))
  expect(await said('replay', 'one.json', '--url', 'http://127.0.0.1:1')).toMatch(/^no emulator answers at http:\/\/127\.0\.0\.1:1/)
  expect(await said('replay', 'one.json', '--url', 'http://127.0.0.1:1', '--seed', '2')).toBe('--seed is for an emulator of its own: the one at --url has its own')
  expect(await said('replay', 'one.json', '--workspace', 'x')).toBe('--workspace is one of the emulator at --url')
  expect(await said('replay', 'one.json', '--config', 'none.json')).toMatch(/none\.json does not exist$/)
  expect(await said('replay', 'one.json', '--import', 'empty.json')).toMatch(/^--import empty\.json: /)
  expect(await said('replay', 'one.json', '--reporter', 'xml')).toMatch(/Allowed choices are pretty, json/)
  expect(await said('replay', 'one.json', '--ignore', 'nonsense')).toMatch(/^--ignore 'nonsense' is no pattern/)
  expect(await said('replay', 'one.json', '--key', 'x')).toMatch(/^--key 'x' is no pair/)
  const unwritable = await run(['replay', 'one.json', '--output', 'no/such/folder.txt'], { cwd })
  expect([unwritable.code, unwritable.err]).toEqual([2, expect.stringMatching(/^brazier: the report can not be written: ENOENT.*\n$/)])
})
