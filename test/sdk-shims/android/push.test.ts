// Push on the Android shim: the receiver's order, subscribers, taps, buttons, swipes, deep links (P11, P13-P15, P17-P19; mobile wire 7.3). docs: braze-android-sdk, BrazePushReceiver.kt
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze, BrazeFirebaseMessagingService } from '../../../sdk-shims/android/index.ts'
import { card, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const push = (more: Record<string, string> = {}): Members => ({ url: 'https://fcm.googleapis.com/v1/projects/p/messages:send', body: { message: { token: 'x', data: { _ab: 'true', t: 'Hi', a: 'there', cid: 'Y2lk', ...more } } } })

/** An app that may notify, with what its push subscriber heard. */
const ready = async (change: Parameters<App['start']>[0] = (builder) => builder.setHandlePushDeepLinksAutomatically(true)): Promise<string[]> => {
  const heard: string[] = []
  await app.start(change, () => Braze.getInstance().subscribeToPushNotificationEvents(({ eventType, notificationPayload }) => heard.push(`${eventType} ${notificationPayload.titleText}`)))
  app.headless.requestPushPermission()
  await app.sent()
  return heard
}
const names = async (): Promise<string[]> => (await app.sent()).flatMap(({ body }) => (body['events'] ?? []).map((one: any) => one.name))

describe('the receiver', () => {
  test('a visible push is shown and told; one without title or body is silent and told', async () => {
    const heard = await ready()
    expect(app.headless.push(push({ _ab: 'True' }))).toMatchObject({ displayed: true, silent: false })
    expect(app.headless.push({ _ab: 'true', extra: '{"k":"v"}' })).toMatchObject({ displayed: false, silent: true })
    expect([heard, await names()]).toEqual([['NOTIFICATION_RECEIVED Hi', 'NOTIFICATION_RECEIVED null'], []])
  })

  test('handleBrazeRemoteMessage: other senders\' pushes are left alone; deleted messages, probes and copies go no further', async () => {
    const heard = await ready()
    expect([BrazeFirebaseMessagingService.handleBrazeRemoteMessage({ data: { t: 'x', a: 'y' } }), BrazeFirebaseMessagingService.handleBrazeRemoteMessage({ data: { _ab: 'no' } })]).toEqual([false, false])
    const swallowed: Record<string, string>[] = [{ message_type: 'deleted_messages' }, { appboy_uninstall_tracking: 'true' }, { extra: '{"appboy_uninstall_tracking":"true"}' }]
    for (const data of swallowed) {
      expect(BrazeFirebaseMessagingService.handleBrazeRemoteMessage({ data: { _ab: 'true', t: 'x', a: 'y', ...data } })).toBe(true)
    }
    expect([heard, app.headless.device.state().notifications]).toEqual([[], []])
    app.headless.push(push({ br_p_id: 'once' }))
    app.headless.push(push({ br_p_id: 'once' }))
    expect([heard.length, app.headless.device.state().notifications.length]).toEqual([1, 1])
  })

  test('the notification waits for POST_NOTIFICATIONS, the app is told all the same', async () => {
    app = openApp({ pushPrompt: 'deny' })
    const heard = await ready()
    expect(app.headless.push(push())).toMatchObject({ displayed: false })
    expect(heard).toEqual(['NOTIFICATION_RECEIVED Hi'])
  })

  test('P17, P18: a card that comes with a push is there at once; flags and banners are refreshed', async () => {
    await ready()
    const braze = Braze.getInstance()
    braze.changeUser('ada')
    await app.sent()
    app.headless.push(push({ ab_cd: JSON.stringify(card(1)), ab_cd_uid: 'ada', br_ffr: 'true' }))
    expect(braze.getCachedContentCards().map(({ title }) => title)).toEqual(['card 1'])
    expect((await app.sent()).map(({ path }) => path)).toEqual(['/feature_flags/sync'])
    app.headless.push(push({ ab_cd: JSON.stringify(card(2)), ab_cd_uid: 'other' }))
    expect(braze.getCachedContentCards()).toHaveLength(1)
  })

  test('P19: a test message opens at once in an app that is in front, without a notification; turned off, or away, it is a push like any other', async () => {
    const heard = await ready()
    app.headless.push(push({ ab_push_fetch_test_triggers_key: '1' }))
    expect([heard, app.headless.device.state().notifications.length, (await app.sent()).map(({ body }) => body['respond_with']?.triggers)]).toEqual([[], 0, [true]])
    app.headless.background()
    app.headless.push(push({ ab_push_fetch_test_triggers_key: '1' }))
    expect([heard.length, app.headless.device.state().notifications.length]).toEqual([1, 1])
    const off = await ready((builder) => builder.setInAppMessageTestPushEagerDisplayEnabled(false))
    app.headless.push(push({ ab_push_fetch_test_triggers_key: '1', n: '7' }))
    expect(off).toEqual(['NOTIFICATION_RECEIVED Hi'])
  })

  test('a push starts the process, without a session; the app\'s own service decides', async () => {
    await ready()
    app.headless.terminate()
    let created = 0
    const onCreate = app.headless.app.onCreate!
    app.headless.app = { onCreate: () => { created += 1; onCreate() } }
    expect(app.headless.push(push())).toMatchObject({ displayed: true })
    expect([created, app.headless.device.state().foreground, await names()]).toEqual([1, false, []])
    app.headless.app = { ...app.headless.app, onMessageReceived: () => {} }
    expect(app.headless.push(push({ n: '2' }))).toBeUndefined()
    expect(app.headless.device.state().notifications).toHaveLength(1)
  })
})

describe('the user', () => {
  test('P11: a tap counts, tells, opens the app and its link, where the SDK handles links', async () => {
    const heard = await ready()
    app.headless.background()
    await app.pass(60)
    Braze.getInstance().subscribeToSessionUpdates(({ eventType }) => heard.push(eventType))
    app.headless.push(push({ uri: 'myapp://sale', extra: '{"k":"v"}' }))
    await app.sent()
    app.headless.tap()
    expect(await names()).toEqual(['pc', 'ss'])
    expect([heard.slice(-2), app.headless.device.state().foreground, app.headless.links()]).toEqual([['NOTIFICATION_OPENED Hi', 'SESSION_STARTED'], true, [{ url: 'myapp://sale', how: 'system', channel: 'PUSH' }]])
  })

  test('P11: a tap opens a terminated app: counted and told before its session starts, once', async () => {
    const heard = await ready()
    app.headless.background()
    app.headless.push(push())
    app.headless.terminate()
    await app.pass(60)
    await app.sent()
    app.headless.tap()
    expect(await names()).toEqual(['pc', 'se', 'ss'])
    expect([heard.at(-1), app.headless.device.state().foreground, app.headless.device.state().notifications]).toEqual(['NOTIFICATION_OPENED Hi', true, []])
  })

  test('by default a tap only counts and tells: the app opens itself', async () => {
    const heard = await ready((builder) => builder.setHandlePushDeepLinksAutomatically(false))
    app.headless.background()
    app.headless.push(push({ uri: 'myapp://sale' }))
    app.headless.tap()
    expect([await names(), heard.at(-1), app.headless.device.state().foreground, app.headless.links(), app.headless.device.state().notifications]).toEqual([['pc'], 'NOTIFICATION_OPENED Hi', false, [], []])
  })

  test('buttons: `ab_none` counts only; a link counts and opens', async () => {
    const heard = await ready()
    const buttons = { ab_a0_id: 'no', ab_a0_t: 'No', ab_a0_a: 'ab_none', ab_a1_id: 'yes', ab_a1_t: 'Yes', ab_a1_a: 'ab_uri', ab_a1_uri: 'https://example.com', ab_a1_use_webview: 'true' }
    app.headless.push(push(buttons))
    app.headless.tapButton('No')
    expect([(await app.sent()).flatMap(({ body }) => body['events'].map((one: any) => [one.name, one.data])), heard]).toEqual([[['ca', { cid: 'Y2lk', a: 'no' }]], ['NOTIFICATION_RECEIVED Hi']])
    app.headless.push(push(buttons))
    expect(() => app.headless.tapButton('Maybe')).toThrow('no (No), yes (Yes)')
    app.headless.tapButton('yes')
    expect([(await app.sent()).flatMap(({ body }) => body['events'].map((one: any) => [one.name, one.data])), heard.at(-1), app.headless.links()]).toEqual([
      [['ca', { cid: 'Y2lk', a: 'yes' }]], 'NOTIFICATION_OPENED Hi', [{ url: 'https://example.com', how: 'webView', channel: 'PUSH' }],
    ])
  })

  test('a swipe tells the app and nobody else', async () => {
    const heard = await ready()
    app.headless.push(push())
    app.headless.swipe()
    expect([heard.at(-1), await names(), app.headless.device.state().notifications]).toEqual(['NOTIFICATION_DELETED Hi', [], []])
    expect(() => app.headless.swipe()).toThrow('there is no notification')
  })

  test('handleOnNewToken: only where the configuration says so', async () => {
    await app.start()
    BrazeFirebaseMessagingService.handleOnNewToken('token-1')
    expect(Braze.getInstance().registeredPushToken).toBeNull()
    await app.start((builder) => builder.setIsFirebaseMessagingServiceOnNewTokenRegistrationEnabled(true))
    BrazeFirebaseMessagingService.handleOnNewToken('token-2')
    expect(Braze.getInstance().registeredPushToken).toBe('token-2')
  })

  test('a push that the emulator sends reaches the phone as it left, and its open counts', async () => {
    await ready((builder) => builder.setHandlePushDeepLinksAutomatically(true).setIsFirebaseCloudMessagingRegistrationEnabled(true))
    Braze.getInstance().changeUser('ada')
    await app.headless.idle()
    await app.e.post('/messages/send', { external_user_ids: ['ada'], messages: { android_push: { title: 'Sale', alert: 'Today', custom_uri: 'myapp://sale' } } })
    await app.e.admin('POST', '/settle')
    const all = async (): Promise<any[]> => (await app.e.admin('GET', '/messages?channel=android_push')).body.messages
    const [message] = (await all()).filter((one) => one.status === 'sent')
    expect(app.headless.push(message.payload)).toMatchObject({ displayed: true })
    app.headless.tap()
    expect(await app.e.kindsOf(() => app.headless.idle())).toEqual(['push.open'])
    expect([app.headless.links().map(({ url }) => url), (await all()).find((one) => one.id === message.id).engagement.map((one: any) => one.action)]).toEqual([['myapp://sale'], ['open']])
  })
})
