// emulator/domain/campaigns/message-bodies.ts: what a definition may not say, refused at its place.
import { expect, test } from 'vitest'
import { checkBody } from '../../../emulator/domain/campaigns/message-bodies.ts'
import { emulator } from '../../kit/world.ts'

const METHODS = 'POST, GET, PUT, DELETE, PATCH, HEAD, OPTIONS'
test.each<[string, object, string[]]>([
  ['webhook', { url: 'https://x.example/{{${user_id}}}', method: 'delete', headers: { a: 'b' }, body: 'x' }, []],
  ['webhook', {}, []],
  ['webhook', { url: '{{custom_attribute.${hook}}}' }, []],
  ['webhook', { url: 'ftp://x.example' }, ['m.url is no URL that begins with http:// or https://']],
  ['webhook', { url: 7, method: 'SEND', headers: { a: {} } }, ['m.url is no URL that begins with http:// or https://', `m.method is none of ${METHODS}`, 'm.headers are no object of names and texts']],
  ['sms', { subscription_group_id: 'g', body: 'x', media_items: [], link_shortening: 'basic' }, []],
  ['sms', { body: 7, media_items: 'x', link_shortening: 'yes' }, ['m.body is no text', 'm.media_items is no list', 'm.link_shortening is none of true, false, basic, advanced']],
  ['whats_app', { list: { list_sections: [{ list_rows: Array(10).fill({}) }] } }, []],
  ['whats_app', { list: { list_sections: [{ list_rows: Array(6).fill({}) }, { list_rows: Array(5).fill({}) }] } }, ['m.list has 11 rows: at most 10']],
  ['whats_app', { message: { list: {}, template_name: 1 } }, ['m.message.template_name is no text', 'm.message.list has no list_sections']],
  ['whats_app', { header_variables: ['a', 1], body_variables: { 0: 'x', 1: true }, button_variables: '{{x}}', buttons: [{ text: 'Yes' }], flow_button: {}, preview_url: false }, []],
  ['whats_app', { header_variables: [{}], body_variables: { a: 'x' }, button_variables: 'x', buttons: [{}], flow_button: 'x', preview_url: 1, header_image_uri: 0, message: 'x' }, [
    'm.header_image_uri is no text', 'm.header_variables has values that are no texts', 'm.body_variables has names that are no numbers: variables are counted from 0', 'm.button_variables is neither a list nor an object of numbers and texts',
    'm.preview_url is neither true nor false', 'm.buttons has items without a text', 'm.flow_button is no object', 'm.message is no object',
  ]],
  ['sms', { media_urls: [7] }, ['m.media_urls has items that are neither a URL nor an object']],
  ['line', { body: 'x'.repeat(5000) }, []],
  ['line', { body: 'x'.repeat(5001), messages: Array(6).fill({}) }, ['m.body has 5001 characters: at most 5000', 'm.messages has 6 messages: at most 5']],
  ['content_cards', { type: 'CAPTIONED_IMAGE', time_to_live: 2592000, expires_at: '2026-03-01', pinned: true, extras: {} }, []],
  ['content_cards', { type: 'square', time_to_live: 2592001, expires_at: 'soon', pinned: 1, extras: [] }, [
    'm.type is none of classic, captioned_image, image_only, banner', 'm.time_to_live is no number of seconds from 1 to 2592000 (30 days)', 'm.expires_at is no time in ISO 8601', 'm.pinned is neither true nor false', 'm.extras is no object',
  ]],
  ['content_cards', { uri_text: 0, web_uri: [], use_webview: 'no' }, ['m.uri_text is no text', 'm.web_uri is no text', 'm.use_webview is neither true nor false']],
  ['content_cards', { type: 'control', pinned: 1 }, []],
  ['content_cards', { card_creation: 'first_impression', removal_events: [{ type: 'custom_event', name: 'x' }, { type: 'purchase' }], image_alt: 'x', language: 'en', aspect_ratio: 1.5 }, []],
  ['content_cards', { card_creation: 'later', removal_events: [{ type: 'session_start' }, { type: 'custom_event' }, 7], pinned: true, dismissible: true, aspect_ratio: 0 }, [
    'm.aspect_ratio is no number above 0', 'm.card_creation is none of launch, first_impression', 'm.removal_events[0].type is session_start: cards go after a custom_event or a purchase', 'm.removal_events[1].name is missing: custom_event needs it', 'm.removal_events[2] must be an object {type, …}',
    'm.dismissible is true of a pinned card: pinned cards can not be dismissed',
  ]],
  ['content_cards', { removal_events: 'x' }, ['m.removal_events are no list of triggers']],
  ['banner', { placement_id: 1 }, ['m.placement_id is no text']],
  ['banner', { placement_id: 'home', html: '{% catalog_items a b %}', properties: { n: { type: 'number', value: '{{x}}' }, t: { type: 'timestamp', value: '2026-03-01T00:00:00Z' }, j: { type: 'JSON', value: {} } }, priority: 'low', priority_order: 2, expires_in: { value: 2, unit: 'hours' } }, []],
  ['banner', { html: '{% connected_content https://x.example %}{%- promotion("a") -%}', properties: { s: { type: 'string', value: '{% catalog_items a b :rerender %}' } } }, [
    'm.html uses Connected Content: Banners do not support it', 'm.html uses promotion codes: Banners do not support it', 'm.properties.s.value uses the :rerender of catalogs: Banners do not support it',
  ]],
  ['banner', { dismissible: 'no', priority: 'top', priority_order: 1.5, expires_in: { value: 0, unit: 'years' }, properties: { a: 7, b: { type: 'colour', value: 'red' }, c: { type: 'number', value: 'x' }, d: { type: 'colour', value: '{{x}}' } } }, [
    'm.dismissible is neither true nor false', expect.stringMatching(/^m\.properties\.a /) as never, 'm.properties.b.type is none of string, number, boolean, image, datetime, jsonobject', 'm.properties.c.value is no number: a number', 'm.properties.d.type is none of string, number, boolean, image, datetime, jsonobject',
    'm.priority is none of high, medium, low', 'm.priority_order is no whole number from 1', 'm.expires_in.value is no number above 0', 'm.expires_in.unit is none of seconds, minutes, hours, days, weeks',
  ]],
  ['banner', { expires_in: { value: 1, units: 'hours' } }, ['m.expires_in.units is no member: value, unit']],
  ['banner', { priority_order: 0 }, ['m.priority_order is no whole number from 1']],
  ['banner', { properties: [], expires_in: 7, expires_at: 'soon' }, ['m.properties is no object', 'm.expires_at is no time in ISO 8601', 'm.expires_in is no object {value, unit}']],
  ['banner', { type: 'control', html: 7 }, []],
  ['email', { url: 7 }, []],
])('%s %j', (channel, body, messages) => {
  expect(checkBody('m', { channel, ...body }).map(({ message }) => message)).toEqual(messages)
})

test('a wrong body is refused with the campaign, and with the step of a Canvas', async () => {
  const e = emulator()
  const wrong = { v: { channel: 'webhook', url: 'nothing' } }
  const kinds = await e.kindsOf(async () => {
    expect(await e.admin('POST', '/campaigns', { name: 'C', messages: wrong })).toMatchObject({ status: 422, body: { error: { details: { issues: [{ path: 'messages.v.url', message: 'messages.v.url is no URL that begins with http:// or https://' }] } } } })
    const canvas = await e.admin('POST', '/canvases', { name: 'C', variants: [{ name: 'V', first_step_ids: ['s'] }], steps: [{ id: 's', name: 'S', type: 'message', messages: wrong }] })
    expect([canvas.status, canvas.body.error?.details.issues[0]]).toMatchObject([422, { message: expect.stringMatching(/messages\.v\.url is no URL that begins with http:\/\/ or https:\/\/$/) }])
  })
  expect(kinds).toEqual([])
})
