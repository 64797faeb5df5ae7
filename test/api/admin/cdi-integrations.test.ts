// Admin: integrations of Cloud Data Ingestion (`/cdi_integrations`) and the rows of their source tables.
import { expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'

function client(e: ReturnType<typeof emulator>) {
  return async (method: string, path: string, body?: unknown) => {
    let answer: Awaited<ReturnType<typeof e.admin>> | undefined
    const rows = await e.rowsOf(async () => void (answer = await e.admin(method, path, body)))
    expect(e.errors).toEqual([])
    return { status: answer!.status, body: answer!.body, kinds: rows.map(({ kind }) => kind), rows }
  }
}
const row = (minute: number, more: object = {}) => ({ UPDATED_AT: `2026-02-01T10:0${minute}:00Z`, EXTERNAL_ID: 'mel', PAYLOAD: '{}', ...more })

test('made with defaults, shown, listed, deleted', async () => {
  const e = emulator()
  const call = client(e)
  const made = await call('POST', '/cdi_integrations', { name: 'Users', type: 'attributes' })
  const whole = { id: made.body.id, name: 'Users', type: 'attributes', status: 'active', warehouse_type: 'snowflake', contact_emails: '', every_minutes: null, next_run_at: null, synced_to: null, created_at: NOW, row_count: 0, last_job: null }
  expect([made.status, made.body, made.kinds]).toEqual([201, whole, ['cdi_integration.created']])
  expect(made.body.id).toMatch(UUID)
  expect((await call('GET', '/cdi_integrations')).body).toEqual({ cdi_integrations: [whole], next: null })
  expect((await call('GET', `/cdi_integrations/${made.body.id}`)).body).toEqual(whole)
  expect(await call('DELETE', `/cdi_integrations/${made.body.id}`)).toMatchObject({ status: 200, body: { deleted: made.body.id }, kinds: ['cdi_integration.deleted'] })
  expect((await call('GET', `/cdi_integrations/${made.body.id}`)).status).toBe(404)
})

test('rows are given, added, replaced, and read back by the page', async () => {
  const e = emulator()
  const call = client(e)
  await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes', rows: [row(1), row(2, { extra: [1] })] })
  const added = await call('PATCH', `/cdi_integrations/${ID}`, { add_rows: [row(3)] })
  expect([added.body.row_count, added.kinds, added.rows[0]!.data]).toEqual([3, ['cdi_integration.updated'], { id: ID, changes: {}, rows_added: 1 }])
  const times = async (query = '') => {
    const { body } = await call('GET', `/cdi_integrations/${ID}/rows${query}`)
    return [body.rows.map((one: { UPDATED_AT: string }) => one.UPDATED_AT.slice(14, 16)), body.next]
  }
  expect((await call('GET', `/cdi_integrations/${ID}/rows`)).body.rows[1]).toEqual({ UPDATED_AT: '2026-02-01T10:02:00.000Z', EXTERNAL_ID: 'mel', PAYLOAD: '{}', EXTRA: [1] })
  expect(await times()).toEqual([['01', '02', '03'], null])
  const [first, next] = await times('?limit=2')
  expect(first).toEqual(['01', '02'])
  expect(await times(`?limit=2&cursor=${next as string}`)).toEqual([['03'], null])
  const replaced = await call('PUT', `/cdi_integrations/${ID}`, { rows: [row(5)], name: 'People' })
  expect([replaced.body.row_count, replaced.body.name, replaced.rows[0]!.data]).toEqual([1, 'People', { id: ID, changes: { name: 'People' }, rows_replaced: 1 }])
  expect(await times()).toEqual([['05'], null])
  expect((await call('GET', '/cdi_integrations/none/rows')).status).toBe(404)
})

test('a run shows on it', async () => {
  const e = emulator()
  const call = client(e)
  await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes', every_minutes: 60, rows: [row(1)] })
  await e.world.scheduler.advanceTo(e.world.clock.now() + 3_600_000)
  expect((await call('GET', `/cdi_integrations/${ID}`)).body).toMatchObject({
    synced_to: '2026-02-01T10:01:00.000Z', next_run_at: '2026-03-01T14:00:00.000Z',
    last_job: { job_status: 'success', sync_start_time: '2026-03-01T13:00:00.000Z', sync_finish_time: '2026-03-01T13:00:00.000Z', rows_synced: 1, rows_failed_with_errors: 0 },
  })
})

test('deleted with a run due and a schedule: nothing is left to fail', async () => {
  const e = emulator()
  const call = client(e)
  await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes', every_minutes: 15, rows: [row(1)] })
  await e.post(`/cdi/integrations/${ID}/sync`, '')
  await call('DELETE', `/cdi_integrations/${ID}`)
  expect(await e.kindsOf(() => e.world.scheduler.advanceTo(e.world.clock.now() + 3_600_000))).toEqual([])
  expect(e.errors).toEqual([])
})

test('a schedule counts from when it is set, and rests while the integration is inactive', async () => {
  const e = emulator()
  const call = client(e)
  const { body } = await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes', every_minutes: 15, status: 'inactive' })
  expect(body.next_run_at).toBeNull()
  await e.world.scheduler.advanceTo(e.world.clock.now() + 600_000)
  expect((await call('PATCH', `/cdi_integrations/${ID}`, { status: 'active' })).body.next_run_at).toBe('2026-03-01T12:25:00.000Z')
  expect((await call('PATCH', `/cdi_integrations/${ID}`, { name: 'x' })).body.next_run_at).toBe('2026-03-01T12:25:00.000Z')
  expect((await call('PATCH', `/cdi_integrations/${ID}`, { status: 'inactive' })).body.next_run_at).toBeNull()
})

test('what is no integration', async () => {
  const e = emulator()
  const call = client(e)
  await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes' })
  expect(await call('POST', '/cdi_integrations', { id: ID, name: 'Users', type: 'attributes' })).toMatchObject({ status: 409, body: { error: { code: 'already_exists' } }, kinds: [] })
  for (const wrong of [{ name: '' }, { name: undefined }, { type: 'segments' }, { id: 'x' }, { status: 'on' }, { warehouse_type: 'oracle' }, { every_minutes: 14 }, { every_minutes: 44_641 }, { every_minutes: 15.5 }, { other: 1 }, { rows: {} }, { rows: [7] }, { rows: [{ EXTERNAL_ID: 'mel' }] }, { rows: [row(1, { UPDATED_AT: 'noon' })] }, { rows: [row(1, { UPDATED_AT: 7 })] }])
    expect(await call('POST', '/cdi_integrations', { name: 'Users', type: 'attributes', ...wrong })).toMatchObject({ status: 422, body: { error: { code: 'invalid' } }, kinds: [] })
  expect((await call('POST', '/cdi_integrations', { name: 'Users', type: 'attributes', rows: [{}] })).body.error.message).toBe('rows.0: each row has UPDATED_AT, a time such as 2026-01-31 12:00:00')
  for (const [method, body] of [['PATCH', { name: 'x' }], ['PUT', { name: 'x' }], ['DELETE']] as const) expect(await call(method, '/cdi_integrations/none', body)).toMatchObject({ status: 404, kinds: [] })
  expect(await call('PATCH', `/cdi_integrations/${ID}`, { id: 'another' })).toMatchObject({ status: 422 })
})
