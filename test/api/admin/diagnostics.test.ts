// What the emulator noticed: which field, what was seen, what Braze does with it, and the page that says so.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
const noticed = async (e: E, query = '') => (await e.admin('GET', `/diagnostics${query}`)).body
const TRACK_PAGE = 'https://www.braze.com/docs/api/endpoints/user_data/post_user_track/'

test('a world in order has none', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }], events: [{ external_id: 'mel', name: 'seen', time: NOW }] })
  expect(await noticed(e)).toEqual({ diagnostics: [], next: null, wasted_data_points: 0 })
})

test('a refused request: the field, what was there, what was expected, the answer, the page', async () => {
  const e = emulator()
  await e.post('/users/external_ids/rename', { external_id_renames: 'mel' })
  const { diagnostics } = await noticed(e)
  expect(diagnostics).toEqual([{
    seq: expect.any(Number), at: NOW, level: 'refused', rule: null, field: 'external_id_renames', seen: 'mel', expected: 'array', braze: "answers 400: 'external_id_renames' must be an array of objects",
    method: 'POST', path: '/users/external_ids/rename', status: 400, request_id: 1, profile: null, count: 0, docs: 'https://www.braze.com/docs/api/endpoints/user_data/external_id_migration/post_external_ids_rename/',
  }])
})

test('nothing of it stands in the answer', async () => {
  const e = emulator()
  expect((await e.post('/users/external_ids/rename', { external_id_renames: 'mel' })).body).toEqual({ message: "'external_id_renames' must be an array of objects" })
})

test('items of a request that was refused as a whole, one row each', async () => {
  const e = emulator()
  await e.post('/users/track', { events: [{ external_id: 'mel' }, { name: 'x', time: NOW }] })
  const { diagnostics } = await noticed(e)
  expect(diagnostics.map(({ field, level, docs }: any) => [field, level, docs])).toEqual([['events[0]', 'refused', TRACK_PAGE], ['events[1]', 'refused', TRACK_PAGE]])
})

test('items refused in a request that was taken lead to it', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }], events: [{ external_id: 'mel' }] })
  const [row] = (await noticed(e)).diagnostics
  expect(row).toMatchObject({ level: 'refused', field: 'events[0]', method: 'POST', path: '/users/track', request_id: 1, docs: TRACK_PAGE, braze: "refuses it: 'name' is required" })
})

describe('refused before the body is looked at: what was wrong, and what there is', () => {
  const of = async (call: (e: E) => Promise<unknown>) => {
    const e = emulator()
    await call(e)
    return (await noticed(e)).diagnostics.filter((row: any) => row.level === 'refused').map(({ status, field, seen, expected }: any) => [status, field, seen, expected])
  }
  test('a path, with the one that was meant', async () => expect(await of((e) => e.post('/user/track', {}))).toEqual([[404, 'path', '/user/track', '/users/track']]))
  test('a method', async () => expect(await of((e) => e.get('/users/track'))).toEqual([[405, 'method', 'GET', 'POST']]))
  test('no key, a wrong key', async () => {
    expect(await of((e) => e.call('POST', '/users/track', {}))).toEqual([[401, 'authorization', null, 'a key of this workspace']])
    expect(await of((e) => e.call('POST', '/users/track', {}, { authorization: 'Bearer secret' }))).toEqual([[401, 'authorization', 'a key that is not valid here', 'a key of this workspace']])
  })
  test('a key without the permission', async () =>
    expect(await of(async (e) => {
      await e.admin('POST', '/rest_keys', { key: 'few', permissions: ['users.delete'] })
      await e.call('POST', '/users/track', {}, { authorization: 'Bearer few' })
    })).toEqual([[403, 'authorization', 'a key without the permission', 'users.track']]))
  test('a content type', async () => expect(await of((e) => e.post('/users/track', '{}', { 'content-type': 'text/plain' }))).toEqual([[415, 'content-type', 'text/plain', 'application/json']]))
  test('a field that the answer names', async () => expect(await of((e) => e.get('/kpi/dau/data_series?length=500'))).toEqual([[400, 'length', '500', "'length' must be an integer between 1 and 100"]]))
  test('a field of a catalog error', async () => expect((await of((e) => e.post('/catalogs', { catalogs: [{ name: 'no spaces', fields: [{ name: 'id', type: 'string' }] }] })))[0].slice(0, 2)).toEqual([400, 'name']))
})

describe('suspicious, though taken', () => {
  const of = async (call: (e: E) => Promise<{ status: number }>, status = 201) => {
    const e = emulator()
    expect((await call(e)).status).toBe(status)
    return (await noticed(e, '?level=suspicious')).diagnostics.map(({ field, seen, braze }: any) => [field, seen, braze])
  }
  const one = { attributes: [{ external_id: 'mel', plan: 'pro' }] }

  test('a misspelt member, with the name that was meant', async () =>
    expect(await of((e) => e.post('/users/track', { ...one, event: [{ external_id: 'mel', name: 'x', time: NOW }] }))).toEqual([['event', [{ external_id: 'mel', name: 'x', time: NOW }], "ignores it: no such member of this endpoint; did you mean 'events'?"]]))
  test('a member that means nothing', async () => expect(await of((e) => e.post('/users/track', { ...one, wholly_other: 1 }))).toEqual([['wholly_other', 1, 'ignores it: no such member of this endpoint']]))
  test('a large value is cut short', async () => expect((await of((e) => e.post('/users/track', { ...one, wholly_other: 'x'.repeat(5000) })))[0][1].length).toBeLessThan(250))
  test('a slash at the end', async () => expect((await of((e) => e.post('/users/track/', one))).map(([field, seen]: any) => [field, seen])).toEqual([['path', '/users/track/']]))
  test('the key in the body', async () => expect((await of((e) => e.call('POST', '/users/track', { ...one, api_key: homeKeys.rest }))).map(([field]: any) => field)).toEqual(['api_key']))
  test('the row is on the live stream, as every journal row', async () => {
    const e = emulator()
    expect(await e.kindsOf(() => e.post('/users/track/', one))).toEqual(['profile.created', 'profile.updated', 'request.suspicious'])
  })
})

describe('wasted data points', () => {
  test('attributes sent again as they stand are counted by name and in all', async () => {
    const e = emulator()
    const send = (values: object) => e.post('/users/track', { attributes: [{ external_id: 'mel', ...values }] })
    await send({ plan: 'pro', first_name: 'Mel', age: 7 })
    await send({ plan: 'pro', first_name: 'Mel', age: 8 })
    await send({ age: 8 })
    const { diagnostics, wasted_data_points } = await noticed(e)
    expect(diagnostics.map(({ level, field, count, path, request_id }: any) => ({ level, field, count, path, request_id }))).toEqual([
      { level: 'wasted', field: 'first_name, plan', count: 2, path: '/users/track', request_id: 2 },
      { level: 'wasted', field: 'age', count: 1, path: '/users/track', request_id: 3 },
    ])
    expect(wasted_data_points).toBe(3)
  })
  test('subscription states cost none', async () => {
    const e = emulator()
    for (let n = 0; n < 2; n++) await e.post('/users/track', { attributes: [{ external_id: 'mel', email_subscribe: 'opted_in', push_subscribe: 'subscribed' }] })
    expect((await noticed(e)).wasted_data_points).toBe(0)
  })
  test('an SDK that sends an attribute again', async () => {
    const e = emulator()
    for (let n = 0; n < 2; n++) await e.sdk('web', '/data', { time: 1, device_id: 'd1', attributes: [{ user_id: 'mel', custom: { plan: 'pro' } }] })
    expect((await noticed(e, '?level=wasted')).diagnostics.map(({ field, path }: any) => [field, path])).toEqual([['plan', '/api/v3/data']])
  })
})

test('pages, levels and paths', async () => {
  const e = emulator()
  for (let n = 0; n < 3; n++) await e.post('/users/track', { wrong: n })
  await e.post('/users/delete', {})
  const first = await noticed(e, '?limit=2&level=refused')
  expect(first.diagnostics.map((row: any) => row.request_id)).toEqual([1, 2])
  expect((await noticed(e, `?level=refused&since=${first.next}`)).diagnostics.map((row: any) => row.path)).toEqual(['/users/track', '/users/delete'])
  expect((await noticed(e, '?path=/users/delete')).diagnostics.map((row: any) => row.level)).toEqual(['refused'])
  expect((await e.admin('GET', '/diagnostics?level=none')).status).toBe(422)
})
