// `brazier start`: what it prints, how it ends, what each flag does, and the seeds of its config file.
import { existsSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { folder, REST_KEY, run, spawned, started, wireOf } from './kit.ts'

describe('what is printed', () => {
  test('json: one line, with the event and the URL', async () => {
    const cwd = folder()
    const { ready, stop } = await started([], { cwd })
    expect(ready).toEqual({ event: 'ready', url: `http://127.0.0.1:${ready.port}`, port: ready.port, db: '.brazier/default.db', clock: { mode: 'real', now: expect.stringMatching(/^\d{4}-.*Z$/) } })
    expect(await stop()).toMatchObject({ code: 0, signal: null, out: `${JSON.stringify(ready)}\n`, err: '' })
    expect(existsSync(join(cwd, '.brazier/default.db'))).toBe(true)
  })

  test('pretty: URL, keys and the lines for each platform, with or without `start`', async () => {
    for (const args of [['start'], []]) {
      const emulator = spawned([...args, '--port', '0', '--db', ':memory:'])
      const out = await emulator.until(({ out: text }) => (text.includes('curl') && text.endsWith('\n\n') ? text : undefined))
      const port = /http:\/\/localhost:(\d+)/.exec(out)![1]!
      expect(out).toContain(`emulates Braze at http://localhost:${port}`)
      for (const key of ['000000000001', '0000000000a1', '0000000000a2', '0000000000a3']) expect(out).toContain(`b4a2e000-0000-4000-8000-${key}`)
      expect(out).toContain(`braze.initialize('b4a2e000-0000-4000-8000-0000000000a1', { baseUrl: 'http://localhost:${port}' })`)
      expect(out).toContain(`Braze.Configuration(apiKey: "b4a2e000-0000-4000-8000-0000000000a2", endpoint: "http://127.0.0.1:${port}")`)
      expect(out).toContain(`setApiKey("b4a2e000-0000-4000-8000-0000000000a3").setCustomEndpoint("http://10.0.2.2:${port}")`)
      expect(await emulator.stop()).toMatchObject({ code: 0, err: '' })
    }
  })

  test('silent: nothing', async () => {
    const { url, stop: free } = await started()
    await free() // its port is free again, and known
    const emulator = spawned(['start', '--db', ':memory:', '--port', new URL(url).port, '--log', 'silent'])
    await answers(url)
    expect(await emulator.stop()).toMatchObject({ code: 0, out: '', err: '' })
  })
})

/** Resolves once something answers at a URL. */
async function answers(url: string): Promise<void> {
  for (;;) if (await fetch(`${url}/_emulator/health`).then(({ ok }) => ok, () => false)) return
}

describe('the end', () => {
  const opened = async (url: string, text: string): Promise<{ text(): string; closed: Promise<void> }> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let got = ''
    socket.setEncoding('utf8').on('data', (part: string) => (got += part)).on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
    return { text: () => got, closed }
  }

  test.each(['SIGINT', 'SIGTERM'] as const)('%s with idle, half-sent and live connections: exit code 0', async (signal) => {
    const { url, stop } = await started()
    await fetch(`${url}/_emulator/health`) // stays open, kept alive
    const live = new WebSocket(`${url.replace('http', 'ws')}/_emulator/live?since=0`)
    live.on('error', () => {})
    await new Promise((resolve) => live.once('message', resolve))
    await opened(url, 'POST /users/track HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc')
    await opened(url, 'GET /_emulator/hea')
    expect(await stop(signal)).toMatchObject({ code: 0, signal: null, err: '' })
  })

  test('a request under way is answered, and its connection ended', async () => {
    const { url, stop, wire } = await started()
    await wire.call('PUT', '/_emulator/faults', [{ match: { path: '/users/track' }, delay_ms: 300 }])
    const body = '{"attributes":[{"external_id":"mel"}]}'
    const caller = await opened(url, `POST /users/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${REST_KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    await wire.call('GET', '/_emulator/health') // answered after the request above was read
    expect(await stop()).toMatchObject({ code: 0, err: '' })
    await caller.closed
    expect(caller.text()).toMatch(/^HTTP\/1\.1 201 Created\r\n[^]*"message":"success"/)
  })

  /** An emulator with a request under way that is answered after `ms`, and a snapshot to write at its end. */
  async function busy(ms: number) {
    const cwd = folder()
    const emulator = await started(['--db', ':memory:', '--export-on-exit', 'end.db'], { cwd })
    await emulator.wire.call('PUT', '/_emulator/faults', [{ match: { path: '/users/track' }, delay_ms: ms }])
    const answer = emulator.wire.track([{ external_id: 'mel' }]).catch((error: Error) => error)
    await fetch(`${emulator.url}/_emulator/health`)
    return { ...emulator, answer, exported: () => existsSync(join(cwd, 'end.db')) }
  }

  test('a second signal ends it at once: nothing is finished', async () => {
    const { child, ended, answer, exported } = await busy(20_000)
    let over = false
    void ended.then(() => (over = true))
    while (!over) {
      child.kill('SIGINT')
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await ended).toMatchObject({ code: 0, err: '' })
    expect(await answer).toBeInstanceOf(Error)
    expect(exported()).toBe(false)
  })

  test('one Ctrl-C that arrives twice, as under npm, is one', async () => {
    const { child, ended, answer, exported } = await busy(400)
    child.kill('SIGINT')
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, err: '' })
    expect(await answer).toMatchObject({ status: 201 })
    expect(exported()).toBe(true)
  })
})

describe('flags', () => {
  test('--db :memory: writes nothing', async () => {
    const cwd = folder()
    const { wire, stop } = await started(['--db', ':memory:'], { cwd })
    expect((await wire.track([{ external_id: 'mel' }])).status).toBe(201)
    await stop()
    expect(existsSync(join(cwd, '.brazier'))).toBe(false)
  })

  test('--seed: the same ids for the same seed', async () => {
    const idOf = async (seed: string): Promise<string> => {
      const { wire } = await started(['--db', ':memory:', '--seed', seed])
      await wire.track([{ external_id: 'mel' }])
      return (await wire.call('POST', '/users/export/ids', { external_ids: ['mel'], fields_to_export: ['braze_id'] })).body.users[0].braze_id
    }
    const [one, again, other] = [await idOf('7'), await idOf('7'), await idOf('8')]
    expect(one).toMatch(/^[\da-f]{24}$/)
    expect([again === one, other === one]).toEqual([true, false])
  })

  test('--hold-clock with a time, and without', async () => {
    const { ready, wire } = await started(['--db', ':memory:', '--hold-clock', '2026-03-01T12:00:00Z'])
    expect(ready.clock).toEqual({ mode: 'held', now: '2026-03-01T12:00:00.000Z' })
    expect((await wire.call('GET', '/_emulator/clock')).body.now).toBe('2026-03-01T12:00:00.000Z')
    const held = await started(['--hold-clock', '--db', ':memory:'])
    expect(held.ready.clock.mode).toBe('held')
    expect((await held.wire.call('GET', '/_emulator/clock')).body.now).toBe(held.ready.clock.now)
  })

  test('--limits braze refuses what off only counts', async () => {
    for (const limits of ['off', 'braze']) {
      const { wire } = await started(['--db', ':memory:', '--hold-clock', '--limits', limits])
      expect([limits, (await manyExports(wire)) === 429]).toEqual([limits, limits === 'braze'])
    }
  })

  test('--accept-any-key', async () => {
    for (const [args, status] of [[[], 401], [['--accept-any-key'], 201]] as const) {
      const { wire } = await started(['--db', ':memory:', ...args])
      expect((await wire.track([{ external_id: 'mel' }], { authorization: 'Bearer whatever' })).status).toBe(status)
    }
  })

  test('--export-on-exit and --import: there and back', async () => {
    const cwd = folder()
    const first = await started(['--db', ':memory:', '--export-on-exit', 'out/world.db'], { cwd })
    await first.wire.track([{ external_id: 'mel', first_name: 'Mel' }])
    expect(await first.stop()).toMatchObject({ code: 0, err: '' })
    for (const db of [':memory:', 'disk.db']) {
      const second = await started(['--db', db, '--import', 'out/world.db'], { cwd })
      expect(await second.wire.names('mel')).toEqual(['Mel'])
      await second.stop()
    }
  })

  test('--https', async () => {
    const { url } = await started(['--db', ':memory:', '--https'])
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const status = await new Promise((resolve, reject) => request(`${url}/_emulator/health`, { rejectUnauthorized: false, agent: false }, (response) => (response.resume(), resolve(response.statusCode))).on('error', reject).end())
    expect(status).toBe(200)
    expect(await run(['doctor', '--url', url])).toMatchObject({ code: 0, err: '', out: expect.stringContaining(url) })
  })

  test('--host 0.0.0.0 with --admin-token: the admin API asks for it, REST does not', async () => {
    const { url, wire, ready } = await started(['--db', ':memory:', '--host', '0.0.0.0', '--admin-token', 'a long token'])
    expect(url).toBe(`http://0.0.0.0:${ready.port}`)
    expect((await wire.call('GET', '/_emulator/health')).status).toBe(401)
    expect((await wire.call('GET', '/_emulator/health', undefined, { authorization: 'Bearer a long token' })).status).toBe(200)
    expect((await wireOf(`http://127.0.0.1:${ready.port}`).track([{ external_id: 'mel' }])).status).toBe(201)
    for (const command of ['reset', 'clock', 'doctor']) {
      expect(await run([command, '--url', url])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^brazier: .*--admin-token\n$/) })
      expect(await run([command, '--url', url, '--admin-token', 'a long token'])).toMatchObject({ code: 0, err: '' })
      expect(await run([command], { env: { BRAZIER_URL: url, BRAZIER_ADMIN_TOKEN: 'a long token' } })).toMatchObject({ code: 0, err: '' })
    }
  })
})

/** Asks one more time than /users/export/ids takes in a minute (250); answers the last status. docs: api/endpoints/export/user_data/post_users_identifier */
async function manyExports(wire: ReturnType<typeof wireOf>): Promise<number> {
  const once = async (): Promise<number> => (await wire.call('POST', '/users/export/ids', { external_ids: ['mel'], fields_to_export: ['external_id'] })).status
  for (let batch = 0; batch < 10; batch++) await Promise.all(Array.from({ length: 25 }, once))
  return once()
}

describe('seeds', () => {
  const GROUP = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
  const config = {
    settings: { time_zone: 'Europe/Vienna' },
    apps: [{ app_id: 'shop-web', name: 'Shop', platform: 'Web' }],
    rest_keys: [{ key: 'key-of-the-shop', name: 'Shop', permissions: ['users.track'] }],
    subscription_groups: [{ id: GROUP, name: 'News', channel: 'email' }],
    track: [{ attributes: [{ external_id: 'mel', first_name: 'Mel' }] }],
    segments: [{ name: 'Mels', filters: { filter: 'first_name', cmp: 'equals', value: 'Mel' } }],
    campaigns: [{ name: 'Welcome', draft: true }],
    requests: [
      { path: '/catalogs', body: { catalogs: [{ name: 'shoes', fields: [{ name: 'id', type: 'string' }, { name: 'size', type: 'number' }] }] } },
      { path: '/catalogs/shoes/items', body: { items: [{ id: 'a', size: 42 }] } },
      { method: 'PATCH', path: '/catalogs/shoes/items/a', body: { items: [{ size: 43 }] } },
    ],
  }
  const seen = async ({ call, names }: ReturnType<typeof wireOf>) => ({
    zone: (await call('GET', '/_emulator/settings')).body.time_zone,
    apps: (await call('GET', '/_emulator/apps')).body.apps.some((app: { app_id: string }) => app.app_id === 'shop-web'),
    keys: (await call('GET', '/_emulator/rest_keys')).body.rest_keys.some((key: { key: string }) => key.key === 'key-of-the-shop'),
    groups: (await call('GET', '/_emulator/subscription_groups')).body.subscription_groups.map((group: { id: string }) => group.id),
    names: await names('mel', 'guest'),
    lists: await Promise.all((['segments', 'campaigns'] as const).map(async (kind) => (await call('GET', `/_emulator/${kind}`)).body[kind].map((one: { name: string }) => one.name))),
    size: (await call('GET', '/catalogs/shoes/items/a')).body.items[0].size,
  })
  const seeded = { zone: 'Europe/Vienna', apps: true, keys: true, groups: [GROUP], names: ['Mel'], lists: [['Mels'], ['Welcome']], size: 43 }

  test('in a new world and after a reset, not at a restart', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'brazier.config.json'), JSON.stringify(config))
    const first = await started([], { cwd })
    expect(first.ready.config).toBe(join(cwd, 'brazier.config.json'))
    expect(await seen(first.wire)).toEqual(seeded)
    await first.wire.track([{ external_id: 'mel', first_name: 'Melanie' }, { external_id: 'guest', first_name: 'Guest' }])
    await first.wire.call('PATCH', '/_emulator/settings', { time_zone: 'UTC' })
    await first.stop()

    const again = await started([], { cwd })
    expect(await seen(again.wire)).toEqual({ ...seeded, zone: 'UTC', names: ['Melanie', 'Guest'] })
    expect(await run(['reset', '--url', again.url])).toMatchObject({ code: 0, out: 'workspace default was reset\n', err: '' })
    expect(await seen(again.wire)).toEqual(seeded)
  })

  test('of a workspace of its own: none', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'brazier.config.json'), JSON.stringify(config))
    const { wire, url } = await started(['--db', ':memory:'], { cwd })
    await wire.call('POST', '/_emulator/workspaces', { id: 'other' })
    expect(await run(['reset', '--url', url, '--workspace', 'other'])).toMatchObject({ code: 0, out: 'workspace other was reset\n' })
    expect((await wire.call('GET', '/_emulator/subscription_groups?workspace=other')).body.subscription_groups).toEqual([])
    expect(await wire.names('mel')).toEqual(['Mel'])
  })

  test('with an admin token', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'brazier.config.json'), JSON.stringify({ ...config, admin_token: 'a long token', db: ':memory:' }))
    const { wire, url } = await started([], { cwd })
    expect(await wire.names('mel')).toEqual(['Mel'])
    await wire.track([{ external_id: 'guest', first_name: 'Guest' }])
    expect(await run(['reset', '--url', url, '--admin-token', 'a long token'])).toMatchObject({ code: 0 })
    expect(await wire.names('mel', 'guest')).toEqual(['Mel'])
  })
})
