// Start, sessions, users and the end of the Android shim: bodies sent and journal rows (S1-S7, U2-U19, A6, N1, N5, N10, P1, P8). docs: braze-android-sdk 43
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  Braze, BrazeNetworkFailureEvent, BrazeProperties, BrazePushUnregistrationException, Gender, Month, NotificationSubscriptionType, SessionStateChangedEvent,
} from '../../../sdk-shims/android/index.ts'
import type { BrazeSdkAuthenticationErrorEvent } from '../../../sdk-shims/android/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const NOW_S = Date.parse('2026-03-01T12:00:00Z') / 1000
const names = (sent: { body: any }[]): string[][] => sent.map(({ body }) => (body.events ?? []).map((one: any) => one.name))

describe('start', () => {
  test('S1: getInstance() sends nothing; the activity opens one session, with the whole first body', async () => {
    app.configure()
    Braze.getInstance()
    expect(await app.sent()).toEqual([])
    const kinds = await app.e.kindsOf(() => app.start())
    const [{ body, path, headers }] = await app.sent() as [any]
    expect(path).toBe('/data/')
    expect(body).toEqual({
      api_key: homeKeys.android, time: NOW_S, sdk_version: '43.2.0', device_id: expect.stringMatching(/^[0-9a-f-]{36}$/), respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: NOW_S, data: {}, session_id: expect.any(String) }],
      device: { os_version: '15', model: 'Pixel 9', brand: 'google', carrier: 'Example Mobile', locale: 'en_US', time_zone: 'UTC', remote_notification_enabled: 0, is_background_restricted: false },
    })
    expect(headers).toMatchObject({ 'X-Braze-TriggersRequest': 'true', 'X-Braze-DataRequest': 'true' })
    expect(kinds).toContain('session.started')
  })

  test('C2: the first config turns cards and flags on at once; the allow list, flavour and metadata', async () => {
    await app.start((builder) => builder.setDeviceObjectAllowlistEnabled(true).setDeviceObjectAllowlist(['MODEL']).setSdkFlavor('unity').setSdkMetadata(['manu']))
    const sent = await app.sent()
    expect(sent.map(({ path }) => path)).toEqual(['/data/', '/content_cards/sync', '/feature_flags/sync'])
    expect([sent[0]!.body['device'], sent[0]!.body['sdk_flavor'], sent[0]!.body['sdk_metadata']]).toEqual([{ model: 'Pixel 9' }, 'unity', ['manu']])
  })
})

describe('sessions', () => {
  test('S4, S5, S7: closeSession ends nothing until the timeout; then a timer ends it, and the next opening starts one', async () => {
    const told: [string, string][] = []
    await app.start()
    Braze.getInstance().subscribeToSessionUpdates((event) => { expect(event).toBeInstanceOf(SessionStateChangedEvent); told.push([event.eventType, event.sessionId]) })
    await app.sent()
    app.headless.background()
    await app.pass(9)
    app.headless.foreground()
    expect([names(await app.sent()), told]).toEqual([[], []])
    app.headless.background()
    await app.pass(10)
    expect(names(await app.sent())).toEqual([['se']])
    app.headless.foreground()
    expect(names((await app.sent()).filter(({ path }) => path === '/data/'))).toEqual([['ss']])
    expect(told.map(([kind]) => kind)).toEqual([SessionStateChangedEvent.ChangeType.SESSION_ENDED, SessionStateChangedEvent.ChangeType.SESSION_STARTED])
    expect(told[0]![1]).not.toBe(told[1]![1])
  })

  test('S4: from one activity to the next the session goes on; the last one to stop closes it', async () => {
    await app.start()
    await app.sent()
    app.headless.switchActivity()
    await app.pass(60)
    expect(names(await app.sent()).flat()).toEqual([])
    app.headless.background()
    await app.pass(11)
    expect(names(await app.sent()).flat()).toEqual(['se'])
  })

  test('S2, S6: setSessionTimeout, counted from the start of the session on request', async () => {
    await app.start((builder) => builder.setSessionTimeout(60).setIsSessionStartBasedTimeoutEnabled(true))
    await app.pass(50)
    app.headless.background()
    await app.sent()
    await app.pass(10)
    expect(names(await app.sent())).toEqual([['se']])
  })

  test('sessions by hand: openSession and closeSession, without the listener', async () => {
    app.configure()
    const braze = Braze.getInstance()
    app.headless.foreground()
    braze.logCustomEvent('before')
    expect(await app.sent()).toEqual([])
    braze.openSession({})
    expect(names((await app.sent()).filter(({ path }) => path === '/data/'))).toEqual([['ce', 'ss']])
    braze.closeSession({})
    await app.pass(10)
    expect(names(await app.sent())).toEqual([['se']])
  })

  test.each([['great', 10], ['good', 30], ['bad', 60]] as const)('N1: on a %s network data leaves every %d s', async (network, seconds) => {
    app = openApp({ network })
    await app.start()
    await app.sent()
    Braze.getInstance().logCustomEvent('a')
    await app.pass(seconds - 0.1)
    expect(await app.sent()).toEqual([])
    await app.pass(0.1)
    expect(names(await app.sent())).toEqual([['ce']])
  })

  test('N5: setOutboundNetworkRequestsOffline holds all back and loses nothing', async () => {
    const braze = await app.start()
    await app.sent()
    Braze.setOutboundNetworkRequestsOffline(true)
    braze.logCustomEvent('a')
    braze.requestImmediateDataFlush()
    await app.pass(60)
    expect(await app.sent()).toEqual([])
    Braze.setOutboundNetworkRequestsOffline(false)
    expect(names(await app.sent())).toEqual([['ce']])
  })
})

describe('users', () => {
  test('U2, S10: changeUser gives an entry with the id, tells its subscribers, and the profile keeps what it had', async () => {
    const braze = await app.start()
    const told: string[] = []
    braze.subscribeToChangeUserEvents(({ currentUserId }) => told.push(currentUserId))
    braze.logCustomEvent('before')
    await app.sent()
    braze.changeUser('ada')
    braze.changeUser('ada')
    braze.changeUser('')
    const sent = (await app.sent()).filter(({ path }) => path === '/data/')
    expect(sent.map(({ body }) => [body['attributes'], body['events'].map((one: any) => [one.name, one.user_id])])).toEqual([[[{ user_id: 'ada' }], [['ce', undefined], ['se', undefined], ['ss', 'ada']]]])
    expect([told, braze.currentUser?.userId]).toEqual([['ada'], 'ada'])
    const profile = await app.e.exported('ada')
    expect([profile.custom_events.map((one: any) => one.name), profile.apps[0].sessions]).toEqual([['before'], 2])
  })

  test('attributes: each setter answers and stands on the wire under its word', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    const user = braze.currentUser!
    expect([
      user.setFirstName('Ada'), user.setLastName('L'), user.setEmail('ada@example.com'), user.setEmail('no address'), user.setPhoneNumber('+49 30 1'), user.setCountry('DE'), user.setHomeCity('Berlin'), user.setLanguage('de'),
      user.setGender(Gender.FEMALE), user.setDateOfBirth(1990, Month.DECEMBER, 10), user.setDateOfBirth(1990, Month.FEBRUARY, 30), user.setLineId('U1'),
      user.setEmailNotificationSubscriptionType(NotificationSubscriptionType.OPTED_IN), user.setPushNotificationSubscriptionType(NotificationSubscriptionType.UNSUBSCRIBED),
    ]).toEqual([true, true, true, false, true, true, true, true, true, true, false, true, true, true])
    expect(await app.attributes()).toEqual([{
      user_id: 'ada', first_name: 'Ada', last_name: 'L', email: 'ada@example.com', phone: '+49 30 1', country: 'DE', home_city: 'Berlin', language: 'de', gender: 'f', dob: '1990-12-10', native_line_id: 'U1',
      email_subscribe: 'opted_in', push_subscribe: 'unsubscribed',
    }])
    expect(await app.e.exported('ada')).toMatchObject({ first_name: 'Ada', dob: '1990-12-10', gender: 'F', push_subscribe: 'unsubscribed' })
  })

  test('custom attributes, aliases and groups', async () => {
    const braze = await app.start()
    await app.sent()
    const user = braze.currentUser!
    user.setCustomUserAttribute('n', 1)
    user.setCustomUserAttributeToNow('now')
    user.setCustomUserAttributeToSecondsFromEpoch('then', 1_700_000_000)
    user.unsetCustomUserAttribute('gone')
    user.setCustomAttributeArray('list', ['a'])
    user.setCustomUserAttribute('nested', { a: 1 }, true)
    user.incrementCustomUserAttribute('count')
    user.addToCustomAttributeArray('list', 'b')
    user.removeFromCustomAttributeArray('list', 'a')
    user.setLocationCustomAttribute('home', 52.5, 13.4)
    user.unsetLocationCustomAttribute('work')
    user.setLastKnownLocation(52.5, 13.4, 30, 5)
    expect([user.addAlias('ada', 'handle'), user.addAlias('', 'handle'), user.addToSubscriptionGroup('g1'), user.removeFromSubscriptionGroup('')]).toEqual([true, false, true, false])
    braze.requestImmediateDataFlush()
    const [{ body }] = await app.sent() as [any]
    expect(body.attributes).toEqual([{ custom: { n: 1, now: '2026-03-01T12:00:00Z', then: '2023-11-14T22:13:20Z', gone: null } }])
    expect(body.events.map(({ name, data }: any) => [name, data])).toEqual([
      ['set', { key: 'list', value: ['a'] }], ['ncam', { key: 'nested', value: { a: 1 } }], ['inc', { key: 'count', value: 1 }], ['add', { key: 'list', value: 'b' }], ['rem', { key: 'list', value: 'a' }],
      ['lcaa', { key: 'home', latitude: 52.5, longitude: 13.4 }], ['lcar', { key: 'work' }], ['lr', { latitude: 52.5, longitude: 13.4, altitude: 30, ll_accuracy: 5 }], ['uae', { a: 'ada', l: 'handle' }], ['sgu', { group_id: 'g1', status: 'subscribed' }],
    ])
  })

  test('events and purchases with BrazeProperties, and the rows they make', async () => {
    const braze = await app.start()
    await app.sent()
    const properties = new BrazeProperties({ tier: 'gold' }).addProperty('at', new Date('2026-01-02T03:04:05Z')).addProperty('', 1)
    expect([properties.size, Object.keys(properties.forJsonPut())]).toEqual([2, ['tier', 'at']])
    braze.logCustomEvent('seen')
    braze.logCustomEvent('seen', properties)
    braze.logPurchase('sku', 'usd', 9.99)
    braze.logPurchase('sku', 'USD', 1, 3, new BrazeProperties({ size: 'L' }))
    const kinds = await app.e.kindsOf(async () => {
      expect(await app.events()).toEqual([
        ['ce', { n: 'seen' }], ['ce', { n: 'seen', p: { tier: 'gold', at: '2026-01-02T03:04:05Z' } }], ['p', { pid: 'sku', c: 'USD', p: 9.99, q: 1 }], ['p', { pid: 'sku', c: 'USD', p: 1, q: 3, pr: { size: 'L' } }],
      ])
    })
    expect(kinds).toEqual(['custom_event.logged', 'custom_event.logged', 'purchase.made', 'purchase.made'])
  })

  test('A6: refused signatures are told and their data stays; a new one delivers it', async () => {
    let refuse = true
    app.doctor('/data/', (answer) => (refuse ? { auth_error: { error_code: 22, reason: 'EXPIRED' } } : answer))
    const errors: BrazeSdkAuthenticationErrorEvent[] = []
    const braze = await app.start((builder) => builder.setIsSdkAuthenticationEnabled(true), () => Braze.getInstance().subscribeToSdkAuthenticationFailures((event) => errors.push(event)))
    braze.changeUser('ada', 'jwt-1')
    await app.sent()
    expect(errors.at(-1)).toEqual({ errorCode: 22, errorReason: 'EXPIRED', userId: 'ada', signature: 'jwt-1' })
    refuse = false
    braze.setSdkAuthenticationSignature('jwt-2')
    const sent = (await app.sent()).filter(({ path }) => path === '/data/')
    expect(sent.map(({ headers }) => headers['X-Braze-Auth-Signature'])).toContain('jwt-2')
    expect(names(sent).flat()).toContain('ss')
  })

  test('network failures are told with status and path', async () => {
    const told: BrazeNetworkFailureEvent[] = []
    app.doctor('/data/', () => { throw new Error('down') })
    await app.start(undefined, () => Braze.getInstance().subscribeToNetworkFailures((event) => told.push(event)))
    expect(told).toEqual([{ responseCode: null, requestPath: '/api/v3/data/', requestInitiationTime: NOW_S * 1000 }])
  })
})

describe('push tokens', () => {
  const TOKEN = `c${'x'.repeat(20)}:APA91b${'y'.repeat(134)}`

  test('P1: registeredPushToken leaves at once when it changed, and with every session start', async () => {
    const braze = await app.start()
    await app.sent()
    braze.registeredPushToken = TOKEN
    expect((await app.sent()).map(({ body }) => body['attributes'])).toEqual([[{ push_token: TOKEN }]])
    braze.registeredPushToken = TOKEN
    expect([await app.sent(), braze.registeredPushToken]).toEqual([[], TOKEN])
    braze.changeUser('ada')
    expect((await app.sent()).find(({ path }) => path === '/data/')?.body['attributes']).toEqual([{ user_id: 'ada', push_token: TOKEN }])
  })

  test('P8: FCM registration brings a token with the first session; permission opts in from Android 13 on, and below nobody is asked', async () => {
    const braze = await app.start((builder) => builder.setIsFirebaseCloudMessagingRegistrationEnabled(true))
    expect((await app.sent())[0]!.body['attributes']).toEqual([{ push_token: expect.stringMatching(/:APA91b/) }])
    expect(braze.registeredPushToken).toMatch(/:APA91b/)
    expect(app.headless.requestPushPermission()).toBe(true)
    expect((await app.attributes())).toEqual([{ push_subscribe: 'opted_in' }])
    app = openApp({ facts: { osVersion: '12' } })
    await app.start((builder) => builder.setIsFirebaseCloudMessagingRegistrationEnabled(true))
    expect((await app.sent())[0]!.body['device']).toMatchObject({ os_version: '12', remote_notification_enabled: 1 })
  })

  test('U19: unregisterPush and logout; a failure says whether it may be repeated, and wipes nothing', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    braze.registeredPushToken = TOKEN
    await app.sent()
    app.doctor('/push/unregister', () => { throw new Error('no network') })
    const error = await braze.logout().catch((one: unknown) => one)
    expect(error).toBeInstanceOf(BrazePushUnregistrationException)
    expect([(error as BrazePushUnregistrationException).isRetriable, braze.currentUser?.userId, braze.registeredPushToken]).toEqual([true, 'ada', TOKEN])
    app.doctor('/push/unregister', (answer) => answer)
    await braze.unregisterPush()
    expect(braze.registeredPushToken).toBeNull()
    await braze.logout()
    expect([Braze.isDisabled, braze.currentUser]).toEqual([true, null])
  })
})

describe('the end', () => {
  test('N10: wipeData makes another device with an unknown user, and goes on', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    const before = braze.deviceId
    braze.logCustomEvent('lost')
    Braze.wipeData()
    expect([braze.deviceId === before, braze.currentUser?.userId, Braze.isDisabled]).toEqual([false, '', false])
    braze.openSession({})
    expect(names((await app.sent()).filter(({ path }) => path === '/data/'))).toEqual([['ss']])
  })

  test('S17: disabled nothing is sent or kept, over a new process too', async () => {
    const braze = await app.start()
    await app.sent()
    Braze.disableSdk()
    braze.logCustomEvent('lost')
    await app.pass(60)
    await app.start()
    expect([Braze.isDisabled, await app.sent()]).toEqual([true, []])
    Braze.enableSdk()
    Braze.getInstance().openSession({})
    Braze.getInstance().logCustomEvent('kept')
    // in front all the while: the session is the same
    expect((await app.events()).map(([name]) => name)).toEqual(['ce'])
  })
})
