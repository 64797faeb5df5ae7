// Commands that act on a running emulator: reset, snapshot, clock, endpoints, env, doctor; found by --url or BRAZIER_URL.
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folder, refusal, REST_KEY, run, started } from './kit.ts'

const said = async (args: string[], url: string, cwd?: string): Promise<string> => {
  const { code, out, err } = await run([...args, '--url', url], cwd === undefined ? {} : { cwd })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out.replace(/\n$/, '')
}

test('the emulator is found by --url before BRAZIER_URL, with or without scheme and slash', async () => {
  const { url, ready } = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
  for (const given of [url, `${url}/`, `127.0.0.1:${ready.port}`, `localhost:${ready.port}`]) expect(await run(['clock', '--url', given], { env: { BRAZIER_URL: 'http://127.0.0.1:1' } })).toMatchObject({ code: 0, out: '2026-03-01T12:00:00.000Z (held)\n' })
  expect(await run(['clock'], { env: { BRAZIER_URL: url } })).toMatchObject({ code: 0, out: '2026-03-01T12:00:00.000Z (held)\n' })
  expect(refusal(await run(['clock', '--url', url, '--workspace', 'nowhere']))).toBe('there is no workspace of that name')
})

test('what answers but is no Brazier', async () => {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const command of ['reset', 'doctor', 'tail']) expect(refusal(await run([command, '--url', url]))).toBe(`${url} is no Brazier: its answer is no JSON`)
})

test('clock: advance, set, hold, release', async () => {
  const { url, wire } = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
  expect(await said(['clock', 'advance', '3d2h30s'], url)).toBe('2026-03-04T14:00:30.000Z (held)')
  expect(await said(['clock', 'set', '2026-05-01T00:00:00Z'], url)).toBe('2026-05-01T00:00:00.000Z (held)')
  expect(await said(['clock', 'release'], url)).toMatch(/^\d{4}-.*Z \(real\)$/)
  expect(await said(['clock', 'hold'], url)).toBe(`${(await wire.call('GET', '/_emulator/clock')).body.now} (held)`)
  // Options before the subcommand are meant as well
  expect(await run(['clock', '--url', url, 'set', '2026-05-01T00:00:00Z'])).toMatchObject({ code: 0, out: '2026-05-01T00:00:00.000Z (held)\n', err: '' })
  expect(refusal(await run(['clock', 'advance', 'soon', '--url', url]))).toBe(`'by' is a duration such as 3d2h30s`)
  expect(refusal(await run(['clock', 'set', 'noon', '--url', url]))).toBe('now: a time is written in ISO 8601, as 2026-01-31T12:00:00Z')
})

test('snapshot save and load, of the workspace that is named', async () => {
  const cwd = folder()
  const { url, wire } = await started()
  await wire.track([{ external_id: 'mel', first_name: 'Mel' }])
  expect(await said(['snapshot', 'save', 'world.db'], url, cwd)).toBe(`saved ${readFileSync(join(cwd, 'world.db')).length} bytes to world.db`)
  await wire.track([{ external_id: 'mel', first_name: 'Melanie' }, { external_id: 'guest' }])
  expect(await said(['snapshot', 'load', 'world.db'], url, cwd)).toBe('loaded world.db: 1 users')
  expect(await wire.names('mel', 'guest')).toEqual(['Mel'])

  await wire.call('POST', '/_emulator/workspaces', { id: 'other' })
  expect(await said(['snapshot', 'load', 'world.db', '--workspace', 'other'], url, cwd)).toBe('loaded world.db: 1 users')
  expect((await wire.call('GET', '/_emulator/users?workspace=other')).body.users).toHaveLength(1)

  writeFileSync(join(cwd, 'text.db'), 'no database')
  expect(refusal(await run(['snapshot', 'load', 'text.db', '--url', url], { cwd }))).toBe('the bytes are no SQLite database')
  expect(refusal(await run(['snapshot', 'save', 'no/such/folder.db', '--url', url], { cwd }))).toMatch(/^ENOENT: /)
  expect(await wire.names('mel')).toEqual(['Mel'])
})

test('endpoints: of this build, and of a running emulator', async () => {
  const { url } = await started()
  const rows = JSON.parse((await run(['endpoints', '--json'])).out) as { method: string; path: string; realm: string; permission: string | null; built: boolean }[]
  expect(rows).toContainEqual({ realm: 'rest', method: 'POST', path: '/users/track', permission: 'users.track', built: true })
  const running = JSON.parse(await said(['endpoints', '--json'], url)) as typeof rows
  expect(running.map(({ method, path }) => `${method} ${path}`)).toEqual(rows.map(({ method, path }) => `${method} ${path}`))
  const lines = (await run(['endpoints'])).out.trimEnd().split('\n')
  expect(lines).toHaveLength(rows.length)
  expect(lines.find((line) => line.includes(' /users/track '))).toBe('✔ rest    POST   /users/track  users.track')
})

test('doctor', async () => {
  const { url } = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
  expect((await said(['doctor'], url)).split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^Brazier \\d+\\.\\d+\\.\\d+ at ${url}, up for \\d+ s, workspaces default, clock held at 2026-03-01T12:00:00.000Z$`)),
    `REST key ${REST_KEY}, SDK keys web b4a2e000-0000-4000-8000-0000000000a1 iOS b4a2e000-0000-4000-8000-0000000000a2 Android b4a2e000-0000-4000-8000-0000000000a3`,
    `Node ${process.version}`,
  ])
})

describe('env', () => {
  const of = async (format: string, url = 'http://127.0.0.1:27293'): Promise<string> => (await run(['env', '--format', format, '--url', url])).out

  test('a shell reads it, a dotenv file and JSON say the same', async () => {
    const wanted = {
      BRAZE_REST_URL: 'http://127.0.0.1:27293', BRAZE_REST_API_KEY: REST_KEY, BRAZE_SDK_URL: 'http://127.0.0.1:27293',
      BRAZE_SDK_KEY_WEB: 'b4a2e000-0000-4000-8000-0000000000a1', BRAZE_SDK_KEY_IOS: 'b4a2e000-0000-4000-8000-0000000000a2', BRAZE_SDK_KEY_ANDROID: 'b4a2e000-0000-4000-8000-0000000000a3',
      BRAZE_SCIM_TOKEN: 'b4a2e000-0000-4000-8000-0000000000c1', BRAZE_DATA_IMPORT_KEY: 'b4a2e000-0000-4000-8000-0000000000d1',
      BRAZIER_URL: 'http://127.0.0.1:27293',
    }
    expect(JSON.parse(await of('json'))).toEqual(wanted)
    const lines = Object.entries(wanted)
    expect(await of('dotenv')).toBe(lines.map(([name, value]) => `${name}=${value}\n`).join(''))
    expect(await of('shell')).toBe(lines.map(([name, value]) => `export ${name}='${value}'\n`).join(''))
    expect((await run(['env'])).out).toBe(await of('shell'))
  })

  test('Xcode: no // that an .xcconfig would take for a comment', async () => {
    expect(await of('xcode')).toBe('BRAZE_API_KEY = b4a2e000-0000-4000-8000-0000000000a2\nBRAZE_ENDPOINT = http:/$()/127.0.0.1:27293\n')
  })

  test('Gradle: string resources that the SDK reads, this machine as the Android emulator sees it', async () => {
    const lines = (endpoint: string) => `resValue("string", "com_braze_api_key", "b4a2e000-0000-4000-8000-0000000000a3")\nresValue("string", "com_braze_custom_endpoint", "${endpoint}")\n`
    expect(await of('gradle')).toBe(lines('http://10.0.2.2:27293'))
    expect(await of('gradle', 'http://localhost:1')).toBe(lines('http://10.0.2.2:1'))
    expect(await of('gradle', 'http://192.168.1.9:1')).toBe(lines('http://192.168.1.9:1'))
    expect(await of('gradle', 'http://localhost.example:1')).toBe(lines('http://localhost.example:1'))
  })

  test('Expo: the members of the plugin, the URL with its scheme; the rest on stderr', async () => {
    const { out, err } = await run(['env', '--format', 'expo', '--url', 'http://127.0.0.1:5'])
    expect(JSON.parse(out)).toEqual({ expo: { plugins: [['@braze/expo-plugin', { androidApiKey: 'b4a2e000-0000-4000-8000-0000000000a3', iosApiKey: 'b4a2e000-0000-4000-8000-0000000000a2', baseUrl: 'http://127.0.0.1:5' }]] } })
    expect(err).toBe('Android emulator or phone on USB: adb reverse tcp:5 tcp:5\n')
  })

  test('another workspace has keys of its own', async () => {
    const { url, wire } = await started()
    const { rest_keys, apps } = (await wire.call('POST', '/_emulator/workspaces', { id: 'other' })).body
    const env = JSON.parse(await said(['env', '--format', 'json', '--workspace', 'other'], url)) as Record<string, string>
    expect(env['BRAZE_REST_API_KEY']).toBe(rest_keys[0].key)
    expect(env['BRAZE_SDK_KEY_WEB']).toBe(apps.find((app: { platform: string }) => app.platform === 'Web').app_id)
    expect(env['BRAZE_REST_API_KEY']).not.toBe(REST_KEY)
  })
})
