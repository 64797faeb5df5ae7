// Push messages of definitions that no device could make sense of are refused at creation, with the place; good ones and those with Liquid are not.
import { describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const define = (message: Record<string, unknown>) => emulator().admin('POST', '/campaigns', { id: 'c1', name: 'C', messages: { m1: message } })

describe('refused', () => {
  test.each([
    ['ios_push', { alert: 7 }, 'messages.m1.alert is neither a text nor an alert object'],
    ['android_push', { alert: { body: 'x' } }, 'messages.m1.alert is no text'],
    ['ios_push', { extras: ['a'] }, 'messages.m1.extras is no object'],
    ['ios_push', { extra: { aps: {} } }, `messages.m1.extra has the key aps, which is Braze's own`],
    ['ios_push', { ios_devices: 'watch' }, 'messages.m1.ios_devices is none of all, ipad, iphone_and_ipod'],
    ['ios_push', { interruption_level: 'loud' }, 'messages.m1.interruption_level is none of passive, active, time-sensitive, critical'],
    ['android_push', { android_priority: 'urgent' }, 'messages.m1.android_priority is none of normal, high'],
    ['android_push', { app_ids: 'a' }, 'messages.m1.app_ids is no list of app ids'],
    ['ios_push', { push_story: { pages: [] } }, 'messages.m1.push_story can not be sent: how iOS is given its pages is not published'],
    ['kindle_push', { push_story: { pages: [] } }, 'messages.m1.push_story is not shown by kindle_push'],
    ['ios_push', { title: 7 }, 'messages.m1.title is no text'],
    ['ios_push', { alert: { title: [], body: 'x' } }, 'messages.m1.alert.title is no text'],
    ['ios_push', { badge: 1.5 }, 'messages.m1.badge is no whole number'],
    ['ios_push', { 'content-available': 'yes' }, 'messages.m1.content-available is neither true nor false'],
    ['ios_push', { relevance_score: '1' }, 'messages.m1.relevance_score is no number'],
    ['ios_push', { expiry: 'soon' }, 'messages.m1.expiry is no time in ISO 8601'],
    ['ios_push', { sound: { critical: 1 } }, 'messages.m1.sound is neither a text nor an object with a name'],
    ['android_push', { priority: 'high' }, 'messages.m1.priority is no whole number'],
    ['android_push', { time_to_live: {} }, 'messages.m1.time_to_live is no whole number'],
    ['android_push', { conversation_data: [] }, 'messages.m1.conversation_data is no object'],
    ['android_push', { push_story: { pages: [] } }, 'messages.m1.push_story has no list of pages'],
    ['web_push', { image_url: true }, 'messages.m1.image_url is no text'],
    ['web_push', { require_interaction: [] }, 'messages.m1.require_interaction is neither true nor false'],
    ['android_push', { buttons: 'yes' }, 'messages.m1.buttons is no list of buttons'],
    ['android_push', { buttons: [1] }, 'messages.m1.buttons.0 is no object'],
    ['android_push', { buttons: [{ action: 'CLOSE' }] }, 'messages.m1.buttons.0.text is missing'],
    ['ios_push', { buttons: [{ action: 'CLOSE' }] }, 'messages.m1.buttons.0.action_id is missing'],
    ['web_push', { buttons: [{ text: 'Yes', action: 'DANCE' }] }, 'messages.m1.buttons.0.action is no action: DANCE (one of OPEN_APP, URI, DEEP_LINK, CLOSE)'],
    ['web_push', { buttons: [{ text: 'Yes' }, { text: 'Yes', action: 'URI' }] }, 'messages.m1.buttons.1.uri is missing: the action is URI'],
    ['web_push', { buttons: [{ text: '1' }, { text: '2' }, { text: '3' }] }, 'messages.m1.buttons are 3: web_push shows at most 2'],
    ['android_push', { buttons: [{ text: '1' }, { text: '2' }, { text: '3' }, { text: '4' }] }, 'messages.m1.buttons are 4: android_push shows at most 3'],
  ])('%s %j: %s', async (channel, message, says) => {
    const answer = await define({ channel, title: 'T', alert: 'A', ...message })
    expect([answer.status, answer.body.error.details.issues.map(({ message: text }: any) => text)]).toEqual([422, [says]])
  })
})

describe('accepted', () => {
  test.each([
    ['ios_push', { alert: { title: 'T', body: 'B' }, ios_devices: 'ipad', category: 'ab_cat_yes_no', buttons: [{ action_id: 'ab_pb_yes', action: 'URI', uri: 'https://a' }], interruption_level: 'passive' }],
    ['android_push', { buttons: [{ text: '1' }, { text: '2' }, { text: '3', action: 'CLOSE' }], push_story: { pages: [{ title: 'x' }] }, android_priority: '{{custom_attribute.${prio}}}' }],
    ['ios_push', { badge: '{{custom_attribute.${badge}}}', sound: { name: 'x.wav', critical: 1 }, expiry: '2026-03-02', mutable_content: 1, relevance_score: 0.5, subtitle: null, 'content-available': '{{x}}' }],
    ['android_push', { time_to_live: '3600', priority: -1, send_to_sync: false, notification_id: 0, collapse_key: '' }],
    ['web_push', { buttons: [{ text: '{{x}}', action: 'URI', uri: '{{u}}' }], extras: { a: '1' } }],
    ['kindle_push', { extra: { ab: 'is the user’s own here' } }],
    ['email', { subject: 'S', body: 'B', buttons: 'whatever' }],
  ])('%s %j', async (channel, message) => expect((await define({ channel, title: 'T', alert: 'A', ...message })).status).toBe(201))
})
