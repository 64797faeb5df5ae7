// Code samples of the documentation, carried over as they stand: what they name is there and does what they say. docs: braze-android-sdk, samples and droidboy; developer_guide
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  Braze, BrazeConfig, BrazeInAppMessageManager, BrazeProperties, CartUpdatedAction, CartUpdatedEvent, CheckoutStartedEvent, EcommerceProduct, OrderPlacedEvent, ProductViewedEvent,
} from '../../../sdk-shims/android/index.ts'
import { BrazeNotificationPayload } from '../../../sdk-shims/android/index.ts'
import type { BrazePushEvent } from '../../../sdk-shims/android/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const push = (more: Members = {}): Members => ({ message: { token: 'x', data: { _ab: 'true', t: 'Hi', a: 'there', cid: 'Y2lk', ...more } } })

describe('BrazeConfig.Builder', () => {
  test('the run-time configurations of the samples', async () => {
    class MainActivity {}
    const config = new BrazeConfig.Builder()
      .setApiKey(homeKeys.android).setCustomEndpoint('http://localhost').setSessionTimeout(60).setHandlePushDeepLinksAutomatically(true).setGreatNetworkDataFlushInterval(10)
      .setDefaultNotificationChannelName('Braze Push').setDefaultNotificationChannelDescription('Pushes').setSmallNotificationIcon('small').setLargeNotificationIcon('large').setDefaultNotificationAccentColor(0xfff33e3e)
      .setPushDeepLinkBackStackActivityEnabled(true).setPushDeepLinkBackStackActivityClass(MainActivity).setIsHtmlInAppMessageApplyWindowInsetsEnabled(true).setShouldUseWindowFlagSecureInActivities(false)
      .build()
    expect([Braze.configure(config), config.values.looks['pushDeepLinkBackStackActivityClass'], config.values.sessionTimeout]).toEqual([true, MainActivity, 60])
  })

  test('setEndpointProvider: requests go where it says', async () => {
    const asked: string[] = []
    app.headless.configure({ fetch: (request) => { asked.push(request.url); return Response.json({}) } })
    await app.start(undefined, () => Braze.setEndpointProvider({ getApiEndpoint: (endpoint) => `${endpoint}/proxy` }))
    expect(asked).toEqual(['http://localhost/proxy/api/v3/data/'])
  })

  test('G2: setAutomaticGeofenceRequestsEnabled(false): fences come when the app asks for them', async () => {
    await app.e.admin('POST', '/locations', { id: 'shops', name: 'Shops', geofences: [{ id: 'shop', latitude: 52.5, longitude: 13.4, radius_meters: 200 }] })
    const configure: Parameters<App['start']>[0] = (builder) => void builder.setGeofencesEnabled(true).setAutomaticGeofenceRequestsEnabled(false)
    await app.start(configure)
    app.headless.device.setLocationPermission('always')
    app.headless.device.moveTo(52.5, 13.4)
    app.headless.background()
    await app.pass(60)
    const braze = await app.start(configure)
    expect((await app.sent()).filter(({ path }) => path.includes('geofence'))).toEqual([])
    braze.requestLocationInitialization()
    braze.requestLocationInitialization()
    expect((await app.sent()).map(({ path }) => path).filter((path) => path === '/geofence/request')).toHaveLength(1)
  })
})

test('the samples in Java: getters and setters, and overloads', async () => {
  const braze = await app.start()
  await app.sent()
  braze.getCurrentUser()!.setFirstName('Ada')
  braze.setRegisteredPushToken('token')
  braze.logPurchase('sku', 'USD', 2.5, new BrazeProperties().addProperty('k', 'v'))
  expect([braze.getRegisteredPushToken(), braze.getDeviceId() === braze.deviceId]).toEqual(['token', true])
  expect(await app.events()).toEqual([['p', { pid: 'sku', c: 'USD', p: 2.5, q: 1, pr: { k: 'v' } }]])
})

describe('logEcommerceEvent', () => {
  const product = (): EcommerceProduct => new EcommerceProduct('SKU-RUN-4821', 'Ultraboost Running Shoe', 'UB-BLK-11', 189.99, 1)
  const line = { product_id: 'SKU-RUN-4821', product_name: 'Ultraboost Running Shoe', variant_id: 'UB-BLK-11', price: 189.99, quantity: 1 }

  test('the four events, in the order of Java and by the names of Kotlin', async () => {
    const braze = await app.start()
    await app.sent()
    braze.logEcommerceEvent(new ProductViewedEvent('PROD101', 'Silk Scarf', 'SCARF', 150, ' eur', 'web', null, 'https://braze-fashion.eu', new BrazeProperties().addProperty('sku', 'SS')))
    braze.logEcommerceEvent(new CartUpdatedEvent('cart_abc123', 'USD', 'android', null, [product()], null, CartUpdatedAction.ADD))
    braze.logEcommerceEvent(new CartUpdatedEvent({ cartId: 'cart_abc123', currency: 'USD', source: 'android', totalValue: 189.99, products: [product()] }))
    braze.logEcommerceEvent(new CheckoutStartedEvent({ checkoutId: 'chk_88291', currency: 'USD', source: 'android', totalValue: 234.96, products: [product()], cartId: 'cart_abc123', metadata: new BrazeProperties().addProperty('checkout_url', 'https://x.invalid') }))
    braze.logEcommerceEvent(new OrderPlacedEvent('ord_77821', 'USD', 'android', 224.96, [product()], 'cart_abc123', 10, [{ code: 'SPRING10', amount: 10 }], null))
    const said = { currency: 'USD', source: 'android' }
    expect(await app.events()).toEqual([
      ['ce', { n: 'ecommerce.product_viewed', p: { product_id: 'PROD101', product_name: 'Silk Scarf', variant_id: 'SCARF', price: 150, currency: 'EUR', source: 'web', product_url: 'https://braze-fashion.eu', metadata: { sku: 'SS' } } }],
      ['ce', { n: 'ecommerce.cart_updated', p: { cart_id: 'cart_abc123', ...said, products: [line], action: 'add' } }],
      ['ce', { n: 'ecommerce.cart_updated', p: { cart_id: 'cart_abc123', ...said, total_value: 189.99, products: [line], action: 'replace' } }],
      ['ce', { n: 'ecommerce.checkout_started', p: { checkout_id: 'chk_88291', ...said, total_value: 234.96, products: [line], cart_id: 'cart_abc123', metadata: { checkout_url: 'https://x.invalid' } } }],
      ['ce', { n: 'ecommerce.order_placed', p: { order_id: 'ord_77821', ...said, total_value: 224.96, products: [line], cart_id: 'cart_abc123', total_discounts: 10, discounts: [{ code: 'SPRING10', amount: 10 }] } }],
    ])
  })

  test('an invalid event throws IllegalArgumentException when it is made', () => {
    const thrown = (make: () => unknown): unknown => { try { make() } catch (error) { return [(error as Error).name, (error as Error).message] } return 'made' }
    expect(thrown(() => new EcommerceProduct('p', 'n', 'v', 1, -1))).toEqual(['IllegalArgumentException', 'quantity must be a number of at least 0'])
    expect(thrown(() => new CartUpdatedEvent('c', 'USD', 'android', null, [product()]))).toEqual(['IllegalArgumentException', 'total_value is missing'])
    expect(thrown(() => new CartUpdatedEvent('c', 'USD', 'android', 1, [product()], null, 'swap'))).toEqual(['IllegalArgumentException', 'action is none of CartUpdatedAction'])
    expect(thrown(() => new OrderPlacedEvent('o', 'dollars', 'android', 1, [product()]))).toEqual(['IllegalArgumentException', 'currency is no currency of ISO 4217'])
  })
})

describe('customBrazeNotificationFactory', () => {
  test('it is given each visible push; null shows nothing, and nobody hears of the push', async () => {
    const braze = await app.start()
    app.headless.requestPushPermission()
    const [made, heard]: [string[], string[]] = [[], []]
    braze.subscribeToPushNotificationEvents(({ eventType, notificationPayload }: BrazePushEvent) => heard.push(`${eventType} ${notificationPayload.titleText}`))
    Braze.customBrazeNotificationFactory = { createNotification: (payload: BrazeNotificationPayload) => { made.push(payload.titleText!); return payload.titleText === 'Hi' ? {} : null } }
    expect(app.headless.push(push())).toMatchObject({ displayed: true })
    expect(app.headless.push(push({ t: 'No' }))).toMatchObject({ displayed: false, ignored: 'the notification factory made none' })
    app.headless.push({ message: { token: 'x', data: { _ab: 'true', k: 'v' } } })
    expect([made, heard, app.headless.device.state().notifications.map(({ title }) => title)]).toEqual([['Hi', 'No'], ['NOTIFICATION_RECEIVED Hi', 'NOTIFICATION_RECEIVED null'], ['Hi']])
    Braze.customBrazeNotificationFactory = null
    expect(app.headless.push(push({ t: 'No' }))).toMatchObject({ displayed: true })
  })
})

test('BrazeNotificationPayload says what the push says', () => {
  const payload = new BrazeNotificationPayload({
    _ab: 'true', t: 'Hi', a: 'there', s: 'sum', ab_bt: 'Big', n: '7', nd: '2000', p: '-1', ac: '255', sd: 'd', ab_nc: 'news', br_ffr: 'true', ab_use_webview: 'TRUE', extra: '{"appboy_image_url":"https://x.invalid/i","k":"v"}',
    ab_a0_a: 'ab_uri', ab_a0_id: 'go', ab_a0_t: 'Go', ab_a0_uri: 'myapp://go', ab_a1_a: 'ab_none',
  })
  expect([payload.titleText, payload.bigTitleText, payload.customNotificationId, payload.pushDuration, payload.notificationPriorityInt, payload.accentColor, payload.notificationChannelId, payload.bigImageUrl, payload.useWebView]).toEqual(['Hi', 'Big', 7, 2000, -1, 255, 'news', 'https://x.invalid/i', true])
  expect([payload.shouldRefreshFeatureFlags, payload.shouldRefreshBanners, payload.isPushStory, payload.isSilentPush, payload.isBrazeInternal, payload.isUninstallTrackingPush]).toEqual([true, false, false, false, true, false])
  expect(payload.actionButtons).toEqual([
    { actionIndex: 0, actionId: 'go', type: 'ab_uri', text: 'Go', uri: 'myapp://go', useWebview: false }, { actionIndex: 1, actionId: null, type: 'ab_none', text: null, uri: null, useWebview: false },
  ])
})

describe('in-app messages of the app\'s own', () => {
  test('deserializeInAppMessageString and addInAppMessage', async () => {
    const braze = await app.start()
    const message = braze.deserializeInAppMessageString(JSON.stringify({ type: 'SLIDEUP', message: 'Welcome' }))
    BrazeInAppMessageManager.getInstance().addInAppMessage(message)
    expect([app.headless.message()?.message, braze.deserializeInAppMessageString('nonsense'), braze.deserializeInAppMessageString('[]')]).toEqual(['Welcome', null, null])
  })

  test('a push primer: the button asks the user', async () => {
    const action = `brazeActions://v1/${Buffer.from(JSON.stringify({ type: 'requestPushPermission' }), 'utf16le').toString('base64')}`
    app.doctor('/data/', (answer) => ({ ...answer, triggers: [onEvent(1, 'seen', modal(1, { btns: [{ id: 0, text: 'Yes', click_action: 'URI', uri: action, use_webview: false }] }))] }))
    const braze = await app.start()
    braze.logCustomEvent('seen')
    await app.headless.idle()
    app.headless.click('Yes')
    expect([app.headless.device.state().pushPermission, braze.contentCardsLastUpdatedInSecondsFromEpoch]).toEqual(['authorized', Date.parse('2026-03-01T12:00:00Z') / 1000])
  })
})
