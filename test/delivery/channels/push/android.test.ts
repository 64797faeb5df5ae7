// The requests that FCM and ADM get: data only, all texts, under the keys of the Android SDK.
import { describe, expect, test } from 'vitest'
import { Unsendable } from '../../../../emulator/delivery/channels/channel.ts'
import { android } from '../../../../emulator/delivery/channels/push/android.ts'
import { contentOf } from '../../../../emulator/delivery/channels/push/content.ts'
import { kindle } from '../../../../emulator/delivery/channels/push/kindle.ts'

const job = (body: Record<string, unknown>, collapse_key: string | null = null) =>
  ({ body, content: contentOf(body), token: 'fcm/1', app_id: 'app-1', bundle_id: 'app-1', cid: 'Y2lk', message_id: 'm-1', collapse_key, now: 0 })
const dataOf = (body: Record<string, unknown>) => (android.compose(job(body)).body['message'] as { data: Record<string, string> }).data
const BASIC = { _ab: 'true', cid: 'Y2lk', br_p_id: 'm-1' }
function refused(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof Unsendable) return { reason: error.reason, detail: error.detail }
    throw error
  }
  return undefined
}

describe('Android', () => {
  test('a message object, whole', () => {
    const push = {
      alert: 'There', title: 'Hello', extra: { appboy_image_url: 'https://example.com/big.png', level: 2 }, notification_channel_id: 'offers', priority: 1, collapse_key: 'news', sound: 'default', custom_uri: 'https://example.com',
      summary_text: 'Sum', time_to_live: 3600, notification_id: 42, push_icon_image_url: 'https://example.com/icon.png', accent_color: 16711680, android_priority: 'normal',
      buttons: [{ text: 'Open' }, { text: 'Look', action: 'URI', uri: 'https://example.com/look' }, { text: 'Close', action: 'CLOSE' }, { text: 'A fourth' }],
    }
    expect(android.compose(job(push, 'c1'))).toEqual({
      url: 'https://fcm.googleapis.com/v1/projects/app-1/messages:send',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: {
        message: {
          token: 'fcm/1',
          data: {
            ...BASIC, t: 'Hello', a: 'There', s: 'Sum', ab_li: 'https://example.com/icon.png', n: '42', p: '1', sd: 'd', ac: '16711680', ab_nc: 'offers', uri: 'https://example.com', ab_use_webview: 'true',
            ab_a0_id: '0', ab_a0_t: 'Open', ab_a0_a: 'ab_open', ab_a1_id: '1', ab_a1_t: 'Look', ab_a1_a: 'ab_uri', ab_a1_uri: 'https://example.com/look', ab_a1_use_webview: 'true', ab_a2_id: '2', ab_a2_t: 'Close', ab_a2_a: 'ab_none',
            extra: '{"appboy_image_url":"https://example.com/big.png","level":"2"}',
          },
          android: { priority: 'NORMAL', ttl: '3600s', collapse_key: 'news' },
        },
      },
    })
  })

  test('the least: 28 days to live, high priority, the campaign’s collapse key', () =>
    expect(android.compose(job({ title: 'T', alert: 'A' }, 'campaign-1')).body).toEqual({ message: { token: 'fcm/1', data: { ...BASIC, t: 'T', a: 'A' }, android: { priority: 'HIGH', ttl: '2419200s', collapse_key: 'campaign-1' } } }))

  test.each([[-3, '0'], [-2, '-2'], [2, '2'], [3, '0']])('priority %i is %s', (priority, p) => expect(dataOf({ title: 'T', alert: 'A', priority })['p']).toBe(p))

  test('a definition’s names: action, images', () => {
    expect(dataOf({ title: 'T', alert: 'A', action: 'myapp://x', large_image_url: 'https://l', image_url: 'https://i', extras: { k: 'v' } })).toEqual({ ...BASIC, t: 'T', a: 'A', ab_iu: 'https://l', ab_li: 'https://i', uri: 'myapp://x', extra: '{"k":"v"}' })
  })

  test.each([
    ['send_to_sync', { send_to_sync: true, extra: { k: 'v' } }],
    ['a message of one space', { title: 'T', alert: ' ', extra: { k: 'v' } }],
  ])('silent by %s: nothing to show, normal priority', (_, body) => {
    expect(android.isSilent(body)).toBe(true)
    expect(android.compose(job(body)).body).toEqual({ message: { token: 'fcm/1', data: { ...BASIC, extra: '{"k":"v"}' }, android: { priority: 'NORMAL', ttl: '2419200s' } } })
  })

  test('a title of one space is a title; without one nothing is sent', () => {
    expect(dataOf({ title: ' ', alert: 'A' })).toMatchObject({ t: ' ', a: 'A' })
    expect(refused(() => dataOf({ alert: 'A' }))).toEqual({ reason: 'incomplete', detail: { missing: 'title' } })
    expect(refused(() => dataOf({ title: 'T', alert: '' }))).toEqual({ reason: 'incomplete', detail: { missing: 'alert' } })
  })

  test('a push story and a conversation', () => {
    expect(dataOf({ title: 'T', alert: 'A', push_story: { pages: [{ image_url: 'https://1', title: 'One', uri: 'myapp://1' }, { id: 'p2', subtitle: 'Two', use_webview: true }] } })).toEqual({
      ...BASIC, t: 'T', a: 'A', ab_c: 'true', ab_c0_id: '0', ab_c0_i: 'https://1', ab_c0_t: 'One', ab_c0_uri: 'myapp://1', ab_c1_id: 'p2', ab_c1_st: 'Two', ab_c1_use_webview: 'true',
    })
    const conversation_data = { shortcut_id: 's', reply_person_id: 'ann', messages: [{ text: 'Hi', timestamp: 17, person_id: 'ann' }], persons: [{ id: 'ann', name: 'Ann' }] }
    expect(dataOf({ title: 'T', alert: 'A', conversation_data })).toEqual({ ...BASIC, t: 'T', a: 'A', ab_cp: 'true', ab_c_si: 's', ab_c_rpi: 'ann', ab_c_mt0: 'Hi', ab_c_mw0: '17', ab_c_mp0: 'ann', ab_c_pi0: 'ann', ab_c_pn0: 'Ann' })
  })

  test('data of 4000 bytes, but not of 4001', () => {
    const size = (data: Record<string, string>) => Object.entries(data).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
    const room = 4000 - size(dataOf({ title: 'T', alert: 'x' })) + 1
    expect(size(dataOf({ title: 'T', alert: 'x'.repeat(room) }))).toBe(4000)
    expect(refused(() => dataOf({ title: 'T', alert: 'x'.repeat(room + 1) }))).toEqual({ reason: 'too_large', detail: { bytes: 4001, limit: 4000 } })
  })

  test.each([['NotRegistered', 404, 'UNREGISTERED'], ['MismatchSenderId', 403, 'SENDER_ID_MISMATCH'], ['InvalidRegistration', 400, 'INVALID_ARGUMENT']])('%s is FCM’s %i %s', (word, status, errorCode) => {
    const refusal = android.refusal(0, word)
    expect([refusal.error, refusal.status]).toEqual([word, status])
    expect(refusal.answer).toMatchObject({ error: { code: status, details: [{ errorCode }] } })
  })
})

describe('Kindle', () => {
  test('the same keys, with the key-value pairs among them', () =>
    expect(kindle.compose(job({ title: 'T', alert: 'A', extra: { k: 1 }, collapse_key: 'c', custom_uri: 'myapp://x', push_story: { pages: [{ title: 'no stories on Fire OS' }] } }))).toEqual({
      url: 'https://api.amazon.com/messaging/registrations/fcm%2F1/messages',
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-amzn-type-version': 'com.amazon.device.messaging.ADMMessage@1.0', 'x-amzn-accept-type': 'com.amazon.device.messaging.ADMSendResult@1.0' },
      body: { data: { k: '1', ...BASIC, t: 'T', a: 'A', uri: 'myapp://x' }, consolidationKey: 'c', expiresAfter: 2678400 },
    }))
  test('a key of its own can not take the place of Braze’s', () => expect((kindle.compose(job({ title: 'T', alert: 'A', extra: { _ab: 'no', cid: 'no' } })).body['data'] as object)).toMatchObject(BASIC))
  test('at most 6 KB', () => expect(refused(() => kindle.compose(job({ title: 'T', alert: 'x'.repeat(6144) })))).toMatchObject({ reason: 'too_large', detail: { limit: 6144 } }))
})
