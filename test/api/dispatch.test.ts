// The way of a request: routing, HEAD, failures, what is recorded, and that no two checks change places.
import { describe, expect, test } from 'vitest'
import { createDispatch } from '../../emulator/api/dispatch.ts'
import type { Emulation } from '../../emulator/api/emulation.ts'
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import { createFaults } from '../../emulator/api/injected-faults.ts'
import { DEEPEST, nestedTooDeep, parseJson } from '../../emulator/api/json.ts'
import { createLimits } from '../../emulator/api/limits.ts'
import type { Realm } from '../../emulator/api/realm.ts'
import { rest, restRealm } from '../../emulator/api/rest/realm.ts'
import { createRouter } from '../../emulator/api/router.ts'
import type { WireRequest } from '../../emulator/api/wire.ts'
import { parseQuery } from '../../emulator/api/wire.ts'
import { Refusal } from '../../emulator/domain/refusal.ts'
import { homeKeys } from '../../emulator/index.ts'
import { emulator } from '../kit/world.ts'

const KEY = { authorization: `Bearer ${homeKeys.rest}` }

describe('routes', () => {
  const endpoint = (method: Endpoint['method'], path: string) => rest({ method, path, status: 200, docs: '', evidence: [] })
  const [list, one, verb, literal] = [endpoint('GET', '/things'), endpoint('PUT', '/things/:id'), endpoint('POST', '/:kind/:id/launch'), endpoint('POST', '/things/:id/launch')]
  const router = createRouter([list, verb, one, literal])
  const found = (method: string, path: string) => router.find(method, path).match

  test('exact, with parameters, the more literal first', () => {
    expect(found('GET', '/things')).toEqual({ endpoint: list, params: {} })
    expect(found('PUT', '/things/7')).toEqual({ endpoint: one, params: { id: '7' } })
    expect(found('POST', '/things/7/launch')).toEqual({ endpoint: literal, params: { id: '7' } })
    expect(found('POST', '/others/7/launch')).toEqual({ endpoint: verb, params: { kind: 'others', id: '7' } })
  })

  test('parameters are read without their escapes; a malformed one names nothing', () => {
    expect(found('PUT', '/things/a%2Fb%20%C3%A4')!.params).toEqual({ id: 'a/b ä' })
    for (const path of ['/things/%', '/things/%zz', '/things/%ff', '/things/', '/th%69ngs/7']) expect(found('PUT', path)).toBeUndefined()
  })

  test('HEAD goes where GET goes; other methods are told what there is', () => {
    expect(found('HEAD', '/things')!.endpoint).toBe(list)
    expect(router.find('HEAD', '/things/7')).toEqual({ allow: ['PUT'] })
    expect(router.find('DELETE', '/things')).toEqual({ allow: ['GET', 'HEAD'] })
    expect(router.find('DELETE', '/things/7/launch')).toEqual({ allow: ['POST'] })
    expect(router.find('GET', '/nothing')).toEqual({})
    expect(router.find('get', '/things')).toEqual({ allow: ['GET', 'HEAD'] })
  })

  test('names of objects are no paths', () => {
    for (const path of ['/__proto__', '/constructor', '/toString', '', '/', '//', '/.', '/..']) expect(router.find('GET', path)).toEqual({})
  })
})

test('queries: the last of a repeated name, lists with [], nothing inherited', () => {
  expect({ ...parseQuery('a=1&a=2&b[]=3&b[]=4&c=%20+&d&__proto__=x') }).toEqual({ a: '2', b: ['3', '4'], c: '  ', d: '', ['__proto__']: 'x' })
  expect(parseQuery('')['toString']).toBeUndefined()
})

test('JSON deeper than any rule can follow is refused whole, at 200 levels it passes', async () => {
  const e = emulator()
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  expect([nestedTooDeep(JSON.parse(nested(DEEPEST))), nestedTooDeep(JSON.parse(nested(DEEPEST + 1)))]).toEqual([false, true])
  const send = (text: string) => e.post('/users/track', `{"attributes":[{"external_id":"mel","n":1,"deep":${text}}]}`)
  for (const text of [nested(300), nested(100_000), `${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
    const answer = await send(text)
    expect([answer.status, answer.body]).toEqual([400, { message: 'Bad Request' }])
  }
  expect((await send(nested(150))).status).toBe(201)
  expect(e.errors).toEqual([])
})

test('JSON is strict UTF-8; a name of every object is a member as any other', () => {
  expect(parseJson(Buffer.from('"\u00e4\ud83d\ude00"'))).toEqual({ value: 'ä😀' })
  expect(parseJson(Uint8Array.of(0x22, 0xc3, 0x22))).toBeUndefined()
  expect(parseJson(Uint8Array.of())).toBeUndefined()
  expect(Object.keys(parseJson(Buffer.from('{"__proto__":{"x":1}}'))!.value as object)).toEqual(['__proto__'])
})

test('HEAD: status and headers of the GET, no body', async () => {
  const e = emulator()
  const [head, get] = [await e.call('HEAD', '/_emulator/endpoints'), await e.call('GET', '/_emulator/endpoints')]
  expect([head.status, head.body, head.headers.get('content-type')]).toEqual([200, '', get.headers.get('content-type')])
  expect((await e.call('HEAD', '/nowhere')).status).toBe(404)
  expect((await e.call('HEAD', '/campaigns/list', undefined, KEY)).status).toBe(200)
  expect((await e.call('HEAD', '/_emulator/currents_connectors')).status).toBe(501)
})

test('a path that is very long, or strange, is only not found', async () => {
  const e = emulator()
  for (const path of [`/${'a'.repeat(200_000)}`, `/${'a/'.repeat(50_000)}`, `/${'/'.repeat(100_000)}x`, '/users/track%00', '/users/track%2F', '/_emulator2/health', '/api/v3', '/%5Femulator/health', '/%61pi/v3/data'])
    expect([path.slice(0, 20), (await e.call('POST', path, '{}', KEY)).status]).toEqual([path.slice(0, 20), 404])
  expect(e.errors).toEqual([])
})

test('every request leaves its row, a refused one says why in the journal', async () => {
  const e = emulator()
  const rows = await e.rowsOf(() => e.call('GET', '/nowhere?a=1'))
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['request.refused', { request_id: 1, method: 'GET', path: '/nowhere', status: 404, answer: '{"message":"Not Found"}', field: 'path', seen: '/nowhere' }]])
  expect(e.world.requests.list({})).toMatchObject([{ id: 1, method: 'GET', path: '/nowhere', query: 'a=1', endpoint: null, status: 404, response: { body: '{"message":"Not Found"}' } }])
})

describe('with endpoints of its own', () => {
  function way(endpoints: Endpoint[], { realm = {}, rateLimits = 'off' }: { realm?: Partial<Realm>; rateLimits?: 'off' | 'braze' } = {}) {
    const e = emulator()
    const errors: unknown[] = []
    const emulation = { directory: e.core.directory, limits: createLimits(), faults: createFaults(), rateLimits } as unknown as Emulation
    const dispatch = createDispatch({ router: createRouter(endpoints), realmOf: () => ({ ...restRealm({ acceptAnyKey: false }), ...realm }), emulation, report: (error) => errors.push(error) })
    const send = (method: string, path: string, request: Partial<WireRequest> = {}) => dispatch({ method, path, query: '', headers: { ...KEY, 'content-type': 'application/json' }, body: Buffer.from('{}'), ip: '127.0.0.1', ...request })
    return { e, errors, send, emulation }
  }
  const post = (path: string, more: object): Endpoint => ({ ...rest({ method: 'POST', path, status: 201, docs: '', evidence: [] }), ...more })

  test('an unexpected error: 500 in the realm’s shape, its stack in the journal, one report, nothing stored', async () => {
    const { e, errors, send } = way([post('/bad', { handle({ world }: any) {
      world.profiles.create('rest', 'half')
      throw new TypeError('a mistake')
    } })])
    const rows = await e.rowsOf(async () => expect(await send('POST', '/bad')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' }))
    expect(rows.map((row) => row.kind)).toEqual(['request.failed'])
    expect(rows[0]!.data).toEqual({ request_id: 1, method: 'POST', path: '/bad', status: 500, answer: '{"message":"Internal Server Error"}', error: 'TypeError: a mistake', stack: expect.stringContaining('dispatch.test.ts') })
    expect(e.world.profiles.byExternalId('half')).toBeUndefined()
    expect(errors).toHaveLength(1)
  })

  test('what completes an answer may wait, after the commit of the work: other requests go on meanwhile; the row of the request names the rows of its work', async () => {
    let release = (_: string): void => {}
    const waits = new Promise<string>((resolve) => void (release = resolve))
    const { e, send } = way([
      post('/slow', { handle: ({ world }: any) => world.profiles.create('rest', 'early').external_id, complete: async ({ world }: any, handled: string) => {
        const stored = world.profiles.byExternalId('early') !== undefined && !world.db.inTransaction
        return { handled, stored, waited: await waits }
      } }),
      post('/quick', { handle: ({ world }: any) => ({ id: world.profiles.create('rest', 'other').external_id }) }),
    ])
    const slow = send('POST', '/slow')
    expect(await send('POST', '/quick')).toMatchObject({ status: 201, body: '{"id":"other"}' })
    release('done')
    expect(await slow).toMatchObject({ status: 201, body: '{"handled":"early","stored":true,"waited":"done"}' })
    const [quick, first] = e.world.requests.list({}).sort((a, b) => a.id - b.id)
    const caused = e.journal().filter(({ kind }) => kind === 'profile.created').map(({ seq, data }) => [seq, data['external_id']])
    expect([first!.path, first!.response.body, quick!.path]).toEqual(['/slow', '{"handled":"early","stored":true,"waited":"done"}', '/quick'])
    expect(caused.map(([, id]) => id)).toEqual(['early', 'other'])
  })

  test('what fails while it completes is answered 500; the work is stored', async () => {
    const { e, errors, send } = way([post('/slow', { handle: ({ world }: any) => world.profiles.create('rest', 'kept').external_id, complete: async () => {
      throw new TypeError('a mistake')
    } })])
    expect(await send('POST', '/slow')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
    expect(e.world.profiles.byExternalId('kept')).toBeDefined()
    expect(errors).toHaveLength(1)
  })

  test('a refusal of the domain that nobody put into words is no mistake of ours', async () => {
    const { e, errors, send } = way([post('/refused', { handle() {
      throw new Refusal('too_late', { now: 1 })
    } })])
    expect(await e.kindsOf(async () => expect(await send('POST', '/refused')).toMatchObject({ status: 400, body: '{"message":"too_late"}' }))).toEqual(['request.refused'])
    expect(errors).toEqual([])
  })

  test('one request’s failure does not touch its neighbours of the same turn', async () => {
    const { e, send } = way([
      post('/good', { handle: ({ world, request }: any) => ({ id: world.profiles.create('rest', request.query).external_id }) }),
      post('/bad', { handle({ world }: any) {
        world.profiles.create('rest', 'half')
        throw new Error('a mistake')
      } }),
    ])
    const answers = await Promise.all([send('POST', '/good', { query: 'a' }), send('POST', '/bad'), send('POST', '/good', { query: 'b' })])
    expect(answers.map((one) => one.status)).toEqual([201, 500, 201])
    expect(['a', 'half', 'b'].map((id) => e.world.profiles.byExternalId(id) !== undefined)).toEqual([true, false, true])
    expect(e.world.requests.list({}).map((row) => row.status).sort()).toEqual([201, 201, 500])
  })

  test('a commit that fails is no success: 500, and nothing is there', async () => {
    const { e, errors, send } = way([post('/good', { handle: ({ world }: any) => world.profiles.create('rest', 'a') })])
    let fail = true
    e.world.db.beforeCommit(() => {
      if (fail) throw new Error('disk full')
    })
    expect((await send('POST', '/good')).status).toBe(500)
    fail = false
    expect(e.world.profiles.byExternalId('a')).toBeUndefined()
    expect(errors.map(String)).toEqual(['Error: disk full', 'Error: disk full'])
    expect((await send('POST', '/good')).status).toBe(201)
  })

  test('a realm that fails before the checks is answered too', async () => {
    const { errors, send } = way([], { realm: { early: () => { throw new Error('early') } } })
    expect((await send('GET', '/')).status).toBe(500)
    expect(errors.map(String)).toEqual(['Error: early'])
  })

  test('an endpoint of another realm is not reached', async () => {
    const { send } = way([{ ...post('/other', { handle: () => ({}) }), realm: 'admin' }])
    expect((await send('POST', '/other')).status).toBe(404)
  })

  test('the order of checks: each is seen only when those before it pass', async () => {
    const { z } = await import('zod')
    const { e, send, emulation } = way([post('/one', { permission: 'one', limit: { name: 'one', limit: 4, seconds: 60 }, maxBytes: 20, body: z.object({ a: z.number() }), handle: () => ({}) }), post('/none', { limit: { name: 'none', limit: 1, seconds: 60 } })], { rateLimits: 'braze' })
    e.world.db.tx(() => e.world.restKeys.create({ key: 'weak', name: 'weak', permissions: [] }))
    const large = Buffer.alloc(21, ' ')
    const weak = { authorization: 'Bearer weak', 'content-type': 'text/plain' }
    const strong = { ...KEY, 'content-type': 'text/plain' }
    const status = async (path: string, request: Partial<WireRequest>, method = 'POST') => (await send(method, path, request)).status
    expect(await status('/two', { headers: {}, body: large })).toBe(404)
    expect(await status('/one', { headers: {}, body: large }, 'PUT')).toBe(405)
    expect(await status('/one', { headers: {}, body: large })).toBe(413)
    expect(await status('/one', { headers: { 'content-encoding': 'zstd' } })).toBe(415)
    expect(await status('/one', { headers: {} })).toBe(401)
    emulation.faults.put('default', [{ match: {}, status: 418, times: 1 }, { match: {}, delay_ms: 0 }])
    expect(await status('/one', { headers: weak })).toBe(403)
    expect(await status('/one', { headers: strong, body: Buffer.from('{') })).toBe(418)
    expect(await status('/one', { headers: strong, body: Buffer.from('{') })).toBe(415)
    expect(await status('/one', { body: Buffer.from('{') })).toBe(400)
    expect(await status('/one', { body: Buffer.from('{"a":"b"}') })).toBe(400)
    expect(await status('/one', { headers: strong })).toBe(429)
    expect(await status('/none', { headers: strong })).toBe(501)
    expect(await status('/none', { headers: strong })).toBe(429)
  })
})

test('limits: one window by name, shared by endpoints, per world, on the world’s clock', () => {
  const e = emulator()
  const limits = createLimits()
  const pool = { name: 'pool', limit: 2, seconds: 3600 }
  const reset = Date.parse('2026-03-01T13:00:00Z') / 1000
  e.world.clock.moveTo(Date.parse('2026-03-01T12:59:59.999Z'))
  expect([limits.count(e.world, pool), limits.count(e.world, { ...pool }), limits.count(e.world, pool)]).toEqual([
    { limit: 2, remaining: 1, reset, exceeded: false },
    { limit: 2, remaining: 0, reset, exceeded: false },
    { limit: 2, remaining: 0, reset, exceeded: true },
  ])
  expect(limits.count(e.world, { ...pool, name: 'other' }).remaining).toBe(1)
  expect(limits.count(e.core.directory.create('second'), pool).remaining).toBe(1)
  e.world.clock.moveTo(Date.parse('2026-03-01T13:00:00Z'))
  expect(limits.count(e.world, pool)).toEqual({ limit: 2, remaining: 1, reset: reset + 3600, exceeded: false })
  limits.forget('default')
  expect(limits.count(e.world, pool).remaining).toBe(1)
})
