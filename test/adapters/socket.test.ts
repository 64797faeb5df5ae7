// The HTTP host over a real socket: who may call (Host, Origin), bodies that are too large, connections that stay, an orderly end.
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { liveClient } from '../kit/live-client.ts'
import { jsonOf, raw } from '../kit/raw-http.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end()
})

async function listening(options: EmulatorOptions = {}, listen: Exclude<Parameters<Emulator['listen']>[0], number> = {}) {
  const emulator = createEmulator(options)
  open.push(emulator.close)
  const url = await emulator.listen({ port: 0, ...listen })
  const port = new URL(url).port
  const users = async (): Promise<unknown[]> => (await emulator.admin('GET', '/users')).users
  return { emulator, url, port, users }
}

const rest = { 'content-type': 'application/json', authorization: `Bearer ${homeKeys.rest}` }
const track = { method: 'POST', path: '/users/track', headers: rest, body: JSON.stringify({ attributes: [{ external_id: 'u1' }] }) }
const health = { path: '/_emulator/health' }

describe('Host', () => {
  test.each(['localhost:PORT', 'LOCALHOST:PORT', 'localhost', 'app.localhost:PORT', '127.0.0.1:PORT', '127.1.2.3:PORT', '[::1]:PORT', '[::1]', '10.0.2.2:PORT', '10.0.3.2:PORT', 'localhost.:PORT'])('%s may call', async (host) => {
    const { url, port } = await listening()
    expect((await raw(url, { ...health, headers: { host: host.replace('PORT', port) } })).status).toBe(200)
  })

  test.each(['evil.example', 'evil.example:PORT', 'localhost.evil.example:PORT', '127.0.0.1.evil.example', 'evil-localhost:PORT', '10.0.2.20:PORT', '1.2.3.4', ':PORT', '[::2]:PORT', 'localhost@evil.example'])("'%s' may not, anywhere, and nothing happens", async (host) => {
    const { emulator, url, port, users } = await listening()
    const before = (await emulator.admin('GET', '/journal')).journal.length
    const headers = { host: host.replace('PORT', port) }
    const admin = await raw(url, { ...health, headers })
    expect([admin.status, jsonOf(admin)]).toEqual([403, { error: { code: 'forbidden', message: expect.stringContaining('Host'), details: {} } }])
    const refused = await raw(url, { ...track, headers: { ...rest, ...headers } })
    expect([refused.status, jsonOf(refused)]).toEqual([403, { message: 'Forbidden' }])
    expect((await raw(url, { method: 'POST', path: '/api/v3/data', headers: { ...headers, 'x-braze-api-key': homeKeys.web }, body: '{"device_id":"d"}' })).status).toBe(403)
    expect(await users()).toEqual([])
    // Nothing was done; that they tried is told
    const told = (await emulator.admin('GET', '/journal')).journal.slice(before) as { kind: string; data: Record<string, unknown> }[]
    expect(told.map(({ kind, data }) => [kind, data['path'], data['rule'], data['seen']])).toEqual([health, track, { path: '/api/v3/data' }].map(({ path }) => ['request.refused', path, 'foreign_host', headers.host]))
  })

  test('a caller who names no host may not', async () => {
    const { port } = await listening()
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET /_emulator/health HTTP/1.0\r\n\r\n'))
      let text = ''
      socket.on('data', (part) => (text += part.toString()))
      socket.on('end', () => resolve(text))
      socket.on('error', reject)
    })
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  })

  test('a configured name may call', async () => {
    const { url } = await listening({}, { allowedHosts: ['braze.test'] })
    expect((await raw(url, { ...health, headers: { host: 'braze.test:8080' } })).status).toBe(200)
    expect((await raw(url, { ...health, headers: { host: 'other.test:8080' } })).status).toBe(403)
  })

  test('it listens on IPv6 loopback too when told so', async () => {
    const { url } = await listening({}, { host: '::1' })
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
    expect((await raw(url, health)).status).toBe(200)
  })
})

describe('Origin', () => {
  const foreign: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://localhost:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a request that carries no origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['another port, no origin', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['a form that is sent across', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', origin: 'https://evil.example' }],
  ]
  test.each(foreign)('%s: refused on admin and REST paths, without effect', async (_name, headers) => {
    const { emulator, url, users } = await listening()
    await raw(url, track)
    const before = (await emulator.admin('GET', '/journal')).journal.length
    const calls = [
      { method: 'POST', path: '/_emulator/reset' },
      { method: 'POST', path: '//_emulator/reset' },
      { method: 'POST', path: '/%5Femulator/reset' },
      { method: 'DELETE', path: '/_emulator/workspaces/default' },
      { method: 'GET', path: '/_emulator/users' },
      { method: 'OPTIONS', path: '/_emulator/reset' },
      { method: 'OPTIONS', path: '/users/track' },
      { ...track, body: JSON.stringify({ attributes: [{ external_id: 'evil' }] }) },
    ]
    for (const call of calls) {
      const answer = await raw(url, { ...call, headers: { ...rest, ...headers } })
      expect(answer.status, `${call.method} ${call.path}`).toBe(403)
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
    expect(await users()).toHaveLength(1)
    // Nothing was done; that they tried is told
    const rows = (await emulator.admin('GET', '/journal')).journal.slice(before) as { kind: string; data: Record<string, unknown> }[]
    expect(rows.map(({ kind, data }) => [kind, data['method'], data['path'], data['status'], data['rule']])).toEqual(calls.map(({ method, path }) => ['request.refused', method, path, 403, 'foreign_page']))
    expect((await emulator.admin('GET', '/diagnostics')).diagnostics[0]).toMatchObject({ level: 'refused', rule: 'foreign_page', path: '/_emulator/reset', braze: expect.stringMatching(/^answers 403: (a web page of .*|another web page) may not call this path$/) })
  })

  test.each(foreign)('%s: allowed on the SDK paths', async (_name, headers) => {
    const { url } = await listening()
    const answer = await raw(url, { method: 'POST', path: '/api/v3/data/', headers: { 'content-type': 'application/json', 'x-braze-api-key': homeKeys.web, ...headers }, body: JSON.stringify({ device_id: 'd' }) })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([201, '*'])
    expect((await raw(url, { method: 'OPTIONS', path: '/api/v3/data/', headers })).status).toBe(204)
  })

  test('a page of a configured origin may call everything, preflights included; its neighbour may not', async () => {
    const page = 'http://localhost:5173'
    const { emulator, url, users } = await listening({}, { allowedOrigins: [`${page}/`] })
    const told = { 'access-control-allow-origin': page, vary: 'Origin' }
    const preflight = await raw(url, { method: 'OPTIONS', path: '/_emulator/reset', headers: { origin: page, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' } })
    expect([preflight.status, preflight.headers]).toMatchObject([204, { ...told, 'access-control-allow-methods': expect.stringContaining('DELETE'), 'access-control-allow-headers': 'authorization,content-type' }])
    const sent = await raw(url, { ...track, headers: { ...rest, origin: page, 'sec-fetch-site': 'same-site' } })
    expect([sent.status, sent.headers]).toMatchObject([201, told])
    expect(await users()).toHaveLength(1)
    expect((await raw(url, { method: 'GET', path: '/_emulator/users', headers: { origin: page } })).headers).toMatchObject(told)
    expect((await emulator.admin('GET', '/requests')).requests.map((row: any) => row.method)).toEqual(['POST'])
    const other = await raw(url, { method: 'OPTIONS', path: '/_emulator/reset', headers: { origin: 'http://localhost:5174', 'access-control-request-method': 'POST' } })
    expect([other.status, other.headers['access-control-allow-origin']]).toEqual([403, undefined])
    // SDK paths answer any page themselves
    expect((await raw(url, { method: 'OPTIONS', path: '/api/v3/data/', headers: { origin: page } })).headers['access-control-allow-origin']).toBe('*')
  })

  test.each(['localhost:5173', 'http://localhost:5173/app', 'null', '*', 'ftp://x'])("'%s' is no origin to allow", async (origin) => {
    const emulator = createEmulator()
    open.push(emulator.close)
    await expect(emulator.listen({ port: 0, allowedOrigins: [origin] })).rejects.toThrow(`'${origin}' is no origin such as http://localhost:5173`)
  })

  test('its own page may call everything, and so may a program and a person who follows a link', async () => {
    const { url, port } = await listening()
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) expect((await raw(url, { ...health, headers: { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' } })).status, host).toBe(200)
    expect((await raw(url, { ...health, headers: { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' } })).status).toBe(200)
    expect((await raw(url, { ...health, headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })).status).toBe(200)
    expect((await raw(url, { method: 'POST', path: '/_emulator/reset', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } })).status).toBe(403)
    expect((await raw(url, track)).status).toBe(201)
  })

  test('a path in disguise is what it is: admin calls ask for the token, SDK calls for an SDK key, nothing ends in 500', async () => {
    const errors: unknown[] = []
    const { url, users } = await listening({ adminToken: 'secret', onError: (error) => errors.push(error) })
    await raw(url, track) // a world to lose: the callers below have a REST key, and no admin token
    for (const path of ['/_emulator/reset', '//_emulator/reset', '/%5Femulator/reset', '/%5femulator//reset/', '/_emulator/%72eset', '/./_emulator/reset', '/users/../_emulator/reset'])
      expect([401, 404], path).toContain((await raw(url, { method: 'POST', path, headers: rest, body: '{}' })).status)
    for (const path of ['/api//v3/data', '/%61pi/v3/data', '/api/%76%33/data/', '/x/../api/v3/data']) {
      const answer = await raw(url, { method: 'POST', path, headers: rest, body: JSON.stringify({ device_id: 'd' }) })
      expect(answer.status, path).toBeLessThan(500)
      expect(jsonOf(answer), path).not.toHaveProperty('config')
    }
    expect(errors).toEqual([])
    expect(await raw(url, { path: '/_emulator/users', headers: { authorization: 'Bearer secret' } })).toMatchObject({ status: 200 })
    expect((await raw(url, { path: '/_emulator/users' })).status).toBe(401)
    expect((await users())).toHaveLength(1)
  })
})

describe('bodies and connections', () => {
  test.each([4 * 1024 * 1024 + 1, 24 * 1024 * 1024])('%i bytes: the sender hears 413 although it is still sending, and the connection lives on', async (size) => {
    const { url, users } = await listening()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    open.push(() => agent.destroy())
    const answer = await raw(url, { ...track, body: Buffer.alloc(size, 0x20), agent })
    expect([answer.status, jsonOf(answer)]).toEqual([413, { message: 'Request Entity Too Large' }])
    const next = await raw(url, { ...track, agent })
    expect([next.status, next.localPort]).toEqual([201, answer.localPort])
    expect(await users()).toHaveLength(1)
  })

  test('an oversize body without a length, in chunks', async () => {
    const { url } = await listening()
    const part = new Uint8Array(1024 * 1024).fill(0x20)
    let left = 8
    const body = new ReadableStream({ pull: (controller) => (left-- > 0 ? controller.enqueue(part) : controller.close()) })
    const response = await fetch(`${url}/users/track`, { method: 'POST', headers: rest, body, duplex: 'half' } as RequestInit)
    expect(response.status).toBe(413)
  })

  test('an unknown path and a refused caller hear their answer after a large body too', async () => {
    const { url } = await listening()
    const body = Buffer.alloc(2 * 1024 * 1024, 0x20)
    expect((await raw(url, { ...track, path: '/nowhere', body })).status).toBe(404)
    expect((await raw(url, { ...track, headers: { ...rest, origin: 'https://evil.example' }, body })).status).toBe(403)
    expect((await raw(url, { ...track, headers: {}, body })).status).toBe(401)
  })

  test('fifty requests on one connection, answered in turn', async () => {
    const { url, users } = await listening()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    open.push(() => agent.destroy())
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => raw(url, { ...track, body: JSON.stringify({ attributes: [{ external_id: `k${n}` }] }), agent })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50)
    expect(new Set(answers.map(({ localPort }) => localPort)).size).toBe(1)
    expect(await users()).toHaveLength(50)
  })

  test('faults: an answer, a cut connection before and after storing', async () => {
    const { emulator, url, users } = await listening()
    await emulator.admin('PUT', '/faults', [{ match: {}, status: 429, headers: { 'retry-after': '7' }, times: 1 }, { match: {}, drop: 'before', times: 1 }, { match: {}, drop: 'after', times: 1 }])
    const answer = await raw(url, track)
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7'])
    await expect(raw(url, track)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(await users()).toEqual([])
    await expect(raw(url, track)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(await users()).toHaveLength(1)
    expect((await raw(url, track)).status).toBe(201)
  })

  test('close: what is under way is answered, nothing new is taken, streams end', async () => {
    const { emulator, url } = await listening()
    const agent = new Agent({ keepAlive: true })
    open.push(() => agent.destroy())
    const idle = await raw(url, { ...health, agent })
    expect(idle.status).toBe(200)
    const live = await liveClient(url, '')
    await emulator.admin('PUT', '/faults', [{ match: { path: '/users/track' }, delay_ms: 150, times: 1 }])
    const underWay = raw(url, { ...track, agent })
    // The fault counts as used once the request is inside
    await expect.poll(async () => (await emulator.admin('GET', '/faults')).faults[0].times, { timeout: 10_000, interval: 5 }).toBe(0)
    const closed = emulator.close()
    await expect(raw(url, health)).rejects.toThrow('ECONNREFUSED')
    expect((await underWay).status).toBe(201)
    await closed
    await live.closed
    await emulator.close() // a second time is as good as once
  })

  test('a taken port is an error of its own', async () => {
    const { port } = await listening()
    const second = createEmulator()
    open.push(second.close)
    await expect(second.listen({ port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

test('the icon that a browser asks for by itself is on no record', async () => {
  const { emulator, url } = await listening()
  const before = (await emulator.admin('GET', '/journal')).journal.length
  expect((await raw(url, { path: '/favicon.ico' })).status).toBe(204)
  expect([(await emulator.admin('GET', '/requests')).requests, (await emulator.admin('GET', '/journal')).journal.length]).toEqual([[], before])
})
