// The strict iOS decoder: good answers of every endpoint, and the same spoiled in one thing each (mobile wire 4-6, 9).
import { describe, expect, test } from 'vitest'
import { decodeForIos, inspectForIos, iosProblems, skippedByIos } from '../../../sdk-shims/device/ios-decoder.ts'
import type { Endpoint } from '../../../sdk-shims/device/platform-wire.ts'
import type { Json, JsonObject } from '../../../sdk-shims/device/wire-types.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const TRIGGER_ID = base64('5f5b9a4f8a5d6e0012345678_$_mv=5f5b9a4f8a5d6e0012345679&pi=cmp')
const CARD_ID = base64('5f5b9a4f8a5d6e0012345678_$_cc=2da60738-adc2-64c5-b5c9-74dbb127ad81&mv=5f5b9a4f8a5d6e0012345679&pi=cmp')

/** What a real BrazeKit 18.2.1 was seen to take. */
const CONFIG: JsonObject = {
  time: 1_772_366_400, events_blacklist: [], attributes_blacklist: ['a'], purchases_blacklist: [], messaging_session_timeout: 1800,
  feature_flags: { enabled: true, refresh_rate_limit: 0 }, content_cards: { enabled: true, refresh_rate_limit: 0 },
  global_request_rate_limit: { enabled: true, capacity: 1000, refill_rate: 0.01 },
}
const SLIDEUP: JsonObject = {
  type: 'SLIDEUP', trigger_id: TRIGGER_ID, message: 'Hi', slide_from: 'TOP', click_action: 'URI', uri: 'https://example.com', use_webview: true,
  message_close: 'SWIPE', orientation: 'ANY', extras: { order: '42' },
}
const MODAL: JsonObject = {
  type: 'MODAL', trigger_id: TRIGGER_ID, header: 'Hello', message: 'Hi', click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY',
  extras: {}, bg_color: 4_294_967_295, text_align_header: 'CENTER', themes: { dark: { bg_color: 1, btns: [{ bg_color: 2 }] } },
  btns: [{ id: 0, text: 'Go', click_action: 'URI', uri: 'https://example.com', use_webview: false }, { id: 1, text: 'No', click_action: 'NONE', use_webview: false }],
}
const HTML: JsonObject = { type: 'HTML', trigger_id: TRIGGER_ID, message: '<p>Hi</p>', click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY', message_fields: {} }
const inapp = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: TRIGGER_ID, type: 'inapp', trigger_condition: [{ type: 'open' }], start_time: null, end_time: null, priority: 0, delay: 0, re_eligibility: -1,
  timeout: 600_000, min_seconds_since_last_trigger: 0, data, ...more,
})
const FILTER: JsonObject = { property_key: 'tier', property_type: 'string', comparator: 1, property_value: 'gold' }
const CONDITIONS: JsonObject[] = [
  { type: 'open' }, { type: 'test' }, { type: 'push_click', data: { campaign_id: 'x' } }, { type: 'purchase' }, { type: 'purchase', data: { product_id: 'sku' } },
  { type: 'custom_event', data: { event_name: 'e' } }, { type: 'custom_event_property', data: { event_name: 'e', property_filters: [[FILTER], [FILTER, { ...FILTER, comparator: 11 }]] } },
  { type: 'purchase_property', data: { product_id: 'sku', property_filters: [[{ ...FILTER, property_type: 'date', comparator: 16 }]] } }, { type: 'iam_click', data: { id: 'x', buttons: ['1'] } },
]
const CARD: JsonObject = {
  id: CARD_ID, tp: 'short_news', ca: 1_700_000_000, ea: -1, tt: 'Title', ds: 'Text', u: 'https://example.com', uw: true, i: 'https://example.com/i.png',
  v: false, cl: false, p: false, r: false, db: true, t: false, e: { k: 'v' },
}
const PROPERTIES: JsonObject = {
  s: { type: 'string', value: 'x' }, n: { type: 'number', value: 1.5 }, b: { type: 'boolean', value: false }, i: { type: 'image', value: 'https://example.com' },
  d: { type: 'datetime', value: 1_700_000_000_000 }, j: { type: 'jsonobject', value: { a: [1] } },
}
const FLAG: JsonObject = { id: 'flag', enabled: true, properties: PROPERTIES, fts: 'track' }
const BANNER: JsonObject = { id: TRIGGER_ID, placement_id: 'home', html: '<p/>', is_test_send: false, is_control: false, expires_at: -1, properties: PROPERTIES, stable_key: 'k' }
const FENCE: JsonObject = {
  id: 'f1', latitude: 52.5, longitude: 13.4, radius: 200, cooldown_enter: 0, cooldown_exit: 0, analytics_enabled_enter: true, analytics_enabled_exit: false,
  enter_events: true, exit_events: true, notification_responsiveness: 30,
}
const cards = (...all: Json[]): JsonObject => ({ cards: all, full_sync: true, last_full_sync_at: 1, last_card_updated_at: 2 })
const template = (data: JsonObject): JsonObject => ({ templated_message: { type: 'inapp', data } })

/** `object` with the member at `path` set, or taken away where `value` is undefined. */
const spoil = (object: JsonObject, path: string, value?: Json): JsonObject => {
  const copy = structuredClone(object)
  const keys = path.split('.')
  const last = keys.pop()!
  const holder = keys.reduce<any>((at, key) => at[key], copy)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

const GOOD: [string, Endpoint, JsonObject][] = [
  ['nothing to say', 'data', {}], ['a config', 'data', { message: 'success', config: CONFIG }], ['no triggers', 'data', { triggers: [] }], ['null for both', 'data', { config: null, triggers: null }],
  ['messages of every type', 'data', { triggers: [SLIDEUP, MODAL, { ...MODAL, type: 'FULL', image_style: 'GRAPHIC', image_url: 'https://example.com/i' }, HTML, { ...HTML, type: 'HTML_FULL' }, { trigger_id: TRIGGER_ID, is_control: true }].map((one) => inapp(one)) }],
  ['every condition', 'data', { triggers: [inapp(SLIDEUP, { trigger_condition: CONDITIONS })] }],
  ['a template', 'data', { triggers: [inapp({ trigger_id: TRIGGER_ID, is_control: false }, { type: 'templated_iam' })] }],
  ['a rendered template', 'template', template(MODAL)], ['a template that was stopped', 'template', {}], ['a control template', 'template', template({ trigger_id: TRIGGER_ID, is_control: true })],
  ['no cards', 'contentCards', cards()], ['a card of each type', 'contentCards', cards(...['short_news', 'text_announcement', 'captioned_image', 'banner_image', 'control'].map((tp) => ({ ...CARD, tp })))],
  ['a card without link and title', 'contentCards', cards({ ...CARD, u: null, tt: null, ds: null, tp: 'banner_image', i: '' })], ['a removed card', 'contentCards', cards({ ...CARD, r: true })],
  ['flags', 'featureFlags', { feature_flags: [FLAG, { id: 'off', enabled: false, properties: {} }] }],
  ['banners by placement', 'banners', { banners: { home: { banner: BANNER }, side: { banner: null }, top: null } }], ['banners in a list', 'banners', { banners: [BANNER] }],
  ['fences', 'geofenceRequest', { geofences: [FENCE] }], ['a report of fences', 'geofenceReport', {}], ['an unregistered token', 'pushUnregister', { message: 'success' }],
  ['an error on data', 'data', { error: 'invalid_api_key' }], ['an error on a sync', 'contentCards', { error: 'no_device_identifier' }],
  ['a refused signature', 'data', { auth_error: { error_code: 22, reason: 'EXPIRED', signature: 's', user_id: 'u', request_time: 1 } }],
  ['a refused signature on a sync', 'featureFlags', { auth_error: { error_code: 26, reason: 'MISSING_TOKEN' } }],
  ['a doubted signature', 'contentCards', { ...cards(), optional_auth_error: { error_code: 21, reason: 'SUBJECT_MISMATCH', user_id: 'u' } }],
]

describe('a good answer', () => {
  test.each(GOOD)('%s (%s)', (_what, endpoint, body) => {
    expect(iosProblems(endpoint, body)).toEqual([])
    expect(decodeForIos(endpoint, body)).toBeUndefined()
  })
})

describe('fails as a whole', () => {
  const config = (path: string, value?: Json): JsonObject => ({ config: spoil(CONFIG, path, value) })
  test.each<[string, Endpoint, JsonObject, string]>([
    ...['time', 'events_blacklist', 'attributes_blacklist', 'purchases_blacklist'].map((key): [string, Endpoint, JsonObject, string] => [`no ${key}`, 'data', config(key), `config.${key} is missing`]),
    ['time as text', 'data', config('time', '1772366400'), 'config.time is not of type number'],
    ['a list of numbers', 'data', config('events_blacklist', [1]), 'config.events_blacklist is not of type strings'],
    ['cards as a boolean', 'data', config('content_cards', true), 'config.content_cards is not of type object'],
    ['cards without enabled', 'data', config('content_cards.enabled'), 'config.content_cards.enabled is missing'],
    ['flags without a limit', 'data', config('feature_flags.refresh_rate_limit'), 'config.feature_flags.refresh_rate_limit is missing'],
    ['a limit as text', 'data', config('global_request_rate_limit.capacity', '30'), 'config.global_request_rate_limit.capacity is not of type number'],
    ['fences enabled by 1', 'data', config('geofences', { enabled: 1 }), 'config.geofences.enabled is not of type boolean'],
    ['a session timeout as text', 'data', config('messaging_session_timeout', '1800'), 'config.messaging_session_timeout is not of type number'],
    ['a back-off as text', 'data', config('request_backoff', { min_sleep_duration_ms: 'x' }), 'config.request_backoff.min_sleep_duration_ms is not of type number'],
    ['config as a list', 'data', { config: [] }, 'config is not an object'], ['triggers as an object', 'data', { triggers: {} }, 'triggers is not an array'],
    ['a generic success on cards', 'contentCards', { message: 'success' }, 'cards is missing'], ['no first watermark', 'contentCards', spoil(cards(), 'last_full_sync_at'), 'answer.last_full_sync_at is missing'],
    ['no second watermark', 'contentCards', spoil(cards(), 'last_card_updated_at'), 'answer.last_card_updated_at is missing'],
    ['a generic success on flags', 'featureFlags', { message: 'success' }, 'feature_flags is missing'], ['flags as an object', 'featureFlags', { feature_flags: {} }, 'feature_flags is missing'],
    ['a generic success on banners', 'banners', { message: 'success' }, 'banners is missing'], ['null banners', 'banners', { banners: null }, 'banners is missing'],
    ['a message without its type around it', 'template', { templated_message: MODAL }, 'templated_message.data is missing'], ['a text for a message', 'template', { templated_message: 'x' }, 'templated_message is not an object'],
  ])('%s (%s)', (_what, endpoint, body, complaint) => {
    expect(decodeForIos(endpoint, body)).toBe(complaint)
    expect(iosProblems(endpoint, body)).toContain(complaint)
  })
})

describe('is skipped while the rest is used', () => {
  const MESSAGE_KEYS = ['type', 'message', 'click_action', 'use_webview', 'message_close', 'orientation']
  test.each([SLIDEUP, MODAL].flatMap((message) => MESSAGE_KEYS.map((key): [string, JsonObject] => [key, message])))('a message without %s', (key, message) => {
    const bad = spoil(message, key)
    expect(skippedByIos('message', bad)).toBe(`message.${key} is missing`)
    expect(skippedByIos('trigger', inapp(bad))).toBe(`trigger.data.${key} is missing`)
    expect(inspectForIos('data', { triggers: [inapp(message), inapp(bad)] })).toMatchObject({ fails: [], skips: [`triggers[1].data.${key} is missing`] })
    expect(inspectForIos('template', template(bad))).toMatchObject({ fails: [], skips: [`templated_message.data.${key} is missing`] })
  })

  test('a modal or a full screen without header; a slideup and HTML need none', () => {
    expect([MODAL, { ...MODAL, type: 'FULL' }].map((one) => skippedByIos('message', spoil(one, 'header')))).toEqual(['message.header is missing', 'message.header is missing'])
    expect([SLIDEUP, HTML].map((one) => skippedByIos('message', one))).toEqual([undefined, undefined])
  })

  test.each<[string, string]>([
    ['a plain id', 'plain'], ['a bare campaign', base64('5f5b9a4f8a5d6e0012345678')], ['no variation', base64('5f5b9a4f8a5d6e0012345678_$_pi=cmp')],
    ['a short campaign', base64('5f5b_$_mv=5f5b9a4f8a5d6e0012345679&pi=cmp')], ['another separator', base64('5f5b9a4f8a5d6e0012345678_mv=5f5b9a4f8a5d6e0012345679&pi=cmp')],
    ['nothing of a campaign', base64('5f5b9a4f8a5d6e0012345678_$_mv=5f5b9a4f8a5d6e0012345679')],
  ])('a trigger or card with %s as id', (_what, id) => {
    expect(skippedByIos('trigger', inapp(SLIDEUP, { id }))).toBe(`trigger ${id}: the id is not composite`)
    expect(skippedByIos('card', { ...CARD, id })).toBe(`card ${id}: the id is not composite`)
    expect(decodeForIos('contentCards', cards(CARD, { ...CARD, id }))).toBeUndefined()
  })

  test('a trigger of another type; what is no object', () => {
    expect(skippedByIos('trigger', inapp(SLIDEUP, { type: 'survey' }))).toBe(`trigger ${TRIGGER_ID}: its type is survey`)
    expect(inspectForIos('data', { triggers: ['x', null] }).skips).toEqual(['triggers[0] is not an object', 'triggers[1] is not an object'])
  })

  test.each(Object.keys(CARD).filter((key) => key !== 'id' && key !== 'i'))('a card without %s', (key) => {
    const bad = spoil(CARD, key)
    expect(skippedByIos('card', bad)).toBe(`card ${CARD_ID}: ${key} is missing`)
    expect(inspectForIos('contentCards', cards(bad, CARD))).toMatchObject({ fails: [], skips: [`card ${CARD_ID}: ${key} is missing`] })
  })

  test('an image card without image; a card of an unknown type; a removal is taken', () => {
    const without = (tp: string): JsonObject => spoil({ ...CARD, tp }, 'i')
    expect(['captioned_image', 'banner_image', 'short_news'].map((tp) => skippedByIos('card', without(tp)))).toEqual([`card ${CARD_ID}: i is missing`, `card ${CARD_ID}: i is missing`, undefined])
    expect(skippedByIos('card', { ...CARD, tp: 'video' })).toBe(`card ${CARD_ID}: its type is video`)
    expect(skippedByIos('card', { id: CARD_ID, r: true })).toBeUndefined()
  })
})

describe('is doubted: no server should send it', () => {
  const first = <T>(list: T[]): T => list[0]!
  const doubt = (endpoint: Endpoint, body: JsonObject): string => {
    const { fails, skips, doubts } = inspectForIos(endpoint, body)
    expect([fails, skips]).toEqual([[], []])
    return first(doubts)
  }
  const trigger = (data: JsonObject, more?: JsonObject): JsonObject => ({ triggers: [inapp(data, more)] })
  const on = (data: JsonObject, type = 'custom_event_property'): JsonObject => trigger(SLIDEUP, { trigger_condition: [{ type, data }] })

  test.each<[string, Endpoint, JsonObject, string]>([
    ['a config member of unknown shape', 'data', { config: { ...CONFIG, sdk_debugger: { enabled: false } } }, 'config.sdk_debugger is of a shape that is not known'],
    ['a config time with a fraction', 'data', { config: { ...CONFIG, time: 1.5 } }, 'config.time is not a whole number of seconds'],
    ['banners without their number', 'data', { config: { ...CONFIG, banners: { enabled: true } } }, 'config.banners.max_placements is missing'],
    ['fences cut short', 'data', { config: { ...CONFIG, geofences: { enabled: true, min_time_since_last_request: -1, min_time_since_last_report: -1 } } }, 'config.geofences.max_num_to_register is missing'],
    ['another SDK\'s type', 'data', trigger({ ...HTML, type: 'WEB_HTML' }), 'triggers[0].data.type is "WEB_HTML", none of SLIDEUP MODAL FULL HTML HTML_FULL'],
    ['a plain trigger id in the message', 'data', trigger({ ...SLIDEUP, trigger_id: 'x' }), 'triggers[0].data.trigger_id is not composite'],
    ['HTML without orientation', 'data', trigger(spoil(HTML, 'orientation')), 'triggers[0].data.orientation is missing'],
    ['an unknown click', 'data', trigger({ ...SLIDEUP, click_action: 'NEWS_FEED' }), 'triggers[0].data.click_action is "NEWS_FEED", none of URI NONE'],
    ['a link to nowhere', 'data', trigger(spoil(SLIDEUP, 'uri')), 'triggers[0].data.uri is missing'], ['a colour as text', 'data', trigger({ ...SLIDEUP, bg_color: '#fff' }), 'triggers[0].data.bg_color is not of type number'],
    ['an extra that is no text', 'data', trigger({ ...SLIDEUP, extras: { n: 1 } }), 'triggers[0].data.extras.n is not of type string'],
    ['a button without number', 'data', trigger(spoil(MODAL, 'btns.0.id')), 'triggers[0].data.btns[0].id is missing'], ['a dark colour as text', 'data', trigger(spoil(MODAL, 'themes.dark.bg_color', 'x')), 'triggers[0].data.themes.dark.bg_color is not of type number'],
    ['no condition', 'data', trigger(SLIDEUP, { trigger_condition: [] }), 'triggers[0].trigger_condition is empty'], ['an unknown condition', 'data', on({}, 'shake'), 'triggers[0].trigger_condition[0].type is "shake"'],
    ['an event without name', 'data', on({ property_filters: [] }), 'triggers[0].trigger_condition[0].data.event_name is missing'],
    ['filters that are no groups', 'data', on({ event_name: 'e', property_filters: [FILTER] }), 'triggers[0].trigger_condition[0].data.property_filters[0] is not a list'],
    ['an unknown comparator', 'data', on({ event_name: 'e', property_filters: [[{ ...FILTER, comparator: 20 }]] }), 'triggers[0].trigger_condition[0].data.property_filters[0][0].comparator is 20'],
    ['an unknown property type', 'data', on({ event_name: 'e', property_filters: [[{ ...FILTER, property_type: 'text' }]] }), 'triggers[0].trigger_condition[0].data.property_filters[0][0].property_type is "text"'],
    ['a delay as text', 'data', trigger(SLIDEUP, { delay: '0' }), 'triggers[0].delay is not of type number'], ['no message', 'data', { triggers: [spoil(inapp(SLIDEUP), 'data')] }, 'triggers[0].data is missing'],
    ['a card\'s id on a trigger', 'data', trigger(SLIDEUP, { id: CARD_ID }), 'triggers[0].id names a card'], ['a template without its id', 'data', trigger({}, { type: 'templated_iam' }), 'triggers[0].data.trigger_id is not composite'],
    ['a trigger\'s id on a card', 'contentCards', cards({ ...CARD, id: TRIGGER_ID }), 'cards[0].id does not name one copy (cc=)'], ['a card with 0 for false', 'contentCards', cards({ ...CARD, v: 0 }), 'cards[0].v is not of type boolean'],
    ['a bare removal', 'contentCards', cards({ id: CARD_ID, r: true }), 'cards[0].tp is missing'], ['an unsaid full sync', 'contentCards', spoil(cards(), 'full_sync'), 'answer.full_sync is missing'],
    ['a flag enabled by text', 'featureFlags', { feature_flags: [{ ...FLAG, enabled: 'yes' }] }, 'feature_flags[0].enabled is not of type boolean'], ['a flag without properties', 'featureFlags', { feature_flags: [spoil(FLAG, 'properties')] }, 'feature_flags[0].properties is missing'],
    ...Object.keys(PROPERTIES).map((key): [string, Endpoint, JsonObject, string] => [`a property ${key} of another type`, 'featureFlags', { feature_flags: [spoil(FLAG, `properties.${key}.value`, [])] }, `feature_flags[0].properties.${key}.value is not of type ${{ s: 'string', n: 'number', b: 'boolean', i: 'string', d: 'number', j: 'object' }[key]}`]),
    ['a property without its type', 'featureFlags', { feature_flags: [spoil(FLAG, 'properties.s', 'x')] }, 'feature_flags[0].properties.s is not an object'], ['an unknown property type', 'banners', { banners: [spoil(BANNER, 'properties.s.type', 'text')] }, 'banners[0].properties.s.type is "text"'],
    ['a banner without expiry', 'banners', { banners: { home: { banner: spoil(BANNER, 'expires_at') } } }, 'banners.home.expires_at is missing'],
    ['a fence without size', 'geofenceRequest', { geofences: [spoil(FENCE, 'radius')] }, 'geofences[0].radius is missing'], ['no fences', 'geofenceRequest', { message: 'success' }, 'answer.geofences is missing'],
    ['a refusal without code', 'data', { auth_error: { reason: 'EXPIRED' } }, 'auth_error.error_code is missing'], ['a doubted signature without reason', 'data', { optional_auth_error: { error_code: 21 } }, 'optional_auth_error.reason is missing'],
  ])('%s (%s)', (_what, endpoint, body, complaint) => expect(doubt(endpoint, body)).toBe(complaint))
})
