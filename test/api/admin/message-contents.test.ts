// Numbers and words in messages of definitions that no provider takes: refused with their place, in campaigns (an object or a list) and Canvases.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const WHATS_APP = 'template_message, text_response_message, text_image_response_message, quick_reply_response_message, list_response_message, flow_response_message'

test.each<[channel: string, member: string, value: unknown, why: string]>([
  ['ios_push', 'relevance_score', 1.01, 'is not from 0 to 1: 1.01'], ['ios_push', 'relevance_score', -0.1, 'is not from 0 to 1: -0.1'],
  ['ios_push', 'apns_priority', 0, 'is not from 1 to 10: 0'], ['ios_push', 'apns_priority', 11, 'is not from 1 to 10: 11'],
  ['ios_push', 'time_to_live', -1, 'is less than 0: -1'], ['android_push', 'time_to_live', 2_419_201, 'is not from 0 to 2419200: 2419201'], ['web_push', 'time_to_live', -1, 'is not from 0 to 2419200: -1'], ['kindle_push', 'time_to_live', 2_678_401, 'is not from 0 to 2678400: 2678401'],
  ['ios_push', 'asset_file_type', 'exe', 'is none of aif, gif, jpg, m4a, mp3, mp4, png, wav: exe'], ['whats_app', 'message_type', 'text', `is none of ${WHATS_APP}: text`],
])('%s with %s %s', async (channel, member, value, why) => {
  const e = emulator()
  const message = { channel, [member]: value }
  const said = async (path: string, body: object) => ((answer) => [answer.status, answer.body.error?.details.issues])(await e.admin('POST', path, { name: 'D', draft: true, ...body }))
  expect(await said('/campaigns', { messages: { m: message } })).toEqual([422, [{ path: `messages.m.${member}`, message: why }]])
  expect(await said('/campaigns', { messages: [message] })).toEqual([422, [{ path: `messages.0.${member}`, message: why }]])
  expect(await said('/canvases', { variants: [{ name: 'V' }], steps: [{ name: 'S', messages: [message] }] })).toEqual([422, [{ path: `steps.0.messages.0.${member}`, message: why }]])
})

const TALK = { shortcut_id: 's', reply_person_id: 'p', messages: [{ text: 'Hi', timestamp: 1, person_id: 'p' }], persons: [{ id: 'p', name: 'P' }] }
test.each<[channel: string, members: object, path: string]>([
  ['android_push', { conversation_data: {} }, 'conversation_data.shortcut_id'], ['android_push', { conversation_data: { ...TALK, messages: [{ text: 'Hi', timestamp: 1.5, person_id: 'p' }] } }, 'conversation_data.messages.0.timestamp'],
  ['android_push', { conversation_data: { ...TALK, persons: [{ id: 'p' }] } }, 'conversation_data.persons.0.name'], ['ios_push', { alert: { body: 'b', loc_args: [5] } }, 'alert.loc_args.0'], ['ios_push', { alert: { body: 'b', title_loc_args: 'a' } }, 'alert.title_loc_args'],
  ['whats_app', { header_media_uri: 5 }, 'header_media_uri'], ['whats_app', { message: { flow_button: { caption: 'x'.repeat(21), flow_id: '1' } } }, 'message.flow_button.caption'], ['whatsapp', { flow_button: { caption: 'x' } }, 'flow_button.flow_id'],
  ['whats_app', { generate_custom_attribute: 'yes' }, 'generate_custom_attribute'],
])('%s with %j', async (channel, members, path) => {
  const { status, body } = await emulator().admin('POST', '/campaigns', { name: 'D', draft: true, messages: { m: { channel, ...members } } })
  expect([status, body.error.details.issues.map((one: any) => one.path)[0]]).toEqual([422, `messages.m.${path}`])
})

test.each([
  ['android_push', { conversation_data: TALK }], ['android_push', { conversation_data: { ...TALK, messages: [{ text: '{{${first_name}}}', timestamp: "{{'now' | date: '%s'}}", person_id: 'p' }] } }], ['ios_push', { alert: 'x' }], ['ios_push', { alert: { loc_key: 'k', loc_args: ['a'] } }],
  ['whats_app', { message: { body: 'b', flow_button: { caption: 'Start Order', flow_id: '594' }, generate_custom_attribute: true } }], ['whats_app', { header_media_uri: null }], ['whats_app', { flow_button: { caption: 'Hi {{${first_name} | truncate: 9}}', flow_id: '594' } }],
  ['ios_push', { relevance_score: 0, apns_priority: 1, time_to_live: 2_678_401, asset_file_type: 'png' }], ['ios_push', { relevance_score: 1, apns_priority: 10, time_to_live: 0, asset_file_type: '{{custom_attribute.${type}}}' }],
  ['android_push', { time_to_live: 2_419_200 }], ['kindle_push', { time_to_live: 2_678_400 }], ['web_push', { time_to_live: 0 }], ['whats_app', { message_type: 'flow_response_message' }], ['sms', { message_type: 'promo', time_to_live: -1 }],
])('%s with %j is taken', async (channel, members) => {
  expect((await emulator().admin('POST', '/campaigns', { name: 'D', draft: true, messages: { m: { channel, ...members } } })).status).toBe(201)
})
