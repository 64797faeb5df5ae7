// The request that a browser's push service gets, before its encryption: the JSON that the service worker reads.
import { describe, expect, test } from 'vitest'
import { Unsendable } from '../../../../emulator/delivery/channels/channel.ts'
import { contentOf } from '../../../../emulator/delivery/channels/push/content.ts'
import { web } from '../../../../emulator/delivery/channels/push/web.ts'

const compose = (body: Record<string, unknown>) => web.compose({ body, content: contentOf(body), token: 'https://push.example/1', app_id: 'app-1', bundle_id: 'app-1', cid: 'Y2lk', message_id: 'm-1', collapse_key: 'c1', now: 0 })
const refused = (body: Record<string, unknown>) => {
  try {
    compose(body)
  } catch (error) {
    if (error instanceof Unsendable) return { reason: error.reason, detail: error.detail }
    throw error
  }
  return undefined
}

test('a message object, whole', () => {
  const push = {
    alert: 'There', title: 'Hello', extra: { k: 1 }, custom_uri: 'https://example.com', image_url: 'https://example.com/i.png', large_image_url: 'https://example.com/l.png', require_interaction: true, time_to_live: 60,
    buttons: [{ text: 'Look', action: 'URI', uri: 'https://example.com/look' }, { text: 'Close', action: 'CLOSE' }, { text: 'A third' }],
  }
  expect(compose(push)).toEqual({
    url: 'https://push.example/1',
    method: 'POST',
    headers: { ttl: '60', urgency: 'normal', 'content-type': 'application/octet-stream', 'content-encoding': 'aes128gcm' },
    body: {
      t: 'Hello', a: 'There', i: 'https://example.com/i.png', img: 'https://example.com/l.png', u: 'https://example.com', ri: true, cid: 'Y2lk', e: { k: 1 },
      pab: [{ action: '0', title: 'Look', a: 'ab_uri', u: 'https://example.com/look' }, { action: '1', title: 'Close', a: 'ab_none' }],
    },
  })
})

test('the least: 28 days to live', () => expect([compose({ title: 'T', alert: 'A' }).headers['ttl'], compose({ title: 'T', alert: 'A' }).body]).toEqual(['2419200', { t: 'T', a: 'A', cid: 'Y2lk' }]))
test('a button that opens the app leads to the site', () => expect(compose({ title: 'T', alert: 'A', buttons: [{ text: 'Go' }] }).body['pab']).toEqual([{ action: '0', title: 'Go', a: 'ab_uri', u: '/' }]))

describe('what can not be sent', () => {
  test.each([['title', { alert: 'A' }], ['alert', { title: 'T' }]])('without %s', (missing, body) => expect(refused(body)).toEqual({ reason: 'incomplete', detail: { missing } }))
  test('what is larger than 4096 bytes once it is encrypted', () => {
    const room = 3993 - Buffer.byteLength(JSON.stringify(compose({ title: 'T', alert: 'x' }).body)) + 1
    expect(refused({ title: 'T', alert: 'x'.repeat(room) })).toBeUndefined()
    expect(refused({ title: 'T', alert: 'x'.repeat(room + 1) })).toEqual({ reason: 'too_large', detail: { bytes: 3994, limit: 3993 } })
  })
})

test('there is no silent web push', () => expect(web.isSilent({ 'content-available': true, send_to_sync: true, alert: ' ' })).toBe(false))
