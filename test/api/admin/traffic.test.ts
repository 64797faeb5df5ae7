// Admin API: journal, requests, verify, faults, endpoints.
import { describe, expect, test } from 'vitest'
import { homeKeys, table } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
const track = (e: E, external_id: string, more: object = {}) => e.post('/users/track', { attributes: [{ external_id, n: 1, ...more }] })

describe('GET /journal', () => {
  const rows = async (e: E, query: string) => (await e.admin('GET', `/journal?${query}`)).body

  test('whole rows, in pages by since', async () => {
    const e = emulator()
    const { body } = await e.admin('GET', '/journal?limit=2')
    expect(body.journal[0]).toEqual({ seq: 1, at: NOW, kind: 'workspace.created', profile: null, data: { workspace: 'default' } })
    expect([body.journal.length, body.next]).toEqual([2, '2'])
    expect((await rows(e, 'limit=2&since=2')).journal.map((row: any) => row.seq)).toEqual([3, 4])
    expect(await rows(e, `limit=2&cursor=${body.next}`)).toEqual(await rows(e, 'limit=2&since=2'))
    expect(await rows(e, 'since=999')).toEqual({ journal: [], next: null })
    expect((await rows(e, '')).next).toBeNull()
  })

  test('kinds by their beginnings', async () => {
    const e = emulator()
    await track(e, 'mel')
    const kinds = async (kind: string) => (await rows(e, `kind=${kind}`)).journal.map((row: any) => row.kind)
    expect(await kinds('profile')).toEqual(['profile.created', 'profile.updated'])
    expect(await kinds('profile.updated')).toEqual(['profile.updated'])
    expect(await kinds('rest_key,profile.created')).toEqual(['rest_key.created', 'profile.created'])
    expect(await kinds('nothing')).toEqual([])
  })

  test('one user’s rows, with those of the profiles merged into it, and of a deleted one', async () => {
    const e = emulator()
    await track(e, 'other')
    await track(e, 'from')
    await track(e, 'to')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'from' }, identifier_to_keep: { external_id: 'to' } }] })
    const kinds = async (query: string) => (await rows(e, query)).journal.map((row: any) => [row.kind, row.data.external_id].filter((one) => one !== undefined).join(' '))
    expect(await kinds('external_id=to')).toEqual(['profile.created from', 'profile.updated', 'profile.created to', 'profile.updated', 'profile.merged'])
    const { braze_id } = await e.exported('other')
    expect(await kinds(`braze_id=${braze_id}`)).toEqual(['profile.created other', 'profile.updated'])
    expect(await kinds('external_id=nobody')).toEqual([])
    await e.post('/users/delete', { external_ids: ['other'] })
    expect(await kinds('external_id=other')).toEqual(['profile.created other', 'profile.updated', 'profile.deleted other'])
    expect(await kinds(`braze_id=${braze_id}&kind=profile.deleted`)).toEqual(['profile.deleted other'])
  })

  test.each(['since=-1', 'since=x', 'limit=0', 'limit=10001'])('%s is refused', async (query) => expect((await emulator().admin('GET', `/journal?${query}`)).status).toBe(422))
})

describe('GET /requests', () => {
  test('whole, with the answer; admin calls are not among them', async () => {
    const e = emulator()
    await track(e, 'mel')
    await e.admin('GET', '/health')
    const { body } = await e.admin('GET', '/requests')
    expect(body).toEqual({ requests: [{
      id: 1, at: NOW, method: 'POST', path: '/users/track', query: '', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' },
      body: '{"attributes":[{"external_id":"mel","n":1}]}', endpoint: 'POST /users/track', app_id: null, status: 201,
      response: { status: 201, headers: expect.objectContaining({ 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-limit': '3000' }), body: '{"attributes_processed":1,"message":"success"}' },
      first_seq: expect.any(Number), last_seq: expect.any(Number),
    }], next: null })
  })

  test('filters and pages', async () => {
    const e = emulator()
    await track(e, 'mel')
    await e.post('/users/track/', { attributes: 'x' })
    await e.post('/users/track/sync', { attributes: [{ external_id: 'mel', n: 2 }] })
    await e.get('/users/trackXsync')
    await e.sdk('ios', '/data', { device_id: 'd1', respond_with: {} })
    const ids = async (query: string) => (await e.admin('GET', `/requests?${query}`)).body.requests.map((one: any) => one.id)
    expect(await ids('')).toEqual([1, 2, 3, 4, 5])
    expect(await ids('method=get')).toEqual([4])
    expect(await ids('path=/users/track')).toEqual([1, 2])
    expect(await ids('path=/users/track/')).toEqual([1, 2])
    expect(await ids('path=/users/track*')).toEqual([1, 2, 3, 4])
    expect(await ids('path=/users/track/*')).toEqual([2, 3])
    expect(await ids('path=/users/%25')).toEqual([])
    expect(await ids('path=/users/track_*')).toEqual([])
    expect(await ids('path=/USERS/*')).toEqual([])
    expect(await ids('path=/USERS/TRACK')).toEqual([])
    expect(await ids('status=400')).toEqual([2])
    expect(await ids('since=3')).toEqual([4, 5])
    expect(await ids('method=POST&status=201&path=/api/v3/data')).toEqual([5])
    const page = (await e.admin('GET', '/requests?limit=2')).body
    expect([page.requests.length, page.next]).toEqual([2, '2'])
    expect(await ids('limit=2&cursor=4')).toEqual([5])
  })
})

describe('POST /requests/verify', () => {
  const verify = async (e: E, body: object) => (await e.admin('POST', '/requests/verify', body)).body

  test('at least one, or exactly so many', async () => {
    const e = emulator()
    await track(e, 'mel', { plan: 'pro' })
    await track(e, 'tom')
    expect(await verify(e, { match: { method: 'post', path: '/users/track/' } })).toEqual({ verified: true, count: 2, requests: [1, 2], near_misses: [] })
    expect(await verify(e, { match: { path: '/users/*', status: 201 }, count: 2 })).toMatchObject({ verified: true })
    expect(await verify(e, { match: { path: '/users/track' }, count: 1 })).toMatchObject({ verified: false, count: 2 })
    expect(await verify(e, { match: { path: '/users/delete' }, count: 0 })).toEqual({ verified: true, count: 0, requests: [], near_misses: [] })
  })

  test('a part of the body is enough: members and elements may be more', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'a', n: 1 }, { external_id: 'mel', plan: 'pro', deep: { list: [1, 2, 3] } }] })
    const count = async (body: unknown) => (await verify(e, { match: { body } })).count
    expect(await count({ attributes: [{ external_id: 'mel', deep: { list: [3] } }] })).toBe(1)
    expect(await count({ attributes: [{ external_id: 'mel', plan: 'free' }] })).toBe(0)
    expect(await count({ attributes: [{ external_id: 'mel' }, { external_id: 'tom' }] })).toBe(0)
    expect(await count({ events: [] })).toBe(0)
  })

  test('near misses: the closest first, with what differs', async () => {
    const e = emulator()
    await e.get('/nowhere')
    await track(e, 'mel', { plan: 'free' })
    expect(await verify(e, { match: { method: 'POST', path: '/users/track', body: { attributes: [{ external_id: 'mel', plan: 'pro' }] } } })).toEqual({
      verified: false, count: 0, requests: [],
      near_misses: [
        { id: 2, method: 'POST', path: '/users/track', status: 201, differences: [{ at: 'body.attributes[0]', expected: { external_id: 'mel', plan: 'pro' }, found: { external_id: 'mel', n: 1, plan: 'free' } }] },
        { id: 1, method: 'GET', path: '/nowhere', status: 404, differences: [
          { at: 'method', expected: 'POST', found: 'GET' },
          { at: 'path', expected: '/users/track', found: '/nowhere' },
          { at: 'body', expected: { attributes: [{ external_id: 'mel', plan: 'pro' }] }, found: '' },
        ] },
      ],
    })
  })

  test('headers, apps, and refused questions', async () => {
    const e = emulator()
    await e.sdk('ios', '/data', { device_id: 'd1', respond_with: {} })
    expect(await verify(e, { match: { app_id: homeKeys.ios, headers: { 'X-Braze-Api-Key': homeKeys.ios } } })).toMatchObject({ verified: true, count: 1 })
    expect(await verify(e, { match: { app_id: homeKeys.web } })).toMatchObject({ verified: false, near_misses: [{ differences: [{ at: 'app_id', expected: homeKeys.web, found: homeKeys.ios }] }] })
    expect((await e.admin('POST', '/requests/verify', { match: { url: '/x' } })).status).toBe(422)
    expect((await e.admin('POST', '/requests/verify', { count: -1 })).status).toBe(422)
  })
})

describe('faults', () => {
  test('GET, PUT and DELETE', async () => {
    const e = emulator()
    const faults = [{ match: { method: 'POST', path: '/users/track' }, status: 503, body: { message: 'later' }, headers: { 'retry-after': '7' }, times: 2 }, { match: {}, delay_ms: 0, probability: 0.5 }]
    expect((await e.admin('GET', '/faults')).body).toEqual({ faults: [], next: null })
    expect((await e.admin('PUT', '/faults', faults)).body).toEqual({ faults, next: null })
    expect((await e.admin('PUT', '/faults', { faults })).body).toEqual({ faults, next: null })
    expect((await e.admin('GET', '/faults')).body).toEqual({ faults, next: null })
    expect((await e.admin('DELETE', '/faults')).body).toEqual({ faults: [], next: null })
    expect((await e.admin('GET', '/faults')).body).toEqual({ faults: [], next: null })
  })

  test('an answer of its own, so many times; nothing is stored, and the journal tells', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', [{ match: { method: 'post', path: '/users/track/' }, status: 503, body: { message: 'later' }, headers: { 'retry-after': '7' }, times: 2 }])
    const rows = await e.rowsOf(async () => {
      for (let n = 0; n < 2; n++) {
        const answer = await track(e, 'mel')
        expect([answer.status, answer.body, answer.headers.get('retry-after')]).toEqual([503, { message: 'later' }, '7'])
      }
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([1, 2].map((request_id) => ['request.faulted', { request_id, method: 'POST', path: '/users/track', status: 503, drop: null }]))
    expect(await e.exported('mel')).toBeUndefined()
    expect((await e.admin('GET', '/faults')).body.faults[0].times).toBe(0)
    expect((await track(e, 'mel')).status).toBe(201)
    expect((await e.admin('GET', '/requests?status=503')).body.requests).toHaveLength(2)
  })

  test('a status alone has the realm’s shape', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', [{ status: 500 }])
    expect((await track(e, 'mel')).body).toEqual({ message: 'Injected fault' })
    expect((await e.sdk('web', '/data', { device_id: 'd1' })).body).toEqual({ error: 'Injected fault' })
    expect((await e.admin('GET', '/health')).status).toBe(200)
  })

  test('match: by app, by path with *, and the others pass', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', [{ match: { app_id: homeKeys.ios }, status: 500 }, { match: { path: '/users/external_ids/*' }, status: 502 }])
    const data = async (app: 'web' | 'ios') => (await e.sdk(app, '/data', { device_id: 'd1', respond_with: {} })).status
    expect([await data('ios'), await data('web')]).toEqual([500, 201])
    expect((await e.post('/users/external_ids/remove', { external_ids: ['a'] })).status).toBe(502)
    expect((await track(e, 'mel')).status).toBe(201)
  })

  test('N9 drop after: stored, the answer lost; drop before: nothing stored', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', [{ match: { path: '/users/track' }, drop: 'before', times: 1 }, { match: { path: '/users/track' }, drop: 'after', times: 1 }])
    const before = await e.rowsOf(() => expect(track(e, 'mel')).rejects.toThrow('cut by an injected fault'))
    expect(before.map(({ kind, data }) => [kind, data])).toEqual([['request.faulted', { request_id: 1, method: 'POST', path: '/users/track', status: null, drop: 'before' }]])
    expect((await e.admin('GET', '/users')).body.users).toEqual([])
    const after = await e.kindsOf(() => expect(track(e, 'mel')).rejects.toThrow('cut by an injected fault'))
    expect(after).toEqual(['profile.created', 'profile.updated', 'request.faulted'])
    expect(await e.exported('mel')).toMatchObject({ custom_attributes: { n: 1 } })
    expect((await e.admin('GET', '/requests?path=/users/track')).body.requests.map((one: any) => one.status)).toEqual([0, 201])
    expect((await track(e, 'mel')).status).toBe(201)
  })

  test('drop after loses a refusal too', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', [{ drop: 'after' }])
    await expect(e.post('/users/track', {})).rejects.toThrow('cut by an injected fault')
    expect(e.journal().at(-1)!.kind).toBe('request.refused')
  })

  test('chance comes from the seed: the same requests meet the same faults', async () => {
    const run = async () => {
      const e = emulator()
      await e.admin('PUT', '/faults', [{ match: { path: '/users/track' }, status: 500, probability: 0.5 }])
      const statuses: number[] = []
      for (let n = 0; n < 20; n++) statuses.push((await track(e, 'mel')).status)
      return statuses
    }
    const first = await run()
    expect(new Set(first)).toEqual(new Set([201, 500]))
    expect(await run()).toEqual(first)
  })

  test.each([[{ status: 99 }], [{ status: 600 }], [{ match: { url: '/x' }, status: 500 }], [{ drop: 'sometimes' }], [{ times: 0, status: 500 }], [{ probability: 2, status: 500 }], [{ match: {} }], ['x']])('%j is refused', async (fault) => {
    const e = emulator()
    expect((await e.admin('PUT', '/faults', [fault])).status).toBe(422)
    expect((await e.admin('GET', '/faults')).body.faults).toEqual([])
  })
})

test('GET /endpoints: the whole table, with what is built', async () => {
  const { body } = await emulator().admin('GET', '/endpoints')
  expect(body.next).toBeNull()
  expect(body.endpoints).toHaveLength(table.length)
  expect(body.endpoints.find((one: any) => one.path === '/users/track')).toEqual({
    realm: 'rest', method: 'POST', path: '/users/track', permission: 'users.track', limit: { name: '/users/track', limit: 3000, seconds: 3 }, status: 201, max_bytes: 4194304,
    docs: 'https://www.braze.com/docs/api/endpoints/user_data/post_user_track/', evidence: expect.arrayContaining(['documented']), partial: null, built: true,
  })
  expect(body.endpoints.find((one: any) => one.path === '/_emulator/currents_connectors').built).toBe(false)
})
