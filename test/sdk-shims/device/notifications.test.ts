// Pushes that arrive at a device: read as its SDK reads them, shown or not (P5, P8, P12-P15; mobile wire 7, web wire 11).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { link, push, ready } from './push-bench.ts'
import { bench, START } from './scripted-server.ts'

describe('what is shown', () => {
  test.each(PLATFORMS)('%s: title, body, buttons, extras, and the id to send back', async (platform) => {
    const { device } = await ready(platform)
    expect(device.receivePush(push(platform))).toMatchObject({ at: START, displayed: true, silent: false })
    const [shown] = device.state().notifications
    expect(shown).toMatchObject({ title: 'Hello', body: 'There', extras: { plan: 'gold' }, cid: 'Y2lk' })
    expect(shown!.buttons.map(({ text, action, link }) => [text, action, link])).toEqual([['Yes', 'link', 'myapp://yes'], ['No', 'close', undefined]])
  })

  test.each(PLATFORMS)('%s: nothing without permission', async (platform) => {
    const { device } = bench(platform)
    device.launch()
    device.denyPush()
    expect(device.receivePush(push(platform))).toMatchObject({ displayed: false, ignored: 'notifications are not allowed' })
    expect([device.state().notifications, device.state().pushes.length]).toEqual([[], 1])
  })

  test('P8 android: 12 asks nobody, 13 does', () => {
    const shows = (osVersion: string) => {
      const { device } = bench('android', { device: { osVersion } })
      device.launch()
      return device.receivePush(push('android')).displayed
    }
    expect([shows('12'), shows('13')]).toEqual([true, false])
  })

  test.each(PLATFORMS)('%s: not on a device that is offline or without the app', async (platform) => {
    const { device } = await ready(platform)
    device.goOffline()
    expect(device.receivePush(push(platform))).toMatchObject({ displayed: false, ignored: 'the device is offline' })
    device.goOnline()
    device.receivePush(push(platform))
    device.uninstall()
    expect(device.state().notifications).toEqual([])
    expect(device.receivePush(push(platform))).toMatchObject({ displayed: false, ignored: 'the app is not installed' })
  })

  test.each(MOBILE)('%s: shown also while the app is killed', async (platform) => {
    const { device, news } = await ready(platform, { killed: true })
    expect(device.receivePush(push(platform)).displayed).toBe(true)
    // Android woke the app for it; nobody tells the server
    expect([device.state().running, device.state().foreground]).toEqual([platform === 'android', false])
    expect(await news()).toEqual([])
  })

  test('the same notification again takes the place of the old one; on the web each is shown', async () => {
    const count = async (platform: Platform, first: unknown, second: unknown) => {
      const { device } = await ready(platform)
      device.receivePush(first)
      device.receivePush(second)
      return device.state().notifications.length
    }
    expect(await count('android', push('android'), push('android'))).toBe(1)
    expect(await count('android', push('android', { n: '1' }), push('android', { n: '2' }))).toBe(2)
    expect(await count('ios', push('ios'), push('ios'))).toBe(1)
    expect(await count('ios', push('ios'), { ...(push('ios') as object), headers: { 'apns-id': 'm-2' } })).toBe(2)
    expect(await count('web', push('web'), push('web'))).toBe(2)
  })
})

describe('what is not', () => {
  test('P15: silent pushes', async () => {
    const android = await ready('android')
    expect(android.device.receivePush({ data: { _ab: 'true', cid: 'Y2lk', extra: '{}' } })).toMatchObject({ displayed: false, silent: true, received: true })
    expect(android.device.receivePush({ data: { _ab: 'true', t: 'no body' } })).toMatchObject({ displayed: false, silent: true })
    const ios = await ready('ios')
    expect(ios.device.receivePush({ aps: { 'content-available': 1 }, ab: { c: 'Y2lk' } })).toMatchObject({ displayed: false, silent: true, received: true })
    expect([android.device.state().notifications, ios.device.state().notifications]).toEqual([[], []])
  })

  test('P15 android: title and body that are there are shown, though they say nothing; TRUE is as good as true', async () => {
    const { device } = await ready('android')
    expect(device.receivePush({ data: { _ab: 'TRUE', t: '', a: '', uri: 'https://example.com/', ab_use_webview: 'True' } })).toMatchObject({ displayed: true, silent: false })
    expect(device.state().notifications).toMatchObject([{ title: '', body: '', useWebview: true }])
    expect(device.receivePush({ data: { _ab: 'true', a: '' } })).toMatchObject({ displayed: false, silent: true })
  })

  test('P13 android: the same push id again', async () => {
    const { device } = await ready('android')
    expect(device.receivePush(push('android', { br_p_id: 'p1', n: '1' })).displayed).toBe(true)
    expect(device.receivePush(push('android', { br_p_id: 'p1', n: '2' }))).toMatchObject({ displayed: false, ignored: expect.stringContaining('P13') })
  })

  test.each([
    ['android', push('android', { _ab: 'yes' })], ['android', { data: {} }], ['android', push('android', { message_type: 'deleted_messages' })], ['android', 'text'], ['ios', { ab: {} }], ['ios', null],
    ['android', push('android', { appboy_uninstall_tracking: 'true' })], ['android', push('android', { extra: '{"appboy_uninstall_tracking":"true"}' })], ['ios', push('ios', { appboy_uninstall_tracking: true })],
  ] as const)('%s: ignored: %j', async (platform, payload) => {
    const { device } = await ready(platform)
    expect(device.receivePush(payload)).toMatchObject({ displayed: false, ignored: expect.any(String) })
    expect(device.state().notifications).toEqual([])
  })

  test('iOS: the app hears of a push before the tap only in front, or by content-available', async () => {
    const inFront = await ready('ios')
    const away = await ready('ios', { left: true })
    expect([inFront.device.receivePush(push('ios')).received, away.device.receivePush(push('ios')).received]).toEqual([true, false])
  })

  test('P12: being shown is no open', async () => {
    for (const platform of PLATFORMS) {
      const { device, news, pass } = await ready(platform)
      device.receivePush(push(platform))
      await pass(30)
      expect(await news()).toEqual([])
    }
  })
})
