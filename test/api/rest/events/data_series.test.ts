// GET /events/data_series: occurrences by the time of the event, from REST and SDKs.
import { expect, test } from 'vitest'
import { APPS, get, logged, numbers, refuses, setZone } from '../../../kit/analytics.ts'
import { track } from '../../../kit/rest.ts'
import { event, sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/events/data_series'

test('each occurrence counts, of every source, on the day of its own time, not of its receipt', async () => {
  const e = emulator()
  await track(e, { events: [logged('ann', 'seen', '2026-02-27T10:00Z'), logged('ann', 'seen', '2026-02-27T10:00Z'), logged('bob', 'seen', '2026-03-01T10:00Z'), logged('bob', 'other', '2026-03-01T10:00Z')] })
  await sendData(e, 'ios', { events: [event('ce', { n: 'seen' })] })
  const said = await get(e, PATH, { event: 'seen', length: 3 })
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status: 200, body: { message: 'success', data: [{ time: '2026-02-27', count: 2 }, { time: '2026-02-28', count: 0 }, { time: '2026-03-01', count: 2 }] }, kinds: [],
  })
  await track(e, { events: [logged('ann', 'seen', '2026-02-28T10:00Z')] })
  expect(await numbers(e, PATH, { event: 'seen', length: 3 })).toEqual([2, 1, 2])
})

test('by hour, in the zone of the workspace, over the end of summer time', async () => {
  const e = emulator({ holdClock: '2026-11-05T00:00:00Z' })
  await setZone(e, 'America/New_York')
  await track(e, { events: ['2026-11-01T04:30Z', '2026-11-01T05:30Z', '2026-11-01T06:30Z', '2026-11-02T04:59Z', '2026-11-02T05:00Z'].map((time) => logged('ann', 'seen', time)) })
  expect(await numbers(e, PATH, { event: 'seen', length: 2, ending_at: '2026-11-02' })).toEqual([4, 1]) // 1 November has 25 hours
  expect((await get(e, PATH, { event: 'seen', unit: 'hour', length: 4, ending_at: '2026-11-01T07:00:00Z' })).body.data).toEqual([
    { time: '2026-11-01T04:00:00Z', count: 1 }, { time: '2026-11-01T05:00:00Z', count: 1 }, { time: '2026-11-01T06:00:00Z', count: 1 }, { time: '2026-11-01T07:00:00Z', count: 0 },
  ])
})

test('in one app: events without one are in none', async () => {
  const e = emulator()
  await track(e, { events: [logged('ann', 'seen', '2026-03-01T10:00Z'), logged('ann', 'seen', '2026-03-01T10:00Z', { app_id: APPS.ios })] })
  await sendData(e, 'web', { events: [event('ce', { n: 'seen' })] })
  expect(await numbers(e, PATH, { event: 'seen', length: 1 })).toEqual([3])
  expect(await numbers(e, PATH, { event: 'seen', length: 1, app_id: APPS.ios })).toEqual([1])
  expect(await numbers(e, PATH, { event: 'seen', length: 1, app_id: APPS.web })).toEqual([1])
  expect(await numbers(e, PATH, { event: 'seen', length: 1, app_id: APPS.android })).toEqual([0])
})

test('refused and blocked events do not count; deleted users stay in the count; names are case sensitive', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { events: ['blocked'] } })
  await track(e, { events: [logged('ann', 'seen', '2026-03-01T10:00Z'), logged('ann', 'blocked', '2026-03-01T10:00Z'), { external_id: 'ann', name: 'seen', time: 'nonsense' }] })
  await e.post('/users/delete', { external_ids: ['ann'] })
  expect(await numbers(e, PATH, { event: 'seen', length: 1 })).toEqual([1])
  expect(await numbers(e, PATH, { event: 'blocked', length: 1 })).toEqual([0])
  expect(await numbers(e, PATH, { event: 'Seen', length: 1 })).toEqual([0])
})

test('names of any characters', async () => {
  const e = emulator()
  const names = ['a\nb', 'ünï & cö=dé+%', "'; DROP TABLE x; --", '💥', '__proto__', 'constructor']
  await track(e, { events: names.map((name) => logged('ann', name, '2026-03-01T10:00Z')) })
  for (const event of names) expect([event, await numbers(e, PATH, { event, length: 1 })]).toEqual([event, [1]])
})

test('what is wrong with a query', async () => {
  const e = emulator()
  await refuses(e, PATH, { length: 1 }, `'event' is required`)
  await refuses(e, PATH, { length: 1, event: '' }, `'event' is required`)
  await refuses(e, PATH, { length: 1, 'event[]': 'a' }, `'event' is not valid`)
  await refuses(e, PATH, { event: 'a' }, `'length' is required`)
  await refuses(e, PATH, { event: 'a', length: 0 }, `'length' must be an integer between 1 and 100`)
  await refuses(e, PATH, { event: 'a', length: 1, unit: 'month' }, `'unit' must be 'day' or 'hour'`)
  await refuses(e, PATH, { event: 'a', length: 1, ending_at: '12/10/2014' }, `'ending_at' is not valid`)
  await refuses(e, PATH, { event: 'a', length: 1, app_id: 'x' }, `'app_id' is not valid`)
})
