// Who gets a push and on which devices: subscription state, permission, most recently used device, kinds of devices, imported tokens, web keys.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { Message } from '../../../../emulator/domain/messages/messages.ts'
import { deliver, deviceIdOf, withToken } from '../../../kit/pushes.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { event, sendData, T } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const IOS = { alert: 'Hi' }
const ANDROID = { title: 'Hi', alert: 'There' }
const SILENT = { 'content-available': true, extra: { k: '1' } }
const outcome = (messages: Message[]) => messages.map(({ status, reason, address, detail }) => (reason === null ? [status, address] : [status, reason, detail]))
const pushState = (e: Emulator, state: string) => e.post('/users/track', { attributes: [{ external_id: 'mel', push_subscribe: state }] })

describe('the user', () => {
  test.each([
    ['subscribed', 'subscribed', true], ['subscribed', 'opted_in', true], ['subscribed', 'unsubscribed', 'unsubscribed'],
    ['opted_in', 'subscribed', 'not_opted_in'], ['opted_in', 'opted_in', true], ['opted_in', 'unsubscribed', 'unsubscribed'],
    ['all', 'subscribed', true], ['all', 'opted_in', true], ['all', 'unsubscribed', true],
  ] as const)('meant for %s, the user is %s: %s', async (targeting, state, result) => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await pushState(e, state)
    const [message] = deliver(e, 'ios_push', IOS, { targeting })
    expect([message!.status, message!.reason]).toEqual(result === true ? ['sent', null] : ['withheld', result])
  })

  test('a silent push needs no consent, only a token', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await pushState(e, 'unsubscribed')
    expect(outcome(deliver(e, 'ios_push', SILENT))).toEqual([['sent', 'f00d']])
  })

  test('no token for the platform: nothing, and the reason', async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1')
    const kinds = await e.kindsOf(async () => expect(outcome(deliver(e, 'ios_push', IOS))).toEqual([['withheld', 'no_push_token', { platform: 'iOS' }]]))
    expect(kinds).toEqual(['message.withheld'])
  })
})

describe('devices', () => {
  test('one message for each token of the platform, the device used last first', async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1', { device_id: 'd1' })
    await e.world.scheduler.advanceTo((T + 60) * 1000)
    await withToken(e, 'android', 'fcm-2', { device_id: 'd2' })
    await withToken(e, 'ios', 'f00d')
    const messages = deliver(e, 'android_push', ANDROID)
    expect(messages.map(({ address, device_id, app_id }) => [address, device_id, app_id])).toEqual([['fcm-2', 'd2', homeKeys.android], ['fcm-1', 'd1', homeKeys.android]])
    expect(new Set(messages.map(({ id }) => id)).size).toBe(2)
  })

  test('P5: a device that shows no notifications gets silent pushes only', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d', { device: { ios_push_auth: 'denied', remote_notification_enabled: 0 } })
    expect(outcome(deliver(e, 'ios_push', IOS))).toEqual([['withheld', 'push_disabled', { platform: 'iOS', tokens: [{ token: 'f00d', app_id: homeKeys.ios, device_id: deviceIdOf('ios'), push: 'Background' }] }]])
    expect(outcome(deliver(e, 'ios_push', SILENT))).toEqual([['sent', 'f00d']])
  })

  test('P8: provisional permission is enough', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d', { device: { ios_push_auth: 'provisional' } })
    expect(outcome(deliver(e, 'ios_push', IOS))).toEqual([['sent', 'f00d']])
  })

  test('most recent device only: the newest, and nothing when that one shows no notifications', async () => {
    const e = emulator()
    await withToken(e, 'android', 'old', { device_id: 'd1' })
    await e.world.scheduler.advanceTo((T + 60) * 1000)
    await withToken(e, 'android', 'new', { device_id: 'd2' })
    const only = { ...ANDROID, send_to_most_recent_device_only: true }
    expect(outcome(deliver(e, 'android_push', only))).toEqual([['sent', 'new']])
    await e.world.scheduler.advanceTo((T + 120) * 1000)
    await withToken(e, 'android', 'new', { device_id: 'd2', device: { remote_notification_enabled: 0 }, at: T + 100 })
    expect(deliver(e, 'android_push', only).map(({ status, reason }) => [status, reason])).toEqual([['withheld', 'push_disabled']])
    expect(outcome(deliver(e, 'android_push', ANDROID))).toEqual([['sent', 'old']])
  })

  test('most recent is the device that was used last, not the token that came last', async () => {
    const e = emulator()
    await withToken(e, 'android', 'first', { device_id: 'd1' })
    await e.world.scheduler.advanceTo((T + 60) * 1000)
    await withToken(e, 'android', 'second', { device_id: 'd2' })
    await e.world.scheduler.advanceTo((T + 120) * 1000)
    await sendData(e, 'android', { device_id: 'd1', events: [event('ce', { n: 'tapped' }, { user: 'mel' })] }, 'mel')
    expect(outcome(deliver(e, 'android_push', { ...ANDROID, send_to_most_recent_device_only: true }))).toEqual([['sent', 'first']])
  })

  test('iPads, or iPhones and iPods, only', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'phone', { device_id: 'd1' })
    await withToken(e, 'ios', 'tablet', { device_id: 'd2', device: { model: 'iPad14,3' } })
    const to = (ios_devices?: string) => deliver(e, 'ios_push', { ...IOS, ...(ios_devices === undefined ? {} : { ios_devices }) }).map(({ address }) => address).sort()
    expect([to('ipad'), to('iphone_and_ipod'), to()]).toEqual([['tablet'], ['phone'], ['phone', 'tablet']])
  })

  test('a token that came by the API has no device: none is named', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: homeKeys.android, token: 'fcm-9' }] }] })
    const [message] = deliver(e, 'android_push', ANDROID)
    expect([message!.status, message!.address, message!.app_id, message!.device_id]).toEqual(['sent', 'fcm-9', homeKeys.android, null])
  })

  test('a browser’s token without its keys can not be written to', async () => {
    const e = emulator()
    await withToken(e, 'web', 'https://push.example/1')
    await sendData(e, 'web', { device_id: 'd2', attributes: [{ user_id: 'ann', push_token: 'https://push.example/2' }] }, 'ann')
    expect(outcome(deliver(e, 'web_push', ANDROID))).toEqual([['sent', 'https://push.example/1']])
    expect(deliver(e, 'web_push', ANDROID, {}, 'ann').map(({ reason, detail }) => [reason, (detail!['tokens'] as object[])[0]])).toEqual([['no_push_token', { token: 'https://push.example/2', app_id: homeKeys.web, device_id: 'd2', push: 'Foreground', keys: 'missing' }]])
  })

  test('only the apps named', async () => {
    const e = emulator()
    await e.admin('POST', '/apps', { app_id: 'other', name: 'Other', platform: 'android' })
    await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: 'other', token: 'o' }, { app_id: homeKeys.android, token: 'h' }] }] })
    expect(deliver(e, 'android_push', { ...ANDROID, app_ids: ['other'] }).map(({ address }) => address)).toEqual(['o'])
  })

  test('Kindle has its own apps', async () => {
    const e = emulator()
    await e.admin('POST', '/apps', { app_id: 'fire', name: 'Fire', platform: 'Kindle' })
    await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: 'fire', token: 'amzn1' }, { app_id: homeKeys.android, token: 'h' }] }] })
    const [message] = deliver(e, 'kindle_push', ANDROID)
    expect([message!.address, (message!.payload as { url: string }).url]).toEqual(['amzn1', 'https://api.amazon.com/messaging/registrations/amzn1/messages'])
  })
})

test('apns-topic is the bundle id of the app, when it has one', async () => {
  const e = emulator()
  await withToken(e, 'ios', 'f00d')
  const topic = () => (deliver(e, 'ios_push', IOS)[0]!.payload as { headers: Record<string, string> }).headers['apns-topic']
  expect(topic()).toBe(homeKeys.ios)
  expect((await e.admin('PATCH', `/apps/${homeKeys.ios}`, { bundle_id: 'com.example.app' })).body).toMatchObject({ bundle_id: 'com.example.app' })
  expect(topic()).toBe('com.example.app')
})
