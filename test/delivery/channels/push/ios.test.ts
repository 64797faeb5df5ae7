// The request that APNs gets: headers, aps, Braze's own keys; both spellings of the body; what is too large or lacks something.
import { describe, expect, test } from 'vitest'
import { contentOf } from '../../../../emulator/delivery/channels/push/content.ts'
import { ios } from '../../../../emulator/delivery/channels/push/ios.ts'
import { Unsendable } from '../../../../emulator/delivery/channels/channel.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const compose = (body: Record<string, unknown>) =>
  ios.compose({ body, content: contentOf(body), token: 'f00d', app_id: 'app-1', bundle_id: 'com.example.app', cid: 'Y2lk', message_id: 'm-1', collapse_key: null, now: NOW })
const refused = (body: Record<string, unknown>) => {
  try {
    compose(body)
  } catch (error) {
    if (error instanceof Unsendable) return { reason: error.reason, detail: error.detail }
    throw error
  }
  return undefined
}

describe('a message object of the API', () => {
  test('the whole of it', () => {
    const push = {
      alert: { title: 'Hello', body: 'There', title_loc_key: 'TITLE', loc_args: ['a', 'b'] }, badge: 3, sound: 'default', extra: { plan: 'gold', deep: { level: 2 } }, interruption_level: 'time-sensitive', relevance_score: 0.5,
      expiry: '2026-03-02T00:00:00Z', custom_uri: 'https://example.com/offers', notification_group_thread_id: 'group', asset_url: 'https://example.com/a.png', asset_file_type: 'png', collapse_id: 'news',
      category: 'ab_cat_yes_no', buttons: [{ action_id: 'ab_pb_yes', action: 'URI', uri: 'https://example.com/yes', use_webview: false }, { action_id: 'ab_pb_no' }], message_variation_id: 'v1',
    }
    expect(compose(push)).toEqual({
      url: 'https://api.push.apple.com/3/device/f00d',
      method: 'POST',
      headers: { 'apns-id': 'm-1', 'apns-topic': 'com.example.app', 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-expiration': '1772409600', 'apns-collapse-id': 'news' },
      body: {
        plan: 'gold', deep: { level: 2 },
        aps: {
          alert: { title: 'Hello', body: 'There', 'title-loc-key': 'TITLE', 'loc-args': ['a', 'b'] }, badge: 3, sound: 'default', category: 'ab_cat_yes_no', 'thread-id': 'group',
          'interruption-level': 'time-sensitive', 'relevance-score': 0.5, 'mutable-content': 1,
        },
        ab: { c: 'Y2lk', att: { url: 'https://example.com/a.png', type: 'png' }, ab_cat: { ab_pb_yes: { a_uri: 'https://example.com/yes' } } },
        ab_uri: 'https://example.com/offers',
        ab_use_webview: true,
      },
    })
  })

  test('a text alone is the body', () => expect(compose({ alert: 'Hello' }).body['aps']).toEqual({ alert: { body: 'Hello' } }))

  test.each([
    ['a page opens inside the app', { custom_uri: 'https://example.com' }, true],
    ['unless it shall not', { custom_uri: 'https://example.com', use_webview: false }, undefined],
    ['a deep link is no page', { custom_uri: 'myapp://home' }, undefined],
  ])('%s', (_, more, webview) => expect(compose({ alert: 'Hi', ...more }).body['ab_use_webview']).toBe(webview))

  test('buttons without a category are not shown, so nothing is said of them', () =>
    expect(compose({ alert: 'Hi', buttons: [{ action_id: 'ab_pb_yes', action: 'URI', uri: 'https://a' }] }).body['ab']).toEqual({ c: 'Y2lk' }))

  test('silent: background, priority 5, no alert', () => {
    const body = { 'content-available': true, extra: { refresh: '1' } }
    expect(ios.isSilent(body)).toBe(true)
    const { headers, body: payload } = compose(body)
    expect([headers['apns-push-type'], headers['apns-priority'], payload]).toEqual(['background', '5', { refresh: '1', aps: { 'content-available': 1 }, ab: { c: 'Y2lk' } }])
  })

  test('an alert with content-available is shown, and takes its time', () => {
    const { headers } = compose({ alert: 'Hi', 'content-available': true })
    expect([ios.isSilent({ alert: 'Hi', 'content-available': true }), headers['apns-push-type'], headers['apns-priority']]).toEqual([false, 'alert', '5'])
    expect(compose({ alert: 'Hi', apns_priority: 1 }).headers['apns-priority']).toBe('1')
  })
})

test('a definition’s names: title beside alert, action as a link, image, extras', () => {
  const { body } = compose({ channel: 'ios_push', name: 'Variant 1', title: 'Hello', subtitle: 'Again', alert: 'There', action: 'myapp://offers', image_url: 'https://example.com/pic.jpg?w=1', extras: { a: '1' } })
  expect(body).toEqual({
    a: '1', aps: { alert: { title: 'Hello', subtitle: 'Again', body: 'There' }, 'mutable-content': 1 }, ab: { c: 'Y2lk', att: { url: 'https://example.com/pic.jpg?w=1', type: 'jpg' } }, ab_uri: 'myapp://offers',
  })
  expect(compose({ alert: 'Hi', action: 'OPEN_APP', uri: 'https://a' }).body['ab_uri']).toBeUndefined()
  expect(compose({ alert: 'Hi', action: 'URI', uri: 'https://a' }).body).toMatchObject({ ab_uri: 'https://a', ab_use_webview: true })
  expect(compose({ alert: 'Hi', action: 'DEEP_LINK', uri: 'https://a' }).body['ab_use_webview']).toBeUndefined()
})

test('numbers that Liquid wrote are numbers', () => expect(compose({ alert: 'Hi', badge: '7' }).body['aps']).toMatchObject({ badge: 7 }))

describe('what can not be sent', () => {
  test('nothing to show', () => expect(refused({ alert: '', badge: 1 })).toEqual({ reason: 'incomplete', detail: { missing: 'alert' } }))
  test('a payload of 4096 bytes, but not of 4097', () => {
    const room = 4096 - Buffer.byteLength(JSON.stringify(compose({ alert: 'x' }).body)) + 1
    expect(refused({ alert: 'x'.repeat(room) })).toBeUndefined()
    expect(refused({ alert: 'x'.repeat(room + 1) })).toEqual({ reason: 'too_large', detail: { bytes: 4097, limit: 4096 } })
    expect(refused({ alert: 'ä'.repeat(room / 2 + 1) })).toMatchObject({ reason: 'too_large' })
  })
  test('a collapse id of more than 64 bytes', () => {
    expect(refused({ alert: 'x', collapse_id: 'c'.repeat(64) })).toBeUndefined()
    expect(refused({ alert: 'x', collapse_id: 'c'.repeat(65) })).toEqual({ reason: 'too_large', detail: { what: 'collapse_id', bytes: 65, limit: 64 } })
  })
})

test('what APNs says of a token: gone, or bad', () => {
  expect(ios.refusal(NOW)).toEqual({ error: 'Unregistered', status: 410, answer: { reason: 'Unregistered', timestamp: NOW } })
  expect(ios.refusal(NOW, 'BadDeviceToken')).toEqual({ error: 'BadDeviceToken', status: 400, answer: { reason: 'BadDeviceToken' } })
})
