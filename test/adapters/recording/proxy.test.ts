// The proxy as its two neighbours see it, and what it writes: bodies unchanged on the wire, headers as a good reverse proxy has them, every exchange in the file at once.
import { readFileSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { generate } from 'selfsigned'
import { expect, onTestFinished, test } from 'vitest'
import { readFixture } from '../../../emulator/adapters/recording/fixture.ts'
import type { Fixture } from '../../../emulator/adapters/recording/fixture.ts'
import type { ProxyOptions } from '../../../emulator/adapters/recording/proxy.ts'
import { startProxy, upstreamUrl } from '../../../emulator/adapters/recording/proxy.ts'
import { host } from './kit.ts'
import { folder } from './session.ts'

const AT = Date.parse('2026-03-01T12:00:00.000Z')

async function proxied(options: Partial<ProxyOptions>) {
  const file = join(folder(), 'r.json')
  const failures: string[] = []
  const proxy = await startProxy({ port: 0, host: '127.0.0.1', file, now: () => AT, failed: (...told) => failures.push(told.join(' ')), ...options })
  const read = (): Fixture => readFixture(readFileSync(file, 'utf8'), file)
  return { ...proxy, file, failures, read, done: async () => (await proxy.close(), read()) }
}

/** Without anything that fetch adds or hides. */
function send(url: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}): Promise<{ status: number; headers: IncomingHttpHeaders; raw: string[]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, raw: response.rawHeaders, body: Buffer.concat(parts) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('a request arrives as it was sent, for its own host, with who sent it; hop-by-hop headers end here', async () => {
  const real = await host((_, response) => response.writeHead(201, { 'content-type': 'application/json', connection: 'close, x-inner', 'x-inner': '1', 'x-ratelimit-limit': '250', 'set-cookie': ['a=1', 'b=2'], date: 'Sun, 01 Mar 2026 12:00:00 GMT' }).end('{"message":"success"}'))
  const proxy = await proxied({ rest: real.url })
  const said = await send(`${proxy.url}/users/track?a=%41&b[]=1`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer k', connection: 'x-hop', 'x-hop': '1', te: 'trailers', 'x-forwarded-for': '203.0.113.9', 'X-Braze-Odd': 'kept' }, body: '{"attributes" : [ ]}' })
  expect([said.status, said.body.toString(), said.headers['x-ratelimit-limit'], said.headers['x-inner'], said.headers['set-cookie'], said.headers.date]).toEqual([201, '{"message":"success"}', '250', undefined, ['a=1', 'b=2'], 'Sun, 01 Mar 2026 12:00:00 GMT'])
  const [heard] = real.heard
  expect([heard!.method, heard!.url, heard!.body.toString()]).toEqual(['POST', '/users/track?a=%41&b[]=1', '{"attributes" : [ ]}'])
  expect(heard!.headers).toMatchObject({ host: real.url.host, authorization: 'Bearer k', 'content-length': '20', 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-forwarded-host': new URL(proxy.url).host, 'x-forwarded-proto': 'http' })
  expect(heard!.rawHeaders).toContain('X-Braze-Odd')
  expect([heard!.headers['x-hop'], heard!.headers['te']]).toEqual([undefined, undefined])
  const { exchanges, ...head } = await proxy.done()
  expect(head).toEqual({ brazier: 'recording', version: 1, recorded_at: '2026-03-01T12:00:00.000Z', hosts: [real.url.origin], masked: true })
  expect(exchanges).toEqual([
    {
      n: 1, at: '2026-03-01T12:00:00.000Z', took_ms: expect.any(Number),
      request: { method: 'POST', path: '/users/track', query: 'a=%41&b[]=1', headers: { 'content-type': 'application/json', authorization: 'Bearer rest-key-1', 'x-braze-odd': 'kept' }, body: { json: { attributes: [] } } },
      answer: { status: 201, headers: { 'content-type': 'application/json', 'x-ratelimit-limit': '250' }, body: { json: { message: 'success' } } },
    },
  ])
})

test.each([['gzip', gzipSync], ['br', brotliCompressSync], ['deflate', deflateSync]] as const)('%s stays on the wire and is undone in the recording', async (encoding, encode) => {
  const bytes = encode('{"message":"success"}')
  const real = await host((_, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes))
  const proxy = await proxied({ rest: real.url })
  const body = encode('{"a":1}')
  const said = await send(`${proxy.url}/x`, { method: 'POST', headers: { 'content-encoding': encoding, 'content-type': 'application/json', 'accept-encoding': encoding }, body })
  expect([said.headers['content-encoding'], said.body.equals(bytes), real.heard[0]!.body.equals(body), real.heard[0]!.headers['accept-encoding']]).toEqual([encoding, true, true, encoding])
  const [one] = (await proxy.done()).exchanges
  expect([one!.request.body, one!.answer.body]).toEqual([{ json: { a: 1 } }, { json: { message: 'success' } }])
})

test('an answer in pieces is passed on piece by piece; a stream that is left is kept by its head', async () => {
  const real = await host((_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n'))
  const proxy = await proxied({ rest: real.url })
  const seen = await new Promise<string>((resolve, reject) => {
    const sent = httpRequest(`${proxy.url}/sse?mite=1`, (response) => {
      response.once('data', (part: Buffer) => {
        resolve(String(part))
        sent.destroy()
      })
      response.on('error', () => {})
    })
    sent.on('error', reject)
    sent.end()
  })
  expect(seen).toBe('data: 1\n\n')
  const { exchanges } = await proxy.done()
  expect(exchanges.map(({ request, answer }) => [request.path, answer])).toEqual([['/sse', { status: 200, headers: { 'content-type': 'text/event-stream' }, stream: true }]])
})

test('an https host: its certificate is not asked for on this machine', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'real' }], { extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }] })
  const server = createHttpsServer({ key, cert }, (request, response) => void response.end(JSON.stringify({ host: request.headers.host })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const name = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy = await proxied({ rest: new URL(`https://${name}`) })
  expect(JSON.parse((await send(`${proxy.url}/x`)).body.toString())).toEqual({ host: name })
  expect((await proxy.done()).hosts).toEqual([`https://${name}`])
})

test('two requests at once: each is written once, in the order of the answers, and numbered in the order of the requests', async () => {
  let first: (() => void) | undefined
  const real = await host(({ url }, response) => (url === '/slow' ? (first = () => void response.end('{"slow":1}')) : (response.end('{"fast":1}'), undefined)))
  const proxy = await proxied({ rest: real.url })
  const slow = send(`${proxy.url}/slow`)
  while (real.heard.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await send(`${proxy.url}/fast`)
  first!()
  await slow
  const { exchanges } = JSON.parse(readFileSync((await proxy.close(), proxy.file), 'utf8')) as Fixture
  expect(exchanges.map(({ n, request }) => [n, request.path])).toEqual([[2, '/fast'], [1, '/slow']])
  expect(proxy.read().exchanges.map(({ n }) => n)).toEqual([1, 2])
})

test('with two hosts, SDK paths go to one and all others to the other; with one, everything goes there', async () => {
  const answer = (heard: unknown, response: { end(text: string): void }) => response.end('{}')
  const [rest, sdk, alone] = [await host(answer), await host(answer), await host(answer)]
  const both = await proxied({ rest: rest.url, sdk: new URL(`${sdk.url.href}some/prefix/`) })
  for (const path of ['/api/v3/data/', '//api/v3/content_cards/sync', '/sse', '/users/track', '/api/v3x']) await send(both.url + path, { method: 'POST' })
  expect([sdk.heard.map(({ url }) => url), rest.heard.map(({ url }) => url)]).toEqual([['/some/prefix/api/v3/data/', '/some/prefix//api/v3/content_cards/sync', '/some/prefix/sse'], ['/users/track', '/api/v3x']])
  expect((await both.done()).exchanges.map(({ request }) => request.path)).toEqual(['/api/v3/data/', '//api/v3/content_cards/sync', '/sse', '/users/track', '/api/v3x'])
  const one = await proxied({ sdk: alone.url })
  for (const path of ['/api/v3/data/', '/users/track']) await send(one.url + path, { method: 'POST' })
  expect(alone.heard.map(({ url, headers }) => [url, headers['content-length'], headers['transfer-encoding']])).toEqual([['/api/v3/data/', '0', undefined], ['/users/track', '0', undefined]])
})

test('a request too long to be kept passes, is not recorded, and that is said: without its body it would be another one', async () => {
  const real = await host(({ body }, response) => response.writeHead(413, { 'content-type': 'application/json' }).end(JSON.stringify({ length: body.length })))
  const proxy = await proxied({ rest: real.url })
  const length = 32 * 1024 * 1024 + 1
  expect(JSON.parse((await send(`${proxy.url}/users/track`, { method: 'POST', body: Buffer.alloc(length, 'x') })).body.toString())).toEqual({ length })
  expect((await proxy.done()).exchanges).toEqual([])
  expect(proxy.failures).toEqual(['POST /users/track its body is longer than 32 MB'])
})

test('CORS is between the browser and the host: preflight and headers pass untouched', async () => {
  const real = await host((_, response) => response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'x-braze-api-key', 'access-control-expose-headers': 'Retry-After' }).end())
  const proxy = await proxied({ sdk: real.url })
  const said = await send(`${proxy.url}/api/v3/data/`, { method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-headers': 'x-braze-api-key' } })
  expect([said.headers['access-control-allow-origin'], said.headers['access-control-allow-headers'], real.heard[0]!.headers.origin]).toEqual(['*', 'x-braze-api-key', 'https://shop.example'])
})

test('a redirection inside the host leads back here, one to elsewhere stays', async () => {
  const real = await host(({ url }, response) => response.writeHead(302, { location: url === '/a' ? `${real.url.origin}/b?x=1` : 'https://elsewhere.example/b' }).end())
  const proxy = await proxied({ rest: real.url })
  expect([(await send(`${proxy.url}/a`)).headers.location, (await send(`${proxy.url}/c`)).headers.location]).toEqual([`${proxy.url}/b?x=1`, 'https://elsewhere.example/b'])
})

test('HEAD, 204 and an empty body have none; text, forms, binary and multipart are kept as what they are', async () => {
  const real = await host(({ method }, response) => (method === 'HEAD' ? response.writeHead(200, { 'content-length': '17' }).end() : response.writeHead(method === 'DELETE' ? 204 : 200).end()))
  const proxy = await proxied({ rest: real.url })
  await send(`${proxy.url}/a`, { method: 'HEAD' })
  await send(`${proxy.url}/a`, { method: 'DELETE' })
  const post = (type: string, body: string | Buffer) => send(`${proxy.url}/a`, { method: 'POST', headers: { 'content-type': type }, body })
  await post('text/csv', 'id,name\n1,x\n')
  await post('application/json', '{"broken')
  await post('application/x-www-form-urlencoded', '12345')
  await post('application/octet-stream', Buffer.from([0, 255, 1, 128]))
  const file = Buffer.concat([Buffer.from([0x89, 0x50, 0, 13, 10, 45, 45, 0]), Buffer.from('\r\n--nearly')])
  const parts = Buffer.concat([Buffer.from('--bnd\r\ncontent-disposition: form-data; name="name"\r\n\r\nLogo ü\r\n--bnd\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n'), file, Buffer.from('\r\n--bnd--\r\n')])
  await post('multipart/form-data; boundary=bnd', parts)
  expect(real.heard.at(-1)!.body.equals(parts)).toBe(true)
  const { exchanges } = await proxy.done()
  expect(exchanges.map(({ request }) => request.body)).toEqual([
    undefined, undefined, { text: 'id,name\n1,x\n' }, { text: '{"broken' }, { text: '12345' }, { base64: 'AP8BgA==' },
    { boundary: 'bnd', parts: [{ headers: { 'content-disposition': 'form-data; name="name"' }, text: 'Logo ü' }, { headers: { 'content-disposition': 'form-data; name="file"; filename="a.png"', 'content-type': 'image/png' }, base64: file.toString('base64') }] },
  ])
  expect(exchanges.map(({ answer }) => [answer.status, answer.body])).toEqual([[200, undefined], [204, undefined], ...Array.from({ length: 5 }, () => [200, undefined])])
})

test('a host that is gone: 502 in words, nothing in the recording', async () => {
  const real = await host((_, response) => response.end('{}'))
  const proxy = await proxied({ rest: real.url })
  await send(`${proxy.url}/before`)
  real.close()
  const said = await send(`${proxy.url}/after`, { method: 'POST', body: 'x' })
  expect([said.status, JSON.parse(said.body.toString())]).toEqual([502, { message: expect.stringMatching(/^brazier proxy: http:\/\/127\.0\.0\.1:\d+: .+/) }])
  expect(proxy.failures).toEqual([expect.stringMatching(/^POST \/after http/)])
  expect((await proxy.done()).exchanges.map(({ request }) => request.path)).toEqual(['/before'])
})

test('the file is whole after each exchange, and one that was cut off is read up to there', async () => {
  const real = await host((_, response) => response.end('{"n":1}'))
  const proxy = await proxied({ rest: real.url })
  expect(proxy.read().exchanges).toEqual([])
  for (let n = 1; n <= 3; n++) {
    await send(`${proxy.url}/${n}`)
    expect((JSON.parse(readFileSync(proxy.file, 'utf8')) as Fixture).exchanges).toHaveLength(n)
  }
  const text = readFileSync(proxy.file, 'utf8')
  expect(readFixture(text.slice(0, text.lastIndexOf('"path"')), 'f').exchanges.map(({ request }) => request.path)).toEqual(['/1', '/2'])
  for (const [bad, why] of [['{}', 'f is no recording: brazier: it does not say { "brazier": "recording" }'], ['nonsense', /^f is no recording: .*JSON/], [text.replace('"version":1', '"version":2'), 'f is no recording: version: it is of another version of Brazier'], [text.replace('"path":"/2"', '"path":2'), /^f is no recording: exchanges\.1\.request\.path: /]] as const) expect(() => readFixture(bad, 'f')).toThrow(why)
})

test('what is known for a person only later is masked in what was written before, too', async () => {
  const real = await host(({ url }, response) => response.end(url === '/second' ? '{"external_id":"customer-77881","first_name":"Zephyrine"}' : '{"seen":"customer-77881"}'))
  const proxy = await proxied({ rest: real.url })
  await send(`${proxy.url}/first`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"note":"Dear Zephyrine, customer-77881"}' })
  expect(readFileSync(proxy.file, 'utf8')).toContain('Zephyrine')
  await send(`${proxy.url}/second`)
  await send(`${proxy.url}/third`)
  const { exchanges } = await proxy.done()
  expect(readFileSync(proxy.file, 'utf8')).not.toMatch(/Zephyrine|77881/)
  expect(exchanges.map(({ request, answer }) => [request.body, answer.body])).toEqual([
    [{ json: { note: 'Dear Name1, user-1' } }, { json: { seen: 'user-1' } }],
    [undefined, { json: { external_id: 'user-1', first_name: 'Name1' } }],
    [undefined, { json: { seen: 'user-1' } }],
  ])
})

test('--no-mask keeps everything as it is', async () => {
  const real = await host((_, response) => response.end('{"email":"mel@shop.example"}'))
  const proxy = await proxied({ rest: real.url, mask: false })
  await send(`${proxy.url}/x?external_id=mel`, { headers: { authorization: 'Bearer 5f1c2d3e-7a8b-4c9d-8e0f-112233445566' } })
  const { masked, exchanges } = await proxy.done()
  expect([masked, exchanges[0]!.request, exchanges[0]!.answer.body]).toEqual([false, { method: 'GET', path: '/x', query: 'external_id=mel', headers: { authorization: 'Bearer 5f1c2d3e-7a8b-4c9d-8e0f-112233445566' } }, { json: { email: 'mel@shop.example' } }])
})

test('the admin API of a stand-in is passed on and is no part of the recording', async () => {
  const real = await host((_, response) => response.end('{}'))
  const proxy = await proxied({ rest: real.url })
  await send(`${proxy.url}/_emulator/health`)
  expect([real.heard.map(({ url }) => url), (await proxy.done()).exchanges]).toEqual([['/_emulator/health'], []])
})

test('what keeps it from starting is one line, and leaves no file behind', async () => {
  const real = await host((_, response) => response.end())
  const file = join(folder(), 'r.json')
  const start = (options: Partial<ProxyOptions>) => startProxy({ rest: real.url, port: 0, host: '127.0.0.1', file, ...options })
  await expect(start({ rest: new URL('http://127.0.0.1:1') })).rejects.toThrow(/^nobody answers at http:\/\/127\.0\.0\.1:1: /)
  await expect(start({ port: Number(real.url.port) })).rejects.toThrow(`${real.url.origin} is where the proxy itself would listen`)
  await expect(start({ file: join(file, 'x', 'y.json') })).rejects.toThrow(/^the recording can not be written: ENOENT/)
  writeFileSync(file, 'mine')
  await expect(start({})).rejects.toThrow(`${file} exists (--overwrite begins it anew, --output names another)`)
  expect(readFileSync(file, 'utf8')).toBe('mine')
  const again = await start({ overwrite: true })
  await again.close()
  expect(readFixture(readFileSync(file, 'utf8'), file).exchanges).toEqual([])
  expect(upstreamUrl('rest.iad-01.braze.com', '--to').href).toBe('https://rest.iad-01.braze.com/')
  for (const bad of ['ftp://x', 'http://', 'https://x?a=1', ':']) expect(() => upstreamUrl(bad, '--to')).toThrow(`--to '${bad}' is no address`)
})
