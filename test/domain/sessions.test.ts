// Sessions as the server sees them: counted by `ss`, measured by `se`, summed per app (rules S1–S15, N8).
import { expect, it } from 'vitest'
import { allUsers, event, sendData, T, traces, userView } from '../kit/sdk-wire.ts'
import { emulator } from '../kit/world.ts'

const start = (session: string, at = T) => event('ss', {}, { at, session, user: 'u1' })
const end = (session: string, at: number, d: unknown) => event('se', { d }, { at, session, user: 'u1' })

it('S5, S15: each ss is a session, each se adds its seconds, and both leave their exact rows', async () => {
  const e = emulator()
  const rows = await e.rowsOf(() => sendData(e, 'ios', { events: [start('s-1'), end('s-1', T + 30, 12.5), start('s-2', T + 30.001)] }, 'u1'))
  const place = { app_id: rows[0]!.data['app_id'], device_id: 'c0ffee00-ios' }
  expect(rows.slice(2).map((row) => [row.kind, row.data])).toEqual([
    ['session.started', { session_id: 's-1', ...place, time: T * 1000 }],
    ['session.ended', { session_id: 's-1', ...place, time: (T + 30) * 1000, seconds: 12.5 }],
    ['session.started', { session_id: 's-2', ...place, time: T * 1000 + 30_001 }],
  ])
  expect((await userView(e, 'u1')).sessions).toMatchObject({
    count: 2, seconds: 12.5, first: '2026-03-01T12:00:00.000Z', last: '2026-03-01T12:00:30.001Z',
    recent: [{ session_id: 's-2', started_at: '2026-03-01T12:00:30.001Z', ended_at: null, seconds: null }, { session_id: 's-1', ended_at: '2026-03-01T12:00:30.000Z', seconds: 12.5 }],
  })
})

it('S4, S7: nothing the server does ends a session: time alone leaves it open', async () => {
  const e = emulator()
  await sendData(e, 'ios', { events: [start('s-1')] }, 'u1')
  expect(await traces(e, () => e.admin('POST', '/clock/advance', { by: '30d' }))).toEqual(['clock.changed'])
  expect((await userView(e, 'u1')).sessions.recent).toMatchObject([{ session_id: 's-1', ended_at: null }])
})

it('S8, S9: the end of a session may come with the next launch, days later', async () => {
  const e = emulator()
  await sendData(e, 'android', { events: [start('s-1')] }, 'u1')
  expect(await traces(e, () => sendData(e, 'android', { time: T + 200_000, events: [end('s-1', T + 199_999.999, 0), start('s-2', T + 200_000)] }, 'u1'))).toEqual(['session.ended', 'session.started', 'request.suspicious'])
  expect((await userView(e, 'u1')).sessions).toMatchObject({ count: 2, seconds: 0 })
})

it('S15, N8: sessions that arrive late count, and move neither last use nor version back', async () => {
  const e = emulator()
  await sendData(e, 'ios', { app_version: '2.0', events: [start('s-2', T + 100)] }, 'u1')
  await sendData(e, 'ios', { app_version: '1.0', events: [start('s-1', T)] }, 'u1')
  expect((await e.exported('u1', ['apps'])).apps).toEqual([{ name: 'iOS', platform: 'iOS', version: '2.0', sessions: 2, first_used: '2026-03-01T12:00:00.000Z', last_used: '2026-03-01T12:01:40.000Z' }])
  await sendData(e, 'ios', { app_version: '2.1', events: [start('s-3', T + 200)] }, 'u1')
  expect((await e.exported('u1', ['apps'])).apps).toMatchObject([{ version: '2.1', sessions: 3 }])
})

it('S15: usage is counted for each app', async () => {
  const e = emulator()
  await sendData(e, 'ios', { events: [start('s-1')] }, 'u1')
  await sendData(e, 'web', { events: [start('s-1', T + 1), start('s-2', T + 2)] }, 'u1')
  expect((await userView(e, 'u1')).apps.map((app: any) => [app.name, app.sessions])).toEqual([['iOS', 1], ['Web', 2]])
})

it('S1: the same session id of another device is another session', async () => {
  const e = emulator()
  for (const device_id of ['d1', 'd2', 'd1']) await sendData(e, 'ios', { device_id, events: [start('s-1')] }, 'u1')
  expect((await userView(e, 'u1')).sessions.count).toBe(2)
})

it('S13: events before the first session are not lost', async () => {
  const e = emulator()
  await sendData(e, 'ios', { events: [{ name: 'ce', time: T, data: { n: 'early' } }, { name: 'uae', time: T, data: { a: 'x', l: 'y' } }] })
  expect(await allUsers(e)).toMatchObject([{ sessions: { count: 0 }, custom_events: [{ name: 'early', count: 1 }], user_aliases: [{ alias_name: 'x', alias_label: 'y' }] }])
})

it('S15: a stale profile row never writes over the counters: attributes, sessions, purchases and a merge in one request', async () => {
  const e = emulator()
  await sendData(e, 'web', {
    events: [event('ss'), event('p', { pid: 'tea', c: 'USD', p: '2.00', q: 1 }), event('inc', { key: 'n', value: 1 }), event('lr', { latitude: 1, longitude: 2 }), event('se', { d: 3 }, { at: T + 3 }), start('s-2', T + 3), event('p', { pid: 'tea', c: 'USD', p: '3.00', q: 1 }, { at: T + 4, user: 'u1' }), event('inc', { key: 'n', value: 1 }, { at: T + 5, user: 'u1' })],
    attributes: [{ first_name: 'Ada' }, { user_id: 'u1', last_name: 'Lovelace', custom: { m: 1 } }],
    device: { locale: 'en_GB', time_zone: 'Europe/London' },
  }, 'u1')
  expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', attributes: { first_name: 'Ada', last_name: 'Lovelace', language: 'en', country: 'GB', time_zone: 'Europe/London' }, custom_attributes: { n: 2, m: 1 }, sessions: { count: 2, seconds: 3 }, total_revenue: 5, last_coordinates: { latitude: 1, longitude: 2 } }])
})
