// Whose data it is: anonymous, identified, another user, late, in one request and over several (rules U1–U19, N8, N9).
import { describe, expect, it } from 'vitest'
import { allUsers, deviceView, envelope, event, known, sendData, T, traces, userView } from '../kit/sdk-wire.ts'
import { emulator } from '../kit/world.ts'

const ce = (n: string, more: Parameters<typeof event>[2] = {}) => event('ce', { n, p: {} }, more)
const eventsOf = (view: any): string[] => view.custom_events.map((one: any) => `${one.name}×${one.count}`)

describe('anonymous users', () => {
  it('U1: a device without a user id has one anonymous profile, and its export has no external_id', async () => {
    const e = emulator()
    const kinds = await traces(e, () => sendData(e, 'web', { events: [event('ss'), ce('browse')] }))
    expect(kinds).toEqual(['device.registered', 'profile.created', 'session.started', 'custom_event.logged'])
    expect(await traces(e, () => sendData(e, 'web', { events: [ce('browse again', { at: T + 1 })] }))).toEqual(['custom_event.logged'])
    const [user, ...others] = await allUsers(e)
    expect(others).toEqual([])
    expect(user).toMatchObject({ external_id: null, origin: 'sdk', sessions: { count: 1 } })
    const { body } = await e.post('/users/export/ids', { braze_id: user.braze_id })
    expect(body.users[0]).not.toHaveProperty('external_id')
    expect(eventsOf(user)).toEqual(['browse×1', 'browse again×1'])
  })

  it('U1: an empty user id is none', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [event('ss', {}, { user: '' })], attributes: [{ user_id: '', first_name: 'Ada' }], respond_with: { user_id: '', config: { config_time: 0 } } })
    expect(await allUsers(e)).toMatchObject([{ external_id: null, attributes: { first_name: 'Ada' }, sessions: { count: 1 } }])
  })

  it('U1: one device id in two apps is two devices with a user each', async () => {
    const e = emulator()
    await sendData(e, 'ios', { device_id: 'same', events: [event('ss', {}, { user: 'u1' })] }, 'u1')
    await sendData(e, 'android', { device_id: 'same', events: [event('ss')] })
    const users = await allUsers(e)
    expect(users.map((user) => [user.external_id, user.devices.map((device: any) => device.platform)])).toEqual([['u1', ['iOS']], [null, ['Android']]])
  })
})

describe('anonymous to a new id', () => {
  const changeUser = { events: [ce('before', { at: T + 1 }), event('se', { d: 2 }, { at: T + 2 }), event('ss', {}, { at: T + 2, session: 's-2', user: 'u1' })], attributes: [{ user_id: 'u1', first_name: 'Ada', custom: { plan: 'pro' } }] }

  it('U2: the same profile gets the id and keeps everything (web: one request, anonymous events unnamed)', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss'), event('uae', { a: 'visitor', l: 'site' })] })
    const [before] = await allUsers(e)
    const kinds = await traces(e, () => sendData(e, 'web', changeUser, 'u1'))
    expect(kinds).toEqual(['custom_event.logged', 'session.ended', 'profile.identified', 'session.started', 'profile.updated'])
    const users = await allUsers(e)
    expect(users).toHaveLength(1)
    expect(users[0]).toMatchObject({ braze_id: before.braze_id, external_id: 'u1', attributes: { first_name: 'Ada' }, custom_attributes: { plan: 'pro' }, sessions: { count: 2, seconds: 2 }, user_aliases: [{ alias_name: 'visitor', alias_label: 'site' }] })
    expect(eventsOf(users[0])).toEqual(['before×1'])
  })

  it('U2: the very first request already holds both users', async () => {
    const e = emulator()
    const kinds = await traces(e, () => sendData(e, 'web', { ...changeUser, events: [event('ss'), ...changeUser.events] }, 'u1'))
    expect(kinds).toEqual(['device.registered', 'profile.created', 'session.started', 'custom_event.logged', 'session.ended', 'profile.identified', 'session.started', 'profile.updated'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', sessions: { count: 2, seconds: 2 } }])
  })

  it('U2: Android says it by an entry of its own, with anonymous attributes beside it', async () => {
    const e = emulator()
    await sendData(e, 'android', { events: [event('ss')] })
    await sendData(e, 'android', { events: [event('se', { d: 1 }, { at: T + 1 }), event('ss', {}, { at: T + 1, session: 's-2', user: 'u1' })], attributes: [{ custom: { seen: 3 } }, { user_id: 'u1' }] }, 'u1')
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', custom_attributes: { seen: 3 }, sessions: { count: 2 } }])
  })

  it('U2: respond_with alone identifies', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss')] })
    expect(await traces(e, () => sendData(e, 'web', { time: T + 5 }, 'u1'))).toEqual(['profile.identified'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1' }])
  })

  it('U2: a sync call that names the user first identifies too', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss')] })
    expect(await traces(e, () => e.sdk('web', '/content_cards/sync', envelope('web', { user_id: 'u1', last_full_sync_at: 0, last_card_updated_at: 0 })))).toEqual(['profile.identified'])
    expect(await traces(e, () => sendData(e, 'web', { events: [event('ss', {}, { user: 'u1', session: 's-2' })] }, 'u1'))).toEqual(['session.started'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'u1', sessions: { count: 2 } }])
  })
})

describe('anonymous to an existing id', () => {
  async function merged(mode: string) {
    const e = emulator()
    await e.admin('PATCH', '/settings', { merge_mode: mode })
    await known(e, 'u1', { first_name: 'Grace', plan: 'pro', points: 1 })
    await e.post('/users/track', { events: [{ external_id: 'u1', name: 'bought', time: '2026-02-01T00:00:00Z' }] })
    await sendData(e, 'web', {
      events: [event('ss'), ce('bought'), ce('browse'), event('p', { pid: 'tea', c: 'USD', p: '2.50', q: 2, pr: {} }), event('uae', { a: 'visitor', l: 'site' })],
      attributes: [{ first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com', dob: '1990-1-2', phone: '+12125551234', push_token: 'https://push/1', custom: { plan: 'free', colour: 'red' } }],
    })
    const anonymous = (await allUsers(e)).find((user) => user.external_id === null)
    const rows = await e.rowsOf(() => sendData(e, 'web', { events: [event('se', { d: 4 }, { at: T + 4 }), event('ss', {}, { at: T + 4, session: 's-2', user: 'u1' })] }, 'u1'))
    return { e, anonymous, rows, user: await userView(e, 'u1') }
  }

  it('U3, U4: lifecycle fills blank fields, sums sessions, moves tokens and aliases, leaves custom data behind', async () => {
    const { e, anonymous, rows, user } = await merged('lifecycle')
    expect(rows.map((row) => row.kind)).toEqual(['session.ended', 'push_token.moved', 'profile.merged', 'session.started'])
    expect(rows[2]!.data).toEqual({
      rule: 'U3', mode: 'lifecycle', from: { braze_id: anonymous.braze_id, external_id: null }, into: { braze_id: user.braze_id, external_id: 'u1' },
      filled: { last_name: 'Lovelace', email: 'ada@example.com', dob: '1990-01-02', phone: '+12125551234' }, kept: { first_name: { kept: 'Grace', lost: 'Ada' } },
      sessions_added: 1, aliases_moved: [{ alias_name: 'visitor', alias_label: 'site' }], aliases_dropped: [], left_behind: ['custom_attributes', 'custom_events', 'purchases'],
    })
    expect(user).toMatchObject({
      attributes: { first_name: 'Grace', last_name: 'Lovelace', email: 'ada@example.com', dob: '1990-01-02', phone: '+12125551234' }, custom_attributes: { plan: 'pro', points: 1 },
      sessions: { count: 2, seconds: 4 }, total_revenue: 0, purchases: [], user_aliases: [{ alias_name: 'visitor', alias_label: 'site' }], merged_braze_ids: [anonymous.braze_id],
    })
    expect(user.apps).toMatchObject([{ platform: 'Web', sessions: 2 }])
    expect(user.push_tokens.map((one: any) => one.token)).toEqual(['https://push/1'])
    expect(eventsOf(user)).toEqual(['bought×1'])
    expect((await allUsers(e)).map((one) => one.external_id)).toEqual(['u1'])
  })

  it('U4: merge-endpoint adds custom attributes, events and purchases', async () => {
    const { user } = await merged('merge-endpoint')
    expect(user).toMatchObject({ custom_attributes: { plan: 'pro', points: 1, colour: 'red' }, sessions: { count: 2, seconds: 4 }, total_revenue: 5, purchases: [{ product_id: 'tea', count: 2 }] })
    expect(eventsOf(user).sort()).toEqual(['bought×2', 'browse×1'])
  })

  it('U4: none moves the device and its token only', async () => {
    const { e, rows, user } = await merged('none')
    expect(rows.map((row) => row.kind)).toEqual(['session.ended', 'push_token.moved', 'profile.merged', 'session.started'])
    expect(user).toMatchObject({ attributes: { first_name: 'Grace' }, custom_attributes: { plan: 'pro', points: 1 }, sessions: { count: 1, seconds: 0 }, user_aliases: [], total_revenue: 0 })
    expect(user.push_tokens).toHaveLength(1)
    expect((await deviceView(e, 'e5585b85-web')).user.external_id).toBe('u1')
  })

  it('U6: where both have an alias of a label, the existing user keeps its own', async () => {
    const e = emulator()
    await known(e, 'u1')
    await e.post('/users/alias/new', { user_aliases: [{ external_id: 'u1', alias_name: 'old', alias_label: 'site' }] })
    await sendData(e, 'web', { events: [event('ss'), event('uae', { a: 'visitor', l: 'site' })] })
    await sendData(e, 'web', { events: [event('ss', {}, { at: T + 1, session: 's-2', user: 'u1' })] }, 'u1')
    expect((await userView(e, 'u1')).user_aliases).toEqual([{ alias_name: 'old', alias_label: 'site' }])
  })

  it('U4: a refused merge still hands over the device and its token', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { merge_mode: 'merge-endpoint' })
    await known(e, 'u1', { phone: '123' })
    await sendData(e, 'web', { events: [event('ss')], attributes: [{ phone: '456', push_token: 'https://push/1' }] })
    const kinds = await traces(e, () => sendData(e, 'web', { events: [event('ss', {}, { at: T + 1, session: 's-2', user: 'u1' })] }, 'u1'))
    expect(kinds).toEqual(['decision.ignored:U3', 'device.moved', 'push_token.moved', 'session.started'])
    expect((await userView(e, 'u1')).push_tokens).toHaveLength(1)
  })

  it.each([['lifecycle', [], 0], ['merge-endpoint', ['browse×1'], 1], ['none', [], 0]])('U4, N8: an anonymous event that arrives after the merge (%s) ends where it would have in time', async (mode, expected, added) => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { merge_mode: mode })
    await known(e, 'u1')
    await sendData(e, 'web', { events: [event('ss')] })
    await sendData(e, 'web', { events: [event('se', { d: 4 }, { at: T + 4 }), event('ss', {}, { at: T + 4, session: 's-2', user: 'u1' })] }, 'u1')
    const kinds = await traces(e, () => sendData(e, 'web', { time: T + 9, events: [ce('browse', { at: T + 2 }), event('inc', { key: 'clicks', value: 1 }, { at: T + 3 })] }, 'u1'))
    expect(kinds).toEqual(mode === 'merge-endpoint' ? ['custom_event.logged', 'profile.updated'] : ['decision.ignored:U4', 'custom_event.logged', 'decision.ignored:U4', 'profile.updated'])
    const user = await userView(e, 'u1')
    expect(eventsOf(user)).toEqual(expected)
    expect(user.custom_attributes).toEqual(added === 0 ? {} : { clicks: 1 })
  })

  it('U4, S5: the end of an anonymous session that arrives after the merge adds its seconds to the user who got the session', async () => {
    const e = emulator()
    await known(e, 'u1')
    await sendData(e, 'web', { events: [event('ss')] })
    await sendData(e, 'web', { events: [event('ss', {}, { at: T + 4, session: 's-2', user: 'u1' })] }, 'u1')
    expect(await traces(e, () => sendData(e, 'web', { time: T + 9, events: [event('se', { d: 4 }, { at: T + 4 })] }, 'u1'))).toEqual(['session.ended'])
    expect((await userView(e, 'u1')).sessions).toMatchObject({ count: 2, seconds: 4 })
  })

  it('U4, N9: the whole request again after a lost answer invents nothing on the existing user', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { sdk_duplicates: 'drop' })
    await known(e, 'u1')
    const request = () => sendData(e, 'web', { events: [event('ss'), ce('browse', { at: T + 1 }), event('se', { d: 2 }, { at: T + 2 }), event('ss', {}, { at: T + 2, session: 's-2', user: 'u1' }), ce('buy', { at: T + 3, session: 's-2', user: 'u1' })] }, 'u1')
    await request()
    const first = await userView(e, 'u1')
    expect(await traces(e, request)).toEqual(['decision.ignored:S1', 'decision.ignored:U4', 'decision.ignored:N9', 'decision.ignored:S5', 'decision.ignored:S1', 'decision.ignored:N9'])
    expect({ ...(await userView(e, 'u1')), updated_at: 0 }).toEqual({ ...first, updated_at: 0 })
  })
})
