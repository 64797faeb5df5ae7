// Whose data it is: a known user, another one, late data, users named once, users the server identified (rules U7–U13, S10).
import { describe, expect, it } from 'vitest'
import { allUsers, deviceView, envelope, event, known, sendData, T, traces, userView } from '../kit/sdk-wire.ts'
import { emulator } from '../kit/world.ts'

const ce = (n: string, more: Parameters<typeof event>[2] = {}) => event('ce', { n, p: {} }, more)
const eventsOf = (view: any): string[] => view.custom_events.map((one: any) => `${one.name}×${one.count}`)

describe('known users', () => {
  const start = (user: string, at: number, session: string) => event('ss', {}, { at, session, user })

  it('U7, U13: A to B moves nothing but the device; the old user’s data leaves under its own id', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [start('a', T, 's-1')], attributes: [{ user_id: 'a', first_name: 'Ada' }] }, 'a')
    const kinds = await traces(e, () => sendData(e, 'web', { events: [ce('last', { at: T + 1, user: 'a' }), event('se', { d: 2 }, { at: T + 2, user: 'a' }), start('b', T + 2, 's-2')] }, 'b'))
    expect(kinds).toEqual(['custom_event.logged', 'session.ended', 'profile.created', 'device.moved', 'session.started'])
    expect(await userView(e, 'a')).toMatchObject({ attributes: { first_name: 'Ada' }, sessions: { count: 1, seconds: 2 }, custom_events: [{ name: 'last' }], devices: [] })
    expect(await userView(e, 'b')).toMatchObject({ attributes: {}, sessions: { count: 1, seconds: 0 }, custom_events: [], devices: [{ device_id: 'e5585b85-web' }] })
  })

  it('S10, U13: the same id again changes nothing', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [start('a', T, 's-1')] }, 'a')
    expect(await traces(e, () => sendData(e, 'ios', { attributes: [{ user_id: 'a' }] }, 'a'))).toEqual([])
  })

  it('U13: a request of the earlier user that arrives late counts for that user and does not give the device back', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [start('a', T, 's-1')], attributes: [{ user_id: 'a', push_token: 'https://push/1' }] }, 'a')
    await sendData(e, 'web', { time: T + 10, events: [start('b', T + 10.5, 's-2')] }, 'b')
    const kinds = await traces(e, () => sendData(e, 'web', { time: T + 5, events: [ce('late', { at: T + 5.25, user: 'a' })], attributes: [{ user_id: 'a', first_name: 'Ada', push_token: 'https://push/old' }], device: { browser: 'Old' } }, 'a'))
    expect(kinds).toEqual(['decision.ignored:U13', 'custom_event.logged', 'decision.ignored:U13', 'profile.updated', 'decision.ignored:P2', 'decision.ignored:U13'])
    expect(await userView(e, 'a')).toMatchObject({ attributes: { first_name: 'Ada' }, custom_events: [{ name: 'late' }], push_tokens: [], devices: [] })
    expect(await userView(e, 'b')).toMatchObject({ custom_events: [], push_tokens: [{ token: 'https://push/1' }] })
    expect(await deviceView(e, 'e5585b85-web')).toMatchObject({ user: { external_id: 'b' }, details: {} })
  })

  it('U13: the earlier user’s session end in the very millisecond of the change, sent again later, leaves the device alone', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [start('a', T, 's-1')] }, 'a')
    await sendData(e, 'web', { events: [start('b', T + 2, 's-2')] }, 'b')
    expect(await traces(e, () => sendData(e, 'web', { time: T + 9, events: [event('se', { d: 2 }, { at: T + 2, user: 'a' })] }, 'b'))).toEqual(['decision.ignored:U13', 'session.ended'])
    expect((await userView(e, 'a')).sessions.seconds).toBe(2)
    expect((await deviceView(e, 'e5585b85-web')).user.external_id).toBe('b')
  })

  it('U13: several users in one offline request, out of order, end with the right events and the right device', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [start('c', T + 4, 's-3'), ce('of b', { at: T + 3, user: 'b', session: 's-2' }), event('se', { d: 2 }, { at: T + 2, user: 'a' }), start('b', T + 2, 's-2'), ce('of nobody', { at: T - 1, session: 's-0' }), start('a', T, 's-1'), ce('of a', { at: T + 1, user: 'a' })] }, 'c')
    const users = await allUsers(e)
    expect(users.map((user) => [user.external_id, ...eventsOf(user), user.sessions.count, user.devices.length])).toEqual([['a', 'of nobody×1', 'of a×1', 1, 0], ['b', 'of b×1', 1, 0], ['c', 1, 1]])
    expect(e.errors).toEqual([])
  })

  it('U13: a request names whole seconds only: in the second of the change the user is told by our clock, and the device’s own word still counts', async () => {
    const e = emulator()
    await e.admin('PUT', '/clock', { mode: 'held', now: '2026-03-01T12:00:00.950Z' })
    await sendData(e, 'android', { events: [start('a', T + 0.9, 's-1')] }, 'a')
    await sendData(e, 'android', { attributes: [{ user_id: 'b' }] }, 'b')
    expect((await deviceView(e, 'a0d0-android')).user.external_id).toBe('b')
    await e.admin('PUT', '/clock', { mode: 'held', now: '2026-03-01T15:00:00Z' }) // the clocks do not agree
    await sendData(e, 'android', { device: { model: 'Pixel' } }, 'b')
    expect(await deviceView(e, 'a0d0-android')).toMatchObject({ user: { external_id: 'b' }, details: { model: 'Pixel' } })
  })

  it('U13: a device whose clock was set back by more than any request takes can still change its user', async () => {
    const e = emulator()
    await sendData(e, 'web', { time: T, events: [start('a', T, 's-1')], attributes: [{ user_id: 'a', push_token: 'https://push/1' }] }, 'a')
    const years = T - 100_000_000
    expect(await traces(e, () => sendData(e, 'web', { time: years, events: [start('b', years, 's-2')] }, 'b'))).toEqual(['decision.ignored:U13', 'profile.created', 'device.moved', 'push_token.moved', 'session.started', 'request.suspicious'])
    expect((await deviceView(e, 'e5585b85-web')).user.external_id).toBe('b')
    expect(await traces(e, () => sendData(e, 'web', { time: years + 1, events: [start('a', years + 1, 's-3')] }, 'a'))).toEqual(['device.moved', 'push_token.moved', 'session.started', 'request.suspicious'])
  })

  it('U13: an old batch of an earlier user, played again, is no clock that was set back: the device and its token stay', async () => {
    const e = emulator()
    const old = { time: T - 86_400, events: [start('a', T - 86_400, 's-1'), ce('tea', { at: T - 86_399, user: 'a' })], attributes: [{ user_id: 'a', push_token: 'https://push/1' }] }
    await sendData(e, 'web', old, 'a')
    await sendData(e, 'web', { events: [start('b', T, 's-2')] }, 'b')
    const ofB = () => deviceView(e, 'e5585b85-web').then(({ user }) => user.external_id)
    expect(await ofB()).toBe('b')
    await sendData(e, 'web', old, 'a')
    await e.sdk('web', '/feature_flags/sync', envelope('web', { time: T - 86_000, user_id: 'a' }))
    expect(await ofB()).toBe('b')
    expect((await userView(e, 'b')).push_tokens).toHaveLength(1)
    // and with an old one of its own before it
    await sendData(e, 'web', { time: T - 7200, events: [ce('cake', { at: T - 7200, user: 'b' })] }, 'b')
    await sendData(e, 'web', old, 'a')
    expect(await ofB()).toBe('b')
  })

  it('U13: after its clock was set back, what a device says without a name is still of its user', async () => {
    const e = emulator()
    await sendData(e, 'android', { events: [start('a', T, 's-1')] }, 'a')
    const back = T - 100_000
    await sendData(e, 'android', { time: back, events: [ce('named once', { at: back - 60 })] }, 'a')
    await e.sdk('android', '/data', envelope('android', { time: back + 60, events: [ce('alone', { at: back + 50 })] }))
    expect(eventsOf(await userView(e, 'a'))).toEqual(['named once×1', 'alone×1'])
    expect(await allUsers(e)).toHaveLength(1)
  })

  it('U7: several devices of one user', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [start('a', T, 's-1')] }, 'a')
    await sendData(e, 'android', { events: [start('a', T + 1, 's-2')] }, 'a')
    await sendData(e, 'web', { events: [start('a', T + 2, 's-1')] }, 'a')
    expect(await userView(e, 'a')).toMatchObject({ sessions: { count: 3 }, devices: [{ platform: 'Android' }, { platform: 'iOS' }, { platform: 'Web' }], apps: [{ sessions: 1 }, { sessions: 1 }, { sessions: 1 }] })
  })

  it('U8, U9: a device id that starts a session without a user id after it had one begins again, anonymous', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [start('a', T, 's-1')], attributes: [{ user_id: 'a', push_token: 'f00d' }] }, 'a')
    const kinds = await traces(e, () => sendData(e, 'ios', { time: T + 100, events: [event('ss', {}, { at: T + 100, session: 's-2' })], attributes: [{ first_name: 'New' }] }))
    expect(kinds).toEqual(['profile.created', 'device.moved', 'push_token.moved', 'profile.updated', 'session.started'])
    expect(await userView(e, 'a')).toMatchObject({ attributes: {}, sessions: { count: 1 }, push_tokens: [] })
  })

  it('U8: what names nobody and starts no session is of the device’s user, nobody is invented', async () => {
    const e = emulator()
    await sendData(e, 'android', { events: [start('a', T, 's-1')] }, 'a')
    const kinds = await traces(e, () => e.sdk('android', '/push/delivery_events', envelope('android', { time: T + 60, events: [event('pd', { cid: 'c1' }, { at: T + 50 })] })))
    expect(kinds).toEqual(['push.delivery'])
    expect(await allUsers(e)).toHaveLength(1)
  })

  it('U8, U4: after a merge too, it is the known user’s and not what the anonymous one left behind', async () => {
    const e = emulator()
    await known(e, 'a')
    await sendData(e, 'android', { events: [event('ss')] })
    await sendData(e, 'android', { events: [start('a', T + 1, 's-2')] }, 'a')
    expect(await traces(e, () => e.sdk('android', '/data', envelope('android', { time: T + 60, events: [ce('alone', { at: T + 50 })] })))).toEqual(['custom_event.logged'])
    expect(eventsOf(await userView(e, 'a'))).toEqual(['alone×1'])
  })

  it('U12: every profile has a braze_id of its own, and the journal names the users it is about', async () => {
    const e = emulator()
    const rows = await e.rowsOf(() => sendData(e, 'web', { events: [start('a', T, 's-1'), start('b', T + 1, 's-2')] }, 'b'))
    const [a, b] = await allUsers(e)
    expect(a.braze_id).toMatch(/^[0-9a-f]{24}$/)
    expect(rows.map((row) => [row.kind, row.profile])).toEqual([
      ['device.registered', null], ['profile.created', a.braze_id], ['session.started', a.braze_id], ['profile.created', b.braze_id], ['device.moved', b.braze_id], ['session.started', b.braze_id],
    ])
  })
})

describe('requests that name the user once', () => {
  it('U1: events without user ids are the user’s, when the request is for a user and the device is new', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'android', { events: [event('ss'), ce('open')], attributes: [{ first_name: 'Ada' }] }, 'u1')
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', attributes: { first_name: 'Ada' }, sessions: { count: 1 }, custom_events: [{ name: 'open', count: 1 }] }])
  })

  it('U3: from the last session start on they are of the new user, before it of the anonymous one', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'android', { events: [event('ss')] })
    await sendData(e, 'android', { events: [ce('before', { at: T + 1 }), event('se', { d: 2 }, { at: T + 2 }), event('ss', {}, { at: T + 3, session: 's-2' }), ce('after', { at: T + 3, session: 's-2' })], attributes: [{ user_id: 'u1' }] }, 'u1')
    const [user, ...others] = await allUsers(e)
    expect(others).toEqual([])
    expect(eventsOf(user)).toEqual(['after×1'])
    expect(user.sessions).toMatchObject({ count: 2, seconds: 2 })
  })

  it('U13: later requests for the device’s user are that user’s, at the same moment too', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'android', { events: [event('ss')] })
    await sendData(e, 'android', { events: [event('ss', {}, { session: 's-2', user: 'u1' })] }, 'u1')
    expect(await traces(e, () => sendData(e, 'android', { events: [ce('now')] }, 'u1'))).toEqual(['custom_event.logged'])
    expect(eventsOf(await userView(e, 'u1'))).toEqual(['now×1'])
  })

  it('U1: a user id at the top of the body is the user of what names none (Roku)', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'android', { user_id: 'u1', events: [ce('play')] })
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', custom_events: [{ name: 'play' }] }])
  })
})

describe('users the server identified', () => {
  it('U11: after /users/identify by alias the device, which still names nobody, goes on with the same user', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss'), event('uae', { a: 'visitor', l: 'site' })], attributes: [{ push_token: 'https://push/1' }] })
    await e.post('/users/identify', { aliases_to_identify: [{ external_id: 'u1', user_alias: { alias_name: 'visitor', alias_label: 'site' } }] })
    expect(await traces(e, () => sendData(e, 'web', { time: T + 60, events: [event('ss', {}, { at: T + 60, session: 's-2' }), ce('again', { at: T + 61 })] }))).toEqual(['session.started', 'custom_event.logged'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', sessions: { count: 2 }, push_tokens: [{ token: 'https://push/1' }] }])
    // and naming that user is no change
    expect(await traces(e, () => sendData(e, 'web', { time: T + 70, events: [event('ss', {}, { at: T + 70, session: 's-3', user: 'u1' })] }, 'u1'))).toEqual(['session.started'])
  })

  it('U4: after a merge by REST the device goes on with the kept user', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'web', { events: [event('ss'), event('uae', { a: 'visitor', l: 'site' })] })
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { user_alias: { alias_name: 'visitor', alias_label: 'site' } }, identifier_to_keep: { external_id: 'u1' } }] })
    expect(await traces(e, () => sendData(e, 'web', { time: T + 60, events: [ce('again', { at: T + 61 })] }))).toEqual(['custom_event.logged'])
    // the device names that user at last: what it logged before and sends late is still the same user's
    await sendData(e, 'web', { time: T + 90, events: [event('ss', {}, { at: T + 90, session: 's-2', user: 'u1' })] }, 'u1')
    await sendData(e, 'web', { time: T + 99, events: [ce('late', { at: T + 80 })] }, 'u1')
    expect(eventsOf(await userView(e, 'u1'))).toEqual(['again×1', 'late×1'])
  })

  it('U2: after /users/delete the device begins anew and nothing of the deleted user returns', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', first_name: 'Ada' }] }, 'u1')
    await e.post('/users/delete', { external_ids: ['u1'] })
    await sendData(e, 'web', { time: T + 9, events: [ce('again', { at: T + 9, user: 'u1' })] }, 'u1')
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', attributes: {}, sessions: { count: 0 }, custom_events: [{ name: 'again' }] }])
  })

  it('U2: after a rename the SDK’s old id still means the same user', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss', {}, { user: 'old' })] }, 'old')
    await e.post('/users/external_ids/rename', { external_id_renames: [{ current_external_id: 'old', new_external_id: 'new' }] })
    expect(await traces(e, () => sendData(e, 'web', { time: T + 9, events: [ce('again', { at: T + 9, user: 'old' })] }, 'old'))).toEqual(['custom_event.logged'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'new', custom_events: [{ name: 'again' }] }])
  })
})

describe('aliases', () => {
  it('U10: another user with the same pair is not updated; another name under the label replaces the first', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [event('uae', { a: 'one', l: 'crm' }, { user: 'a' })] }, 'a')
    expect(await traces(e, () => sendData(e, 'android', { events: [event('uae', { a: 'one', l: 'crm' }, { user: 'b' })] }, 'b'))).toEqual(['device.registered', 'profile.created', 'decision.ignored:U10'])
    expect(await traces(e, () => sendData(e, 'ios', { events: [event('uae', { a: 'two', l: 'crm' }, { at: T + 1, user: 'a' })] }, 'a'))).toEqual(['alias.updated'])
    expect((await userView(e, 'a')).user_aliases).toEqual([{ alias_name: 'two', alias_label: 'crm' }])
    expect((await userView(e, 'b')).user_aliases).toEqual([])
  })

  it('U10: a blank name or label adds none', async () => {
    const e = emulator()
    expect(await traces(e, () => sendData(e, 'ios', { events: [event('uae', { a: '', l: 'crm' }), event('uae', { a: 'one' })] }))).toEqual(['device.registered', 'profile.created', 'decision.ignored:U10', 'decision.ignored:U10'])
  })
})
