// Code samples of the documentation, carried over as they stand: what they name is there and does what they say. docs: braze-swift-sdk, Examples/Swift; developer_guide
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze, BrazeInAppMessageUI, BrazeLocationProvider } from '../../../sdk-shims/ios/index.ts'
import type { Banner, BannerDismissalEvent, InAppMessage, RemovalReason, SessionEvent } from '../../../sdk-shims/ios/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { card, composite, modal, onEvent, openApp } from './app.ts'
import type { App, Members } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const NOW = Date.parse('2026-03-01T12:00:00Z')
const push = (more: Members = {}): Members => ({ url: 'https://api.push.apple.com/3/device/x', headers: { 'apns-id': 'p1' }, body: { aps: { alert: { title: 'Hi', body: 'there' } }, ab: { c: 'Y2lk' }, ...more } })

describe('Braze.Configuration', () => {
  test('the whole set-up of the examples', async () => {
    const lines: string[] = []
    const configuration = new Braze.Configuration(homeKeys.ios, 'http://localhost')
    configuration.logger.level = 'info'
    configuration.logger.print = (line) => { lines.push(line); return false }
    configuration.push.appGroup = 'group.com.braze.PushNotifications.PushStories'
    configuration.push.automation = true
    configuration.push.automation.requestAuthorizationAtLaunch = false
    configuration.location.brazeLocationProvider = new BrazeLocationProvider()
    configuration.location.automaticLocationCollection = true
    configuration.location.geofencesEnabled = true
    configuration.location.automaticGeofenceRequests = true
    configuration.location.allowBackgroundGeofenceUpdates = true
    configuration.location.distanceFilter = 5000
    configuration.optInWhenPushAuthorized = false
    configuration.api.addSDKMetadata(['rn'])
    const braze = new Braze(configuration)
    expect(Braze.Notifications.categories.map(({ identifier, actions }) => [identifier, actions.map(({ title }) => title)])).toContainEqual(['ab_cat_yes_no', ['Yes', 'No']])
    await app.headless.idle()
    app.headless.device.showInAppMessage(app.headless.device.makeInAppMessage({ type: 'MODAL', orientation: 'LANDSCAPE' }))
    expect(lines).toEqual([expect.stringContaining('Started user session'), expect.stringContaining('No matching trigger'), expect.stringContaining('the screen is portrait')])
    configuration.logger.level = 'error'
    app.headless.device.showInAppMessage(app.headless.device.makeInAppMessage({ type: 'MODAL', orientation: 'LANDSCAPE' }))
    expect(lines).toHaveLength(3)
    braze.inAppMessagePresenter = new BrazeInAppMessageUI()
    app.headless.requestAuthorization()
    expect(JSON.stringify((await app.sent()).map(({ body }) => body['attributes']))).not.toContain('opted_in')
  })

  test('G2: without automaticGeofenceRequests fences come when the app asks for them', async () => {
    await app.e.admin('POST', '/locations', { id: 'shops', name: 'Shops', geofences: [{ id: 'shop', latitude: 52.5, longitude: 13.4, radius_meters: 200 }] })
    const braze = await app.start()
    app.headless.device.setLocationPermission('always')
    app.headless.device.moveTo(52.5, 13.4)
    const again = await app.start((configuration) => {
      configuration.location.brazeLocationProvider = new BrazeLocationProvider()
      configuration.location.geofencesEnabled = true
    })
    expect([(await app.sent()).filter(({ path }) => path.includes('geofence')), braze === again]).toEqual([[], false])
    again.requestGeofences(52.5, 13.4)
    expect((await app.sent()).map(({ path }) => path)).toContain('/geofence/request')
  })
})

describe('async and await', () => {
  test('C14: refreshes give their value or throw', async () => {
    const braze = await app.restart()
    expect([await braze.contentCards.requestRefresh(), await braze.featureFlags.requestRefresh()]).toEqual([[], []])
    braze.enabled = false
    await expect(braze.contentCards.requestRefresh()).rejects.toMatchObject({ name: 'BrazeError', code: 'sdkDisabled' })
    void braze.featureFlags.requestRefresh()
  })

  test('streams give what subscribers are told, until the loop is left', async () => {
    app.doctor('/content_cards/sync', () => ({ full_sync: true, last_full_sync_at: 1, last_card_updated_at: 1, cards: [card(1)] }))
    const braze = await app.restart()
    const sessions: SessionEvent[] = []
    const reading = (async () => { for await (const event of braze.sessionUpdatesStream) if (sessions.push(event) === 2) break })()
    const stream = braze.contentCards.cardsStream[Symbol.asyncIterator]()
    const first = stream.next()
    void braze.contentCards.requestRefresh()
    void braze.contentCards.requestRefresh()
    expect([(await first).value, (await stream.next()).value].map((cards) => cards.map(({ title }: Members) => title))).toEqual([['card 1'], ['card 1']])
    const waiting = stream.next()
    await stream.return?.()
    expect(await waiting).toEqual({ value: undefined, done: true })
    braze.changeUser('ada')
    await reading
    expect(sessions.map(({ kind }) => kind)).toEqual(['ended', 'started'])
  })
})

test('samples that leave labels out, in the order of the ones that stay', async () => {
  const braze = await app.start()
  await app.sent()
  braze.logPurchase('product_id', 'USD', 14.99, { checkout_id: 'c' })
  braze.user.setLastKnownLocation(44.5, -111.2, 10)
  braze.user.setLastKnownLocation(44.5, -111.2, 8, 10, 3)
  expect(await app.events(braze)).toEqual([
    ['p', { pid: 'product_id', c: 'USD', p: 14.99, q: 1, pr: { checkout_id: 'c' } }],
    ['lr', { latitude: 44.5, longitude: -111.2, ll_accuracy: 10 }], ['lr', { latitude: 44.5, longitude: -111.2, altitude: 8, ll_accuracy: 10, alt_accuracy: 3 }],
  ])
  const heard: string[] = []
  braze.notifications.subscribeToUpdates(['received'], ({ type }) => heard.push(type))
  app.headless.requestAuthorization()
  braze.notifications.handleForegroundNotification({ id: 'x', userInfo: { aps: { alert: 'Hi' }, ab: {} } })
  expect([heard, Braze.sdkVersion]).toEqual([['received'], '18.2.1'])
})

test('an in-app message: its data, the accessor of its type, and logging by it', async () => {
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: [onEvent(1, 'seen', modal(1, { type: 'FULL', extras: { k: 'v' } }))] } : {}) }))
  const braze = await app.start()
  const presented: InAppMessage[] = []
  braze.inAppMessagePresenter = { present: (message) => presented.push(message) }
  braze.logCustomEvent('seen')
  await app.headless.idle()
  const [message] = presented
  expect([message!.data.extras, message!.clickAction.url, message!.full?.header, message!.slideup?.slideFrom, message!.data === message]).toEqual([{ k: 'v' }, undefined, 'Hi', undefined, true])
  await app.sent()
  message!.logImpression(braze)
  message!.logClick('0', braze)
  expect((await app.events(braze)).map(([name]) => name)).toEqual(['ce', 'si', 'sbc'])
})

describe('Braze.Banners.registerView', () => {
  test('B7, B12: a view of the app\'s own is given its banner, and told why it goes', async () => {
    const wire = (more: Members = {}): Members => ({ id: composite(1), placement_id: 'home', html: '<p/>', is_test_send: false, is_control: false, expires_at: -1, properties: {}, stable_key: 'key', ...more })
    let given: Members | null = wire()
    app.doctor('/data/', (answer) => ({ ...answer, ...(answer['config'] === undefined ? {} : { config: { ...answer['config'], banners: { enabled: true, max_placements: 10 } } }) }))
    app.doctor('/banners/sync', () => ({ banners: { home: { banner: given } } }))
    const braze = await app.restart()
    const heard: unknown[] = []
    const view = {
      placementId: 'home', render: (banner: Banner) => heard.push(banner.html), removeBannerContent: (reason: RemovalReason) => heard.push(reason), onDismiss: ({ stableKey }: BannerDismissalEvent) => heard.push(stableKey),
    }
    braze.banners.registerView(view)
    expect(heard).toEqual([])
    const { home } = await braze.banners.requestBannersRefresh(['home'])
    home!.logImpression(braze)
    home!.logClick(undefined, braze)
    home!.context.processClickAction({ url: 'https://example.com/b', useWebView: false })
    home!.dismiss(braze)
    expect([heard, app.headless.links()]).toEqual([['<p/>', 'dismissal', 'key'], [{ url: 'https://example.com/b', how: 'system', channel: 'banner' }]])
    heard.length = 0
    given = wire({ id: composite(2), stable_key: 'other', expires_at: NOW / 1000 + 30, html: '<b/>' })
    await braze.banners.requestBannersRefresh(['home'])
    await app.pass(31)
    expect(heard).toEqual(['<b/>', 'expired'])
    given = wire({ id: composite(3), stable_key: 'third', html: '<i/>' })
    await braze.banners.requestBannersRefresh(['home'])
    given = null
    await braze.banners.requestBannersRefresh(['home'])
    expect(heard.slice(2)).toEqual(['<i/>', 'unavailable'])
    braze.banners.removeView(view)
    given = wire({ id: composite(4) })
    await braze.banners.requestBannersRefresh(['home'])
    expect(heard).toHaveLength(4)
  })
})

describe('logEcommerceEvent', () => {
  const product = (): InstanceType<typeof Braze.Ecommerce.ProductLineItem> => new Braze.Ecommerce.ProductLineItem({ productId: '632910392', productName: 'Wireless Headphones', variantId: '808950810', quantity: 1, price: 199.98, metadata: { sku: 'WH-BLK-PRO' } })
  const line = { product_id: '632910392', product_name: 'Wireless Headphones', variant_id: '808950810', quantity: 1, price: 199.98, metadata: { sku: 'WH-BLK-PRO' } }

  test('the four events are custom events of their names', async () => {
    const braze = await app.start()
    await app.sent()
    const { ProductViewedEvent, CartUpdatedEvent, CartUpdated, CheckoutStartedEvent, OrderPlacedEvent } = Braze.Ecommerce
    const base = { currency: ' gbp', source: 'https://braze-apparel.com/' }
    braze.logEcommerceEvent(new ProductViewedEvent({ productId: '4111176', productName: 'Torchie runners', variantId: '4111176700', price: 85, ...base, type: ['price_drop'] }))
    braze.logEcommerceEvent(new CartUpdatedEvent({ cartId: 'cart_12345', totalValue: 199.98, ...base, products: [product()], metadata: {} }))
    braze.logEcommerceEvent(new CartUpdated.Add({ cartId: 'cart_12345', ...base, products: [product()] }))
    braze.logEcommerceEvent(new CheckoutStartedEvent({ checkoutId: 'c', totalValue: 1, tax: 0.5, ...base, products: [product()] }))
    braze.logEcommerceEvent(new OrderPlacedEvent({ orderId: 'o', cartId: 'cart_12345', totalValue: 1, totalDiscounts: 10, discounts: [{ code: 'SAVE10', amount: 10, type: 'fixed' }], ...base, products: [product()] }))
    const said = { currency: 'GBP', source: 'https://braze-apparel.com/' }
    expect(await app.events(braze)).toEqual([
      ['ce', { n: 'ecommerce.product_viewed', p: { product_id: '4111176', product_name: 'Torchie runners', variant_id: '4111176700', price: 85, ...said, type: ['price_drop'] } }],
      ['ce', { n: 'ecommerce.cart_updated', p: { cart_id: 'cart_12345', total_value: 199.98, ...said, products: [line], metadata: {}, action: 'replace' } }],
      ['ce', { n: 'ecommerce.cart_updated', p: { cart_id: 'cart_12345', ...said, products: [line], action: 'add' } }],
      ['ce', { n: 'ecommerce.checkout_started', p: { checkout_id: 'c', total_value: 1, tax: 0.5, ...said, products: [line] } }],
      ['ce', { n: 'ecommerce.order_placed', p: { order_id: 'o', cart_id: 'cart_12345', total_value: 1, total_discounts: 10, discounts: [{ code: 'SAVE10', amount: 10, type: 'fixed' }], ...said, products: [line] } }],
    ])
  })

  test('what the SDK refuses can not be made', () => {
    const { ProductViewedEvent, CartUpdated, CheckoutStartedEvent, ProductLineItem } = Braze.Ecommerce
    const good = { productId: 'p', productName: 'n', variantId: 'v', price: 1, currency: 'USD', source: 's' }
    const make = (more: Members): unknown => new ProductViewedEvent({ ...good, ...more })
    expect(() => make({})).not.toThrow()
    for (const [more, fault] of [
      [{ productId: ' ' }, 'product_id must say something'], [{ variantId: 'x'.repeat(256) }, 'variant_id is longer'], [{ price: -1 }, 'price must be a number of at least 0'], [{ currency: 'XYZ' }, 'currency is no currency'],
      [{ source: undefined }, 'source is missing'], [{ metadata: { $a: 1 } }, 'metadata must be an object whose keys'], [{ typeIdentifiers: [] }, 'there is no member typeIdentifiers'],
    ] as const) expect(() => make(more), fault).toThrow(fault)
    expect(() => new ProductLineItem({ ...good, quantity: 1.5 } as never)).toThrow('there is no member currency')
    expect(() => new CartUpdated.Replace({ cartId: 'c', currency: 'USD', source: 's', products: [product()] } as never)).toThrow('total_value is missing')
    expect(() => new CheckoutStartedEvent({ checkoutId: 'c', totalValue: 1, currency: 'USD', source: 's', products: [] })).toThrow('products must hold at least one product')
  })
})

describe('leaving and coming back', () => {
  test('PushLogout: failures say whether to try again, and what went wrong', async () => {
    const braze = await app.start((configuration) => { configuration.push.automation = true })
    app.doctor('/push/unregister', () => { throw new Error('no network') })
    expect((await braze.notifications.unregisterPush()).failure).toMatchObject({ name: 'PushUnregistrationError', isRetriable: true, httpStatusCode: undefined })
    expect((await braze.logout()).failure).toMatchObject({ name: 'LogoutError', isRetriable: true, errors: { push: { isRetriable: true } } })
    braze.enabled = false
    expect((await braze.notifications.unregisterPush()).failure).toMatchObject({ code: 'sdkDisabled', isRetriable: false })
  })

  test.each([['queue', ['pc']], ['drop', []]] as const)('prepareForDelayedInitialization: a push opened before the SDK starts, %s', async (behavior, counted) => {
    await app.start((configuration) => { configuration.push.automation = true })
    app.headless.terminate()
    await app.sent()
    app.headless.push(push())
    app.headless.app = { didFinishLaunching: () => Braze.prepareForDelayedInitialization(true, behavior) }
    app.headless.tap()
    app.headless.foreground()
    expect(await app.sent()).toEqual([])
    const braze = await app.start((configuration) => { configuration.push.automation = true })
    expect((await app.events(braze)).map(([name]) => name).filter((name) => name === 'pc')).toEqual(counted)
    expect(app.headless.device.state().notifications).toEqual([])
  })
})

test('a push primer: the button asks the user, once', async () => {
  const action = `brazeActions://v1/${Buffer.from(JSON.stringify({ type: 'requestPushPermission' }), 'utf16le').toString('base64')}`
  const primer = modal(1, { btns: [{ id: 0, text: 'Yes please', click_action: 'URI', uri: action, use_webview: false }] })
  app.doctor('/data/', (answer, asked) => ({ ...answer, ...(asked['respond_with']?.triggers === true ? { triggers: [onEvent(1, 'seen', primer)] } : {}) }))
  const braze = await app.start()
  braze.logCustomEvent('seen')
  await app.headless.idle()
  app.headless.click('Yes please')
  await app.headless.idle()
  expect(app.headless.device.state().pushPermission).toBe('authorized')
})
