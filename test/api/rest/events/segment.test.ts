// segment_id of GET /events/data_series and GET /sessions/data_series: what the users of a segment did.
import { expect, test } from 'vitest'
import { APPS, get, logged, numbers, refuses, session } from '../../../kit/analytics.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { track } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const EVENTS = '/events/data_series'
const SESSIONS = '/sessions/data_series'
const segment = async (e: Emulator, analytics_tracking_enabled: boolean): Promise<string> =>
  (await e.admin('POST', '/segments', { name: 'pro', analytics_tracking_enabled, filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] } })).body.id

async function begin(e: Emulator): Promise<void> {
  await track(e, {
    attributes: [{ external_id: 'ann', plan: 'pro' }, { external_id: 'bob', plan: 'free' }, { external_id: 'cid', plan: 'pro' }],
    events: [logged('ann', 'seen', '2026-02-28T10:00Z'), logged('ann', 'seen', '2026-03-01T10:00Z', { app_id: APPS.ios }), logged('ann', 'other', '2026-03-01T10:00Z'), logged('bob', 'seen', '2026-03-01T10:00Z'), logged('cid', 'seen', '2026-03-01T11:30Z')],
  })
  await session(e, 'ann', '2026-02-27T10:00Z')
  await session(e, 'cid', '2026-03-01T11:30Z', { app: 'ios' })
  await session(e, 'bob', '2026-03-01T10:00Z')
}

test('only its users count, with the other parts of the query', async () => {
  const e = emulator()
  await begin(e)
  const segment_id = await segment(e, true)
  expect(await numbers(e, EVENTS, { event: 'seen', length: 3, segment_id })).toEqual([0, 1, 2])
  expect(await numbers(e, EVENTS, { event: 'seen', length: 3, segment_id, app_id: APPS.ios })).toEqual([0, 0, 1])
  expect(await numbers(e, EVENTS, { event: 'seen', length: 3, segment_id, unit: 'hour' })).toEqual([1, 1, 0])
  expect(await numbers(e, EVENTS, { event: 'seen', length: 1, segment_id, ending_at: '2026-02-28' })).toEqual([1])
  expect(await numbers(e, SESSIONS, { length: 3, segment_id })).toEqual([1, 0, 1])
  expect(await numbers(e, SESSIONS, { length: 3, segment_id, app_id: APPS.ios })).toEqual([0, 0, 1])
  expect(await numbers(e, SESSIONS, { length: 3, segment_id: '' })).toEqual([1, 0, 2])
})

test('who is in it now: users who leave take their counts along', async () => {
  const e = emulator()
  await begin(e)
  const segment_id = await segment(e, true)
  await track(e, { attributes: [{ external_id: 'ann', plan: 'free' }] })
  expect(await numbers(e, EVENTS, { event: 'seen', length: 3, segment_id })).toEqual([0, 0, 1])
  await e.post('/users/delete', { external_ids: ['cid'] })
  expect(await numbers(e, EVENTS, { event: 'seen', length: 3, segment_id })).toEqual([0, 0, 0])
})

test('a segment without analytics tracking has no analytics, and says why', async () => {
  const e = emulator()
  await begin(e)
  const said = await get(e, EVENTS, { event: 'seen', length: 1, segment_id: await segment(e, false) })
  expect({ status: said.status, data: said.body.data, kinds: said.kinds }).toEqual({ status: 200, data: [{ time: '2026-03-01', count: 0 }], kinds: ['decision.ignored'] })
})

test('a segment that is not there', async () => {
  const e = emulator()
  await refuses(e, EVENTS, { event: 'seen', length: 1, segment_id: '123456789' }, 'Invalid Segment ID')
  await refuses(e, SESSIONS, { length: 1, segment_id: '123456789' }, 'Invalid Segment ID')
  await refuses(e, SESSIONS, { length: 1, 'segment_id[]': 'x' }, `'segment_id' is not valid`)
})
