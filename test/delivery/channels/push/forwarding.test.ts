// Pushes given to a push service as well: what it gets, and what its answer makes of the message and the token; over a restart; off by default.
import { createSecureServer, createServer } from 'node:http2'
import { createECDH, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { afterEach, describe, expect, test } from 'vitest'
import { http2Post } from '../../../../emulator/delivery/channels/push/http2-post.ts'
import { deliver, withToken } from '../../../kit/pushes.ts'
import { sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

type Got = { url: string; headers: Record<string, string>; body: string | Uint8Array }
const ANDROID = { title: 'Hi', alert: 'There' }
const ending: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

/** An emulator whose calls are answered here. */
function forwarding(answer: (got: Got) => Response | Promise<Response>, options = {}) {
  const got: Got[] = []
  const outbound = (async (url: string, { headers, body }: RequestInit) => {
    const call = { url, headers: headers as Record<string, string>, body: body as string }
    got.push(call)
    return answer(call)
  }) as typeof fetch
  const e = emulator({ outbound, ...options })
  return { e, got, set: (members: object) => e.admin('PATCH', '/settings', { forwarding: members }), one: async () => (await e.admin('GET', '/messages')).body.messages[0] }
}
const fcmError = (status: number, errorCode: string) => Response.json({ error: { code: status, details: [{ errorCode }] } }, { status })

test('off by default: nothing leaves', async () => {
  const { e, got } = forwarding(() => Response.json({}))
  await withToken(e, 'android', 'fcm-1')
  expect(await e.kindsOf(async () => {
    deliver(e, 'android_push', ANDROID)
    await e.world.scheduler.settle()
  })).toEqual(['push.sent'])
  expect(got).toEqual([])
})

describe('FCM', () => {
  test('a bare origin gets the real path; the request is the payload with your credentials', async () => {
    const { e, got, set, one } = forwarding(() => Response.json({ name: 'projects/p/messages/1' }))
    await set({ fcm_url: 'http://localhost:9099', fcm_authorization: 'Bearer owner' })
    await withToken(e, 'android', 'fcm-1')
    deliver(e, 'android_push', ANDROID)
    expect(got).toEqual([]) // after the commit
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual([])
    const { payload, status, detail } = await one()
    expect(got).toEqual([{ url: `http://localhost:9099${new URL(payload.url).pathname}`, headers: { 'content-type': 'application/json', authorization: 'Bearer owner' }, body: JSON.stringify(payload.body) }])
    expect([status, detail]).toEqual(['sent', { forwarded: { to: 'localhost:9099', at: '2026-03-01T12:00:00.000Z', status: 200 } }])
  })

  test('a whole address is taken as it stands', async () => {
    const { e, got, set } = forwarding(() => Response.json({}))
    await set({ fcm_url: 'https://fcm.googleapis.com/v1/projects/mine/messages:send' })
    await withToken(e, 'android', 'fcm-1')
    deliver(e, 'android_push', ANDROID)
    await e.world.scheduler.settle()
    expect(got.map(({ url }) => url)).toEqual(['https://fcm.googleapis.com/v1/projects/mine/messages:send'])
  })

  test.each([[404, 'UNREGISTERED', 'NotRegistered'], [403, 'SENDER_ID_MISMATCH', 'MismatchSenderId']])('%i %s: bounced, and the token is gone', async (status, code, error) => {
    const { e, set, one } = forwarding(() => fcmError(status, code))
    await set({ fcm_url: 'http://localhost:9099' })
    await withToken(e, 'android', 'fcm-1')
    deliver(e, 'android_push', ANDROID)
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['push.bounced', 'push_token.removed'])
    expect(await one()).toMatchObject({ status: 'bounced', reason: 'provider_refused', detail: { error, provider: { status, body: { error: { code: status } } } } })
    expect(await e.exported('mel', ['push_tokens'])).toEqual({})
  })

  test.each([
    ['a payload it does not like', () => fcmError(400, 'INVALID_ARGUMENT'), { provider: { status: 400, body: { error: { code: 400, details: [{ errorCode: 'INVALID_ARGUMENT' }] } } } }],
    ['no JSON', () => new Response('<html>', { status: 503 }), { provider: { status: 503, body: { text: '<html>' } } }],
    ['no connection', () => Promise.reject(new Error('connect ECONNREFUSED')), { error: 'connect ECONNREFUSED' }],
  ])('%s: failed with what it said; the token stays', async (_, answer, detail) => {
    const { e, set, one } = forwarding(answer)
    await set({ fcm_url: 'http://localhost:9099' })
    await withToken(e, 'android', 'fcm-1')
    deliver(e, 'android_push', ANDROID)
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['forwarding.failed'])
    expect(await one()).toMatchObject({ status: 'failed', reason: 'provider_refused', detail: { forwarded: { to: 'localhost:9099' }, ...detail } })
    expect((await e.exported('mel', ['push_tokens'])).push_tokens).toHaveLength(1)
  })
})

describe('APNs', () => {
  test('a fake on http gets the headers and the body', async () => {
    const { e, got, set } = forwarding(() => new Response(null, { status: 200 }))
    await set({ apns_url: 'http://localhost:2197', apns_authorization: 'bearer jwt' })
    await withToken(e, 'ios', 'f00d')
    const [message] = deliver(e, 'ios_push', { alert: 'Hi' })
    await e.world.scheduler.settle()
    const payload = message!.payload as { headers: object; body: object }
    expect(got).toEqual([{ url: 'http://localhost:2197/3/device/f00d', headers: { ...payload.headers, 'content-type': 'application/json', authorization: 'bearer jwt' }, body: JSON.stringify(payload.body) }])
  })

  test.each([[410, 'Unregistered', ['push.bounced', 'push_token.removed'], 'bounced'], [400, 'BadDeviceToken', ['push.bounced', 'push_token.removed'], 'bounced'], [403, 'ExpiredProviderToken', ['forwarding.failed'], 'failed']])('%i %s: %j', async (status, reason, kinds, outcome) => {
    const { e, set, one } = forwarding(() => Response.json({ reason }, { status }))
    await set({ apns_url: 'http://localhost:2197' })
    await withToken(e, 'ios', 'f00d')
    deliver(e, 'ios_push', { alert: 'Hi' })
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(kinds)
    expect(await one()).toMatchObject({ status: outcome, detail: { provider: { status, body: { reason } } } })
  })

  test('over HTTP/2, as the real one wants it', async () => {
    const server = createServer()
    ending.push(() => new Promise((done) => server.close(done)))
    const seen: unknown[] = []
    server.on('stream', (stream, headers) => {
      let body = ''
      stream.on('data', (part) => void (body += part))
      stream.on('end', () => {
        seen.push({ method: headers[':method'], path: headers[':path'], type: headers['apns-push-type'], body })
        stream.respond({ ':status': 410 })
        stream.end('{"reason":"Unregistered"}')
      })
    })
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await http2Post(`${url}/3/device/f00d`, { 'apns-push-type': 'alert' }, '{"aps":{}}', new AbortController().signal)).toEqual({ status: 410, text: '{"reason":"Unregistered"}' })
    expect(seen).toEqual([{ method: 'POST', path: '/3/device/f00d', type: 'alert', body: '{"aps":{}}' }])
  })

  test.each(['http', 'https'])('a fake on this machine that speaks HTTP/2 alone, %s: each push comes once', async (scheme) => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
    const server = scheme === 'http' ? createServer() : createSecureServer({ key, cert })
    ending.push(() => new Promise((done) => server.close(done)))
    const paths: unknown[] = []
    server.on('stream', (stream, headers) => {
      paths.push(headers[':path'])
      stream.resume().on('end', () => {
        stream.respond({ ':status': 200 })
        stream.end()
      })
    })
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const e = emulator()
    await e.admin('PATCH', '/settings', { forwarding: { apns_url: `${scheme}://${host}` } })
    await withToken(e, 'ios', 'f00d')
    deliver(e, 'ios_push', { alert: 'Hi' })
    await e.world.scheduler.settle()
    expect(paths).toEqual(['/3/device/f00d'])
    expect((await e.admin('GET', '/messages')).body.messages).toMatchObject([{ status: 'sent', detail: { forwarded: { to: host, status: 200 } } }])
  })

  test('no connection over HTTP/2 is an error', () => expect(http2Post('http://127.0.0.1:1/x', {}, '', new AbortController().signal)).rejects.toThrow())
})

describe('web', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y, d } = privateKey.export({ format: 'jwk' }) as { x: string; y: string; d: string }
  const keys = { vapid_public_key: Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url'), vapid_private_key: d, vapid_subject: 'mailto:me@example.com' }
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const subscription = { custom_push_public_key: browser.getPublicKey('base64'), custom_push_user_auth: Buffer.alloc(16, 3).toString('base64') }

  test('to the browser’s own service: encrypted, with VAPID; SDKs subscribe with the same key', async () => {
    const { e, got, set } = forwarding(() => new Response(null, { status: 201 }))
    expect((await set({ web_push: keys })).status).toBe(200)
    const config = (await sendData(e, 'web', { attributes: [{ user_id: 'mel', push_token: 'https://push.example/1', ...subscription }], respond_with: { config: { config_time: 0 }, user_id: 'mel' } }, 'mel')).body.config
    expect(config.vapid_public_key).toBe(keys.vapid_public_key)
    deliver(e, 'web_push', ANDROID)
    await e.world.scheduler.settle()
    expect(got).toHaveLength(1)
    expect([got[0]!.url, got[0]!.headers['content-encoding'], got[0]!.headers['authorization']]).toEqual(['https://push.example/1', 'aes128gcm', expect.stringMatching(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=/)])
    expect((got[0]!.body as Uint8Array).length).toBeGreaterThan(103)
  })

  test.each([[404, 'bounced'], [410, 'bounced'], [429, 'failed']])('%i: %s', async (status, outcome) => {
    const { e, set, one } = forwarding(() => new Response(null, { status }))
    await set({ web_push: keys })
    await sendData(e, 'web', { attributes: [{ user_id: 'mel', push_token: 'https://push.example/1', ...subscription }] }, 'mel')
    deliver(e, 'web_push', ANDROID)
    await e.world.scheduler.settle()
    expect((await one()).status).toBe(outcome)
  })
})

test('an answer without end: its beginning is enough, and its status counts', async () => {
  const endless = () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(1000, 'x')) }), { status: 500 })
  const { e, set, one } = forwarding(endless)
  await set({ fcm_url: 'http://localhost:9099' })
  await withToken(e, 'android', 'fcm-1')
  deliver(e, 'android_push', ANDROID)
  await e.world.scheduler.settle()
  expect(await one()).toMatchObject({ status: 'failed', detail: { provider: { status: 500, body: { text: 'x'.repeat(1000) } } } })
})

test('over HTTP/2: an answer without end is read to 16 KB; a connection that is closed is no answer', async () => {
  const server = createServer()
  const sessions = new Set<{ destroy(): void }>()
  server.on('session', (session) => void sessions.add(session))
  ending.push(() => {
    for (const session of sessions) session.destroy()
    return new Promise((done) => server.close(done))
  })
  server.on('stream', (stream, headers) => {
    if (headers[':path'] === '/closed') return stream.session!.destroy()
    stream.on('error', () => undefined)
    stream.respond({ ':status': 400 })
    const more = (): void => void (stream.destroyed || stream.write(Buffer.alloc(10_000, 'x'), more))
    more()
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answer = await http2Post(`${url}/endless`, {}, '', new AbortController().signal)
  expect([answer.status, answer.text.length]).toEqual([400, 16 * 1024])
  await expect(http2Post(`${url}/closed`, {}, '', new AbortController().signal)).rejects.toThrow()
})

test('no connection: what the machine says of it, not "fetch failed"', async () => {
  const { e, set, one } = forwarding(() => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })))
  await set({ fcm_url: 'http://localhost:9099' })
  await withToken(e, 'android', 'fcm-1')
  deliver(e, 'android_push', ANDROID)
  await e.world.scheduler.settle()
  expect((await one()).detail.error).toBe('ECONNREFUSED')
})

test('a broadcast: 32 at once, and what came of them stands in their order, whoever is answered first', async () => {
  let now = 0
  let most = 0
  const { e, got, set } = forwarding(async () => {
    most = Math.max(most, ++now)
    // The first to be asked answers last
    for (let turns = 2000 / got.length; turns > 0; turns--) await Promise.resolve()
    now--
    return new Response('', { status: 503 })
  })
  await set({ fcm_url: 'http://localhost:9099' })
  await withToken(e, 'android', 'fcm-0')
  const ids = Array.from({ length: 100 }, () => deliver(e, 'android_push', ANDROID)[0]!.id)
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect([got.length, most]).toEqual([100, 32])
  expect(rows.map(({ kind, data }) => [kind, data['message_id']])).toEqual(ids.map((id) => ['forwarding.failed', id]))
})

test('what waits for its turn is not given away twice, however long that takes', async () => {
  const answers: ((response: Response) => void)[] = []
  const { e, got, set } = forwarding(() => new Promise<Response>((resolve) => void answers.push(resolve)))
  await set({ fcm_url: 'http://localhost:9099' })
  await withToken(e, 'android', 'fcm-1')
  for (let n = 0; n < 33; n++) deliver(e, 'android_push', ANDROID)
  e.world.scheduler.runDue()
  expect(got).toHaveLength(32)
  e.world.db.tx(() => e.world.clock.moveTo(e.world.clock.now() + 60_000))
  e.world.scheduler.runDue()
  expect(got).toHaveLength(32)
  const settled = e.world.scheduler.settle()
  while (answers.length > 0) {
    for (const answer of answers.splice(0)) answer(Response.json({}))
    await new Promise((done) => setImmediate(done))
  }
  await settled
  await e.world.scheduler.advanceTo(e.world.clock.now() + 600_000)
  expect(got).toHaveLength(33)
  expect((await e.admin('GET', '/messages')).body.messages.every((one: any) => one.detail?.forwarded?.status === 200)).toBe(true)
})

test('a process that dies while a push is on its way: the next one sends it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'brazier-push-'))
  ending.push(() => rmSync(folder, { recursive: true, force: true }))
  const db = join(folder, 'world.sqlite')
  const first = forwarding(() => new Promise<Response>(() => {}), { db })
  await first.set({ fcm_url: 'http://localhost:9099' })
  await withToken(first.e, 'android', 'fcm-1')
  deliver(first.e, 'android_push', ANDROID)
  first.e.world.scheduler.runDue()
  expect(first.got).toHaveLength(1)
  first.e.core.close()

  const second = forwarding(() => Response.json({}), { db })
  await second.e.world.scheduler.advanceTo(second.e.world.clock.now() + 60_000)
  await second.e.world.scheduler.settle()
  expect(second.got).toHaveLength(1)
  expect((await second.one()).detail).toMatchObject({ forwarded: { status: 200 } })
  await second.e.world.scheduler.advanceTo(second.e.world.clock.now() + 600_000)
  expect(second.got).toHaveLength(1)
})

test.each([
  [{ apns_url: 'localhost:1' }], [{ fcm_url: 'ftp://x' }], [{ web_push: { vapid_public_key: 'short', vapid_private_key: 'x', vapid_subject: 'mailto:a@b.c' } }], [{ gcm_url: 'http://x' }],
])('PATCH /settings refuses %j', async (members) => {
  const { set } = forwarding(() => Response.json({}))
  expect((await set(members)).status).toBe(422)
})
