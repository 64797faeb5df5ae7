// What holds for every endpoint of the table, by realm: keys, permissions, bodies, methods, limits; and that the unbuilt ones say so.
import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import { homeKeys, table } from '../../emulator/index.ts'
import type { Answer } from '../kit/world.ts'
import { emulator } from '../kit/world.ts'

type E = ReturnType<typeof emulator>
const realm = (name: Endpoint['realm']) => table.filter((one) => one.realm === name).map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const)
const isBuilt = (endpoint: Endpoint): boolean => (endpoint.handle ?? endpoint.perform) !== undefined
const built = (name: Endpoint['realm']) => realm(name).filter(([, endpoint]) => isBuilt(endpoint))
const unbuilt = (name: Endpoint['realm']) => realm(name).filter(([, endpoint]) => !isBuilt(endpoint))
const takesBody = ([, { method, raw }]: readonly [string, Endpoint]): boolean => method !== 'GET' && raw !== true
const concrete = ({ path }: Endpoint): string => path.replace(/:\w+/g, 'x')
const ALL = { authorization: `Bearer ${homeKeys.rest}` }
const JSON_TYPE = { 'content-type': 'application/json' }
const bodyOf = ({ method }: Endpoint): string | undefined => (method === 'GET' || method === 'DELETE' ? undefined : '{}')

/** Calls the endpoint; the journal rows that the call added come with the answer. */
async function ask(e: E, { method, path, headers = {}, body }: { method: string; path: string; headers?: Record<string, string>; body?: string | Uint8Array | undefined }): Promise<Answer & { kinds: string[] }> {
  let answer: Answer | undefined
  const kinds = await e.kindsOf(async () => void (answer = body instanceof Uint8Array && body.length > 2 ** 20 ? await large(e, method, path, body, headers) : await e.call(method, path, body, headers)))
  return { ...answer!, kinds }
}
/** Past the web Request, which copies megabytes several times. */
async function large(e: E, method: string, path: string, body: Uint8Array, headers: Record<string, string>): Promise<Answer> {
  const response = await e.core.dispatch({ method, path, query: '', headers, body, ip: '127.0.0.1' })
  return { status: response.status, headers: new Headers(response.headers), body: JSON.parse(String(response.body)) }
}
const otherMethod = (path: string): string => ['PUT', 'DELETE', 'PATCH', 'POST', 'PURGE'].find((method) => !table.some((one) => one.method === method && matches(one.path, path)))!
const matches = (pattern: string, path: string): boolean => new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path)

test('the table has every realm; of the public REST API nothing is unbuilt', () => {
  for (const name of ['rest', 'sdk', 'admin'] as const) {
    expect(built(name).length).toBeGreaterThan(3)
    if (name === 'rest') expect(unbuilt(name)).toEqual([])
    else expect(unbuilt(name).length).toBeGreaterThan(0)
  }
})

describe('REST', () => {
  test.each(realm('rest'))('%s: no key, a wrong key', async (_name, endpoint) => {
    const e = emulator()
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Basic ${homeKeys.rest}` }] as Record<string, string>[]) {
      const { status, body, kinds, headers: given } = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers })
      expect([status, body, kinds]).toEqual([401, { message: endpoint.wording?.badKey ?? 'Invalid API Key' }, ['request.refused']])
      expect(given.get('x-ratelimit-limit')).toBeNull()
    }
  })

  test.each(realm('rest').filter(([, { permission }]) => permission !== undefined))('%s: a key without its permission', async (_name, endpoint) => {
    const e = emulator()
    const others = [...new Set(table.flatMap(({ permission }) => (permission === undefined || permission === endpoint.permission ? [] : [permission])))]
    e.world.db.tx(() => e.world.restKeys.create({ key: 'others', name: 'every other permission', permissions: others }))
    const refused = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: { authorization: 'Bearer others' } })
    expect([refused.status, refused.body, refused.kinds]).toEqual([403, { message: endpoint.wording?.noPermission ?? 'Access Denied' }, ['request.refused']])
    e.world.db.tx(() => e.world.restKeys.create({ key: 'own', name: 'its permission alone', permissions: [endpoint.permission!] }))
    expect([401, 403]).not.toContain((await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: { authorization: 'Bearer own' } })).status)
  })

  test.each(built('rest').filter(takesBody))('%s: no JSON, the wrong type of it, the wrong root of it', async (_name, endpoint) => {
    const e = emulator()
    const send = (body: string | Uint8Array, type = 'application/json') => ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers: { ...ALL, 'content-type': type } })
    for (const body of ['{"a":', ...(endpoint.method === 'DELETE' ? [] : ['']), 'null,', new Uint8Array([0x22, 0xff, 0x22])]) {
      const answer = await send(body)
      expect([answer.status, answer.body, answer.kinds]).toEqual([400, { error: expect.stringContaining('message body does not match declared format') }, ['request.refused']])
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json; charset=latin1', '']) {
      const answer = await send('{}', type)
      expect([type, answer.status, answer.body, answer.kinds]).toEqual([type, 415, { message: 'Unsupported Media Type' }, ['request.refused']])
    }
    if (endpoint.body === undefined) return // it reads none
    for (const body of ['null', '[]', '"text"', '7', `${'['.repeat(5000)}${']'.repeat(5000)}`, `{"a":${'{"a":'.repeat(300)}1${'}'.repeat(301)}`]) {
      const answer = await send(body)
      // What the path names may be asked for first
      expect([[400, 404].includes(answer.status), typeof (answer.body.message ?? answer.body.errors?.[0]?.message), answer.kinds.at(-1)]).toEqual([true, 'string', 'request.refused'])
    }
    expect(e.errors).toEqual([])
  })

  test.each(built('rest').filter(takesBody))('%s: a body over its limit, sent plain or unpacked', async (_name, endpoint) => {
    const e = emulator()
    const { gzipSync } = await import('node:zlib')
    const large = Buffer.alloc(endpoint.maxBytes + 1, ' ')
    for (const [body, coding] of [[large, {}], [gzipSync(large), { 'content-encoding': 'gzip' }]] as const) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers: { ...ALL, ...JSON_TYPE, ...coding } as Record<string, string> })
      expect([answer.status, answer.body, answer.kinds]).toEqual([endpoint.oversizeStatus, { message: expect.any(String) }, ['request.refused']])
    }
    const broken = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: Buffer.from('not gzip'), headers: { ...ALL, ...JSON_TYPE, 'content-encoding': 'gzip' } })
    expect([broken.status, broken.kinds]).toEqual([400, ['request.refused']])
    const unknown = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: '{}', headers: { ...ALL, ...JSON_TYPE, 'content-encoding': 'zstd' } })
    expect([unknown.status, unknown.body]).toEqual([415, { message: 'Unsupported Media Type' }])
  })

  test.each(realm('rest'))('%s: its rate limit counts down in the headers', async (_name, endpoint) => {
    const e = emulator()
    const { limit, seconds } = endpoint.limit!
    const reset = String((Math.floor(e.world.clock.now() / 1000 / seconds) + 1) * seconds)
    for (const used of [1, 2]) {
      const { headers } = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: ALL })
      expect(['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`))).toEqual([String(limit), String(limit - used), reset])
    }
    e.world.clock.moveTo(e.world.clock.now() + seconds * 1000)
    const { headers } = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: ALL })
    expect(headers.get('x-ratelimit-remaining')).toBe(String(limit - 1))
  })

  const small = built('rest').filter(([, { limit }]) => limit!.limit <= 500)
  test('there are limits to be reached', () => expect(small.length).toBeGreaterThan(0))
  test.each(small)('%s: over the limit it is refused with limits: braze, until the window ends; only counted otherwise', async (_name, endpoint) => {
    const { limit, seconds } = endpoint.limit!
    for (const limits of ['braze', 'off'] as const) {
      const e = emulator({ limits })
      const send = () => ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: ALL })
      const usual = (await send()).status
      expect(usual).not.toBe(429)
      for (let n = 1; n < limit; n++) expect((await send()).status).toBe(usual)
      const over = await send()
      expect(over.headers.get('x-ratelimit-remaining')).toBe('0')
      if (limits === 'off') expect(over.status).toBe(usual)
      else expect([over.status, over.body, over.kinds]).toEqual([429, { message: expect.stringMatching(/rate limit/i) }, ['request.refused']])
      e.world.clock.moveTo(e.world.clock.now() + seconds * 1000)
      expect((await send()).status).toBe(usual)
    }
  })
})

describe('SCIM, partners', () => {
  test.each(built('scim'))('%s: no token, a wrong one, a REST key', async (_name, endpoint) => {
    const e = emulator()
    for (const headers of [{}, { authorization: 'Bearer wrong' }, ALL] as Record<string, string>[]) {
      const { status, body, kinds } = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint), headers: { ...JSON_TYPE, ...headers } })
      expect([status, typeof body === 'string' ? JSON.parse(body) : body, kinds]).toEqual([401, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail: expect.any(String), status: 401 }, ['request.refused']])
    }
  })
  test.each(built('partner'))('%s: no credentials, wrong ones, a REST key', async (_name, endpoint) => {
    const e = emulator()
    for (const body of ['{}', '{"partner_api_key":"p","client_secret":"wrong"}', `{"partner_api_key":"p","client_secret":"${homeKeys.rest}"}`, `{"client_secret":"${homeKeys.data_import}"}`]) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers: { ...JSON_TYPE, ...ALL } })
      expect([answer.status, answer.body, answer.kinds]).toEqual([401, { message: body.includes('partner_api_key') ? 'Invalid client secret' : 'Invalid Partner API key' }, ['request.refused']])
    }
    const broken = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: '{"partner_api_key":', headers: JSON_TYPE })
    expect([broken.status, broken.body]).toEqual([400, { error: expect.stringContaining('message body does not match declared format') }])
  })
  test.each(built('hosted'))('%s: in a workspace that there is not', async (_name, endpoint) => {
    const answer = await emulator().call(endpoint.method, concrete(endpoint).replace('/x/', '/none/'), bodyOf(endpoint))
    expect(answer.status).toBe(404)
  })
})

describe('SDK', () => {
  const KEY = { 'x-braze-api-key': homeKeys.web }
  test.each(realm('sdk'))('%s: no key, a wrong key', async (_name, endpoint) => {
    const e = emulator()
    for (const [headers, body] of [[{}, '{}'], [{ 'x-braze-api-key': 'wrong' }, '{}'], [{}, '{"api_key":"wrong"}'], [{}, '{"api_key":7}']] as [Record<string, string>, string][]) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers })
      expect([answer.body, answer.kinds]).toEqual([{ error: 'invalid_api_key' }, ['request.refused']])
    }
  })

  test.each(realm('sdk'))('%s: a browser of any origin may call it, and reads refusals too', async (_name, endpoint) => {
    const e = emulator()
    const preflight = await ask(e, { method: 'OPTIONS', path: concrete(endpoint), headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-braze-api-key,x-new' } })
    expect([preflight.status, preflight.body, preflight.kinds]).toEqual([204, '', []])
    expect(['origin', 'methods', 'headers'].map((name) => preflight.headers.get(`access-control-allow-${name}`))).toEqual(['*', expect.stringContaining('POST'), 'x-braze-api-key,x-new'])
    for (const headers of [KEY, {}] as Record<string, string>[]) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: '{}', headers })
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('x-ratelimit-limit')).toBeNull()
    }
  })

  test.each(unbuilt('sdk'))('%s: not built, and says so', async (name, endpoint) => {
    const answer = await ask(emulator(), { method: endpoint.method, path: concrete(endpoint), body: '{}', headers: KEY })
    expect([answer.status, answer.body, answer.kinds]).toEqual([501, { error: `Brazier does not emulate ${name} yet` }, ['request.refused']])
  })

  test.each(built('sdk'))('%s: no JSON, JSON of the wrong form, a body over its limit', async (_name, endpoint) => {
    const e = emulator()
    for (const body of ['{"a":', new Uint8Array([0x22, 0xff, 0x22])]) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers: KEY })
      expect([answer.status, answer.body, answer.kinds]).toEqual([400, { error: 'invalid_json' }, ['request.refused']])
    }
    for (const body of ['[]', '"text"', '7', 'null', `${'['.repeat(5000)}${']'.repeat(5000)}`]) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body, headers: KEY })
      expect([typeof answer.body.error, answer.kinds.at(-1)]).toEqual(['string', 'request.refused'])
      expect(answer.status).toBeLessThan(500)
    }
    const large = await ask(e, { method: endpoint.method, path: concrete(endpoint), body: Buffer.alloc(endpoint.maxBytes + 1, ' '), headers: KEY })
    expect([large.status, large.kinds]).toEqual([413, ['request.refused']])
    expect(e.errors).toEqual([])
  })
})

describe('admin', () => {
  test.each(realm('admin'))('%s: in an unknown workspace', async (_name, endpoint) => {
    const answer = await ask(emulator(), { method: endpoint.method, path: `${concrete(endpoint)}?workspace=none`, body: bodyOf(endpoint) })
    expect([answer.status, answer.body, answer.kinds]).toEqual([404, { error: { code: 'workspace_not_found', message: expect.any(String), details: { workspace: 'none' } } }, []])
  })

  test.each(unbuilt('admin'))('%s: not built, and says so', async (name, endpoint) => {
    const answer = await ask(emulator(), { method: endpoint.method, path: concrete(endpoint), body: bodyOf(endpoint) })
    expect([answer.status, answer.body, answer.kinds]).toEqual([501, { error: { code: 'not_emulated', message: `Brazier does not emulate ${name} yet`, details: {} } }, []])
  })

  test.each(built('admin').filter(takesBody))('%s: no JSON', async (_name, endpoint) => {
    const answer = await ask(emulator(), { method: endpoint.method, path: concrete(endpoint), body: '{"a":' })
    expect([answer.status, answer.body, answer.kinds]).toEqual([400, { error: { code: 'bad_request', message: 'the body is no JSON', details: {} } }, []])
  })

  test.each(built('admin').filter(([, { body }]) => body !== undefined))('%s: members that it does not know, another root', async (_name, endpoint) => {
    const e = emulator()
    for (const body of ['{"nonsense":1}', '"text"', '7']) {
      const answer = await ask(e, { method: endpoint.method, path: concrete(endpoint), body })
      expect([answer.status, answer.body, answer.kinds]).toEqual([422, { error: { code: 'invalid', message: expect.any(String), details: { issues: expect.any(Array) } } }, []])
    }
  })

  test.each(built('admin').filter(takesBody).filter(([, { maxBytes }]) => maxBytes < 2 ** 25))('%s: a body over its limit', async (_name, endpoint) => {
    const answer = await ask(emulator(), { method: endpoint.method, path: concrete(endpoint), body: Buffer.alloc(endpoint.maxBytes + 1, ' ') })
    expect([answer.status, answer.body.error.code, answer.kinds]).toEqual([413, 'too_large', []])
  })
})

describe('all', () => {
  const keys = (endpoint: Endpoint): Record<string, string> => (endpoint.realm === 'rest' ? ALL : endpoint.realm === 'sdk' ? { 'x-braze-api-key': homeKeys.web } : {})
  const shape: Record<string, unknown> = { rest: { message: 'Method Not Allowed' }, partner: { message: 'Method Not Allowed' }, hosted: { message: 'Method Not Allowed' }, scim: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], detail: 'Method Not Allowed', status: 405 }, sdk: { error: 'Method Not Allowed' }, admin: { error: { code: 'method_not_allowed', message: 'Method Not Allowed', details: {} } } }

  test.each(table.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('%s: another method is refused with those that there are', async (_name, endpoint) => {
    const path = concrete(endpoint)
    const answer = await ask(emulator(), { method: otherMethod(path), path, body: '{}', headers: keys(endpoint) })
    expect([answer.status, answer.body]).toEqual([405, shape[endpoint.realm]])
    expect(answer.headers.get('allow')!.split(', ')).toContain(endpoint.method)
    expect(answer.kinds).toEqual(endpoint.realm === 'admin' ? [] : ['request.refused'])
  })

  let strange: E | undefined // what is not found changes nothing: one world for all of it
  test.each(table.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))('%s: a slash at its end and doubled slashes are the same path, escaped letters are none', async (_name, endpoint) => {
    const path = concrete(endpoint)
    const escaped = path.replace(/[a-z](?=[a-z0-9_.]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
    const answers = []
    for (const form of [path, `${path}/`, path.replace(/\//g, '//')]) {
      const e = emulator()
      const { status, body, kinds } = await ask(e, { method: endpoint.method, path: form, body: endpoint.raw === true && endpoint.method !== 'GET' ? 'x' : bodyOf(endpoint), headers: keys(endpoint) })
      const text = typeof body === 'string' ? body.length : JSON.stringify(body)
      // That the path is written in an odd way is noted, nothing else
      answers.push([status, endpoint.path === '/_emulator/health' ? '' : text, kinds.filter((kind) => kind !== 'request.suspicious')])
      expect(e.errors).toEqual([])
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]![0]).not.toBe(405)
    if (endpoint.path.includes(':')) return
    for (const form of [escaped, path.replace('_', '%5f'), path.replace('api', '%61pi')].filter((one) => !table.some((other) => matches(other.path, one)))) expect([form, (await (strange ??= emulator()).call(endpoint.method, form, bodyOf(endpoint), keys(endpoint))).status]).toEqual([form, 404])
  })
})
