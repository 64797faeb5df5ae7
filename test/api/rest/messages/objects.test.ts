// The message objects of a request, member by member, with the documented lengths at their edges.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import { PUSH, refuses, takes } from '../../../kit/sends.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/messages/send'
const app_id = homeKeys.web
const send = (messages: unknown) => ({ external_user_ids: ['a'], messages })
const GROUPS = [['emails', 'email'], ['texts', 'sms'], ['chats', 'whatsapp']] as const

function setUp(): Emulator {
  const e = emulator()
  e.world.db.tx(() => {
    for (const [id, channel] of GROUPS) e.world.subscriptionGroups.create({ id, name: id, channel })
  })
  return e
}

/** Every member that the pages name. */
const WHOLE: Record<string, Record<string, unknown>> = {
  apple_push: {
    alert: { body: 'b', title: 't', title_loc_key: 'k', title_loc_args: ['a'], action_loc_key: 'k', loc_key: 'k', loc_args: ['a'] }, badge: 1, sound: 'default', extra: { a: 'b' }, 'content-available': false, interruption_level: 'time-sensitive',
    relevance_score: 0.5, expiry: '2026-03-02T00:00:00Z', custom_uri: 'https://example.com', use_webview: true, message_variation_id: 'v', notification_group_thread_id: 'g', asset_url: 'https://example.com/a.png', asset_file_type: 'png',
    collapse_id: 'c', mutable_content: true, send_to_most_recent_device_only: true, category: 'ab_cat_accept_decline', buttons: [{ action_id: 'ab_pb_accept', action: 'DEEP_LINK', uri: 'app://x', use_webview: false }], apns_priority: 5,
  },
  android_push: {
    alert: 'a', title: ' ', extra: { appboy_image_url: 'https://example.com/a.png' }, message_variation_id: 'v', notification_channel_id: 'c', priority: 9, android_priority: 'high', send_to_sync: false, collapse_key: 'k', sound: 'default',
    custom_uri: 'https://example.com', use_webview: true, summary_text: 's', time_to_live: 2_419_200, notification_id: 4, push_icon_image_url: 'https://example.com/i.png', accent_color: 16711680, send_to_most_recent_device_only: true,
    buttons: [{ text: 'x', action: 'CLOSE' }], conversation_data: { shortcut_id: 's', reply_person_id: 'p', messages: [{ text: 't', timestamp: 1, person_id: 'p' }], persons: [{ id: 'p', name: 'P' }] },
  },
  kindle_push: { alert: 'a', title: 't', extra: {}, message_variation_id: 'v', priority: -2, collapse_key: 'k', sound: 's', custom_uri: 'u' },
  web_push: { alert: 'a', title: 't', extra: {}, message_variation_id: 'v', custom_uri: 'u', image_url: 'u', large_image_url: 'u', require_interaction: true, time_to_live: 60, send_to_most_recent_device_only: false, buttons: [{ text: 'x', action: 'URI', uri: 'u' }] },
  email: {
    app_id, from: 'Shop <shop@example.com>', subject: 's', reply_to: 'NO_REPLY_TO', bcc: 'archive@example.com', body: '<p>b</p>', plaintext_body: 'b', preheader: 'p', email_template_id: 't', message_variation_id: 'v', extras: { a: 'b' }, headers: { a: 'b' },
    should_inline_css: true, attachments: [{ file_name: 'f', url: 'https://example.com/f.pdf', basic_auth_credential: 'c' }],
  },
  sms: { app_id, subscription_group_id: 'texts', body: 'b', message_variation_id: 'v', media_items: ['https://example.com/a.png'], link_shortening_enabled: true, user_click_tracking_enabled: true },
  webhook: { url: 'https://example.com/{{x}}', request_method: 'POST', request_headers: { 'Content-Type': 'application/json' }, body: '{}', message_variation_id: 'v' },
  content_card: {
    type: 'CAPTIONED_IMAGE', title: 't', description: 'd', message_variation_id: 'v', pinned: true, image_url: 'u', time_to_live: 2_592_000, expire_at: '2026-03-31T12:00:00Z', expire_in_local_time: true, ios_uri: 'u', android_uri: 'u', web_uri: 'u',
    ios_use_webview: true, android_use_webview: false, uri_text: 't', extra: { a: 1 },
  },
  whats_app: { app_id, subscription_group_id: 'chats', message_variation_id: 'v', message_type: 'template_message', message: { template_name: 'n', template_language_code: 'en', header_variables: { 0: 'a' }, body_variables: { 0: 'a' }, button_variables: { 1: '/x' }, header_image_uri: 'u' } },
  windows_phone8_push: { push_type: 'toast', toast_title: 't', toast_content: 'c', toast_navigation_uri: 'u', toast_hash: {}, message_variation_id: 'v' },
  windows_universal_push: { push_type: 'toast_text_01', toast_text1: 'a', toast_text2: 'b', toast_text3: 'c', toast_text_img_name: 'i', message_variation_id: 'v', extra_launch_string: 'x' },
}

test.each(Object.keys(WHOLE))('%s with every member it has is kept as it was sent', async (name) => {
  const e = setUp()
  await takes(e, PATH, send({ [name]: WHOLE[name] }), ['send.accepted'])
  expect(e.world.sends.accepted()[0]!.request['messages']).toEqual({ [name]: WHOLE[name] })
})

test('all of them in one request', async () => {
  await takes(setUp(), PATH, send(WHOLE), ['send.accepted'])
})

const NEEDED: Record<string, string[]> = {
  apple_push: ['alert'], android_push: ['alert', 'title'], kindle_push: ['alert', 'title'], web_push: ['alert', 'title'], email: ['app_id', 'from'], sms: ['app_id', 'subscription_group_id', 'body'], webhook: ['url', 'request_method'],
  content_card: ['type', 'title', 'description', 'image_url'], whats_app: ['app_id', 'subscription_group_id', 'message_type', 'message'], windows_phone8_push: ['toast_content'], windows_universal_push: ['push_type', 'toast_text1'],
}
test.each(Object.entries(NEEDED).flatMap(([name, members]) => members.map((member) => [name, member] as const)))('%s without %s is refused', async (name, member) => {
  const { [member]: _, ...rest } = WHOLE[name]!
  const said = await refuses(setUp(), PATH, send({ [name]: rest }), `'messages.${name}.${member}' is required`)
  expect(said.rows[0]!.data['field']).toBe(`messages.${name}.${member}`)
})

test.each(Object.keys(WHOLE))('%s as a text is refused', async (name) => {
  await refuses(setUp(), PATH, send({ [name]: 'text' }), `'messages.${name}' is not valid`)
})

describe('no message', () => {
  test.each([undefined, null, {}, { apple_push: null }, { unheard_of: { alert: 'x' } }, { slideup: { message: 'x'.repeat(140) } }])('%j', async (messages) => {
    await refuses(setUp(), PATH, send(messages), 'No message to send')
  })
  test('a slideup is measured', async () => {
    await refuses(setUp(), PATH, send({ ...PUSH, slideup: { message: 'x'.repeat(141) } }), 'Slideup Message Length Exceeded')
    await takes(setUp(), PATH, send({ ...PUSH, slideup: { message: 'x'.repeat(140) } }), ['send.accepted'])
  })
})

describe('lengths', () => {
  const cases: [string, string, (over: number) => Record<string, unknown>][] = [
    ['an Apple alert', 'Apple Push Length Exceeded', (over) => ({ apple_push: { alert: 'x'.repeat(1912 + over) } })],
    ['an Apple alert of letters of two bytes', 'Apple Push Length Exceeded', (over) => ({ apple_push: { alert: 'é'.repeat(956) + 'x'.repeat(over) } })],
    ['an Apple alert with its extra and its sound', 'Apple Push Length Exceeded', (over) => ({ apple_push: { alert: 'x'.repeat(1000), extra: { a: 'x'.repeat(903 + over) }, sound: 's', message_variation_id: 'x'.repeat(99) } })],
    ['an Android alert', 'Android Push Length Exceeded', (over) => ({ android_push: { alert: 'x'.repeat(4000 + over), title: 'x'.repeat(99) } })],
    ['an Android alert with its extra', 'Android Push Length Exceeded', (over) => ({ android_push: { alert: 'x'.repeat(2000), title: 't', extra: { a: 'x'.repeat(1992 + over) } } })],
  ]
  test.each(cases)('%s at the limit is taken, one more is %s', async (_name, message, of) => {
    await takes(setUp(), PATH, send(of(0)), ['send.accepted'])
    await refuses(setUp(), PATH, send(of(1)), message)
  })
})

/** One member changed. */
const but = (name: string, change: Record<string, unknown>) => ({ [name]: { ...WHOLE[name], ...change } })
const wrong = (name: string, member: string, value: unknown): [string, Record<string, unknown>, string] => [`${name}.${member} ${JSON.stringify(value)}`, but(name, { [member]: value }), `'messages.${name}.${member}' is not valid`]
const FROM = `'messages.email.from' must be a valid email address in the format 'Display Name <email@address.com>'`

test.each([
  ...['apple_push', 'android_push', 'kindle_push', 'web_push'].flatMap((name) => ['text', 7, ['a']].map((extra): [string, Record<string, unknown>, string] => [`${name}.extra ${JSON.stringify(extra)}`, but(name, { extra }), 'Invalid Extra Push Payload'])),
  ['a key of Apple in extra', but('apple_push', { extra: { aps: {} } }), 'Invalid Extra Push Payload'],
  ['a key of Braze in extra', but('apple_push', { extra: { ab: {} } }), 'Invalid Extra Push Payload'],
  ['an alert without a body', but('apple_push', { alert: { title: 't' } }), `'messages.apple_push.alert.body' is required`],
  ['an asset without its type', but('apple_push', { asset_file_type: undefined }), `'messages.apple_push.asset_file_type' is required`],
  wrong('apple_push', 'asset_file_type', 'exe'), wrong('apple_push', 'interruption_level', 'loud'), wrong('apple_push', 'relevance_score', 1.1), wrong('apple_push', 'apns_priority', 11), wrong('apple_push', 'apns_priority', 0), wrong('apple_push', 'badge', '1'),
  wrong('apple_push', 'expiry', 'tomorrow'), wrong('apple_push', 'content-available', 'yes'), wrong('apple_push', 'alert', 7), wrong('apple_push', 'buttons', {}),
  ['a button without its id', but('apple_push', { buttons: [{ action: 'CLOSE' }] }), `'messages.apple_push.buttons.0.action_id' is required`],
  ['a silent push that says something', but('android_push', { send_to_sync: true }), `'messages.android_push.send_to_sync' can not be true when 'alert' or 'title' is set`],
  wrong('android_push', 'time_to_live', 2_419_201), wrong('android_push', 'android_priority', 'urgent'), wrong('android_push', 'accent_color', '#fff'), wrong('web_push', 'buttons', 'x'),
  ['a conversation without a person', but('android_push', { conversation_data: { shortcut_id: 's', reply_person_id: 'p', messages: [] } }), `'messages.android_push.conversation_data.persons' is required`],
  ['a Web button that does what it can not', but('web_push', { buttons: [{ text: 'x', action: 'CLOSE?' }] }), `'messages.web_push.buttons.0.action' is not valid`],
  ...['shop@example.com', 'Shop', 'Shop <shop>', 'Shop <shop@example.com> and more', ''].map((from): [string, Record<string, unknown>, string] => [`email.from ${JSON.stringify(from)}`, but('email', { from }), from === '' ? `'messages.email.from' is required` : FROM]),
  wrong('email', 'reply_to', 'nobody'), wrong('email', 'app_id', 'no app'), wrong('email', 'headers', []), wrong('email', 'attachments', {}),
  ['an email of nothing', but('email', { body: undefined, email_template_id: undefined }), `'messages.email.body' is required`],
  ['an attachment without its address', but('email', { attachments: [{ file_name: 'f' }] }), `'messages.email.attachments.0.url' is required`],
  wrong('sms', 'app_id', 'no app'), wrong('sms', 'subscription_group_id', 'nobody'), wrong('sms', 'subscription_group_id', 'emails'), wrong('whats_app', 'subscription_group_id', 'texts'), wrong('whats_app', 'app_id', 'no app'),
  wrong('webhook', 'request_method', 'PATCH'), wrong('webhook', 'body', {}), wrong('webhook', 'request_headers', 'x'),
  wrong('content_card', 'type', 'classic'), wrong('content_card', 'time_to_live', 2_592_001), wrong('content_card', 'time_to_live', 0), wrong('content_card', 'expire_at', '2026-03-31T12:00:01Z'), wrong('content_card', 'expire_at', 'soon'),
  ['a card that never goes', but('content_card', { time_to_live: undefined, expire_at: undefined }), `'messages.content_card.time_to_live' or 'messages.content_card.expire_at' is required`],
  wrong('windows_universal_push', 'push_type', 'toast'),
  ['an unknown kind of chat', but('whats_app', { message_type: 'text' }), `'messages.whats_app.message_type' is not valid`],
])('%s is refused', async (_name, messages, message) => {
  await refuses(setUp(), PATH, send(messages), message)
})

test.each([
  ['a silent push of Apple', { apple_push: { 'content-available': true, extra: { a: 1 } } }], ['a silent push of Android', { android_push: { send_to_sync: true, extra: { a: 1 } } }], ['an alert by its key', { apple_push: { alert: { loc_key: 'HELLO' } } }],
  ['an email of a template', { email: { app_id, from: 'Shop <shop@example.com>', email_template_id: 't' } }], ['a sender by Liquid', { email: { app_id, from: '{{ x }} <{{ y }}>', body: 'b' } }], ['a card without an image', { content_card: { type: 'CLASSIC', title: 't', description: 'd', time_to_live: 60 } }],
])('%s needs no more', async (_name, messages) => {
  await takes(setUp(), PATH, send(messages), ['send.accepted'])
})

describe('WhatsApp', () => {
  const chat = (message_type: string, message: unknown) => send(but('whats_app', { message_type, message }))
  const rows = (n: number) => Array.from({ length: n }, () => ({ row_title: 'r' }))
  const listOf = (...sections: number[]) => ({ body: 'b', list: { list_button_text: 't', list_sections: sections.map((n) => ({ section_title: 's', list_rows: rows(n) })) } })

  test.each([
    ['text_response_message', { body: 'b', preview_url: true }], ['text_image_response_message', { image_uri: 'u', caption: 'c' }], ['quick_reply_response_message', { body: 'b', header_text: 'h', footer: 'f', buttons: [{ text: 'x' }] }],
    ['list_response_message', listOf(6, 4)], ['template_message', { template_name: 'n', template_language_code: 'en' }],
  ])('%s', async (type, message) => {
    await takes(setUp(), PATH, chat(type, message), ['send.accepted'])
  })

  test.each([
    ['text_response_message', {}, `'messages.whats_app.message.body' is required`],
    ['text_image_response_message', { image_uri: 7 }, `'messages.whats_app.message.image_uri' is not valid`],
    ['quick_reply_response_message', { body: 'b', buttons: [{}] }, `'messages.whats_app.message.buttons.0.text' is required`],
    ['quick_reply_response_message', { body: 'b', header_text: 'h', header_image_uri: 'u', buttons: [{ text: 'x' }] }, `'messages.whats_app.message' can not have both 'header_text' and 'header_image_uri'`],
    ['list_response_message', listOf(6, 5), `'messages.whats_app.message.list' can not have more than 10 rows`],
    ['list_response_message', listOf(), `'messages.whats_app.message.list.list_sections' must have at least one section`],
    ['template_message', { template_name: 'n' }, `'messages.whats_app.message.template_language_code' is required`],
    ['template_message', { template_name: 'n', template_language_code: 'en', body_variables: { a: 'x' } }, `'messages.whats_app.message.body_variables.a' is not valid`],
  ])('%s %j is refused', async (type, message, words) => {
    await refuses(setUp(), PATH, chat(type, message), words)
  })
})
