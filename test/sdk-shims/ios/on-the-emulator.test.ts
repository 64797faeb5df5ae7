// The iOS shim against the emulator's own campaigns, answers read by the strict decoder: what a user does on the phone counts in the messages (M2, M10, M13, C7, C10, B4-B6, A2, A6; decision: composite ids).
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BrazeLocationProvider } from '../../../sdk-shims/ios/index.ts'
import { cardCampaign, bannerCampaign, people } from '../../kit/on-devices.ts'
import { iam } from '../../kit/in-app.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => {
  // no answer of the emulator may hold anything that an iPhone does not read
  expect(app.problems).toEqual([])
  app.headless.reset()
})

const messages = async (channel: string): Promise<[string, string[]][]> =>
  (await app.e.admin('GET', `/messages?channel=${channel}`)).body.messages.map((one: any) => [one.status, one.engagement.map(({ action }: any) => action)])

test('an in-app message on a custom event with a property: shown, its button pressed, counted', async () => {
  await people(app.e, 'ada')
  await iam(app.e, { btns: [{ id: 0, text: 'No', click_action: 'NONE' }, { id: 1, text: 'Go', click_action: 'URI', uri: 'myapp://go' }] }, {
    trigger: { type: 'custom_event', name: 'seen', property_filters: [{ name: 'n', cmp: 'more_than', value: 1 }] },
  })
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.logCustomEvent('seen', { n: 1 })
  expect(app.headless.message()).toBeUndefined()
  braze.logCustomEvent('seen', { n: 2 })
  expect(app.headless.message()).toMatchObject({ type: 'modal', header: 'Hi', message: 'Hello', buttons: [{ text: 'No' }, { text: 'Go' }] })
  app.headless.click('Go')
  braze.requestImmediateDataFlush()
  const kinds = await app.e.kindsOf(() => app.headless.idle())
  expect(kinds).toEqual(['custom_event.logged', 'custom_event.logged', 'in_app_message.impression', 'in_app_message.button_click'])
  expect([await messages('in_app_message'), app.headless.links().map(({ url }) => url)]).toEqual([[['sent', ['impression', 'button_click']]], ['myapp://go']])
})

test('a message with Liquid is rendered when it is shown, for the user of that moment', async () => {
  await app.e.post('/users/track', { attributes: [{ external_id: 'ada', first_name: 'Ada' }] })
  await iam(app.e, { message: 'Hi {{${first_name}}}, {{event_properties.${n}}}' }, { trigger: { type: 'custom_event', name: 'seen' }, reevaluate_before_display: true })
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.logCustomEvent('seen', { n: 3 })
  await app.headless.idle()
  expect(app.headless.message()?.message).toBe('Hi Ada, 3')
})

test('Content Cards: synced, viewed, clicked, dismissed, and gone', async () => {
  await people(app.e, 'ada')
  await cardCampaign(app.e, 'one', { url: 'https://example.com/1', pinned: true })
  await cardCampaign(app.e, 'two', { image_url: 'https://example.com/i.png' })
  await app.start((configuration) => { configuration.sessionTimeout = 60 })
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  const [one, two] = braze.contentCards.cards
  expect([one, two]).toMatchObject([{ type: 'classic', title: 'one', pinned: true, clickAction: { url: 'https://example.com/1' } }, { type: 'classicImage', title: 'two', image: 'https://example.com/i.png' }])
  one!.context.logImpression()
  one!.context.logClick()
  two!.context.logDismissed()
  braze.requestImmediateDataFlush()
  await app.headless.idle()
  expect((await messages('content_cards')).map(([, actions]) => actions).sort()).toEqual([['dismiss'], ['impression', 'click']].sort())
  await new Promise((resolve) => braze.contentCards.requestRefresh(resolve))
  expect(braze.contentCards.cards.map(({ title }) => title)).toEqual(['one'])
})

test('a Banner: asked for, seen, clicked, dismissed, not given again', async () => {
  await people(app.e, 'ada')
  await bannerCampaign(app.e, 'promo')
  const braze = await app.restart()
  braze.changeUser('ada')
  await app.sent()
  const refresh = (): Promise<any> => new Promise((resolve) => braze.banners.requestBannersRefresh(['home'], resolve))
  const { success } = await refresh()
  expect(Object.values(success)).toMatchObject([{ placementId: 'home', html: '<p>promo</p>' }])
  const banner = success.home
  banner.context.logImpression()
  banner.context.logClick()
  banner.context.dismiss()
  braze.requestImmediateDataFlush()
  await app.headless.idle()
  expect(await messages('banner')).toEqual([['sent', ['impression', 'click', 'dismiss']]])
  expect((await refresh()).success).toEqual({})
})

test('A2, A6: with authentication required nothing of a bad signature is stored; it is delivered with a good one', async () => {
  await app.e.admin('PATCH', '/apps/b4a2e000-0000-4000-8000-0000000000a2', { sdk_authentication: 'required' })
  const braze = await app.start((configuration) => { configuration.api.sdkAuthentication = true })
  braze.changeUser('ada', 'not.a.token')
  braze.logCustomEvent('kept')
  braze.requestImmediateDataFlush()
  await app.sent()
  expect(await app.e.exported('ada')).toBeUndefined()
  expect(app.headless.device.state().authErrors.length).toBeGreaterThan(0)
  await app.e.admin('PATCH', '/apps/b4a2e000-0000-4000-8000-0000000000a2', { sdk_authentication: 'off' })
  await app.pass(600)
  expect((await app.e.exported('ada')).custom_events.map(({ name }: any) => name)).toEqual(['kept'])
})

test('G2-G4: geofences are asked for, entered behind the user\'s back, and reported', async () => {
  await app.e.admin('POST', '/locations', { id: 'airports', name: 'Airports', geofences: [{ id: 'ber', latitude: 52.36, longitude: 13.5, radius_meters: 2000 }] })
  const configure = (configuration: any): void => {
    configuration.location.brazeLocationProvider = new BrazeLocationProvider()
    configuration.location.automaticLocationCollection = true
    configuration.location.geofencesEnabled = true
    configuration.location.automaticGeofenceRequests = true
  }
  await app.start(configure)
  app.headless.device.setLocationPermission('always')
  app.headless.device.moveTo(52.5, 13.4)
  app.headless.background()
  await app.pass(60)
  app.headless.terminate()
  app.headless.foreground()
  await app.sent()
  expect(app.headless.device.state().geofences).toMatchObject([{ latitude: 52.36, longitude: 13.5, radius: 2000 }])
  app.headless.device.moveTo(52.36, 13.5)
  const report = (await app.sent()).filter(({ path }) => path === '/geofence/report')
  expect(report.flatMap(({ body }) => body['events'].map((one: any) => [one.name, one.data.event_type]))).toEqual([['g', 'enter']])
})

test('the advertising ids that the app gives are on the profile\'s device, until they are taken back; wipeData forgets them', async () => {
  const exported = async () => (await app.e.post('/users/export/ids', { external_ids: ['ada'], fields_to_export: ['devices'] })).body.users[0].devices
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  braze.set({ identifierForAdvertiser: 'IDFA-1', identifierForVendor: 'IDFV-1', adTrackingEnabled: true })
  braze.requestImmediateDataFlush()
  expect((await app.sent()).map(({ body }) => [body['events'], body['device']])).toEqual([[undefined, expect.objectContaining({ ios_idfa: 'IDFA-1', ios_idfv: 'IDFV-1', ad_tracking_enabled: true })]])
  expect(await exported()).toMatchObject([{ idfa: 'IDFA-1', idfv: 'IDFV-1', ad_tracking_enabled: true }])
  braze.set({ identifierForAdvertiser: null, identifierForVendor: null, adTrackingEnabled: false })
  await app.pass(10)
  expect(await exported()).toEqual([{ model: 'iPhone17,1', os: '18.2', carrier: null, idfv: braze.deviceId, ad_tracking_enabled: false }])
  braze.set({ identifierForAdvertiser: 'IDFA-2' })
  braze.wipeData()
  braze.set({ identifierForAdvertiser: 'while disabled' })
  braze.enabled = true
  expect((await app.sent()).at(-1)!.body['device']).toEqual({ os_version: '18.2', model: 'iPhone17,1', locale: 'en_US', time_zone: 'UTC', remote_notification_enabled: 0, ios_push_auth: 'notDetermined' })
})
