// GET /segments/data_series: the size at the end of each day of the workspace's zone, today's as it is now. docs: get_segment_analytics
import { beforeEach, describe, expect, test } from 'vitest'
import { ask } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

let e: Emulator
beforeEach(() => void (e = emulator()))
const series = (query: string) => ask(e, 'GET', `/segments/data_series?${query}`)
const join = (...ids: string[]) => e.post('/users/track', { attributes: ids.map((external_id) => ({ external_id, plan: 'pro' })) })
const to = (time: string) => e.world.scheduler.advanceTo(Date.parse(time))
const pro = { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' }
const make = (more: object = {}) => e.admin('POST', '/segments', { id: 's', name: 'S', analytics_tracking_enabled: true, filters: pro, ...more })

describe('tracked', () => {
  test('each day that has ended keeps its size, today is what it is now, and earlier days are 0', async () => {
    await make()
    await join('a', 'b')
    await to('2026-03-02T09:00:00Z')
    await join('c')
    await to('2026-03-03T00:00:00Z')
    await e.post('/users/delete', { external_ids: ['a'] })
    const { status, body, kinds } = await series('segment_id=s&length=5')
    expect({ status, body, kinds }).toEqual({
      status: 200, kinds: [],
      body: { message: 'success', data: [{ time: '2026-02-27', size: 0 }, { time: '2026-02-28', size: 0 }, { time: '2026-03-01', size: 2 }, { time: '2026-03-02', size: 3 }, { time: '2026-03-03', size: 2 }] },
    })
    expect((await series('segment_id=s&length=2&ending_at=2026-03-02T23:59:59-5:00')).body.data).toEqual([{ time: '2026-03-02', size: 3 }, { time: '2026-03-03', size: 2 }])
    expect((await series('segment_id=s&length=1&ending_at=2026-03-04')).body.data).toEqual([{ time: '2026-03-04', size: 0 }])
  })

  test('days end at midnight of the workspace, also when the clocks change', async () => {
    await e.admin('PATCH', '/settings', { time_zone: 'America/New_York' })
    await make()
    await join('a')
    await to('2026-03-08T04:59:59Z') // 7 March, 23:59:59 in New York
    await join('b')
    await to('2026-03-09T03:59:59Z') // summer time began: 8 March, 23:59:59
    await join('c')
    await to('2026-03-09T04:00:01Z')
    await join('d')
    expect((await series('segment_id=s&length=4')).body.data).toEqual([{ time: '2026-03-06', size: 1 }, { time: '2026-03-07', size: 2 }, { time: '2026-03-08', size: 3 }, { time: '2026-03-09', size: 4 }])
  })

  test('days that nobody was there to see have the size found afterwards', async () => {
    await make()
    await join('a')
    e.world.db.tx(() => e.world.clock.moveTo(Date.parse('2026-03-04T12:00:00Z'))) // as after a restart: the clock has gone on, the timer is late
    await e.world.scheduler.settle()
    expect((await series('segment_id=s&length=4')).body.data.map((one: any) => one.size)).toEqual([1, 1, 1, 1])
    await join('b')
    await to('2026-03-05T12:00:00Z')
    expect((await series('segment_id=s&length=3')).body.data.map((one: any) => one.size)).toEqual([1, 2, 2])
  })

  test('it begins and stops with the switch, and ends with the segment', async () => {
    await make({ analytics_tracking_enabled: false })
    await join('a')
    await to('2026-03-02T12:00:00Z')
    await e.admin('PATCH', '/segments/s', { analytics_tracking_enabled: true })
    await to('2026-03-03T12:00:00Z')
    await e.admin('PATCH', '/segments/s', { analytics_tracking_enabled: false })
    await to('2026-03-04T12:00:00Z')
    const { body, rows } = await series('segment_id=s&length=4')
    expect(body.data.map((one: any) => one.size)).toEqual([0, 1, 0, 0])
    expect(rows.map(({ kind, data }) => [kind, data['why']])).toEqual([['decision.ignored', 'the analytics of this segment are not tracked (analytics_tracking_enabled)']])
    await e.admin('PATCH', '/segments/s', { analytics_tracking_enabled: true })
    await e.admin('DELETE', '/segments/s')
    expect(e.world.scheduler.nextDue()).toBe(undefined)
  })

  test('a tracking without data counts nobody', async () => {
    await make()
    expect((await series('segment_id=s&length=1')).body.data).toEqual([{ time: '2026-03-01', size: 0 }])
  })
})

test('1 to 100 days', async () => {
  await make()
  expect((await series('segment_id=s&length=100')).body.data).toHaveLength(100)
})

test.each<[string, string]>([
  ['length=1', 'segment_id must be a string of the segment api identifier'], ['segment_id=none&length=1', 'Invalid Segment ID'], ['segment_id=s', `'length' is required`],
  ...['0', '101', '-1', 'x', '1.5'].map((length) => [`segment_id=s&length=${length}`, `'length' must be an integer between 1 and 100`] as [string, string]), ['segment_id=s&length=1&ending_at=monday', `'ending_at' is not valid`],
])('%s is refused', async (query, message) => {
  await make()
  const { status, body, kinds } = await series(query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
