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
  ['banner', { placement_id: 1 }, ['m.placement_id is no text']],
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
