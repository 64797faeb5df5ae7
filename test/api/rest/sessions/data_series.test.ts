// GET /sessions/data_series: session starts by day and by hour, in all apps or one.
import { expect, test } from 'vitest'
import { APPS, get, numbers, refuses, session, setZone } from '../../../kit/analytics.ts'
import { event, sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/sessions/data_series'

test('by day: the whole answer, oldest first; without unit it is days', async () => {
  const e = emulator()
  await session(e, 'ann', '2026-02-28T10:00Z')
  await session(e, 'ann', '2026-02-28T11:00Z', { app: 'ios' })
  await session(e, undefined, '2026-03-01T00:00Z')
  const body = { message: 'success', data: [{ time: '2026-02-27', sessions: 0 }, { time: '2026-02-28', sessions: 2 }, { time: '2026-03-01', sessions: 1 }] }
  for (const query of [{ length: 3 }, { length: 3, unit: 'day' }] as Record<string, string | number>[]) {
    const said = await get(e, PATH, query)
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 200, body, kinds: [] })
  }
})

test('by hour: ISO 8601 with time, the hour of ending_at last', async () => {
  const e = emulator()
  await session(e, 'ann', '2026-03-01T09:59:59Z')
  await session(e, 'bob', '2026-03-01T10:00:00Z')
  await session(e, 'cid', '2026-03-01T11:59:59Z')
  expect((await get(e, PATH, { length: 3, unit: 'hour', ending_at: '2026-03-01T11:00:00Z' })).body.data).toEqual([
    { time: '2026-03-01T09:00:00Z', sessions: 1 }, { time: '2026-03-01T10:00:00Z', sessions: 1 }, { time: '2026-03-01T11:00:00Z', sessions: 1 },
  ])
  expect(await numbers(e, PATH, { length: 2, unit: 'hour' })).toEqual([1, 0]) // the clock stands at 12:00
  expect((await get(e, PATH, { length: 100, unit: 'hour' })).body.data).toHaveLength(100)
})

test('hours of a zone that is half an hour off begin at half past in UTC', async () => {
  const e = emulator()
  await setZone(e, 'Asia/Kolkata')
  await session(e, 'ann', '2026-03-01T09:29:59Z')
  await session(e, 'bob', '2026-03-01T09:30:00Z')
  expect((await get(e, PATH, { length: 2, unit: 'hour', ending_at: '2026-03-01T09:45:00Z' })).body.data).toEqual([{ time: '2026-03-01T08:30:00Z', sessions: 1 }, { time: '2026-03-01T09:30:00Z', sessions: 1 }])
})

test('in one app; the apps together are all', async () => {
  const e = emulator()
  for (const app of ['web', 'ios', 'ios', 'android', 'android', 'android'] as const) await session(e, 'ann', '2026-03-01T10:00Z', { app })
  const each = await Promise.all([APPS.web, APPS.ios, APPS.android].map((app_id) => numbers(e, PATH, { length: 1, app_id })))
  expect(each).toEqual([[1], [2], [3]])
  expect(await numbers(e, PATH, { length: 1 })).toEqual([6])
})

test('only the start counts, and only the first time', async () => {
  const e = emulator()
  const body = { device_id: 'one', events: [event('ss', {}, { session: 'same' }), event('se', { d: 60 }, { session: 'same' }), event('ce', { n: 'seen' }, { session: 'same' })] }
  await sendData(e, 'web', body)
  await sendData(e, 'web', body)
  expect(await numbers(e, PATH, { length: 1 })).toEqual([1])
})

test('what is wrong with a query', async () => {
  const e = emulator()
  await refuses(e, PATH, {}, `'length' is required`)
  await refuses(e, PATH, { length: 101 }, `'length' must be an integer between 1 and 100`)
  for (const unit of ['week', 'DAY', '', 'hours']) await refuses(e, PATH, { length: 1, unit }, `'unit' must be 'day' or 'hour'`)
  await refuses(e, PATH, { length: 1, ending_at: 'now' }, `'ending_at' is not valid`)
  await refuses(e, PATH, { length: 1, app_id: 'x' }, `'app_id' is not valid`)
  expect((await get(e, PATH, { length: 1, colour: 'red' })).status).toBe(200) // unknown members are ignored
})
