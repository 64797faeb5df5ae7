// Push on the iOS shim: permission, tokens, delivery, taps, buttons, links, automation (P1, P5-P8, P11, P12, P14, P15; mobile wire 7.1, 7.7). docs: braze-swift-sdk, PushNotifications-Manual
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze } from '../../../sdk-shims/ios/index.ts'
import type { Configuration, Payload } from '../../../sdk-shims/ios/index.ts'
import { openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const TOKEN = Uint8Array.from({ length: 32 }, (_, i) => i * 7)
const HEX = Buffer.from(TOKEN).toString('hex')
const push = (more: Members = {}, id = 'p1'): Members => ({ url: 'https://api.push.apple.com/3/device/x', headers: { 'apns-id': id }, body: { aps: { alert: { title: 'Hi', body: 'there' }, badge: 3 }, ab: { c: 'Y2lk' }, ...more } })
const automated = (configuration: Configuration): void => { configuration.push.automation = true }

/** What push changed in attributes and events since the last look. */
const told = async (braze: Braze): Promise<unknown[]> => {
  braze.requestImmediateDataFlush()
  return (await app.sent()).flatMap(({ body }) => [...(body['attributes'] ?? []), ...(body['events'] ?? []).map((one: any) => [one.name, one.data]), ...(body['device'] === undefined ? [] : [body['device'].ios_push_auth])])
}

describe('permission and token', () => {
  test('P1, P6: by hand: a token before permission counts for background push; permission opts in, at once; asked once', async () => {
    const braze = await app.start()
    await app.sent()
    braze.notifications.register(TOKEN)
    expect(await told(braze)).toEqual([{ push_token: HEX }])
    expect(braze.notifications.deviceToken).toBe(HEX)
    const rows = await app.e.rowsOf(async () => {
      expect(app.headless.requestAuthorization()).toBe(true)
      expect(await app.sent()).toMatchObject([{ body: { attributes: [{ push_subscribe: 'opted_in' }], device: { ios_push_auth: 'authorized', remote_notification_enabled: 1 } } }])
    })
    expect(rows.map((row) => row.kind)).toEqual(['profile.updated', 'device.updated'])
    app.headless.configure({ pushPrompt: 'deny' })
    expect([app.headless.requestAuthorization(), await told(braze)]).toEqual([true, []])
  })

  test('P6: optInWhenPushAuthorized = false', async () => {
    const braze = await app.start((configuration) => { configuration.optInWhenPushAuthorized = false })
    braze.notifications.register(HEX)
    await app.sent()
    app.headless.requestAuthorization()
    expect(await told(braze)).toEqual(['authorized'])
  })

  test('N2: permission before the token leaves at once, the token when it is there', async () => {
    const braze = await app.start()
    await app.sent()
    app.headless.requestAuthorization()
    expect((await app.sent()).map(({ body }) => [body['attributes'], body['device'].ios_push_auth])).toEqual([[[{ push_subscribe: 'opted_in' }], 'authorized']])
    braze.notifications.register(app.headless.deviceToken)
    expect(await told(braze)).toEqual([{ push_token: Buffer.from(app.headless.deviceToken).toString('hex') }])
  })

  test('P6: provisional permission asks nobody and opts nobody in; the question can be put later', async () => {
    app.headless.configure({ pushPrompt: 'deny' })
    const braze = await app.start((configuration) => {
      configuration.push.automation = true
      configuration.push.automation.authorizationOptions = ['alert', 'provisional']
    })
    const rows = await told(braze)
    expect([rows.at(-1), JSON.stringify(rows).includes('opted_in')]).toEqual(['provisional', false])
    expect(app.headless.push(push())).toMatchObject({ displayed: true })
    app.headless.configure({ pushPrompt: 'allow' })
    expect([app.headless.requestAuthorization(), await told(braze)]).toEqual([true, [{ push_subscribe: 'opted_in' }, 'authorized']])
  })

  test('automation asks and registers at launch, in an app that is in front', async () => {
    const braze = await app.start(automated)
    const [, ...rest] = await told(braze) as any[]
    expect(rest).toEqual(['notDetermined', { push_subscribe: 'opted_in' }, 'authorized', { push_token: expect.stringMatching(/^[0-9a-f]{64}$/) }, 'authorized'])
    app = openApp({ pushPrompt: 'deny' })
    const denied = await app.start(automated)
    expect((await told(denied)).at(-1)).toBe('denied')
    app = openApp({ startsInBackground: true })
    const away = await app.start(automated)
    expect([away.notifications.deviceToken, app.headless.device.state().pushPermission]).toEqual([undefined, 'notDetermined'])
  })

  test('P3: unregisterPush takes the token off; a failure says so and keeps it', async () => {
    const braze = await app.start()
    braze.notifications.register(TOKEN)
    await app.sent()
    app.doctor('/push/unregister', () => { throw new Error('no network') })
    expect((await braze.notifications.unregisterPush()).failure?.message).toBe('the request was not made or did not end well')
    expect(braze.notifications.deviceToken).toBe(HEX)
    app.doctor('/push/unregister', (answer) => answer)
    await app.sent()
    const heard: unknown[] = []
    await braze.notifications.unregisterPush((result) => heard.push(result))
    expect([heard, braze.notifications.deviceToken, (await app.sent()).map(({ path, body }) => [path, body['push_token']])]).toEqual([[{ success: true }], undefined, [['/push/unregister', HEX]]])
  })
})

describe('delivery', () => {
  const ready = async (configure: (configuration: Configuration) => void = automated): Promise<{ braze: Braze; heard: Payload[] }> => {
    const braze = await app.start(configure)
    if (app.headless.device.state().pushPermission === 'notDetermined') app.headless.requestAuthorization()
    const heard: Payload[] = []
    braze.notifications.subscribeToUpdates((payload) => heard.push(payload))
    await app.sent()
    return { braze, heard }
  }

  test('P12: in front it is shown and `received`, which is no open; tapped it is `opened` and counted', async () => {
    const { braze, heard } = await ready()
    expect(app.headless.push(push({ ab_uri: 'myapp://x', k: 'v' }))).toMatchObject({ displayed: true, received: true })
    expect(heard).toMatchObject([{ type: 'received', title: 'Hi', body: 'there', badge: 3, isSilent: false, isInternal: false, urlContext: { url: 'myapp://x', useWebView: false }, actionIdentifier: undefined, userInfo: { k: 'v' } }])
    expect(await told(braze)).toEqual([])
    app.headless.tap()
    expect(heard.at(-1)).toMatchObject({ type: 'opened', actionIdentifier: 'com.apple.UNNotificationDefaultActionIdentifier' })
    expect(await told(braze)).toEqual([['pc', { cid: 'Y2lk' }]])
    expect(app.headless.links()).toEqual([{ url: 'myapp://x', how: 'system', channel: 'notification' }])
    expect(() => app.headless.tap()).toThrow('there is no notification')
  })

  test('mobile wire 7.7: in the background only content-available is heard of; tapped, the open belongs to the session it starts', async () => {
    const { braze, heard } = await ready()
    app.headless.background()
    await app.pass(60)
    app.headless.push(push())
    expect(heard).toEqual([])
    app.headless.push({ aps: { 'content-available': 1 }, ab: {}, k: 'v' })
    expect(heard).toMatchObject([{ type: 'received', isSilent: true }])
    app.headless.tap()
    expect((await told(braze)).map((one) => (one as unknown[])[0]).filter((one) => one !== undefined)).toEqual(['se', 'ss', 'pc'])
    expect(app.headless.device.state().foreground).toBe(true)
  })

  test('P11: a tap starts a terminated app; a new instance of the app\'s own hears of it', async () => {
    await ready()
    const heard: string[] = []
    app.headless.app = {
      didFinishLaunching: () => {
        const configuration = new Braze.Configuration(app.headless.requests[0]!.body['api_key'] as string, 'http://localhost')
        automated(configuration)
        new Braze(configuration).notifications.subscribeToUpdates((payload) => heard.push(payload.type))
      },
    }
    app.headless.background()
    app.headless.push(push())
    app.headless.terminate()
    await app.pass(60)
    app.headless.tap()
    await app.headless.idle()
    expect(heard).toEqual(['opened'])
    expect((await app.sent()).flatMap(({ body }) => (body['events'] ?? []).map((one: any) => one.name))).toEqual(['se', 'ss', 'pc'])
  })

  test('a button is counted by its id; one that says no does not open the app', async () => {
    const { braze, heard } = await ready()
    const buttons = { aps: { alert: 'x', category: 'ab_cat_accept_decline' }, ab: { c: 'Y2lk', ab_cat: { ab_pb_accept: { a_uri: 'https://example.com/yes', a_use_webview: true } } } }
    app.headless.background()
    app.headless.push(push(buttons))
    app.headless.tap('Decline')
    expect([await told(braze), app.headless.device.state().foreground]).toEqual([[['ca', { cid: 'Y2lk', a: 'ab_pb_decline' }]], false])
    app.headless.push(push(buttons))
    expect(() => app.headless.tap('Maybe')).toThrow('ab_pb_accept (Accept), ab_pb_decline (Decline)')
    app.headless.tap('ab_pb_accept')
    expect([await told(braze), app.headless.device.state().foreground, heard.map(({ actionIdentifier }) => actionIdentifier)]).toEqual([[['ca', { cid: 'Y2lk', a: 'ab_pb_accept' }]], true, ['ab_pb_decline', 'ab_pb_accept']])
    expect(app.headless.links()).toEqual([{ url: 'https://example.com/yes', how: 'webView', channel: 'notification' }])
  })

  test('by hand: nothing is counted unless the app hands it over; other senders\' pushes are not Braze\'s', async () => {
    const { braze, heard } = await ready(() => {})
    app.headless.push(push())
    app.headless.tap()
    expect([await told(braze), heard, app.headless.device.state().notifications]).toEqual([[], [], []])
    const calls: unknown[] = []
    app.headless.app = {
      willPresentNotification: (notification) => braze.notifications.handleForegroundNotification(notification),
      didReceiveResponse: (response, done) => calls.push(braze.notifications.handleUserNotification(response, done)),
      didReceiveRemoteNotification: (userInfo, done) => calls.push(braze.notifications.handleBackgroundNotification(userInfo, done)),
    }
    app.headless.push(push())
    app.headless.tap()
    app.headless.push({ aps: { 'content-available': 1 }, other: 1 })
    app.headless.push({ aps: { 'content-available': 1 }, ab: {} })
    expect([calls, heard.map(({ type }) => type), await told(braze)]).toEqual([[true, false, true], ['received', 'opened', 'received'], [['pc', { cid: 'Y2lk' }]]])
    expect([Braze.Notifications.isBrazeNotification({ aps: {} }), Braze.Notifications.isInternalNotification({ ab: {}, ab_sync_geos: true })]).toEqual([false, true])
  })

  test('payloadTypes, cancel, and the delegate asked about the link', async () => {
    const { braze } = await ready()
    const opened: string[] = []
    const subscription = braze.notifications.subscribeToUpdates(({ type }) => opened.push(type), ['opened'])
    braze.delegate = { shouldOpenURL: (_braze, { channel }) => { opened.push(channel); return false } }
    app.headless.push(push({ ab_uri: 'https://example.com' }))
    app.headless.tap()
    subscription.cancel()
    app.headless.push(push({}, 'p2'))
    app.headless.tap()
    expect([opened, app.headless.links()]).toEqual([['notification', 'opened'], []])
  })

  test('a push that the emulator sends reaches the phone as it left, and its open counts for the campaign\'s message', async () => {
    const braze = await app.start(automated)
    braze.changeUser('ada')
    await app.headless.idle()
    await app.e.post('/messages/send', { external_user_ids: ['ada'], messages: { apple_push: { alert: { title: 'Sale', body: 'Today' }, custom_uri: 'myapp://sale' } } })
    await app.e.admin('POST', '/settle')
    const { body } = await app.e.admin('GET', '/messages?channel=ios_push')
    const [message] = body.messages.filter((one: any) => one.status === 'sent')
    expect(app.headless.push(message.payload)).toMatchObject({ displayed: true })
    app.headless.tap()
    const kinds = await app.e.kindsOf(() => app.headless.idle())
    expect([kinds, app.headless.links().map(({ url }) => url)]).toEqual([['push.open'], ['myapp://sale']])
    expect((await app.e.admin('GET', '/messages?channel=ios_push')).body.messages.find((one: any) => one.id === message.id).engagement.map((one: any) => one.action)).toEqual(['open'])
  })
})
