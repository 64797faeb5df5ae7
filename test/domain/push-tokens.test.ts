// Push tokens: registered, replaced, moved with the user, removed, imported; what each user's changelog says (rules P1–P10).
import { describe, expect, it } from 'vitest'
import { homeKeys } from '../../emulator/index.ts'
import { allUsers, deviceView, event, known, sendData, T, traces, userView } from '../kit/sdk-wire.ts'
import { emulator } from '../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const changes = async (e: Emulator, user: string) => (await userView(e, user)).push_token_changes.map((one: any) => `${one.change} ${one.token}: ${one.reason}`)
const tokens = async (e: Emulator, user: string) => (await userView(e, user)).push_tokens.map((one: any) => one.token)
const start = (user: string | undefined, at = T, session = 's-1') => event('ss', {}, { at, session, ...(user === undefined ? {} : { user }) })
const signIn = (e: Emulator, user: string, token: string | undefined, at = T) => sendData(e, 'ios', { time: at, events: [start(user, at, `s-${at}`)], attributes: token === undefined ? [] : [{ user_id: user, push_token: token }] }, user)

describe('registration', () => {
  it('P1: the token is the user’s, with its exact row, and sent again at each session it changes nothing', async () => {
    const e = emulator()
    const rows = await e.rowsOf(() => signIn(e, 'a', 'f00d'))
    expect(rows.map((row) => row.kind)).toEqual(['device.registered', 'profile.created', 'session.started', 'push_token.registered'])
    expect(rows[3]).toMatchObject({ profile: (await userView(e, 'a')).braze_id, data: { app_id: homeKeys.ios, device_id: 'c0ffee00-ios', token: 'f00d', imported: false } })
    expect(await traces(e, () => signIn(e, 'a', 'f00d', T + 60))).toEqual(['session.started'])
    expect((await e.exported('a', ['push_tokens'])).push_tokens).toEqual([{ app: 'iOS', platform: 'iOS', token: 'f00d', device_id: 'c0ffee00-ios', notifications_enabled: true }])
    expect(await changes(e, 'a')).toEqual(['registered f00d: registered by the device'])
  })

  it('P1: an anonymous user has tokens too', async () => {
    const e = emulator()
    await sendData(e, 'android', { events: [start(undefined)], attributes: [{ push_token: 'fcm' }] })
    expect(await allUsers(e)).toMatchObject([{ external_id: null, push_tokens: [{ token: 'fcm' }] }])
  })

  it('P2: a newer token of the device replaces the older one', async () => {
    const e = emulator()
    await signIn(e, 'a', 'old')
    expect(await traces(e, () => signIn(e, 'a', 'new', T + 1))).toEqual(['session.started', 'push_token.removed', 'push_token.registered'])
    expect(await tokens(e, 'a')).toEqual(['new'])
    expect(await changes(e, 'a')).toEqual(['registered old: registered by the device', 'removed old: replaced by a newer token of the device', 'registered new: registered by the device'])
  })

  it('P2: one token per device and app, so two apps of a device have one each', async () => {
    const e = emulator()
    await sendData(e, 'ios', { device_id: 'd', events: [start('a')], attributes: [{ user_id: 'a', push_token: 't' }] }, 'a')
    await sendData(e, 'android', { device_id: 'd', events: [start('a')], attributes: [{ user_id: 'a', push_token: 't' }] }, 'a')
    expect(await tokens(e, 'a')).toEqual(['t', 't'])
  })

  it('P3: the web trio and its VAPID key are kept; the four nulls unregister', async () => {
    const e = emulator()
    const keys = { custom_push_public_key: 'BPub=', custom_push_user_auth: 'auth==', custom_push_vapid_public_key: null }
    await sendData(e, 'web', { events: [start('a')], attributes: [{ user_id: 'a', push_token: 'https://push/1', push_subscribe: 'opted_in', ...keys }] }, 'a')
    expect(JSON.parse(e.world.pushTokens.find(homeKeys.web, 'https://push/1')!.web_keys!)).toEqual({ custom_push_public_key: 'BPub=', custom_push_user_auth: 'auth==' })
    expect(await userView(e, 'a')).toMatchObject({ push_subscribe: 'opted_in', attributes: {} })
    expect(await traces(e, () => sendData(e, 'web', { attributes: [{ user_id: 'a', push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null }] }, 'a'))).toEqual(['push_token.removed'])
    expect(await changes(e, 'a')).toEqual(['registered https://push/1: registered by the device', 'removed https://push/1: unsubscribed on the device'])
    // P6: taking the token away unsubscribes nobody
    expect((await userView(e, 'a')).push_subscribe).toBe('opted_in')
  })

  it('P1: web keys without a token are ignored with a trace', async () => {
    const e = emulator()
    expect(await traces(e, () => sendData(e, 'web', { attributes: [{ user_id: 'a', custom_push_user_auth: 'auth==' }] }, 'a'))).toEqual(['device.registered', 'profile.created', 'decision.ignored:P1'])
  })

  it.each([7, true, {}, ['x']])('P1: a token of %j is ignored with a trace', async (push_token) => {
    const e = emulator()
    expect(await traces(e, () => sendData(e, 'ios', { attributes: [{ user_id: 'a', push_token }] }, 'a'))).toEqual(['device.registered', 'profile.created', 'decision.ignored:P1'])
  })
})

describe('changeUser', () => {
  it('P2: the token leaves A and appears on B, in the changelog of both', async () => {
    const e = emulator()
    await signIn(e, 'a', 'f00d')
    const rows = await e.rowsOf(() => signIn(e, 'b', undefined, T + 1))
    expect(rows.map((row) => row.kind)).toEqual(['profile.created', 'device.moved', 'push_token.moved', 'session.started'])
    const [a, b] = [await userView(e, 'a'), await userView(e, 'b')]
    expect(rows[2]).toMatchObject({ profile: b.braze_id, data: { rule: 'P2', reason: 'changeUser', token: 'f00d', from: a.braze_id, to: b.braze_id } })
    expect([await tokens(e, 'a'), await tokens(e, 'b')]).toEqual([[], ['f00d']])
    expect(await changes(e, 'a')).toEqual(['registered f00d: registered by the device', 'moved_away f00d: changeUser'])
    expect(await changes(e, 'b')).toEqual(['moved_here f00d: changeUser'])
    await signIn(e, 'a', 'f00d', T + 2)
    expect([await tokens(e, 'a'), await tokens(e, 'b')]).toEqual([['f00d'], []])
  })

  it('P2: a token that the earlier user’s entry brings in the same request ends with the device’s user', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [start('a')] }, 'a')
    const kinds = await traces(e, () => sendData(e, 'web', { events: [start('b', T + 1, 's-2')], attributes: [{ user_id: 'a', push_token: 'https://push/1' }] }, 'b'))
    expect(kinds).toEqual(['profile.created', 'device.moved', 'session.started', 'push_token.registered', 'push_token.moved'])
    expect([await tokens(e, 'a'), await tokens(e, 'b')]).toEqual([[], ['https://push/1']])
  })

  it('P2: a late null of the earlier user does not take the token from the device', async () => {
    const e = emulator()
    await signIn(e, 'a', 'f00d')
    await signIn(e, 'b', 'f00d', T + 10)
    await sendData(e, 'ios', { time: T + 5, attributes: [{ user_id: 'a', push_token: null }] }, 'a')
    expect(await tokens(e, 'b')).toEqual(['f00d'])
  })

  it('P2: a token with half a character in it is one token still, after it moved', async () => {
    const e = emulator()
    await signIn(e, 'a', 'half\ud800')
    await signIn(e, 'b', undefined, T + 1)
    await signIn(e, 'b', 'half\ud800', T + 2)
    expect([await tokens(e, 'a'), await tokens(e, 'b')]).toEqual([[], ['half\ufffd']])
    expect(e.errors).toEqual([])
  })

  it('P2: the same token from another device of another user moves there', async () => {
    const e = emulator()
    await signIn(e, 'a', 'f00d')
    await sendData(e, 'ios', { device_id: 'restored', events: [start('b')], attributes: [{ user_id: 'b', push_token: 'f00d' }] }, 'b')
    expect([await tokens(e, 'a'), await tokens(e, 'b')]).toEqual([[], ['f00d']])
    expect((await deviceView(e, 'restored')).push_tokens).toEqual(['f00d'])
    expect((await deviceView(e, 'c0ffee00-ios')).push_tokens).toEqual([])
  })
})

describe('permission and subscription', () => {
  it('P5, P10: the device row reads Foreground or Background after the session that says so', async () => {
    const e = emulator()
    const session = (n: number, device: unknown) => sendData(e, 'ios', { device, events: [start('a', T + n, `s-${n}`)], attributes: [{ user_id: 'a', push_token: 'f00d' }] }, 'a')
    const row = async () => (await deviceView(e, 'c0ffee00-ios')).push
    await signIn(e, 'a', undefined)
    expect(await row()).toBeNull()
    for (const [n, device, push] of [[1, { ios_push_auth: 'authorized', remote_notification_enabled: 1 }, 'Foreground'], [2, { ios_push_auth: 'denied', remote_notification_enabled: 0 }, 'Background'], [3, { ios_push_auth: 'provisional' }, 'Foreground'], [4, { ios_push_auth: 'notDetermined' }, 'Background']] as const) {
      await session(n, device)
      expect([n, await row(), (await e.exported('a', ['push_tokens'])).push_tokens[0].notifications_enabled]).toEqual([n, push, push === 'Foreground'])
    }
    await sendData(e, 'android', { device: { remote_notification_enabled: 0 }, events: [start('b')], attributes: [{ user_id: 'b', push_token: 'fcm' }] }, 'b')
    expect((await deviceView(e, 'a0d0-android')).push).toBe('Background')
  })

  it('P6: subscribed at first, opted_in when the SDK says so, and then every entry counts', async () => {
    const e = emulator()
    await signIn(e, 'a', 'f00d')
    expect(await userView(e, 'a')).toMatchObject({ push_subscribe: 'subscribed', email_subscribe: 'subscribed' })
    await sendData(e, 'ios', { attributes: [{ user_id: 'a', push_subscribe: 'opted_in' }] }, 'a')
    expect(await e.exported('a', ['push_subscribe', 'push_opted_in_at'])).toEqual({ push_subscribe: 'opted_in', push_opted_in_at: '2026-03-01T12:00:00.000Z' })
    // P7: a session does not opt in again
    await sendData(e, 'ios', { attributes: [{ user_id: 'a', push_subscribe: 'unsubscribed' }] }, 'a')
    await signIn(e, 'a', 'f00d', T + 60)
    expect((await e.exported('a', ['push_subscribe'])).push_subscribe).toBe('unsubscribed')
  })

  it('P6: the state is the user’s: it stays behind when the device changes its user', async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [start('a')], attributes: [{ user_id: 'a', push_token: 'f00d', push_subscribe: 'opted_in' }] }, 'a')
    await signIn(e, 'b', 'f00d', T + 1)
    expect([(await userView(e, 'a')).push_subscribe, (await userView(e, 'b')).push_subscribe]).toEqual(['opted_in', 'subscribed'])
  })
})

describe('import and uninstall', () => {
  const imported = { push_token_import: true, country: 'US', push_tokens: [{ app_id: homeKeys.ios, token: 'f00d', device_id: 'imported-device' }] }

  it('P2: when the device of an imported token starts, the token is its user’s and the temporary profile is gone', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [imported] })
    expect(await allUsers(e)).toMatchObject([{ external_id: null, origin: 'push_token_import', push_tokens: [{ token: 'f00d', imported: true }] }])
    const kinds = await traces(e, () => signIn(e, 'a', 'f00d'))
    expect(kinds).toEqual(['device.registered', 'profile.created', 'session.started', 'push_token.moved', 'decision.ignored:push_token_import'])
    expect(await allUsers(e)).toMatchObject([{ external_id: 'a', push_tokens: [{ token: 'f00d', imported: false, device_id: 'c0ffee00-ios' }] }])
  })

  it('P3, P4: uninstalled, the token is gone; the next start brings it back', async () => {
    const e = emulator()
    await signIn(e, 'a', 'f00d')
    expect(await traces(e, () => e.admin('POST', '/devices/c0ffee00-ios/uninstall'))).toEqual(['push_token.removed', 'device.uninstalled'])
    expect(await changes(e, 'a')).toEqual(['registered f00d: registered by the device', 'removed f00d: uninstalled'])
    await signIn(e, 'a', 'f00d', T + 60)
    expect(await tokens(e, 'a')).toEqual(['f00d'])
  })

  it('P2: a merge by REST takes tokens and devices along', async () => {
    const e = emulator()
    await known(e, 'keep')
    await signIn(e, 'gone', 'f00d')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'gone' }, identifier_to_keep: { external_id: 'keep' } }] })
    expect(await userView(e, 'keep')).toMatchObject({ push_tokens: [{ token: 'f00d' }], devices: [{ device_id: 'c0ffee00-ios' }], sessions: { count: 1 } })
    expect(await changes(e, 'keep')).toEqual(['moved_here f00d: profiles merged'])
  })
})
