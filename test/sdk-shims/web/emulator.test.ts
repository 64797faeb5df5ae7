// The web shim against an emulator in the same process: what a page does is on the user's profile, what is defined in the emulator is in the page.
import { generateKeyPairSync } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import { iam, shown } from '../../kit/in-app.ts'
import { define } from '../../kit/messaging.ts'
import { emulator, NOW } from '../../kit/world.ts'

let e: ReturnType<typeof emulator>
beforeEach(() => {
  e = emulator()
  headless.reset({ clock: NOW, seed: 1, fetch: (request) => e.fetch(request) })
})
afterEach(() => headless.reset())

const start = async (options: Partial<braze.InitializationOptions> = {}, user?: string): Promise<void> => {
  expect(braze.initialize(homeKeys.web, { baseUrl: 'http://localhost', ...options })).toBe(true)
  if (user === undefined) braze.openSession()
  else braze.changeUser(user)
  await headless.idle()
}
const flush = (): Promise<boolean> => new Promise((resolve) => braze.requestImmediateDataFlush(resolve))
/** Lets time pass in the page and in the emulator. */
const pass = async (seconds: number): Promise<void> => {
  await headless.advance(seconds)
  await e.admin('PUT', '/clock', { mode: 'held', now: new Date(Date.parse(NOW) + seconds * 1000).toISOString() })
}

test('a visitor becomes a customer: one profile with all that the page said', async () => {
  const rows = await e.rowsOf(async () => {
    await start()
    braze.logCustomEvent('looked', { page: 'shoes', at: new Date('2026-02-28T10:00:00Z') })
    braze.getUser()!.setFirstName('Mel')
    braze.changeUser('mel')
    braze.getUser()!.setEmail('mel@shop.invalid')
    braze.getUser()!.setCustomUserAttribute('plan', 'pro')
    braze.getUser()!.setCustomUserAttribute('sizes', ['42', '43'])
    braze.getUser()!.addToCustomAttributeArray('sizes', '44')
    braze.getUser()!.incrementCustomUserAttribute('visits', 2)
    braze.getUser()!.setDateOfBirth(1990, 2, 3)
    braze.getUser()!.addAlias('mel-at-shop', 'shop')
    expect(braze.logPurchase('shoe-1', 59.9, 'eur', 2, { colour: 'red' })).toBe(true)
    await flush()
  })
  expect(rows.filter(({ kind }) => /^(session|custom_event|purchase)/.test(kind)).map(({ kind }) => kind)).toEqual(['session.started', 'custom_event.logged', 'session.ended', 'session.started', 'purchase.made'])
  expect(await e.exported('mel')).toMatchObject({
    external_id: 'mel', first_name: 'Mel', email: 'mel@shop.invalid', dob: '1990-02-03', custom_attributes: { plan: 'pro', sizes: ['42', '43', '44'], visits: 2 },
    user_aliases: [{ alias_name: 'mel-at-shop', alias_label: 'shop' }], custom_events: [{ name: 'looked', count: 1 }], purchases: [{ name: 'shoe-1', count: 2 }], apps: [{ name: expect.any(String), sessions: 2 }],
  })
  expect((await e.admin('GET', '/users')).body.users).toHaveLength(1)
  expect((await e.admin('GET', `/devices/${braze.getDeviceId()}`)).body).toMatchObject({ device_id: braze.getDeviceId() })
})

test('feature flags: read by type, refreshed with the user, impressions told', async () => {
  await e.admin('POST', '/feature_flags', { id: 'checkout', everyone_else: true, properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 3 } } })
  await e.admin('POST', '/feature_flags', { id: 'vip', rules: [{ name: 'vips', audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } }, rollout_percent: 100 }] })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', vip: true }] })
  const updates: Record<string, boolean>[] = []
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
  braze.subscribeToFeatureFlagsUpdates((flags) => updates.push(Object.fromEntries(flags.map((one) => [one.id, one.enabled]))))
  braze.openSession()
  await headless.idle()
  const flag = braze.getFeatureFlag('checkout')!
  expect([flag.enabled, flag.getStringProperty('colour'), flag.getNumberProperty('size'), flag.getBooleanProperty('size')]).toEqual([true, 'red', 3, null])
  expect(braze.getFeatureFlag('vip')!.enabled).toBe(false)
  braze.changeUser('mel')
  await headless.idle()
  expect(updates).toEqual([{}, { checkout: true, vip: false }, { checkout: true, vip: true }])
  expect([braze.logFeatureFlagImpression('checkout'), braze.logFeatureFlagImpression('checkout')]).toEqual([true, false])
  expect((await e.rowsOf(flush)).filter(({ kind }) => kind.startsWith('feature_flag')).map(({ data }) => data)).toMatchObject([{ fid: 'checkout', device_id: braze.getDeviceId() }])
})

test('push: the browser is registered for the user, and no more after unregisterPush()', async () => {
  await start({}, 'mel')
  const endpoint = await new Promise<string>((resolve, reject) => braze.requestPushPermission(resolve, reject))
  await headless.idle()
  expect((await e.exported('mel'))).toMatchObject({ push_subscribe: 'opted_in', push_tokens: [{ token: endpoint, device_id: braze.getDeviceId() }] })
  await new Promise<void>((resolve, reject) => braze.unregisterPush(resolve, reject))
  await flush()
  expect((await e.exported('mel')).push_tokens ?? []).toEqual([])
})

test('SDK authentication: a bad signature is told and keeps the data, a good one delivers it', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await e.admin('PATCH', `/apps/${homeKeys.web}`, { sdk_authentication: 'required' })
  await e.post('/app_group/sdk_authentication/create', { app_id: homeKeys.web, rsa_public_key_str: String(publicKey.export({ type: 'spki', format: 'pem' })), description: 'k' })
  const token = (sub: string): Promise<string> => new SignJWT({ sub, exp: Date.parse(NOW) / 1000 + 600 }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey)
  const bad = await token('kai')
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost', enableSdkAuthentication: true })
  const good = await token('mel')
  const heard: unknown[] = []
  braze.subscribeToSdkAuthenticationFailures((error) => heard.push(error))
  braze.changeUser('mel', bad)
  braze.logCustomEvent('paid')
  await flush()
  await headless.idle()
  expect(heard[0]).toEqual({ errorCode: 21, reason: 'SUBJECT_MISMATCH', userId: 'mel', signature: bad })
  expect(await e.exported('mel')).toBe(undefined)
  expect(braze.setSdkAuthenticationSignature(good)).toBe(true)
  expect(await flush()).toBe(true)
  expect((await e.exported('mel')).custom_events).toMatchObject([{ name: 'paid', count: 1 }])
})

test('sessions end by time, in the page and on the profile', async () => {
  await start({ sessionTimeoutInSeconds: 60 }, 'mel')
  await pass(61)
  braze.logCustomEvent('back')
  expect((await e.kindsOf(flush)).filter((kind) => /^session|^custom_event/.test(kind))).toEqual(['session.ended', 'session.started', 'custom_event.logged'])
})

test('a server that fails: nothing is lost, nothing comes twice', async () => {
  await start({}, 'mel')
  await e.admin('PUT', '/faults', [{ match: { path: '/api/v3/data/' }, status: 500, times: 1 }])
  braze.logCustomEvent('kept')
  expect(await flush()).toBe(false)
  expect((await e.exported('mel')).custom_events ?? []).toEqual([])
  await pass(400)
  expect((await e.exported('mel')).custom_events).toMatchObject([{ name: 'kept', count: 1 }])
})

test('the real-time channel: a flag that is defined now is in an open page that asks for nothing', async () => {
  const updates: string[][] = []
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
  braze.subscribeToFeatureFlagsUpdates((flags) => updates.push(flags.map((one) => one.id)))
  braze.openSession()
  await headless.idle()
  await expect.poll(() => headless.device.state().realTimeConnected).toBe(true)
  await e.admin('POST', '/feature_flags', { id: 'new', everyone_else: true })
  await expect.poll(() => updates.at(-1)).toEqual(['new'])
  expect(headless.requests.at(-1)).toMatchObject({ path: '/api/v3/feature_flags/sync', headers: { 'X-Braze-Request-Initiated-By': 'di' } })
})

test('an in-app message of a campaign: triggered by an event of the page, shown, its button pressed, all on the message', async () => {
  await iam(e, { message: 'Hello {{${first_name}}}', extras: { from: 'test' }, btns: [{ text: 'No' }, { text: 'Yes', click_action: 'URI', uri: 'https://shop.invalid' }] }, { trigger: { type: 'custom_event', name: 'basket', property_filters: [{ name: 'value', cmp: 'more_than', value: 10 }] } })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
  braze.automaticallyShowInAppMessages()
  braze.changeUser('mel')
  await headless.idle()
  braze.logCustomEvent('basket', { value: 5 })
  await headless.idle()
  expect(headless.messages()).toEqual([])
  braze.logCustomEvent('basket', { value: 50 })
  await headless.idle()
  const [message] = headless.messages() as [braze.ModalMessage]
  expect([message instanceof braze.ModalMessage, message.message, message.extras, message.buttons.map((one) => one.text)]).toEqual([true, 'Hello Mel', { from: 'test' }, ['No', 'Yes']])
  headless.clickButton('Yes')
  expect([headless.messages(), headless.links()]).toEqual([[], [{ url: 'https://shop.invalid', inNewTab: false }]])
  expect(await headless.flush()).toBe(true)
  expect((await shown(e)).map(({ status, device_id, engagement }) => [status, device_id, engagement.map((one: any) => one.action)])).toEqual([['sent', braze.getDeviceId(), ['impression', 'button_click']]])
})

test('a slide-up at session start is shown once and closes by itself', async () => {
  await iam(e, { type: 'SLIDEUP', header: undefined, message: 'Welcome' })
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
  const heard: string[] = []
  braze.subscribeToInAppMessage((message) => {
    if (message instanceof braze.InAppMessage) message.subscribeToDismissedEvent(() => heard.push('gone'))
    braze.showInAppMessage(message)
  })
  braze.openSession()
  await headless.idle()
  expect(headless.messages().map((one) => [one.constructor.name, one.message])).toEqual([['SlideUpMessage', 'Welcome']])
  await pass(6)
  expect([headless.messages(), heard]).toEqual([[], ['gone']])
  braze.changeUser('mel')
  await headless.idle()
  expect((await shown(e)).flatMap(({ engagement }) => engagement.map((one: any) => one.action))).toEqual(['impression'])
})

test('a Content Card: made by an event of the page, there without a reload, seen, clicked, dismissed, and gone for this user', async () => {
  await define(e, 'campaigns', { id: 'c', name: 'C', trigger: { type: 'custom_event', name: 'ordered' }, messages: { v: { channel: 'content_cards', type: 'classic', title: 'Thanks', message: 'On its way', url: 'https://shop.invalid', link_text: 'Follow', extras: { a: 'b' } } } })
  const updates: string[][] = []
  braze.initialize(homeKeys.web, { baseUrl: 'http://localhost' })
  braze.subscribeToContentCardsUpdates(({ cards }) => updates.push(cards.map((card) => (card as braze.ClassicCard).title)))
  braze.changeUser('mel')
  await headless.idle()
  expect(updates.at(-1)).toEqual([])
  braze.logCustomEvent('ordered')
  await headless.flush()
  await e.admin('POST', '/settle')
  await expect.poll(() => updates.at(-1)).toEqual(['Thanks'])
  braze.showContentCards()
  const [card] = headless.feeds()[0]!.cards as [braze.ClassicCard]
  expect([card instanceof braze.ClassicCard, card.description, card.url, card.linkText, card.extras, card.dismissible]).toEqual([true, 'On its way', 'https://shop.invalid', 'Follow', { a: 'b' }, true])
  headless.clickCard(card)
  headless.dismissCard(card)
  await headless.flush()
  const { messages } = (await e.admin('GET', '/messages?channel=content_cards')).body
  expect(messages.map((one: any) => one.engagement.map(({ action }: any) => action))).toEqual([['impression', 'click', 'dismiss']])
  headless.reset({ clock: NOW, seed: 2, fetch: (request) => e.fetch(request) })
  await start({}, 'mel')
  await new Promise<void>((resolve, reject) => braze.requestContentCardsRefresh(resolve, reject))
  expect([braze.getCachedContentCards()!.cards, headless.links()]).toEqual([[], []])
})

test('a Banner: asked for by placement, put on the page, clicked, dismissed, and gone for this user', async () => {
  expect(await e.admin('POST', '/banners', { id: 'b', placement_id: 'home', html: '<p>Sale, {{${first_name}}}</p>', properties: { colour: { type: 'string', value: 'red' } } })).toMatchObject({ status: 201 })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  await start({ allowUserSuppliedJavascript: true }, 'mel')
  const refresh = (): Promise<void> => new Promise((resolve, reject) => braze.requestBannersRefresh(['home', 'side'], resolve, reject))
  await refresh()
  const banner = braze.getBanner('home')!
  expect([banner.html, banner.isControl, banner.getStringProperty('colour'), braze.getBanner('side')]).toEqual(['<p>Sale, Mel</p>', false, 'red', null])
  const place = {} as HTMLElement
  braze.insertBanner(banner, place)
  expect(headless.banners().map((one) => [one.banner.id, one.place === place])).toEqual([[banner.id, true]])
  expect([braze.logBannerClick(banner, 'more'), braze.dismissBanner(banner), braze.getBanner('home'), headless.banners()]).toEqual([true, true, null, []])
  await headless.flush()
  const { messages } = (await e.admin('GET', '/messages?channel=banner')).body
  expect(messages.map((one: any) => [one.device_id, one.engagement.map(({ action }: any) => action)])).toEqual([[braze.getDeviceId(), ['impression', 'click', 'dismiss']]])
  await pass(1)
  await refresh()
  expect(braze.getBanner('home')).toBe(null)
})

describe('two pages, one browser each', () => {
  test('have devices of their own', async () => {
    await start({}, 'mel')
    const first = braze.getDeviceId()
    headless.reset({ clock: NOW, seed: 2, fetch: (request) => e.fetch(request) })
    await start({}, 'mel')
    expect(braze.getDeviceId()).not.toBe(first)
    expect((await e.admin('GET', '/devices?external_id=mel')).body.devices.map((one: any) => one.device_id).sort()).toEqual([first, braze.getDeviceId()].sort())
  })
})
