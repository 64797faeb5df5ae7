// Devices against the emulator itself: what it defines reaches the screen, and what the user does there reaches its journal (M1, M2, M10, M13, F1, F5, G4, A6).
import { generateKeyPairSync, createSign } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { fetchEventStream } from '../../../sdk-shims/device/index.ts'
import type { Device, PushRecord } from '../../../sdk-shims/device/index.ts'
import { define } from '../../kit/messaging.ts'
import { devicesOf } from '../../kit/devices.ts'
import { emulator } from '../../kit/world.ts'
import { PLATFORMS } from './message-bench.ts'

const OPTIONS = { minimumIntervalBetweenTriggerActionsInSeconds: 0 }

test.each(PLATFORMS)('M2, M13 %s: a purchase that passes the filter shows the campaign\'s message; what the user does is journalled', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await define(e, 'campaigns', {
    id: 'sale', name: 'Sale', enabled: true, reeligibility_seconds: 0,
    trigger: { type: 'purchase', product_id: 'shoe', property_filters: [{ name: 'size', cmp: 'more_than', value: 40 }] },
    messages: { m: { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'Hello {{${user_id}}}', btns: [{ text: 'No' }, { text: 'Yes', uri: 'https://example.com/yes' }] } },
  })
  const device = shop.device(platform, OPTIONS)
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  device.logPurchase('shoe', 1, 'EUR', 1, { size: 40 })
  expect(device.state().shownMessages).toEqual([])
  device.logPurchase('shoe', 1, 'EUR', 1, { size: 41 })
  expect(device.state().shownMessages.map((one) => one.data['message'])).toEqual(['Hello u1'])
  device.clickInAppMessageButton('Yes')
  device.requestImmediateDataFlush()
  const kinds = await e.kindsOf(() => shop.settle())
  expect(kinds.filter((kind) => kind.startsWith('in_app_message'))).toEqual(['in_app_message.impression', 'in_app_message.button_click'])
  expect(device.state().openedLinks).toEqual(['https://example.com/yes'])
  expect(device.requests.filter((one) => one.decodeError !== undefined || one.skipped !== undefined)).toEqual([])
})

test.each(PLATFORMS)('M10 %s: a message with Liquid is rendered when its time has come, for the event that fired it', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  await define(e, 'campaigns', {
    id: 'liquid', name: 'Liquid', enabled: true, trigger: { type: 'custom_event', name: 'look' },
    messages: { m: { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'You looked at {{event_properties.${what}}}' } },
  })
  const device = shop.device(platform, OPTIONS)
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  device.logCustomEvent('look', { what: 'hats' })
  await shop.settle()
  expect(device.state().shownMessages.map((one) => one.data['message'])).toEqual(['You looked at hats'])
})

test.each(PLATFORMS)('F1, F5 %s: a flag of the emulator is read by its type; its impression is journalled once', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  const made = await e.admin('POST', '/feature_flags', { id: 'new_shop', everyone_else: true, fts: 'track-1', properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 3 } } })
  expect(made.status).toBe(201)
  const device = shop.device(platform, OPTIONS)
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  // iOS: the switches are those of the launch before (C2)
  device.kill()
  await shop.pass(4000)
  device.launch()
  await shop.settle()
  const flag = device.getFeatureFlag('new_shop')
  expect([flag?.enabled, device.typedProperty(flag, 'colour', 'string'), device.typedProperty(flag, 'size', 'number'), device.typedProperty(flag, 'size', 'string')]).toEqual([true, 'red', 3, null])
  expect([device.logFeatureFlagImpression('new_shop'), device.logFeatureFlagImpression('new_shop')]).toEqual([true, false])
  device.requestImmediateDataFlush()
  expect((await e.kindsOf(() => shop.settle())).filter((kind) => kind.startsWith('feature_flag'))).toEqual(['feature_flag.impression'])
})

test.each(['ios', 'android'] as const)('G2, G4 %s: geofences of the emulator are registered; entering one is journalled', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  const made = await e.admin('POST', '/locations', { id: 'shops', name: 'Shops', geofences: [{ id: 'berlin', name: 'Berlin', latitude: 52.51, longitude: 13.4, radius_meters: 200 }] })
  expect(made.status).toBe(201)
  const device = shop.device(platform, { ...OPTIONS, enableGeofences: true })
  device.setLocationPermission('always')
  device.moveTo(52.5, 13.4)
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  expect(device.state().geofences.map((one) => one.id)).toEqual(['berlin'])
  device.moveTo(52.51, 13.4)
  const rows = await e.rowsOf(() => shop.settle())
  expect(rows.filter(({ kind }) => kind === 'geofence.transition').map(({ data }) => (data as { event_type: string }).event_type)).toEqual(['enter'])
})

test.each(['web', 'android'] as const)('A6 %s: an expired signature is refused, nothing is stored; the new one delivers it', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const apps = (await e.admin('GET', '/apps')).body.apps as { app_id: string; platform: string }[]
  const app = apps.find((one) => one.platform.toLowerCase() === platform)!
  const text = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwt = (seconds: number): string => {
    const body = `${text({ alg: 'RS256', typ: 'JWT' })}.${text({ sub: 'u1', exp: Math.floor(shop.clock.now() / 1000) + seconds })}`
    return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`
  }
  await e.admin('PATCH', `/apps/${app.app_id}`, { sdk_authentication: 'required' })
  const made = await e.post('/app_group/sdk_authentication/create', { app_id: app.app_id, rsa_public_key_str: publicKey.export({ type: 'spki', format: 'pem' }), description: 'one', make_primary: true })
  expect(made.status).toBeLessThan(300)
  const device = shop.device(platform, { ...OPTIONS, enableSdkAuthentication: true })
  const heard: unknown[] = []
  device.initialize()
  device.subscribe('auth_error', (one) => heard.push([one.errorCode, one.userId]))
  device.launch()
  device.changeUser('u1', jwt(-10))
  await shop.settle()
  expect(heard[0]).toEqual([22, 'u1'])
  device.setSdkAuthenticationSignature(jwt(3600))
  device.logCustomEvent('kept')
  const kinds = await e.kindsOf(async () => { device.requestImmediateDataFlush(); await shop.settle() })
  expect(kinds).toContain('custom_event.logged')
})

test('web wire 10: a flag that is defined while the page is open reaches it without a reload', async () => {
  const e = emulator()
  const shop = devicesOf(e)
  const device = shop.device('web', { ...OPTIONS, eventStream: fetchEventStream((request) => e.fetch(request)) })
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  await vi.waitUntil(() => device.state().realTimeConnected, { interval: 1 })
  const heard = new Promise<string[]>((resolve) => {
    device.subscribe('feature_flags', (flags) => { if (flags.length > 0) resolve(flags.map((one) => one.id)) })
  })
  expect((await e.admin('POST', '/feature_flags', { id: 'new', everyone_else: true })).status).toBe(201)
  expect(await heard).toEqual(['new'])
  expect(device.requests.at(-1)?.headers['X-Braze-Request-Initiated-By']).toBe('di')
  device.kill()
})

/** Launched twice: iOS takes its switches from the config of the launch before (C2). */
async function settled(shop: ReturnType<typeof devicesOf>, device: Device): Promise<void> {
  device.launch()
  device.changeUser('u1')
  await shop.settle()
  device.kill()
  await shop.pass(4000)
  device.launch()
  await shop.settle()
}

test.each(PLATFORMS)('C5, C7, C10 %s: a card of a campaign is in the feed; view, click and dismissal are journalled; it does not come back', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  const device = shop.device(platform, OPTIONS)
  await settled(shop, device)
  await define(e, 'campaigns', {
    id: 'news', name: 'News', enabled: true, trigger: { type: 'custom_event', name: 'read' },
    messages: { m: { channel: 'content_cards', type: 'classic', title: 'For {{${user_id}}}', description: 'Text', url: 'https://example.com/news' } },
  })
  device.logCustomEvent('read')
  device.requestImmediateDataFlush()
  await shop.settle()
  await e.world.scheduler.settle()
  device.requestContentCardsRefresh()
  await shop.settle()
  expect(device.contentCards().map((one) => [one.kind, one.data['tt'], one.viewed])).toEqual([['short_news', 'For u1', false]])
  const { id } = device.contentCards()[0]!
  const kinds = await e.kindsOf(async () => {
    device.openContentCardsFeed()
    device.clickContentCard(id)
    device.logContentCardDismissal(id)
    device.requestImmediateDataFlush()
    await shop.settle()
  })
  expect(kinds.filter((kind) => kind.startsWith('content_card'))).toEqual(['content_card.impression', 'content_card.click', 'content_card.dismissal'])
  device.requestContentCardsRefresh()
  await shop.settle()
  expect(device.contentCards()).toEqual([])
  expect(device.requests.filter((one) => one.decodeError !== undefined || one.skipped !== undefined)).toEqual([])
})

test.each(PLATFORMS)('B3, B4, B6 %s: a banner of a placement is read, seen, clicked and dismissed; the server does not send it again', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  const made = await e.admin('POST', '/banners', { id: 'promo', placement_id: 'home', html: '<p>Hello {{${user_id}}}</p>', dismissible: true, properties: { colour: { type: 'string', value: 'red' } } })
  expect(made).toMatchObject({ status: 201 })
  await e.world.scheduler.settle()
  const device = shop.device(platform, OPTIONS)
  await settled(shop, device)
  device.requestBannersRefresh(['home', 'side'])
  await shop.settle()
  const home = device.getBanner('home')
  expect([home?.html, device.typedProperty(home, 'colour', 'string'), device.getBanner('side')]).toEqual(['<p>Hello u1</p>', 'red', null])
  const kinds = await e.kindsOf(async () => {
    expect([device.logBannerImpressions(['home']), device.logBannerClick('home'), device.dismissBanner('home')]).toEqual([true, true, true])
    device.requestImmediateDataFlush()
    await shop.settle()
  })
  expect(kinds.filter((kind) => kind.startsWith('banner'))).toEqual(['banner.impression', 'banner.click', 'banner.dismissal'])
  device.requestBannersRefresh(['home', 'side'])
  await shop.settle()
  expect([device.getBanner('home'), device.state().pendingDismissals]).toEqual([null, []])
})

/** The pushes that the emulator has for the device's platform, handed to it as its push service would. */
async function deliver(e: ReturnType<typeof emulator>, device: Device): Promise<PushRecord[]> {
  await e.world.scheduler.settle()
  const { messages } = (await e.admin('GET', `/messages?channel=${device.state().platform}_push`)).body as { messages: { payload: unknown }[] }
  return messages.map(({ payload }) => device.receivePush(payload))
}

test.each(PLATFORMS)('Q5, P17, B8 %s: test sends travel in a push: the card at once, the message with the tap, the banner where it was asked for', async (platform) => {
  const e = emulator()
  const shop = devicesOf(e)
  // Android would open it at once (P19)
  const device = shop.device(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 3600, eagerTestDisplay: false })
  // A workspace with banners says so in its config, which iOS heeds from the next launch on
  await e.admin('POST', '/banners', { placement_id: 'side', html: '<p>live</p>' })
  await settled(shop, device)
  device.allowPush()
  device.requestBannersRefresh(['home'])
  await shop.settle()
  const draft = async (id: string, message: object): Promise<string> => {
    const made = await e.admin('POST', '/campaigns', { name: id, draft: true, trigger: { type: 'custom_event', name: 'never' }, messages: { [id]: message } })
    expect([made.status, made.body.error]).toEqual([201, undefined])
    return made.body.id as string
  }
  const iam = await draft('iam', { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'A test' })
  const card = await draft('card', { channel: 'content_cards', type: 'classic', title: 'A test card', description: 'Text' })
  const test = async (id: string, message_variation_id: string): Promise<PushRecord | undefined> => {
    const sent = await e.admin('POST', `/campaigns/${id}/test`, { external_ids: ['u1'], message_variation_id })
    expect([sent.status, sent.body.error]).toEqual([200, undefined])
    return (await deliver(e, device)).at(-1)
  }
  expect(await test(card, 'card')).toMatchObject({ displayed: true })
  expect(device.contentCards().map((one) => [one.data['tt'], one.isTest])).toEqual([['A test card', true]])
  await test(iam, 'iam')
  device.tapPush(device.state().notifications.findLast((one) => one.testMessage === true))
  await shop.settle()
  expect(device.state().shownMessages.map((one) => [one.event, one.data['message']])).toEqual([['test', 'A test']])
  const banner = await e.admin('POST', '/banners', { placement_id: 'home', html: '<p>test</p>', draft: true })
  await test(banner.body.campaign_id, banner.body.message_variation_id)
  await shop.settle()
  expect([device.getBanner('home')?.html, device.getBanner('home')?.isTest]).toEqual(['<p>test</p>', true])
})
