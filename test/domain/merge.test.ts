// What merges of anonymous profiles leave on both: sums, earliest and latest, history, chains (rules U3–U6, S15).
import { expect, it } from 'vitest'
import { allUsers, event, known, sendData, T, userView } from '../kit/sdk-wire.ts'
import type { App } from '../kit/sdk-wire.ts'
import { emulator } from '../kit/world.ts'

const signIn = (e: ReturnType<typeof emulator>, app: App, user: string, at: number) => sendData(e, app, { time: at, events: [event('ss', {}, { at, session: `${app}-${at}`, user })] }, user)

it('U4, U5: the first session is the earlier, the last the later, and each app keeps its sum', async () => {
  const e = emulator()
  await signIn(e, 'ios', 'u1', T)
  await signIn(e, 'android', 'u1', T + 50)
  await sendData(e, 'web', { time: T - 100, events: [event('ss', {}, { at: T - 100, session: 'w1' }), event('se', { d: 9 }, { at: T - 91, session: 'w1' })] })
  await sendData(e, 'ios', { device_id: 'other-phone', events: [event('ss', {}, { at: T + 70, session: 'o1' })] })
  await signIn(e, 'web', 'u1', T + 100)
  await sendData(e, 'ios', { device_id: 'other-phone', time: T + 110, events: [event('ss', {}, { at: T + 110, session: 'o2', user: 'u1' })] }, 'u1')
  const user = await userView(e, 'u1')
  expect(user.sessions).toMatchObject({ count: 6, seconds: 9, first: '2026-03-01T11:58:20.000Z', last: '2026-03-01T12:01:50.000Z' })
  expect(user.apps.map((app: any) => [app.name, app.sessions])).toEqual([['Web', 2], ['iOS', 3], ['Android', 1]])
  expect(user.merged_braze_ids).toHaveLength(2)
  expect(await allUsers(e)).toHaveLength(1)
})

it('U4: companions of a field come with it: who set the language, the number as dialled', async () => {
  const e = emulator()
  await known(e, 'u1')
  await sendData(e, 'web', { events: [event('ss')], attributes: [{ language: 'fr', country: 'FR', phone: '(212) 555-1234', gender: 'f', home_city: 'Lyon' }] })
  await sendData(e, 'web', { events: [event('ss', {}, { at: T + 1, session: 's-2', user: 'u1' })], device: { locale: 'en_US', time_zone: 'UTC' } }, 'u1')
  const user = await userView(e, 'u1')
  expect(user.attributes).toMatchObject({ language: 'fr', country: 'FR', gender: 'F', home_city: 'Lyon' })
  const found = await e.post('/users/export/ids', { phone: '+12125551234' })
  expect(found.body.users).toMatchObject([{ external_id: 'u1' }])
})

it('U3: the history of the merged profile is the user’s history', async () => {
  const e = emulator()
  await known(e, 'u1')
  await sendData(e, 'web', { events: [event('ss'), event('ce', { n: 'browse' })] })
  const [anonymous] = (await allUsers(e)).filter((user) => user.external_id === null)
  await signIn(e, 'web', 'u1', T + 1)
  const { body } = await e.admin('GET', '/journal?external_id=u1')
  expect(body.journal.filter((row: any) => row.profile === anonymous.braze_id).map((row: any) => row.kind)).toEqual(['profile.created', 'session.started', 'custom_event.logged'])
  expect((await e.admin('GET', `/users/${String(anonymous.braze_id)}`)).status).toBe(404)
})

it('U3: merged, then merged again by REST, late data still finds the user who lives', async () => {
  const e = emulator()
  await known(e, 'u1')
  await known(e, 'u2')
  await sendData(e, 'web', { events: [event('ss')] })
  await signIn(e, 'web', 'u1', T + 10)
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'u1' }, identifier_to_keep: { external_id: 'u2' } }] })
  await sendData(e, 'web', { time: T + 20, events: [event('se', { d: 10 }, { at: T + 10 }), event('si', { trigger_ids: ['t'] }, { at: T + 5 })] })
  const user = await userView(e, 'u2')
  expect(user).toMatchObject({ sessions: { count: 2, seconds: 10 }, devices: [{ device_id: 'e5585b85-web' }] })
  expect(e.journal().at(-1)!.profile).toBe(user.braze_id)
  expect(await allUsers(e)).toHaveLength(1)
})

it('U3: deleted with the user, the merged profile leaves no trace in the tables', async () => {
  const e = emulator()
  await known(e, 'u1')
  await sendData(e, 'web', { events: [event('ss'), event('ce', { n: 'browse' })], attributes: [{ push_token: 'https://push/1' }] })
  await signIn(e, 'web', 'u1', T + 1)
  await e.post('/users/delete', { external_ids: ['u1'] })
  const count = (table: string) => e.world.db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n
  expect(['profiles', 'sessions', 'custom_events', 'push_tokens', 'push_token_changes', 'app_usage'].map((table) => [table, count(table)])).toEqual(['profiles', 'sessions', 'custom_events', 'push_tokens', 'push_token_changes', 'app_usage'].map((table) => [table, 0]))
})
