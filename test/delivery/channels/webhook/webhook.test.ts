// Webhooks through delivery: the request as it goes out, every answer of the result table, repeats on the world's clock, restarts in the middle.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createHostHealth } from '../../../../emulator/delivery/channels/webhook/host-health.ts'
import { advance, deliver, plain, settle, shown } from '../../../kit/texts.ts'
import { folder } from '../../../kit/kernel.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const URL_ = 'https://hooks.example.com/orders/7?x=1'
const AGENT = 'Braze Sender 75404755ae1270441f07eb238f0d424e44dfdfdc'

type Call = { url: string; method: string; headers: Record<string, string>; body: string | null; redirect: unknown }
/** An outside world that answers with these, the last one again and again. */
function outside(...answers: (number | Response | Error)[]) {
  const calls: Call[] = []
  const outbound = (async (url: string, init: RequestInit) => {
    calls.push({ url, method: init.method!, headers: init.headers as Record<string, string>, body: (init.body ?? null) as string | null, redirect: init.redirect })
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!
    if (answer instanceof Error) throw answer
    return typeof answer === 'number' ? new Response(answer === 204 || answer === 304 ? null : `said ${answer}`, { status: answer }) : answer
  }) as typeof fetch
  return { outbound, calls }
}

async function stage(...answers: (number | Response | Error)[]) {
  const { outbound, calls } = outside(...answers)
  const e = emulator({ outbound })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  return { e, calls }
}

const BODY = { url: URL_, method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Key': 'k' }, body: '{"hello":"{{${first_name}}}"}' }

test('is posted as rendered: the payload is the request that the endpoint gets, byte for byte', async () => {
  const { e, calls } = await stage(200)
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'Hook', messages: { v1: { channel: 'webhook', ...BODY } } })
  const [message] = deliver(e, 'mel', 'webhook', BODY, { origin: { campaign_id: 'c1', dispatch_id: 'd1', message_variation_id: 'v1' } })
  expect(message).toMatchObject({ status: 'pending', payload: { url: URL_ } })
  expect(calls).toEqual([])
  const rows = await e.rowsOf(() => settle(e))
  const headers = { 'Content-Type': 'application/json', 'X-Key': 'k', 'User-Agent': AGENT }
  expect(calls).toEqual([{ url: URL_, method: 'POST', headers, body: '{"hello":"Mel"}', redirect: 'manual' }])
  expect(plain(rows)).toEqual([
    ['webhook.sent', { message_id: message!.id, channel: 'webhook', dispatch_id: 'd1', campaign_id: 'c1', message_variation_id: 'v1', endpoint_url: URL_, host: 'hooks.example.com', url_path: '/orders/7', http_status_code: 200, retry_count: 0, webhook_duration: 0, content_length: 8 }],
  ])
  expect(await shown(e, 'mel')).toMatchObject([{ id: message!.id, at: NOW, channel: 'webhook', status: 'sent', reason: null, detail: { attempts: 1, http_status_code: 200 }, payload: { url: URL_, method: 'POST', headers, body: '{"hello":"Mel"}' }, campaign_id: 'c1' }])
})

test('names of the API mean the same as names of exports; JSON pairs become one JSON text', async () => {
  const { e, calls } = await stage(204)
  deliver(e, 'mel', 'webhook', { url: URL_, request_method: 'put', request_headers: { Authorization: 'Bearer {{${first_name}}}' }, body: { name: '{{${first_name}}}', to: [1, true] } })
  await settle(e)
  expect(calls).toEqual([{ url: URL_, method: 'PUT', headers: { Authorization: 'Bearer Mel', 'Content-Type': 'application/json', 'User-Agent': AGENT }, body: '{"name":"Mel","to":[1,true]}', redirect: 'manual' }])
})

test.each([
  ['a GET has no body', { method: 'GET', body: 'ignored' }, { method: 'GET', headers: { 'User-Agent': AGENT }, body: null }],
  ['raw text is text', { body: '<order/>' }, { method: 'POST', headers: { 'Content-Type': 'text/plain; charset=utf-8', 'User-Agent': AGENT }, body: '<order/>' }],
  ['the author\'s own user agent stays, headers of the connection go', { method: 'DELETE', headers: { 'user-agent': 'me', Host: 'x', 'Content-Length': '3', empty: '' } }, { method: 'DELETE', headers: { 'user-agent': 'me' }, body: null }],
])('%s', async (_, body, sent) => {
  const { e, calls } = await stage(200)
  deliver(e, 'mel', 'webhook', { url: URL_, ...body })
  await settle(e)
  expect(calls).toEqual([{ url: URL_, redirect: 'manual', ...sent }])
})

test('a name and a password in the url become a header', async () => {
  const { e, calls } = await stage(200)
  deliver(e, 'mel', 'webhook', { url: 'http://jo:a%20b@127.0.0.1:9000/x', method: 'DELETE' })
  await settle(e)
  expect(calls).toMatchObject([{ url: 'http://127.0.0.1:9000/x', headers: { Authorization: `Basic ${Buffer.from('jo:a b').toString('base64')}` } }])
})

test.each([
  ['no url', { url: '' }, 'the webhook has no url'],
  ['no URL', { url: 'nothing' }, 'the url is no URL'],
  ['another scheme', { url: 'file:///etc/passwd' }, 'the url begins with neither http:// nor https://'],
  ['no method', { url: URL_, method: 'CONNECT' }, 'the method is none of POST, GET, PUT, DELETE, PATCH, HEAD, OPTIONS'],
  ['a header of two lines', { url: URL_, headers: { 'X-A': 'b\r\nX-C: d' } }, `the header 'X-A' can not be sent`],
])('%s: not sent, and why', async (_, body, abort_log) => {
  const { e, calls } = await stage(200)
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', 'webhook', body))
  await settle(e)
  expect(calls).toEqual([])
  expect(rows.map(({ kind, data }) => [kind, data['reason'], data['abort_log']])).toEqual([['message.aborted', 'incomplete', abort_log]])
})

test.each([301, 302, 304, 400, 401, 404, 410])('%i: not received, not repeated', async (status) => {
  const { e, calls } = await stage(status)
  const [message] = deliver(e, 'mel', 'webhook', BODY)
  const rows = await e.rowsOf(async () => {
    await settle(e)
    await advance(e, '2h')
  })
  expect(calls).toHaveLength(1)
  const raw = status === 304 ? '' : `said ${status}`
  expect(plain(rows.filter(({ kind }) => kind !== 'clock.changed'))).toEqual([
    ['webhook.failed', { message_id: message!.id, channel: 'webhook', endpoint_url: URL_, host: 'hooks.example.com', url_path: '/orders/7', http_status_code: status, retry_count: 0, webhook_duration: 0, content_length: raw.length, raw_response: raw, webhook_failure_source: 'External Endpoint', is_terminal: true }],
  ])
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'failed', reason: 'webhook_failed', detail: { attempts: 1, http_status_code: status, raw_response: raw } }])
})

test.each([408, 429, 500, 503])('%i is tried five times within half an hour, then it has failed', async (status) => {
  const { e, calls } = await stage(status)
  deliver(e, 'mel', 'webhook', BODY)
  await settle(e)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'pending', reason: null, detail: { attempts: 1, http_status_code: status, next_attempt_at: '2026-03-01T12:02:00.000Z' } }])
  const rows = await e.rowsOf(() => advance(e, '1d'))
  expect(calls).toHaveLength(5)
  const tries = e.journal().filter(({ kind }) => kind.startsWith('webhook.'))
  expect(tries.map(({ kind, at, data }) => [kind, (at - Date.parse(NOW)) / 60_000, data['retry_count'], data['is_terminal']])).toEqual([
    ['webhook.retried', 0, 0, false], ['webhook.retried', 2, 1, false], ['webhook.retried', 6, 2, false], ['webhook.retried', 14, 3, false], ['webhook.failed', 30, 4, true],
  ])
  expect(rows.filter(({ kind }) => kind === 'webhook.failed')).toHaveLength(1)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'failed', reason: 'webhook_failed', detail: { attempts: 5, http_status_code: status } }])
})

test('an endpoint that recovers gets the webhook once', async () => {
  const { e, calls } = await stage(503, 200)
  deliver(e, 'mel', 'webhook', BODY)
  await settle(e)
  await advance(e, '3h')
  expect(calls).toHaveLength(2)
  expect(e.journal().filter(({ kind }) => kind.startsWith('webhook.')).map(({ kind }) => kind)).toEqual(['webhook.retried', 'webhook.sent'])
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'sent', reason: null, at: '2026-03-01T12:02:00.000Z', detail: { attempts: 2, http_status_code: 200 } }])
})

test.each([
  ['refused', Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }), 'ECONNREFUSED'],
  ['silent', new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'no answer within 90 seconds'],
])('a connection that is %s counts as 599 and is repeated', async (_, error, raw_response) => {
  const { e } = await stage(error, 200)
  deliver(e, 'mel', 'webhook', BODY)
  const rows = await e.rowsOf(() => settle(e))
  expect(rows.map(({ kind, data }) => [kind, data['http_status_code'], data['raw_response'], data['webhook_failure_source'], data['content_length'], data['is_terminal']])).toEqual([
    ['webhook.retried', 599, raw_response, 'Treat no status code to host unreachable', null, false],
  ])
})

test('errors count as sends, not as recipients; a webhook that came through counts as both', async () => {
  const { e } = await stage(404, 200)
  const campaign = (await e.admin('POST', '/campaigns', { name: 'Hook', messages: { v1: { channel: 'webhook', url: URL_ } } })).body.id
  for (let i = 0; i < 2; i++) {
    deliver(e, 'mel', 'webhook', BODY, { origin: { campaign_id: campaign, message_variation_id: 'v1' } })
    await settle(e)
    const { body } = await e.get(`/campaigns/data_series?campaign_id=${campaign}&length=1&ending_at=2026-03-01T23:00:00Z`)
    expect(body.data[0].unique_recipients).toBe(i)
    expect(body.data[0].messages.webhook).toMatchObject([{ sent: i + 1, errors: 1 }])
  }
})

test('a test send is posted, and leaves no trace in statistics', async () => {
  const { e, calls } = await stage(200)
  deliver(e, 'mel', 'webhook', BODY, { test: true })
  const rows = await e.rowsOf(() => settle(e))
  expect(calls).toHaveLength(1)
  expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['webhook.sent', true]])
})

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const http = createServer(answer)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void http.close())
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

test('over real HTTP: private addresses and any port are open, redirects are not followed, garbage and endless answers do no harm', async () => {
  const heard: string[] = []
  const origin = await server((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers['user-agent']}`)
    if (request.url === '/moved') return void response.writeHead(302, { location: '/elsewhere' }).end()
    if (request.url === '/garbage') return void response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0xff, 0x00, 0xfe, 0x7b]))
    if (request.url === '/broken') return void request.socket.destroy()
    response.writeHead(500)
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
    }
    response.on('drain', more)
    more()
  })
  const e = emulator({ outbound: fetch })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  for (const path of ['/moved', '/garbage', '/broken', '/endless']) deliver(e, 'mel', 'webhook', { url: `${origin}${path}`, body: 'x' })
  await settle(e)
  expect(heard.toSorted()).toEqual(['/broken', '/endless', '/garbage', '/moved'].map((path) => `POST ${path} ${AGENT}`))
  const rows = e.journal().filter(({ kind }) => kind.startsWith('webhook.'))
  expect(rows.map(({ kind, data }) => [kind, data['url_path'], data['http_status_code']])).toEqual([
    ['webhook.failed', '/moved', 302], ['webhook.sent', '/garbage', 200], ['webhook.retried', '/broken', 599], ['webhook.retried', '/endless', 500],
  ])
  expect(rows[3]!.data['raw_response']).toBe('x'.repeat(1000))
})

test('with a held clock results stand in the order of the posts, whoever answers first', async () => {
  const answers: ((response: Response) => void)[] = []
  const outbound = (() => new Promise<Response>((resolve) => answers.push(resolve))) as typeof fetch
  const e = emulator({ outbound })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  const sent = ['/a', '/b', '/c'].map((path) => deliver(e, 'mel', 'webhook', { url: `https://x.example${path}` })[0]!.id)
  const settled = settle(e)
  await expect.poll(() => answers.length).toBe(3)
  for (const answer of answers.toReversed()) answer(new Response('ok'))
  await settled
  expect(e.journal().filter(({ kind }) => kind === 'webhook.sent').map(({ data }) => data['message_id'])).toEqual(sent)
})

test('a host with more than 3,000 failures within a minute is left alone for a minute: 598 is simulated, other hosts are called', async () => {
  const { e, calls } = await stage(503)
  const webhook = (url: string) => deliver(e, 'mel', 'webhook', { url })
  for (let i = 0; i < 3001; i++) webhook('https://sick.example/a')
  await settle(e)
  expect(calls).toHaveLength(3001)
  webhook('https://sick.example/b')
  webhook('https://well.example/')
  const rows = await e.rowsOf(() => settle(e))
  expect(calls.slice(3001).map(({ url }) => url)).toEqual(['https://well.example/'])
  expect(rows.map(({ kind, data }) => [kind, data['host'], data['http_status_code'], data['is_terminal']])).toEqual([['webhook.retried', 'sick.example', 598, false], ['webhook.retried', 'well.example', 503, false]])
  await advance(e, '61s')
  webhook('https://sick.example/c')
  await settle(e)
  expect(calls.at(-1)!.url).toBe('https://sick.example/c')
})

test('only failures of the last minute count', async () => {
  const { e, calls } = await stage(503)
  const health = createHostHealth(e.world)
  e.world.db.tx(() => {
    for (let i = 0; i < 3000; i++) health.answered('sick.example', 503)
  })
  await advance(e, '60s')
  deliver(e, 'mel', 'webhook', { url: 'https://sick.example/a' })
  await settle(e)
  expect([calls.length, health.isHalted('sick.example')]).toEqual([1, false])
  e.world.db.tx(() => {
    for (let i = 0; i < 2999; i++) health.answered('sick.example', 504)
  })
  expect(health.isHalted('sick.example')).toBe(false)
  e.world.db.tx(() => [400, 500, 599].forEach((status) => health.answered('sick.example', status)))
  expect(health.isHalted('sick.example')).toBe(false)
  e.world.db.tx(() => health.answered('sick.example', 529))
  expect(health.isHalted('sick.example')).toBe(true)
})

test('3,000 failures are not more than 3,000', async () => {
  const { e, calls } = await stage(503)
  for (let i = 0; i < 3000; i++) deliver(e, 'mel', 'webhook', { url: 'https://sick.example/a' })
  await settle(e)
  deliver(e, 'mel', 'webhook', { url: 'https://sick.example/b' })
  await settle(e)
  expect(calls).toHaveLength(3001)
})

test('a repeat that was planned outlives the process, and what was recorded is not posted again', async () => {
  const db = join(folder(), 'world.db')
  const first = outside(200, 503)
  const e = emulator({ db, outbound: first.outbound })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  deliver(e, 'mel', 'webhook', { url: 'https://x.example/done' })
  deliver(e, 'mel', 'webhook', { url: 'https://x.example/again' })
  await settle(e)
  e.core.close()
  const second = outside(200)
  const again = emulator({ db, outbound: second.outbound })
  await settle(again)
  expect(second.calls).toEqual([])
  await advance(again, '2m')
  expect(second.calls.map(({ url }) => url)).toEqual(['https://x.example/again'])
  await advance(again, '1d')
  expect(second.calls).toHaveLength(1)
})

test('a process that dies while a post is under way posts it again when it is back', async () => {
  const db = join(folder(), 'world.db')
  let arrived = 0
  const e = emulator({ db, outbound: (() => new Promise(() => arrived++)) as typeof fetch })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  deliver(e, 'mel', 'webhook', { url: 'https://x.example/' })
  e.world.scheduler.runDue()
  expect(arrived).toBe(1)
  e.core.close()
  const { outbound, calls } = outside(200)
  const again = emulator({ db, outbound })
  await settle(again)
  expect(calls).toHaveLength(1)
  expect(await shown(again, 'mel')).toMatchObject([{ status: 'sent', detail: { attempts: 1 } }])
  await advance(again, '1d')
  expect(calls).toHaveLength(1)
})

test('a snapshot taken while a post is under way posts again when it is restored', async () => {
  let answer: (response: Response) => void = () => {}
  let arrived = 0
  const e = emulator({ outbound: (() => (arrived++ === 0 ? new Promise<Response>((resolve) => (answer = resolve)) : Promise.resolve(new Response('ok')))) as typeof fetch })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  deliver(e, 'mel', 'webhook', { url: 'https://x.example/' })
  e.world.scheduler.runDue()
  const image = e.world.snapshot()
  answer(new Response('ok'))
  await settle(e)
  e.world.restore(image)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'pending' }])
  await advance(e, '5m')
  expect(arrived).toBe(2)
  expect(await shown(e, 'mel')).toMatchObject([{ status: 'sent' }])
})
