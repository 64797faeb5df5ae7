// GET /kpi/{dau,mau,new_users,uninstalls}/data_series: what counts as active, new and gone; days of the workspace's zone; errors.
import { describe, expect, test } from 'vitest'
import { APPS, get, numbers, refuses, session, setZone } from '../../../kit/analytics.ts'
import { event, sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const PATHS = ['/kpi/dau/data_series', '/kpi/mau/data_series', '/kpi/new_users/data_series', '/kpi/uninstalls/data_series']
const [DAU, MAU, NEW, GONE] = PATHS as [string, string, string, string]

describe.each(PATHS)('%s', (path) => {
  const name = path.split('/')[2]!

  test('one point a day, oldest first, 0 where nothing was; without ending_at it ends today', async () => {
    const said = await get(emulator(), path, { length: 3 })
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
      status: 200, body: { message: 'success', data: [{ time: '2026-02-27', [name]: 0 }, { time: '2026-02-28', [name]: 0 }, { time: '2026-03-01', [name]: 0 }] }, kinds: [],
    })
    expect(said.headers.get('x-ratelimit-limit')).toBe('250000')
  })

  test('length: 1 to 100, whole, there', async () => {
    const e = emulator()
    expect((await get(e, path, { length: 1 })).body.data).toHaveLength(1)
    expect((await get(e, path, { length: 100 })).body.data).toHaveLength(100)
    for (const length of ['0', '101', '-1', '1.5', '1e1', 'ten', '', ' 7', '99999999999999999999']) await refuses(e, path, { length }, `'length' must be an integer between 1 and 100`)
    await refuses(e, path, {}, `'length' is required`)
    await refuses(e, path, { 'length[]': '5' }, `'length' must be an integer between 1 and 100`)
  })

  test('days only: a unit is not known here, and ignored', async () => {
    const e = emulator()
    const days = (await get(e, path, { length: 2 })).body
    for (const unit of ['hour', 'week', '']) expect((await get(e, path, { length: 2, unit })).body).toEqual(days)
  })

  test('app_id: one of the workspace', async () => {
    const e = emulator()
    for (const app_id of [APPS.web, '']) expect((await get(e, path, { length: 2, app_id })).status).toBe(200)
    await refuses(e, path, { length: 2, app_id: 'nobody' }, `'app_id' is not valid`)
    await refuses(e, path, { length: 2, 'app_id[]': APPS.web }, `'app_id' is not valid`)
  })

  test('ending_at: ISO 8601 with or without offset, dates alone, the sample of the page; anything else is refused', async () => {
    const e = emulator()
    const last = async (ending_at: string) => (await get(e, path, { length: 1, ending_at })).body.data[0].time
    expect(await last('2018-06-28T23:59:59-5:00')).toBe('2018-06-29') // the page's own sample: five hours west of UTC
    expect(await last('2018-06-28T23:59:59-05:00')).toBe('2018-06-29')
    expect(await last('2018-06-28T00:30:00+05:30')).toBe('2018-06-27')
    expect((await e.get(`${path}?length=1&ending_at=2018-06-28T00:30:00+05:30`)).body.data[0].time).toBe('2018-06-27') // a + that was not encoded
    expect(await last('2018-06-28T12:00:00.123Z')).toBe('2018-06-28')
    expect(await last('2018-06-28T12:00:00')).toBe('2018-06-28')
    expect(await last('2018-06-28')).toBe('2018-06-28')
    expect(await last('2030-01-01')).toBe('2030-01-01')
    expect(await last('')).toBe('2026-03-01')
    await setZone(e, 'America/New_York')
    expect(await last('2018-06-28T03:59:59Z')).toBe('2018-06-27')
    expect(await last('2018-06-28T04:00:00Z')).toBe('2018-06-28')
    expect(await last('2018-06-28')).toBe('2018-06-28')
    expect(await last('2018-06-28T00:00:00')).toBe('2018-06-28')
    for (const ending_at of ['yesterday', '2018-13-01', '2018-02-30', '06/28/2018', '1530230399', '2018-06-28T25:00:00Z', '2018-06-28T23:59:59+99:00', '9999-01-01', 'x'.repeat(5000)]) await refuses(e, path, { length: 1, ending_at }, `'ending_at' is not valid`)
    await refuses(e, path, { length: 1, 'ending_at[]': '2018-06-28' }, `'ending_at' is not valid`)
  })
})

describe('active users', () => {
  test('a user is active on the day a session starts, once however many, in whatever apps; other data makes nobody active', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-02-28T10:00Z')
    await session(e, 'ann', '2026-02-28T22:00Z', { app: 'ios' })
    await session(e, 'ann', '2026-03-01T09:00Z')
    await session(e, 'bob', '2026-03-01T10:00Z')
    await session(e, undefined, '2026-03-01T11:00Z')
    await e.post('/users/track', { attributes: [{ external_id: 'cid', plan: 'x' }], events: [{ external_id: 'cid', name: 'seen', time: '2026-03-01T11:00:00Z' }] })
    expect(await numbers(e, DAU, { length: 3 })).toEqual([0, 1, 3])
    expect(await numbers(e, DAU, { length: 3, app_id: APPS.web })).toEqual([0, 1, 3])
    expect(await numbers(e, DAU, { length: 3, app_id: APPS.ios })).toEqual([0, 1, 0])
    expect(await numbers(e, DAU, { length: 3, app_id: APPS.android })).toEqual([0, 0, 0])
    expect(await numbers(e, MAU, { length: 3 })).toEqual([0, 1, 3])
    expect(await numbers(e, MAU, { length: 3, app_id: APPS.ios })).toEqual([0, 1, 1])
  })

  test('monthly: the day and the 29 before it', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-01-30T00:00Z')
    await session(e, 'bob', '2026-01-31T23:59Z')
    expect(await numbers(e, MAU, { length: 3, ending_at: '2026-03-02' })).toEqual([2, 1, 0]) // 28 February is the 30th day of ann, 1 March of bob
    expect(await numbers(e, MAU, { length: 1, ending_at: '2026-01-29' })).toEqual([0])
    expect(await numbers(e, MAU, { length: 2, ending_at: '2026-01-31' })).toEqual([1, 2])
  })

  test('a session that comes late counts on its own day, also after the day was asked for', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-03-01T10:00Z')
    expect(await numbers(e, DAU, { length: 3 })).toEqual([0, 0, 1])
    expect(await numbers(e, MAU, { length: 3 })).toEqual([0, 0, 1])
    await session(e, 'bob', '2026-02-27T10:00Z')
    expect(await numbers(e, DAU, { length: 3 })).toEqual([1, 0, 1])
    expect(await numbers(e, MAU, { length: 3 })).toEqual([1, 1, 2])
  })

  test('the sample of Braze: two anonymous users who turn out to be one are two until that day ends, and one from then on', async () => {
    const e = emulator({ holdClock: '2026-03-01T12:00:00Z' })
    await session(e, undefined, '2026-03-01T12:00Z', { device: 'one' })
    await sendData(e, 'web', { device_id: 'one', events: [event('ss', {}, { session: 'known-1', user: 'ann' })] }, 'ann')
    expect(await numbers(e, MAU, { length: 1 })).toEqual([1])
    await session(e, undefined, '2026-03-01T13:00Z', { device: 'two' })
    expect(await numbers(e, MAU, { length: 1 })).toEqual([2])
    await e.admin('POST', '/clock/advance', { to: '2026-03-02T12:00:00Z' })
    await sendData(e, 'web', { device_id: 'two', time: Date.parse('2026-03-02T12:00Z') / 1000, events: [event('ss', {}, { at: Date.parse('2026-03-02T12:00Z') / 1000, session: 'known-2', user: 'ann' })] }, 'ann')
    expect(e.journal().filter(({ kind }) => kind === 'profile.merged')).toHaveLength(1)
    expect(await numbers(e, MAU, { length: 4, ending_at: '2026-03-04' })).toEqual([2, 1, 1, 1])
    expect(await numbers(e, DAU, { length: 2, ending_at: '2026-03-02' })).toEqual([2, 1])
  })

  test('chains of merges are followed, each from its own day on', async () => {
    const e = emulator()
    for (const user of ['a', 'b', 'c']) await session(e, user, '2026-03-01T10:00Z')
    const merge = (from: string, into: string) => e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: from }, identifier_to_keep: { external_id: into } }] })
    await e.admin('POST', '/clock/advance', { to: '2026-03-02T12:00:00Z' })
    await merge('a', 'b')
    await e.admin('POST', '/clock/advance', { to: '2026-03-03T12:00:00Z' })
    await merge('b', 'c')
    expect(await numbers(e, MAU, { length: 4, ending_at: '2026-03-04' })).toEqual([3, 2, 1, 1])
    await session(e, 'c', '2026-03-04T10:00Z')
    expect(await numbers(e, MAU, { length: 2, ending_at: '2026-04-02' })).toEqual([1, 1]) // the sessions of 1 March are 30 days back, that of 4 March is not
    expect(await numbers(e, MAU, { length: 2, ending_at: '2026-04-03' })).toEqual([1, 0])
  })

  test('a deleted user stays in the counts of its days; somebody new under its name is somebody else', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-03-01T10:00Z')
    await e.post('/users/delete', { external_ids: ['ann'] })
    expect(await numbers(e, DAU, { length: 1 })).toEqual([1])
    await session(e, 'ann', '2026-03-01T11:00Z')
    expect(await numbers(e, DAU, { length: 1 })).toEqual([2])
  })

  test('days are those of the zone, also when it is changed later, and of 23 and 25 hours', async () => {
    const e = emulator({ holdClock: '2026-11-03T12:00:00Z' })
    await session(e, 'ann', '2026-11-01T03:59:59Z') // New York: 31 October, 23:59:59
    await session(e, 'bob', '2026-11-01T04:00:00Z')
    await session(e, 'cid', '2026-11-02T04:59:59Z') // 1 November has 25 hours there
    await session(e, 'dan', '2026-11-02T05:00:00Z')
    expect(await numbers(e, DAU, { length: 3, ending_at: '2026-11-02' })).toEqual([0, 2, 2])
    await setZone(e, 'America/New_York')
    expect(await numbers(e, DAU, { length: 3, ending_at: '2026-11-02' })).toEqual([1, 2, 1])
    await setZone(e, 'Asia/Kathmandu') // 5:45 ahead
    expect(await numbers(e, DAU, { length: 3, ending_at: '2026-11-02' })).toEqual([0, 2, 2])
    await setZone(e, 'Pacific/Kiritimati') // 14 ahead
    expect(await numbers(e, DAU, { length: 3, ending_at: '2026-11-02' })).toEqual([0, 2, 2])
  })

  test('a session that is sent twice is one', async () => {
    const e = emulator()
    const twice = { device_id: 'one', events: [event('ss', {}, { session: 'same', user: 'ann' })] }
    await sendData(e, 'web', twice, 'ann')
    await sendData(e, 'web', twice, 'ann')
    expect(await numbers(e, '/sessions/data_series', { length: 1 })).toEqual([1])
    expect(await numbers(e, NEW, { length: 1 })).toEqual([1])
  })
})

describe('new users', () => {
  test('on the day of the first session, in each app for itself; users without a session are not new', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'never' }] })
    await session(e, 'ann', '2026-02-27T10:00Z')
    await session(e, 'ann', '2026-02-28T10:00Z')
    await session(e, 'ann', '2026-03-01T10:00Z', { app: 'ios' })
    await session(e, 'bob', '2026-03-01T11:00Z')
    expect(await numbers(e, NEW, { length: 3 })).toEqual([1, 0, 2])
    expect(await numbers(e, NEW, { length: 3, app_id: APPS.web })).toEqual([1, 0, 1])
    expect(await numbers(e, NEW, { length: 3, app_id: APPS.ios })).toEqual([0, 0, 1])
  })

  test('an earlier first session that comes late moves the user to its day', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-03-01T10:00Z')
    expect(await numbers(e, NEW, { length: 3 })).toEqual([0, 0, 1])
    await session(e, 'ann', '2026-02-27T10:00Z')
    expect(await numbers(e, NEW, { length: 3 })).toEqual([1, 0, 0])
  })

  test('after a merge the kept user is not new in an app that the other has used', async () => {
    const e = emulator()
    await session(e, 'ann', '2026-02-27T10:00Z', { app: 'ios' })
    await session(e, 'bob', '2026-02-27T10:00Z')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ann' }, identifier_to_keep: { external_id: 'bob' } }] })
    await session(e, 'bob', '2026-03-01T10:00Z', { app: 'ios' })
    await session(e, 'bob', '2026-03-01T11:00Z', { app: 'android' })
    expect(await numbers(e, NEW, { length: 3 })).toEqual([2, 0, 1])
  })
})

test('uninstalls: when the app was found to be gone, in its app', async () => {
  const e = emulator()
  await session(e, 'ann', '2026-02-27T10:00Z', { app: 'ios', device: 'phone' })
  await session(e, 'bob', '2026-02-27T10:00Z', { app: 'android', device: 'tablet' })
  await e.admin('POST', '/devices/phone/uninstall')
  await e.admin('POST', '/clock/advance', { by: '1d' })
  await e.admin('POST', '/devices/tablet/uninstall')
  expect(await numbers(e, GONE, { length: 3 })).toEqual([0, 1, 1])
  expect(await numbers(e, GONE, { length: 3, app_id: APPS.ios })).toEqual([0, 1, 0])
  expect(await numbers(e, GONE, { length: 3, app_id: APPS.web })).toEqual([0, 0, 0])
})
