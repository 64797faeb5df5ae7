// The Android shim against the emulator's own campaigns: what a user does on the phone counts in the messages (M2, M10, M13, C7, C10, A2, A6).
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Braze } from '../../../sdk-shims/android/index.ts'
import type { BrazeSdkAuthenticationErrorEvent } from '../../../sdk-shims/android/index.ts'
import { BrazeProperties } from '../../../sdk-shims/android/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { cardCampaign, people } from '../../kit/on-devices.ts'
import { iam } from '../../kit/in-app.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const messages = async (channel: string): Promise<[string, string[]][]> =>
  (await app.e.admin('GET', `/messages?channel=${channel}`)).body.messages.map((one: any) => [one.status, one.engagement.map(({ action }: any) => action)])

test('an in-app message on a purchase with a property: shown, clicked, counted; its link followed', async () => {
  await people(app.e, 'ada')
  await iam(app.e, { click_action: 'URI', uri: 'myapp://go' }, { trigger: { type: 'purchase', product_id: 'sock', property_filters: [{ name: 'n', cmp: 'more_than', value: 1 }] } })
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.logPurchase('sock', 'USD', 5, 1, new BrazeProperties({ n: 1 }))
  expect(app.headless.message()).toBeUndefined()
  braze.logPurchase('sock', 'USD', 5, 1, new BrazeProperties({ n: 2 }))
  expect(app.headless.message()).toMatchObject({ messageType: 'MODAL', header: 'Hi', message: 'Hello' })
  app.headless.click()
  braze.requestImmediateDataFlush()
  const kinds = await app.e.kindsOf(() => app.headless.idle())
  expect(kinds).toEqual(['purchase.made', 'purchase.made', 'in_app_message.impression', 'in_app_message.click'])
  expect([await messages('in_app_message'), app.headless.links().map(({ url }) => url)]).toEqual([[['sent', ['impression', 'click']]], ['myapp://go']])
})

test('a message with Liquid is rendered when it is shown', async () => {
  await app.e.post('/users/track', { attributes: [{ external_id: 'ada', first_name: 'Ada' }] })
  await iam(app.e, { message: 'Hi {{${first_name}}}' }, { trigger: { type: 'custom_event', name: 'seen' }, reevaluate_before_display: true })
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.logCustomEvent('seen')
  await app.headless.idle()
  expect(app.headless.message()?.message).toBe('Hi Ada')
})

test('Content Cards: told of, viewed, clicked, dismissed, and gone', async () => {
  await people(app.e, 'ada')
  await cardCampaign(app.e, 'one', { url: 'https://example.com/1', pinned: true })
  await cardCampaign(app.e, 'two')
  const braze = await app.start()
  const told: number[] = []
  braze.subscribeToContentCardsUpdates(({ cardCount }) => told.push(cardCount))
  braze.changeUser('ada')
  await app.sent()
  const [one, two] = braze.getCachedContentCards()
  one!.logImpression()
  one!.logClick()
  two!.isDismissed = true
  braze.requestImmediateDataFlush()
  await app.headless.idle()
  expect((await messages('content_cards')).map(([, actions]) => actions).sort()).toEqual([['dismiss'], ['impression', 'click']].sort())
  braze.requestContentCardsRefresh()
  await app.sent()
  expect(braze.getCachedContentCards().map(({ title }) => title)).toEqual(['one'])
  expect(told).toEqual([0, 0, 2, 1])
})

test('A2, A6: with authentication required a bad signature is told, and nothing of it stored', async () => {
  await app.e.admin('PATCH', `/apps/${homeKeys.android}`, { sdk_authentication: 'required' })
  const errors: BrazeSdkAuthenticationErrorEvent[] = []
  const braze = await app.start((builder) => builder.setIsSdkAuthenticationEnabled(true), () => Braze.getInstance().subscribeToSdkAuthenticationFailures((event) => errors.push(event)))
  braze.changeUser('ada', 'not.a.token')
  braze.logCustomEvent('kept')
  braze.requestImmediateDataFlush()
  await app.sent()
  expect(await app.e.exported('ada')).toBeUndefined()
  expect(errors[0]).toMatchObject({ errorCode: expect.any(Number), userId: 'ada', signature: 'not.a.token' })
  await app.e.admin('PATCH', `/apps/${homeKeys.android}`, { sdk_authentication: 'off' })
  await app.pass(600)
  expect((await app.e.exported('ada')).custom_events.map(({ name }: any) => name)).toEqual(['kept'])
})

test('the Google advertising id that the app gives is on the profile\'s device, until it is taken back', async () => {
  const exported = async () => (await app.e.post('/users/export/ids', { external_ids: ['ada'], fields_to_export: ['devices'] })).body.users[0].devices
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.setGoogleAdvertisingId('GAID-1', false)
  braze.requestImmediateDataFlush()
  expect((await app.sent()).map(({ body }) => body['device'])).toEqual([expect.objectContaining({ google_ad_id: 'GAID-1', ad_tracking_enabled: true })])
  expect(await exported()).toMatchObject([{ google_ad_id: 'GAID-1', ad_tracking_enabled: true }])
  braze.setGoogleAdvertisingId('GAID-1', true)
  await app.pass(10)
  expect(await exported()).toMatchObject([{ google_ad_id: 'GAID-1', ad_tracking_enabled: false }])
  braze.setGoogleAdvertisingId(' ', false)
  await app.pass(10)
  expect(await exported()).toEqual([{ model: 'Pixel 9', os: '15', carrier: 'Example Mobile', device_id: braze.deviceId, ad_tracking_enabled: false }])
})

test('the allow list of the device object holds the advertising id back too, and what it holds back is still so', async () => {
  const braze = await app.start((builder) => builder.setDeviceObjectAllowlistEnabled(true).setDeviceObjectAllowlist(['MODEL', 'AD_TRACKING_ENABLED']))
  expect(app.headless.push({ _ab: 'true', t: 'Hi', a: 'there' })).toMatchObject({ displayed: false })
  await app.sent()
  braze.setGoogleAdvertisingId('GAID-1', false)
  braze.requestImmediateDataFlush()
  expect((await app.sent()).map(({ body }) => body['device'])).toEqual([{ model: 'Pixel 9', ad_tracking_enabled: true }])
})
