// The namespaces of a message: devices, app, campaign, Canvas, card, what caused it, links. Each only where Braze has it.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { messages } from '../../kit/rendering.ts'

const DEVICE = 'most_recently_used_device'
const all = (namespace: string, names: string) => names.split(' ').map((name) => `{{${namespace}.\${${name}}}}`).join('|')

async function withDevice() {
  const m = await messages()
  await m.e.sdk('ios', '/data', { time: Date.parse('2026-03-01T12:00:00Z') / 1000, device_id: 'D1', user_id: 'jo', sdk_version: '11.0', app_version: '1.2', device: { os_version: '18.2', model: 'iPhone17,1', locale: 'en_GB', carrier: 'Mobile', ios_idfa: 'IDFA', ios_idfv: 'D1', ios_push_auth: 'authorized', remote_notification_enabled: true }, events: [{ name: 'ss', time: Date.parse('2026-03-01T12:00:00Z') / 1000, session_id: 's1', data: {} }], respond_with: {} })
  return m
}

describe('devices', () => {
  test('none: nothing of it', async () => expect(await (await messages()).text(`[${all(DEVICE, 'browser id carrier ad_tracking_enabled idfa google_ad_id roku_ad_id model os platform foreground_push_enabled')}]{{\${most_recent_locale}}}`)).toBe('[||||||||||]'))
  test('the most recently used', async () => expect(await (await withDevice()).text(all(DEVICE, 'id carrier idfa model os platform google_ad_id'))).toBe('D1|Mobile|IDFA|iPhone17,1|18.2|ios|'))
  test('locale and app version', async () => expect(await (await withDevice()).text('{{${most_recent_locale}}} {{${most_recent_app_version}}}')).toBe('en_GB 1.2'))
  test('the targeted one: in push, in-app messages and Banners, not when its token was imported', async () => {
    const m = await withDevice()
    const of = (channel: string, device_id = 'D1') => m.now(all('targeted_device', 'id platform model browser'), { channel }, { target: { device_id, app_id: homeKeys.ios } })
    expect([of('ios_push'), of('in_app_message'), of('banner'), of('content_cards'), of('email'), of('ios_push', 'D2')]).toEqual(['D1|ios|iPhone17,1|', 'D1|ios|iPhone17,1|', 'D1|ios|iPhone17,1|', '|||', '|||', '|||'])
  })
  test('the app: in in-app messages', async () => {
    const m = await withDevice()
    const of = (channel: string) => m.now(all('app', 'api_id name'), { channel }, { target: { device_id: 'D1', app_id: homeKeys.ios } })
    expect([of('in_app_message'), of('ios_push')]).toEqual([`${homeKeys.ios}|${m.e.world.apps.find(homeKeys.ios)!.name}`, '|'])
  })
})

describe('what it belongs to', () => {
  const CAMPAIGN = all('campaign', 'api_id dispatch_id name message_name message_api_id')
  const CANVAS = all('canvas', 'name api_id variant_name variant_api_id')

  test('a campaign', async () => {
    const m = await messages()
    const { body } = await m.e.admin('POST', '/campaigns', { id: 'c1', name: 'Spring', messages: { v1: { channel: 'email', name: 'Variant A', subject: 's', body: 'b' } } })
    expect(body.id).toBe('c1')
    const origin = { dispatch_id: 'd1', campaign_id: 'c1', message_variation_id: 'v1' } as never
    expect(m.now(`${CAMPAIGN}#${CANVAS}`, { origin })).toBe('c1|d1|Spring|Variant A|v1#|||')
    expect(m.now(CAMPAIGN, { origin, channel: 'in_app_message' })).toBe('c1||Spring|Variant A|v1')
    expect([m.now(all('card', 'api_id name'), { origin, channel: 'content_cards' }), m.now(all('card', 'api_id name'), { origin })]).toEqual(['c1|Spring', '|'])
  })
  test('a Canvas: the campaign\'s name is the step\'s', async () => {
    const m = await messages()
    await m.e.admin('POST', '/canvases', { id: 'k1', name: 'Journey', variants: [{ id: 'w1', name: 'Way' }], steps: [{ id: 's1', name: 'First', type: 'message', messages: { v1: { channel: 'email', name: 'Mail', subject: 's', body: 'b' } } }] })
    expect(m.now(`${CAMPAIGN}#${CANVAS}`, { origin: { dispatch_id: 'd1', canvas_id: 'k1', canvas_step_id: 's1', canvas_variation_id: 'w1', message_variation_id: 'v1' } as never })).toBe('|d1|First|Mail|v1#Journey|k1|Way|w1')
  })
  test('a preview has no dispatch yet', async () => expect(await (await messages()).preview('{{campaign.${dispatch_id}}}')).toMatchObject({ body: { source: 'dispatch_id_for_unsent_campaign' } }))
})

test('what caused it', async () => {
  const m = await messages()
  const cause = { event_properties: { item: 'x', geofence_name: 'Shop' }, api_trigger_properties: { 'a b': [1] }, context: { city: 'Ulm' }, sms: { inbound_message_body: 'YES' }, whats_app: { inbound_media_urls: ['u'] } }
  expect(m.now('{{event_properties.${item}}} {{event_properties.${geofence_name}}} {{api_trigger_properties.${a b}[0]}} {{context.${city}}} {{canvas_entry_properties.${city}}} {{sms.${inbound_message_body}}} {{whats_app.${inbound_media_urls}[0]}}', { cause })).toBe('x Shop 1 Ulm Ulm YES u')
  expect(m.now('[{{event_properties.${item}}}{{context.${city}}}]')).toBe('[]')
})
test('the time of a user update', async () => expect((await messages()).now('{{$isoTimestamp}}')).toBe('2026-03-01T12:00:00.000Z'))
test('the shared attributes of the user are read once a message', async () => {
  const m = await messages(undefined, { n: 5, tags: ['old', 'new'] })
  expect(m.now('{{custom_attribute.${n} | plus: 1}} {{custom_attribute.${tags} | first}} {{custom_attribute.${tags} | last}} {{subscribed_state.${email_global}}} {{subscribed_state.${nope}}}')).toBe('6 old new subscribed ')
})

describe('preference centers', () => {
  const PAGE = { preference_center_page_html: '<form action="{{preference_center_submit_url}}"></form>', confirmation_page_html: 'ok', state: 'active', preference_center_title: 't' }
  test('a link of the user\'s own that leads to his page; none in tests and previews', async () => {
    const m = await messages()
    expect((await m.e.post('/preference_center/v1', { name: 'MyCenter', ...PAGE })).status).toBe(201)
    const url = m.e.world.db.tx(() => m.now('{{preference_center.${MyCenter}}}')) as string
    expect(url).toMatch(/^http:\/\/localhost\/_hosted\/default\/preferences\/[0-9a-f]{48}$/)
    expect((await m.e.call('GET', url.slice('http://localhost'.length))).status).toBe(200)
    expect([m.now('{{preference_center.${MyCenter}}}'), await m.text('{{preference_center.${MyCenter}}}')]).toEqual([url, url])
    expect(await m.text('[{{preference_center.${MyCenter}}}]', { test: true }, { purpose: 'test' })).toBe('[]')
    expect(m.now('[{{preference_center.${Nope}}}]')).toBe('[]')
    expect(await m.e.kindsOf(async () => expect(await m.preview('[{{preference_center.${MyCenter}}}]')).toMatchObject({ body: { source: '[]' } }))).toEqual([])
  })
  test('the old tag is the center of Braze\'s default name', async () => {
    const m = await messages()
    await m.e.post('/preference_center/v1', { name: 'PreferenceCenterBrazeDefault', ...PAGE })
    expect(m.e.world.db.tx(() => m.now('{{${preference_center_url}}}'))).toMatch(/\/preferences\//)
  })
})

test('the footer: the setting, with its Liquid', async () => {
  const m = await messages()
  expect(m.now('{{${email_footer}}}')).toMatch(/^<p [^>]*><a href="http:\/\/localhost\/_hosted\/default\/subscription\/[\w-]+\.[0-9a-f]{32}">Unsubscribe<\/a><\/p>$/)
  await m.e.admin('PATCH', '/settings', { email_footer: 'Bye {{${first_name}}} {{custom_attribute.${n}}}' })
  expect(m.now('{{${email_footer}}}')).toBe('Bye Jo ')
})
