// Cloud Data Ingestion, /cdi/integrations, …/sync and …/job_sync_status: what a run takes from a source table, what fails, what it says of itself.
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, custom } from '../../../kit/rest.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NONE = '00000000-0000-0000-0000-000000000000'
const SUCCESS = { message: 'success' }
type Row = Record<string, unknown>
const at = (minute: number): string => `2026-02-01 10:${String(minute).padStart(2, '0')}:00`
const iso = (minute: number): string => `2026-02-01T10:${String(minute).padStart(2, '0')}:00.000Z`

async function integration(e: Emulator, rows: Row[], more: object = {}): Promise<string> {
  const made = await e.admin('POST', '/cdi_integrations', { name: 'Users', type: 'attributes', rows, ...more })
  expect(made.status).toBe(201)
  return made.body.id as string
}
const list = (e: Emulator, query = '') => ask(e, 'GET', `/cdi/integrations${query}`)
const status = async (e: Emulator, id: string) => (await ask(e, 'GET', `/cdi/integrations/${id}/job_sync_status`)).body.results as Row[]
/** Asks for a run and waits until it is over: the job it made, and the rows of the journal in between. */
async function run(e: Emulator, id: string) {
  const asked = await ask(e, 'POST', `/cdi/integrations/${id}/sync`)
  expect([asked.status, asked.body, asked.kinds]).toEqual([202, SUCCESS, ['cdi_sync.started']])
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect(e.errors).toEqual([])
  return { job: (await status(e, id))[0]!, rows, kinds: rows.map(({ kind }) => kind), why: rows.filter(({ kind }) => kind === 'decision.refused').map(({ data }) => data['why']) }
}

test('an integration is listed, runs when asked, and says how it went', async () => {
  const e = emulator()
  const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"plan":"gold","age":4}' }], { contact_emails: 'data@example.com', warehouse_type: 'bigquery' })
  const entry = { integration_id: id, app_group_id: expect.stringMatching(UUID), integration_name: 'Users', integration_type: 'attributes', integration_status: 'active', contact_emails: 'data@example.com', last_updated_at: null, warehouse_type: 'bigquery', last_job_start_time: null, last_job_status: null, next_scheduled_run: null }
  const before = await list(e)
  expect([before.status, before.body, before.kinds, before.headers.get('link')]).toEqual([200, { results: [entry], message: 'success' }, [], null])
  expect(await status(e, id)).toEqual([])

  expect((await ask(e, 'POST', `/cdi/integrations/${id}/sync`)).status).toBe(202)
  // The answer comes before the work
  expect(e.world.profiles.count()).toBe(0)
  expect(await status(e, id)).toEqual([{ job_status: 'running', sync_start_time: NOW, sync_finish_time: null, last_timestamp_synced: null, rows_synced: 0, rows_failed_with_errors: 0 }])
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect(rows.map(({ kind }) => kind)).toEqual(['profile.created', 'profile.updated', 'cdi_sync.finished'])
  expect(rows.at(-1)!.data).toEqual({ integration_id: id, job_id: 1, state: 'success', rows_synced: 1, rows_failed: 0, last_timestamp_synced: iso(1) })
  expect(await status(e, id)).toEqual([{ job_status: 'success', sync_start_time: NOW, sync_finish_time: NOW, last_timestamp_synced: iso(1), rows_synced: 1, rows_failed_with_errors: 0 }])
  expect((await list(e)).body.results).toEqual([{ ...entry, last_updated_at: iso(1), last_job_start_time: NOW, last_job_status: 'success' }])
  expect(await custom(e)).toEqual({ plan: 'gold', age: 4 })
})

describe('which rows', () => {
  test('those from the newest time of the last good run on, that time included; in the order of their times', async () => {
    const e = emulator()
    const id = await integration(e, [{ UPDATED_AT: at(2), EXTERNAL_ID: 'mel', PAYLOAD: '{"n":2}' }, { UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"n":1,"old":true}' }])
    expect((await run(e, id)).job).toMatchObject({ rows_synced: 2, last_timestamp_synced: iso(2) })
    expect(await custom(e)).toEqual({ n: 2, old: true })

    await e.post('/users/track', { attributes: [{ external_id: 'mel', n: 0, old: null }] })
    expect((await run(e, id)).job).toMatchObject({ job_status: 'success', rows_synced: 1, last_timestamp_synced: iso(2) }) // the row at exactly that time again
    expect(await custom(e)).toEqual({ n: 2 })

    await e.admin('PATCH', `/cdi_integrations/${id}`, { add_rows: [{ UPDATED_AT: at(3), EXTERNAL_ID: 'mel', PAYLOAD: '{"n":3}' }, { UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"late":true}' }] })
    expect((await run(e, id)).job).toMatchObject({ rows_synced: 2, last_timestamp_synced: iso(3) })
    expect(await custom(e)).toEqual({ n: 3 })
  })

  test('nothing new is a success; other columns and casings of names are taken', async () => {
    const e = emulator()
    const id = await integration(e, [])
    expect((await run(e, id)).job).toMatchObject({ job_status: 'success', rows_synced: 0, last_timestamp_synced: null })
    await e.admin('PUT', `/cdi_integrations/${id}`, { rows: [{ updated_at: '2026-02-01T10:05:00.250+01:00', external_id: 'mel', payload: { plan: 'gold' }, other: 1 }] })
    expect((await run(e, id)).job).toMatchObject({ rows_synced: 1, last_timestamp_synced: '2026-02-01T09:05:00.250Z' })
    expect(await custom(e)).toEqual({ plan: 'gold' })
  })

  test('the table is read when the run runs, not when it is asked for', async () => {
    const e = emulator()
    const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'old', PAYLOAD: '{}' }])
    await ask(e, 'POST', `/cdi/integrations/${id}/sync`)
    await e.admin('PUT', `/cdi_integrations/${id}`, { rows: [{ UPDATED_AT: at(2), EXTERNAL_ID: 'mel', PAYLOAD: '{"n":1}' }] })
    await e.world.scheduler.settle()
    expect([await custom(e), e.world.profiles.count()]).toEqual([{ n: 1 }, 1])
  })

  test('rows of several pieces are all taken, once', async () => {
    const e = emulator()
    const id = await integration(e, Array.from({ length: 1203 }, (_, n) => ({ UPDATED_AT: at(n % 3), EXTERNAL_ID: `u${n}`, PAYLOAD: JSON.stringify({ n: { inc: 1 } }) })))
    expect((await run(e, id)).job).toMatchObject({ job_status: 'success', rows_synced: 1203, rows_failed_with_errors: 0 })
    expect(e.world.profiles.count()).toBe(1203)
    for (const n of [0, 499, 500, 501, 999, 1000, 1202]) expect((await e.exported(`u${n}`)).custom_attributes).toEqual({ n: 1 })
  })

  test('a run in which every row failed does not move on; one that failed in part does', async () => {
    const e = emulator()
    const bad = { UPDATED_AT: at(5), EXTERNAL_ID: 'mel', PAYLOAD: 'no JSON' }
    const id = await integration(e, [bad])
    expect((await run(e, id)).job).toMatchObject({ job_status: 'error', rows_synced: 0, rows_failed_with_errors: 1, last_timestamp_synced: iso(5) })
    expect((await list(e)).body.results[0]).toMatchObject({ last_job_status: 'error', last_updated_at: null })
    await e.admin('PATCH', `/cdi_integrations/${id}`, { add_rows: [{ UPDATED_AT: at(4), EXTERNAL_ID: 'mel', PAYLOAD: '{}' }] })
    expect((await run(e, id)).job).toMatchObject({ job_status: 'partial', rows_synced: 1, rows_failed_with_errors: 1 })
    expect((await list(e)).body.results[0]).toMatchObject({ last_job_status: 'partial', last_updated_at: iso(5) })
  })
})

describe('users', () => {
  const one = async (row: Row, more: object = {}) => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+14155552671', plan: 'free', tags: { a: 1 } }] })
    return { e, ...(await run(e, await integration(e, [{ UPDATED_AT: at(1), ...row }], more))) }
  }

  test('null removes, absent stays, nested objects merge when the row says so, in text too', async () => {
    const { e, job } = await one({ EXTERNAL_ID: 'mel', PAYLOAD: '{"_merge_objects":"true","plan":null,"tags":{"b":2}}' })
    expect([job['job_status'], await custom(e)]).toEqual(['success', { tags: { a: 1, b: 2 } }])
  })

  test.each([
    [{ ALIAS_NAME: 'a', ALIAS_LABEL: 'crm' }, true],
    [{ EXTERNAL_ID: 42 }, true],
    [{ EMAIL: 'new@example.com' }, true],
    [{ EMAIL: 'MEL@example.com', PHONE: '+14155550000' }, false],
    [{ PHONE: '+14155552671' }, false],
    [{ BRAZE_ID: 'ffffffffffffffffffffffff' }, false],
  ])('by %j: a new user: %s', async (ids, created) => {
    const { e, job, kinds } = await one({ ...ids, PAYLOAD: '{"first_name":"New"}' })
    expect([job['job_status'], job['rows_synced']]).toEqual(['success', 1])
    expect([kinds.includes('profile.created'), e.world.profiles.count()]).toEqual([created, created ? 2 : 1])
    expect((await e.exported('mel')).first_name).toBe('EMAIL' in ids && !created ? 'New' : 'PHONE' in ids ? 'New' : undefined)
  })

  test.each<[Row, string]>([
    [{ PAYLOAD: '{}' }, 'No identifier'],
    [{ EXTERNAL_ID: '', PAYLOAD: '{}' }, 'No identifier'],
    [{ EXTERNAL_ID: 'mel', BRAZE_ID: 'b', PAYLOAD: '{}' }, 'Each row should contain only one identifier'],
    [{ EXTERNAL_ID: 'mel', ALIAS_NAME: 'a', ALIAS_LABEL: 'l', PAYLOAD: '{}' }, 'Each row should contain only one identifier'],
    [{ ALIAS_NAME: 'a', PAYLOAD: '{}' }, 'ALIAS_NAME and ALIAS_LABEL are both required'],
    [{ EXTERNAL_ID: { a: 1 }, PAYLOAD: '{}' }, 'EXTERNAL_ID is not a string'],
    [{ EXTERNAL_ID: 'mel' }, 'PAYLOAD is required'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: null }, 'PAYLOAD is required'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '{"a":' }, 'PAYLOAD is not valid JSON'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '[1]' }, 'PAYLOAD is not a JSON object'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: `{"a":"${'x'.repeat(1024 * 1024)}"}` }, 'Payload was greater than 1MB'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: JSON.stringify(Object.fromEntries(Array.from({ length: 251 }, (_, n) => [`a${n}`, n]))) }, 'More than 250 attributes'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '{"external_id":"ada"}' }, 'PAYLOAD should not include an identifier: external_id'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '{"user_alias":{"alias_name":"a","alias_label":"b"}}' }, 'PAYLOAD should not include an identifier: user_alias'],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '{"email":"no address"}' }, `The value provided for the 'email' field is not a valid email.`],
    [{ EXTERNAL_ID: 'mel', PAYLOAD: '{"subscription_groups":[{"subscription_group_id":"none","subscription_state":"subscribed"}]}' }, 'BAD_SUBSCRIPTION_GROUP_ID'],
  ])('a row fails: %j', async (row, reason) => {
    const { e, job, kinds, why } = await one(row)
    expect([job['job_status'], job['rows_failed_with_errors'], why, kinds]).toEqual(['error', 1, [reason], ['decision.refused', 'cdi_sync.finished']])
    expect(await custom(e)).toEqual({ plan: 'free', tags: { a: 1 } })
  })

  test('subscription groups', async () => {
    const e = emulator()
    const group = (await e.admin('POST', '/subscription_groups', { name: 'News' })).body.id as string
    const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: JSON.stringify({ subscription_groups: [{ subscription_group_id: group, subscription_state: 'unsubscribed' }] }) }])
    expect((await run(e, id)).kinds).toEqual(['profile.created', 'subscription_group.unsubscribed', 'cdi_sync.finished'])
  })

  test('a payload nested beyond any walk fails alone', async () => {
    const e = emulator()
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: `{"name":"x","properties":{"a":${deep}}}` }, { UPDATED_AT: at(2), EXTERNAL_ID: 'mel', PAYLOAD: '{"name":"y"}' }], { type: 'events' })
    expect((await run(e, id)).job).toMatchObject({ job_status: 'partial', rows_synced: 1, rows_failed_with_errors: 1 })
  })

  test('of many errors 100 are told, all are counted', async () => {
    const e = emulator()
    const id = await integration(e, Array.from({ length: 130 }, () => ({ UPDATED_AT: at(1), PAYLOAD: '{}' })))
    const { job, why } = await run(e, id)
    expect([job['rows_failed_with_errors'], why.length]).toEqual([130, 100])
  })
})

describe('events, purchases, deletes', () => {
  test('an event a row; without a time its UPDATED_AT is the time', async () => {
    const e = emulator()
    const id = await integration(e, [
      { UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"name":"rented_movie","time":"2013-07-16T19:20:45+01:00","properties":{"movie":"The Sad Egg"}}' },
      { UPDATED_AT: at(2), EXTERNAL_ID: 'mel', PAYLOAD: '{"name":"bought_movie"}' },
      { UPDATED_AT: at(2), EXTERNAL_ID: 'mel', PAYLOAD: '{"time":"2013-07-16T19:20:45+01:00"}' },
    ], { type: 'events' })
    const { job, rows, why } = await run(e, id)
    expect([job['job_status'], job['rows_synced'], job['rows_failed_with_errors'], why]).toEqual(['partial', 2, 1, [`'name' is required`]])
    expect(rows.filter(({ kind }) => kind === 'custom_event.logged').map(({ data }) => [data['name'], data['time'], data['properties']])).toEqual([['rented_movie', Date.parse('2013-07-16T18:20:45Z'), { movie: 'The Sad Egg' }], ['bought_movie', Date.parse(iso(2)), {}]])
  })

  test('a purchase a row', async () => {
    const e = emulator()
    const id = await integration(e, [
      { UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"product_id":"p","currency":"USD","price":219.98}' },
      { UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{"product_id":"p","currency":"USD"}' },
    ], { type: 'purchases' })
    const { job, why } = await run(e, id)
    expect([job['rows_synced'], job['rows_failed_with_errors'], why]).toEqual([1, 1, [`'price' is required`]])
    expect((await e.exported('mel')).total_revenue).toBe(219.98)
  })

  test('users are deleted by external_id, alias or braze_id, never by email; unknown ones are passed over', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel' }, { user_alias: { alias_name: 'a', alias_label: 'l' }, _update_existing_only: false }, { external_id: 'ada' }, { external_id: 'kim', email: 'kim@example.com' }] })
    const { braze_id } = await e.exported('ada')
    const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel' }, { UPDATED_AT: at(1), ALIAS_NAME: 'a', ALIAS_LABEL: 'l', OTHER: 1 }, { UPDATED_AT: at(1), BRAZE_ID: braze_id }, { UPDATED_AT: at(1), EXTERNAL_ID: 'nobody' }, { UPDATED_AT: at(1), EMAIL: 'kim@example.com' }], { type: 'user_deletes' })
    const { job, kinds, why } = await run(e, id)
    expect([job['job_status'], job['rows_synced'], job['rows_failed_with_errors'], why]).toEqual(['partial', 4, 1, ['No identifier']])
    expect(kinds).toEqual(['profile.deleted', 'profile.deleted', 'profile.deleted', 'decision.ignored', 'decision.refused', 'cdi_sync.finished'])
    expect(e.world.profiles.count()).toBe(1)
  })

  test('a PAYLOAD column in a table of deletes fails the run before any user is gone', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
    const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel' }, { UPDATED_AT: at(1), EXTERNAL_ID: 'ada', PAYLOAD: null }], { type: 'user_deletes' })
    const { job, kinds, rows } = await run(e, id)
    expect([job, kinds]).toEqual([{ job_status: 'config_error', sync_start_time: NOW, sync_finish_time: NOW, last_timestamp_synced: null, rows_synced: 0, rows_failed_with_errors: 0 }, ['cdi_sync.finished']])
    expect(rows[0]!.data['why']).toBe('a source table of user deletes must not have a PAYLOAD column')
    expect(e.world.profiles.count()).toBe(1)
  })
})

describe('catalogs', () => {
  const catalog = (e: Emulator) => e.post('/catalogs', { catalogs: [{ name: 'games', description: '', fields: [{ name: 'id', type: 'string' }, { name: 'title', type: 'string' }, { name: 'price', type: 'number' }] }] })
  const item = async (e: Emulator, id: string) => (await e.get(`/catalogs/games/items/${id}`)).body.items?.[0] as Row | undefined

  test('items are made, edited and deleted by their ID', async () => {
    const e = emulator()
    await catalog(e)
    const id = await integration(e, [{ UPDATED_AT: at(1), ID: 'a', PAYLOAD: '{"title":"Tales","price":1}' }, { UPDATED_AT: at(1), ID: 2, PAYLOAD: '{"title":"Two"}' }, { UPDATED_AT: at(2), ID: 'a', PAYLOAD: '{"price":2}' }], { type: 'catalogs', name: 'games' })
    expect((await run(e, id)).job).toMatchObject({ job_status: 'success', rows_synced: 3 })
    expect(await item(e, 'a')).toEqual({ id: 'a', title: 'Tales', price: 2 })
    expect(await item(e, '2')).toEqual({ id: '2', title: 'Two', price: null })
    await e.admin('PUT', `/cdi_integrations/${id}`, { rows: [{ UPDATED_AT: at(3), ID: 'a', DELETED: true }, { UPDATED_AT: at(3), ID: 'gone', DELETED: 'TRUE' }, { UPDATED_AT: at(3), ID: '2', DELETED: false, PAYLOAD: '{"title":"Still"}' }] })
    const { job, kinds } = await run(e, id)
    expect([job['job_status'], kinds]).toEqual(['success', ['catalog_item.deleted', 'decision.ignored', 'catalog_item.updated', 'cdi_sync.finished']])
    expect([await item(e, 'a'), await item(e, '2')]).toEqual([undefined, { id: '2', title: 'Still', price: null }])
  })

  test('rows that fail; no catalog of that name', async () => {
    const e = emulator()
    await catalog(e)
    const rows = [{ PAYLOAD: '{}' }, { ID: 'no spaces', PAYLOAD: '{}' }, { ID: 'a' }, { ID: 'a', PAYLOAD: '{"color":"red"}' }, { ID: 'a', PAYLOAD: '{"price":{}}' }].map((row) => ({ UPDATED_AT: at(1), ...row }))
    const id = await integration(e, rows, { type: 'catalogs', name: 'games' })
    const { job, why } = await run(e, id)
    expect([job['job_status'], why]).toEqual(['error', ['ID is required', 'invalid-ids', 'PAYLOAD is required', 'invalid-fields: color', expect.stringMatching(/: price$/)]])
    const lost = await integration(e, [{ UPDATED_AT: at(1), ID: 'a', PAYLOAD: '{}' }], { type: 'catalogs', name: 'none' })
    expect((await run(e, lost)).job).toMatchObject({ job_status: 'config_error', rows_failed_with_errors: 0 })
  })
})

test('one run at a time; an inactive integration runs not at all', async () => {
  const e = emulator()
  const id = await integration(e, [])
  await ask(e, 'POST', `/cdi/integrations/${id}/sync`)
  const second = await ask(e, 'POST', `/cdi/integrations/${id}/sync`)
  expect([second.status, second.body, second.kinds]).toEqual([429, { message: 'Another job is in progress' }, ['request.refused']])
  expect((await run(e, await integration(e, []))).job).toMatchObject({ job_status: 'success' }) // others may
  await e.admin('PATCH', `/cdi_integrations/${id}`, { status: 'inactive' })
  const off = await ask(e, 'POST', `/cdi/integrations/${id}/sync`)
  expect([off.status, off.body, off.kinds]).toEqual([400, { message: 'Integration is not active' }, ['request.refused']])
  expect((await list(e)).body.results[0]).toMatchObject({ integration_status: 'inactive' })
})

test('ids that are none, ids of nothing', async () => {
  const e = emulator()
  for (const id of ['x', '%20', `${NONE}0`]) {
    for (const [method, path] of [['POST', 'sync'], ['GET', 'job_sync_status']] as const) {
      const answer = await ask(e, method, `/cdi/integrations/${id}/${path}`)
      expect([id, answer.status, answer.body, answer.kinds]).toEqual([id, 400, { message: 'Invalid integration ID' }, ['request.refused']])
    }
  }
  const sync = await ask(e, 'POST', `/cdi/integrations/${NONE}/sync`)
  expect([sync.status, sync.body]).toEqual([404, { message: 'Integration not found' }])
  const jobs = await ask(e, 'GET', `/cdi/integrations/${NONE}/job_sync_status`)
  expect([jobs.status, jobs.body]).toEqual([400, { message: 'Invalid integration ID' }])
})

describe('pages of ten', () => {
  const cursor = (skip: number): string => Buffer.from(`skip:${skip}`).toString('base64')

  test('integrations, in the order they were made', async () => {
    const e = emulator()
    for (let n = 0; n < 10; n++) await integration(e, [], { name: `i${n}` })
    expect((await list(e)).headers.get('link')).toBeNull()
    for (let n = 10; n < 23; n++) await integration(e, [], { name: `i${n}` })
    const names = async (query: string) => {
      const { body, headers, status: code } = await list(e, query)
      return [code, body.results.map((one: Row) => one['integration_name']), headers.get('link')]
    }
    const from = (a: number, b: number) => Array.from({ length: b - a }, (_, n) => `i${a + n}`)
    const link = (skip: number, rel: string) => `</cdi/integrations?cursor=${cursor(skip)}>; rel="${rel}"`
    expect(await names('')).toEqual([200, from(0, 10), link(10, 'next')])
    expect(await names(`?cursor=${cursor(0)}`)).toEqual([200, from(0, 10), link(10, 'next')])
    expect(await names(`?cursor=${cursor(10)}`)).toEqual([200, from(10, 20), `${link(0, 'prev')},${link(20, 'next')}`])
    expect(await names(`?cursor=${cursor(20)}`)).toEqual([200, from(20, 23), link(10, 'prev')])
    expect(await names(`?cursor=${cursor(100)}`)).toEqual([200, [], link(90, 'prev')])
    for (const wrong of ['x', cursor(-1), 'c2tpcDo=', Buffer.from('after:3').toString('base64'), '10']) {
      const answer = await list(e, `?cursor=${encodeURIComponent(wrong)}`)
      expect([wrong, answer.status, answer.body, answer.kinds]).toEqual([wrong, 400, { message: 'Invalid cursor' }, ['request.refused']])
    }
    expect((await list(e, '?cursor[]=a')).status).toBe(400)
  })

  test('runs, newest first', async () => {
    const e = emulator()
    const id = await integration(e, [])
    for (let n = 0; n < 12; n++) {
      await run(e, id)
      await e.world.scheduler.advanceTo(e.world.clock.now() + 60_000)
    }
    const { body, headers } = await ask(e, 'GET', `/cdi/integrations/${id}/job_sync_status`)
    expect(body.results.map((one: Row) => one['sync_start_time'])).toEqual(Array.from({ length: 10 }, (_, n) => `2026-03-01T12:${11 - n < 10 ? '0' : ''}${11 - n}:00.000Z`))
    expect(headers.get('link')).toBe(`</cdi/integrations/${id}/job_sync_status?cursor=${cursor(10)}>; rel="next"`)
    const last = await ask(e, 'GET', `/cdi/integrations/${id}/job_sync_status?cursor=${cursor(10)}`)
    expect([last.body.results.length, last.headers.get('link')]).toEqual([2, `</cdi/integrations/${id}/job_sync_status?cursor=${cursor(0)}>; rel="prev"`])
    const wrong = await ask(e, 'GET', `/cdi/integrations/${id}/job_sync_status?cursor=x`)
    expect([wrong.status, wrong.body]).toEqual([400, { message: 'Invalid cursor' }])
  })
})

test('a schedule runs by itself, at its times, until it is taken away', async () => {
  const e = emulator()
  const id = await integration(e, [{ UPDATED_AT: at(1), EXTERNAL_ID: 'mel', PAYLOAD: '{}' }], { every_minutes: 15 })
  const next = async () => (await list(e)).body.results[0].next_scheduled_run as string | null
  expect(await next()).toBe('2026-03-01T12:15:00.000Z')
  const go = (time: string) => e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse(time)))
  expect(await go('2026-03-01T12:14:59Z')).toEqual([])
  expect(await go('2026-03-01T12:15:00Z')).toEqual(['cdi_sync.started', 'profile.created', 'cdi_sync.finished'])
  expect(await next()).toBe('2026-03-01T12:30:00.000Z')
  await go('2026-03-01T13:00:00Z')
  expect((await status(e, id)).map((job) => job['sync_start_time'])).toEqual(['13:00', '12:45', '12:30', '12:15'].map((time) => `2026-03-01T${time}:00.000Z`))
  await e.admin('PATCH', `/cdi_integrations/${id}`, { every_minutes: null })
  expect(await next()).toBeNull()
  expect(await go('2026-03-01T14:00:00Z')).toEqual([])
})
