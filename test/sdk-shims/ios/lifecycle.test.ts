// Start, sessions, users and the end of the iOS shim: bodies sent and journal rows (S1-S13, U2-U19, A10, C2, N4, N10). docs: braze-swift-sdk 18.2
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze } from '../../../sdk-shims/ios/index.ts'
import type { SDKAuthenticationError, SessionEvent } from '../../../sdk-shims/ios/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const NOW_S = Date.parse('2026-03-01T12:00:00Z') / 1000

describe('start', () => {
  test('S1: one session with the whole first body; the emulator writes what it means', async () => {
    const kinds = await app.e.kindsOf(() => app.start())
    const [{ body, headers, path }] = await app.sent() as [any]
    expect(path).toBe('/data/')
    expect(body).toEqual({
      api_key: homeKeys.ios, time: NOW_S, sdk_version: '18.2.1', sdk_metadata: ['spm'], device_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: NOW_S, data: {}, session_id: expect.stringMatching(/^[0-9a-f-]{36}$/) }],
      device: { os_version: '18.2', model: 'iPhone17,1', locale: 'en_US', time_zone: 'UTC', remote_notification_enabled: 0, ios_push_auth: 'notDetermined' },
    })
    expect(headers).toMatchObject({ 'X-Braze-Api-Key': homeKeys.ios, 'X-Braze-TriggersRequest': 'true', 'X-Braze-DataRequest': 'true' })
    expect(kinds).toContain('session.started')
    expect(app.problems).toEqual([])
  })

  test('S12: an app that the system starts behind the user opens no session', async () => {
    app = openApp({ startsInBackground: true })
    await app.start()
    expect(await app.sent()).toEqual([])
    app.headless.foreground()
    expect((await app.sent()).flatMap(({ body }) => body['events'].map((one: any) => one.name))).toEqual(['ss'])
  })

  test('a fact that is not on the list is not told; wrappers name themselves; the vendor\'s id stands for a random one', async () => {
    const braze = await app.start((configuration) => {
      configuration.devicePropertyAllowList = ['osVersion', 'pushAuthStatus', 'pushEnabled']
      configuration.useUUIDAsDeviceId = false
      configuration.api.addSDKMetadata(['rn', 'spm'])
      configuration.api.sdkFlavor = 'react'
    })
    const [{ body }] = await app.sent() as [any]
    expect([body.device, body.sdk_metadata, body.sdk_flavor]).toEqual([{ os_version: '18.2', remote_notification_enabled: 0, ios_push_auth: 'notDetermined' }, ['spm', 'rn'], 'react'])
    expect(braze.deviceId).toMatch(/^[0-9A-F-]{36}$/)
    expect(await braze.getDeviceId()).toBe(body.device_id)
  })

  test('C2: what the first config turns on is on from the next instance on', async () => {
    const braze = await app.start()
    braze.contentCards.requestRefresh()
    braze.featureFlags.requestRefresh()
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/data/'])
    const heard: unknown[] = []
    braze.contentCards.requestRefresh((result) => heard.push(result.failure?.message))
    expect(heard).toEqual(['the request was not made or did not end well'])
    const next = await app.start()
    expect(await app.sent()).toEqual([])
    next.contentCards.requestRefresh((result) => heard.push(result.success))
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/content_cards/sync'])
    expect(heard.at(-1)).toEqual([])
    expect(app.problems).toEqual([])
  })
})

describe('sessions', () => {
  test('S4, S5, S8: within ten seconds the same session; after it `se` with the time in front, then `ss`', async () => {
    const told: SessionEvent[] = []
    const braze = await app.start(undefined, (one) => one.subscribeToSessionUpdates((event) => told.push(event)))
    await app.sent()
    await app.pass(5)
    app.headless.background()
    await app.pass(9)
    app.headless.foreground()
    expect(await app.sent()).toEqual([])
    app.headless.background()
    await app.pass(10)
    app.headless.foreground()
    const [{ body }] = await app.sent() as [any]
    expect(body.events.map(({ name, data }: any) => [name, data])).toEqual([['se', { d: 14 }], ['ss', {}]])
    expect(told.map(({ kind }) => kind)).toEqual(['started', 'ended', 'started'])
    expect(new Set(told.map(({ id }) => id)).size).toBe(2)
    expect(braze.enabled).toBe(true)
  })

  test('S2: sessionTimeout; S12: a new instance and a terminated app go on with a live session', async () => {
    const configure = (configuration: any) => { configuration.sessionTimeout = 60 }
    await app.start(configure)
    await app.start(configure)
    app.headless.background()
    app.headless.terminate()
    await app.pass(59)
    app.headless.foreground()
    expect((await app.sent()).flatMap(({ body }) => (body['events'] ?? []).map((one: any) => one.name))).toEqual(['ss'])
    app.headless.background()
    app.headless.terminate()
    await app.pass(60)
    app.headless.foreground()
    expect((await app.sent()).flatMap(({ body }) => (body['events'] ?? []).map((one: any) => one.name))).toEqual(['se', 'ss'])
  })

  test('the app\'s own start runs when it is launched', () => {
    expect(() => app.headless.foreground()).toThrow('nothing tells how this app starts')
    let started = 0
    app.headless.app = { didFinishLaunching: () => { started += 1; new Braze(new Braze.Configuration(homeKeys.ios, 'http://localhost')) } }
    app.headless.foreground()
    app.headless.background()
    app.headless.foreground()
    app.headless.terminate()
    app.headless.foreground()
    expect(started).toBe(2)
  })
})

describe('users', () => {
  test('U1, U2, S10: changeUser names the user in respond_with and on each event, and the profile keeps what it had', async () => {
    const braze = await app.start()
    braze.logCustomEvent('before')
    braze.changeUser('ada')
    const sent = await app.sent()
    expect(sent.map(({ body }) => [body['user_id'], body['respond_with'].user_id, body['events'].map((one: any) => [one.name, one.user_id])])).toEqual([
      [undefined, undefined, [['ss', undefined]]], [undefined, 'ada', [['ce', undefined], ['se', undefined], ['ss', 'ada']]],
    ])
    expect(sent.every(({ body }) => body['attributes'] === undefined)).toBe(true)
    const profile = await app.e.exported('ada')
    expect([profile.custom_events.map((one: any) => one.name), profile.apps[0].sessions]).toEqual([['before'], 2])
    expect([braze.user.id, await braze.user.getId()]).toEqual(['ada', 'ada'])
  })

  test('U8: the same id and an empty one change nothing', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    braze.changeUser('ada')
    braze.changeUser('')
    expect([await app.events(braze), braze.user.id]).toEqual([[], 'ada'])
  })

  test('attributes: the labels of set() as they stand on the wire and in the profile', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    braze.user.set({ firstName: 'Ada', lastName: 'L', email: 'ada@example.com', phoneNumber: '+49 30 1', country: 'DE', homeCity: 'Berlin', language: 'de', gender: 'female', dateOfBirth: new Date('1990-12-10T23:30:00Z') })
    braze.user.set({ emailSubscriptionState: 'optedIn', pushNotificationSubscriptionState: 'unsubscribed' })
    expect(await app.attributes(braze)).toEqual([{
      user_id: 'ada', first_name: 'Ada', last_name: 'L', email: 'ada@example.com', phone: '+49 30 1', country: 'DE', home_city: 'Berlin', language: 'de', gender: 'f', dob: '1990-12-10T00:00:00Z',
      email_subscribe: 'opted_in', push_subscribe: 'unsubscribed',
    }])
    expect(await app.e.exported('ada')).toMatchObject({ first_name: 'Ada', dob: '1990-12-10', gender: 'F', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed' })
    braze.user.set({ firstName: null, gender: null, dateOfBirth: null })
    expect(await app.attributes(braze)).toEqual([{ user_id: 'ada', first_name: null, gender: null, dob: null }])
  })

  test('custom attributes, aliases and groups, each by its word on the wire', async () => {
    const braze = await app.start()
    const { user } = braze
    user.setCustomAttribute('n', 1)
    user.setCustomAttribute('at', new Date('2026-01-02T03:04:05Z'))
    user.unsetCustomAttribute('gone')
    user.setCustomAttribute('list', ['a', 'b'])
    user.setCustomAttribute('nested', { a: 1 }, true)
    user.incrementCustomUserAttribute('count')
    user.incrementCustomUserAttribute('count', -2)
    user.addToCustomAttributeStringArray('list', 'c')
    user.removeFromCustomAttributeStringArray('list', 'a')
    user.setLocationCustomAttribute('home', 52.5, 13.4)
    user.unsetLocationCustomAttribute('work')
    user.add('ada', 'handle')
    user.add(' ', 'handle')
    user.addToSubscriptionGroup('g1')
    user.removeFromSubscriptionGroup('g2')
    user.setLastKnownLocation(52.5, 13.4, 10)
    await app.sent()
    braze.requestImmediateDataFlush()
    const [{ body }] = await app.sent() as [any]
    expect(body.attributes).toEqual([{ custom: { n: 1, at: '2026-01-02T03:04:05Z', gone: null } }])
    expect(body.events.map(({ name, data }: any) => [name, data])).toEqual([
      ['set', { key: 'list', value: ['a', 'b'] }], ['ncam', { key: 'nested', value: { a: 1 } }], ['inc', { key: 'count', value: 1 }], ['inc', { key: 'count', value: -2 }],
      ['add', { key: 'list', value: 'c' }], ['rem', { key: 'list', value: 'a' }], ['lcaa', { key: 'home', latitude: 52.5, longitude: 13.4 }], ['lcar', { key: 'work' }],
      ['uae', { a: 'ada', l: 'handle' }], ['sgu', { group_id: 'g1', status: 'subscribed' }], ['sgu', { group_id: 'g2', status: 'unsubscribed' }], ['lr', { latitude: 52.5, longitude: 13.4, ll_accuracy: 10 }],
    ])
  })

  test('events and purchases: order of the labels, defaults, the price a number', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    await app.sent()
    braze.logCustomEvent('seen')
    braze.logCustomEvent('seen', { tier: 'gold', at: new Date('2026-01-02T03:04:05Z') })
    braze.logPurchase('sku', 'eur', 9.99)
    braze.logPurchase('sku', 'USD', 1, 3, { size: 'L' })
    const rows = await app.e.rowsOf(async () => {
      expect(await app.events(braze)).toEqual([
        ['ce', { n: 'seen' }], ['ce', { n: 'seen', p: { tier: 'gold', at: '2026-01-02T03:04:05Z' } }], ['p', { pid: 'sku', c: 'EUR', p: 9.99, q: 1 }], ['p', { pid: 'sku', c: 'USD', p: 1, q: 3, pr: { size: 'L' } }],
      ])
    })
    // of the currency without a rate in the settings
    expect(rows.map((row) => row.kind)).toEqual(['custom_event.logged', 'custom_event.logged', 'decision.ignored', 'purchase.made', 'purchase.made'])
    expect((await app.e.exported('ada')).purchases).toMatchObject([{ name: 'sku', count: 4 }])
  })
})

describe('N4: requestPolicy', () => {
  test('automatic: after flushInterval; manual: on request only', async () => {
    const braze = await app.start((configuration) => { configuration.api.flushInterval = 3 })
    await app.sent()
    braze.logCustomEvent('a')
    await app.pass(2.9)
    expect(await app.sent()).toEqual([])
    await app.pass(0.1)
    expect(await app.sent()).toHaveLength(1)
    const manual = await app.start((configuration) => { configuration.api.requestPolicy = 'manual' })
    manual.logCustomEvent('b')
    await app.pass(600)
    expect(await app.sent()).toEqual([])
    expect(await app.events(manual)).toEqual([['ce', { n: 'b' }]])
  })
})

describe('the end', () => {
  test('mobile wire 9.10, N10: wipeData forgets, stays disabled over a new start, and speaks again when enabled, as another device', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    const before = braze.deviceId
    await app.sent()
    braze.logCustomEvent('lost')
    braze.wipeData()
    expect([braze.enabled, braze.user.id]).toEqual([false, undefined])
    braze.logCustomEvent('lost too')
    await app.pass(60)
    const next = await app.start()
    expect([next.enabled, await app.sent()]).toEqual([false, []])
    next.enabled = true
    next.logCustomEvent('kept')
    const events = await app.events(next)
    expect([events.map(([name]) => name), next.deviceId === before]).toEqual([['ss', 'ce'], false])
  })

  test('S17, C14: disabled nothing is sent or kept, and refreshes say sdkDisabled', async () => {
    const braze = await app.restart()
    await app.sent()
    braze.enabled = false
    const errors: (string | undefined)[] = []
    braze.contentCards.requestRefresh(({ failure }) => errors.push((failure as any)?.code))
    braze.featureFlags.requestRefresh(({ failure }) => errors.push((failure as any)?.code))
    braze.logCustomEvent('lost')
    await app.pass(60)
    expect([await app.sent(), errors]).toEqual([[], ['sdkDisabled', 'sdkDisabled']])
    braze.enabled = true
    braze.logCustomEvent('kept')
    expect((await app.events(braze)).map(([, data]) => data).filter((data) => data['n'] !== undefined)).toEqual([{ n: 'kept' }])
  })

  test('U19: logout flushes, unregisters, wipes; when unregistering fails nothing is wiped', async () => {
    const braze = await app.start()
    braze.changeUser('ada')
    braze.notifications.register('ab'.repeat(32))
    await app.sent()
    app.doctor('/push/unregister', () => { throw new Error('no network') })
    const failed = await braze.logout()
    expect([failed.failure?.message, braze.user.id, braze.enabled, braze.notifications.deviceToken]).toEqual(['the request was not made or did not end well', 'ada', true, 'ab'.repeat(32)])
    app.doctor('/push/unregister', (answer) => answer)
    await app.sent()
    braze.logCustomEvent('last')
    const done = await braze.logout()
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/data/', '/push/unregister'])
    expect([done, braze.user.id, braze.enabled]).toEqual([{ success: true }, undefined, false])
  })
})

describe('SDK authentication', () => {
  const ask = (answer: any) => ({ ...answer, optional_auth_error: { error_code: 21, reason: 'SUBJECT_MISMATCH', user_id: 'ada' } })

  test('A10: the signature travels only when the app turned it on; the delegate hears of Optional errors', async () => {
    const off = await app.start()
    off.changeUser('ada', 'jwt-1')
    expect((await app.sent()).map(({ headers }) => headers['X-Braze-Auth-Signature'])).toEqual([undefined, undefined])
    const errors: SDKAuthenticationError[] = []
    app.doctor('/data/', ask)
    const on = await app.start((configuration) => { configuration.api.sdkAuthentication = true }, (braze) => {
      braze.sdkAuthDelegate = { sdkAuthenticationFailedWithError: (_braze, error) => errors.push(error) }
    })
    on.logCustomEvent('a')
    on.requestImmediateDataFlush()
    await app.sent()
    expect(errors).toEqual([{ code: 21, reason: 'SUBJECT_MISMATCH', userId: 'ada', signature: 'jwt-1', optional: true }])
    on.set({ sdkAuthenticationSignature: 'jwt-2' })
    on.logCustomEvent('b')
    on.requestImmediateDataFlush()
    expect((await app.sent()).at(-1)?.headers['X-Braze-Auth-Signature']).toBe('jwt-2')
  })
})
