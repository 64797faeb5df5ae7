// Pushes that arrive at a device: read as its SDK reads them, shown or not, and what taps, buttons and swipes send (P5, P8, P11-P16; mobile wire 7, web wire 11).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { bench, codes, DATA, events, START, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const MOBILE: Platform[] = ['ios', 'android']

/** A push of each platform with two buttons; `more` goes among the SDK's keys. */
const push = (platform: Platform, more: Record<string, unknown> = {}): unknown =>
  platform === 'ios'
    ? { url: 'https://api.push.apple.com/3/device/f00d', headers: { 'apns-id': 'm-1' }, body: { aps: { alert: { title: 'Hello', body: 'There' }, category: 'ab_cat_yes_no' }, ab: { c: 'Y2lk', ab_cat: { ab_pb_yes: { a_uri: 'myapp://yes' } } }, plan: 'gold', ...more } }
    : platform === 'android'
      ? { message: { token: 'x', data: { _ab: 'true', t: 'Hello', a: 'There', cid: 'Y2lk', extra: '{"plan":"gold"}', ab_a0_id: '0', ab_a0_t: 'Yes', ab_a0_a: 'ab_uri', ab_a0_uri: 'myapp://yes', ab_a1_id: '1', ab_a1_t: 'No', ab_a1_a: 'ab_none', ...more } } }
      : { t: 'Hello', a: 'There', cid: 'Y2lk', e: { plan: 'gold' }, pab: [{ action: '0', title: 'Yes', a: 'ab_uri', u: 'myapp://yes' }, { action: '1', title: 'No', a: 'ab_none' }], ...more }

/** The app was used, push allowed, and everything is settled; `left` takes it away from the front. */
async function ready(platform: Platform, { left = false, killed = false } = {}): Promise<Bench> {
  const one = bench(platform)
  one.device.launch()
  one.device.changeUser('u1')
  await one.news()
  one.device.allowPush('token-1')
  await one.news()
  if (left) one.device.background()
  if (killed) one.device.kill()
  await one.news()
  return one
}
const link = (platform: Platform, uri: string) => push(platform, platform === 'ios' ? { ab_uri: uri } : platform === 'android' ? { uri } : { u: uri })

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

  test('P13 android: the same push id again', async () => {
    const { device } = await ready('android')
    expect(device.receivePush(push('android', { br_p_id: 'p1', n: '1' })).displayed).toBe(true)
    expect(device.receivePush(push('android', { br_p_id: 'p1', n: '2' }))).toMatchObject({ displayed: false, ignored: expect.stringContaining('P13') })
  })

  test.each([
    ['android', push('android', { _ab: 'yes' })], ['android', { data: {} }], ['android', 'text'], ['ios', { ab: {} }], ['ios', null],
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

describe('a tap', () => {
  test.each(MOBILE)('P11 %s: the app comes to the front with a session, and tells the open in it', async (platform) => {
    const { device, news, pass } = await ready(platform, { left: true })
    await pass(60)
    await news()
    device.receivePush(push(platform))
    device.tapPush()
    const sent = (await news()).filter(({ path }) => path === DATA)
    expect(device.state()).toMatchObject({ foreground: true, notifications: [], openedLinks: [] })
    const told = sent.flatMap(events)
    expect(told.map(({ name }) => name).sort()).toEqual(platform === 'ios' ? ['pc', 'se', 'ss'] : ['pc', 'ss'])
    expect(told.find(({ name }) => name === 'pc')).toEqual({ name: 'pc', data: { cid: 'Y2lk' }, time: START_S + 60, user_id: 'u1', session_id: device.state().sessionId })
  })

  test.each(MOBILE)('%s: starts an app that was killed', async (platform) => {
    const { device, news, pass } = await ready(platform, { killed: true })
    await pass(60)
    device.receivePush(push(platform))
    device.tapPush()
    const told = (await news()).flatMap(events)
    expect(device.state()).toMatchObject({ running: true, foreground: true })
    expect(told.find(({ name }) => name === 'pc')).toMatchObject({ data: { cid: 'Y2lk' }, session_id: device.state().sessionId })
  })

  test('web: the worker tells it by itself, without a session; then the page opens', async () => {
    const { device, news } = await ready('web', { killed: true })
    device.receivePush(push('web'))
    device.tapPush()
    const sent = await news()
    expect(sent[0]!.body).toEqual({ api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: '6.13.0', events: [{ name: 'pc', data: { cid: 'Y2lk' }, time: START_S, user_id: 'u1' }] })
    expect(sent.slice(1).flatMap(codes)).not.toContain('pc')
    expect(device.state()).toMatchObject({ running: true, foreground: true })
  })

  test('web: what the worker can not send, the page sends', async () => {
    const { device, script, pass } = await ready('web', { killed: true })
    script(DATA, new Error('no network'))
    device.receivePush(push('web'))
    device.tapPush()
    await device.idle()
    await pass(60)
    expect(device.requests.flatMap((one) => events(one).map(({ name }) => [name, one.outcome])).filter(([name]) => name === 'pc')).toEqual([['pc', 'failed'], ['pc', 'ok']])
  })

  test.each(PLATFORMS)('%s: a link inside the app is followed there', async (platform) => {
    const { device } = await ready(platform, { left: platform !== 'web' })
    device.receivePush(link(platform, 'myapp://offers'))
    device.tapPush()
    expect(device.state()).toMatchObject({ openedLinks: ['myapp://offers'], foreground: true })
  })

  test.each(MOBILE)('%s: a web address goes to the browser, unless the app has a web view for it', async (platform) => {
    const { device, news } = await ready(platform, { left: true })
    device.receivePush(link(platform, 'https://example.com'))
    device.tapPush()
    expect(device.state()).toMatchObject({ openedLinks: ['https://example.com'], foreground: false })
    expect((await news()).flatMap(events).map(({ name }) => name)).toContain('pc')
    device.receivePush(push(platform, platform === 'ios' ? { ab_uri: 'https://example.com', ab_use_webview: true } : { uri: 'https://example.com', ab_use_webview: 'true' }))
    device.tapPush()
    expect(device.state().foreground).toBe(true)
  })

  test('names one of several; one that is gone is an error', async () => {
    const { device } = await ready('android')
    device.receivePush(push('android', { n: '1', cid: 'b25l' }))
    device.receivePush(push('android', { n: '2', cid: 'dHdv' }))
    const [first, second] = device.state().notifications
    device.tapPush(first)
    expect(device.state().notifications).toEqual([second])
    expect(() => device.tapPush(first)).toThrow('no such notification')
  })

  test('a push that is not from a campaign has nothing to tell', async () => {
    const { device, news } = await ready('ios')
    device.receivePush({ aps: { alert: 'Plain' } })
    expect(device.state().notifications).toMatchObject([{ body: 'Plain', buttons: [] }])
    device.tapPush()
    expect((await news()).flatMap(codes)).toEqual([])
  })

  test('a disabled SDK tells nothing', async () => {
    const { device, news } = await ready('android')
    device.receivePush(push('android'))
    device.disableSDK()
    await news()
    device.tapPush()
    expect((await news()).flatMap(codes)).toEqual([])
  })
})

describe('buttons', () => {
  test.each(PLATFORMS)('%s: by text, number or id; a link is followed', async (platform) => {
    const { device, news } = await ready(platform)
    device.receivePush(push(platform))
    const { id } = device.state().notifications[0]!.buttons[0]!
    device.tapPushButton('Yes')
    expect((await news()).flatMap(events)).toMatchObject([{ name: 'ca', data: { cid: 'Y2lk', a: id } }])
    expect(device.state()).toMatchObject({ openedLinks: ['myapp://yes'], notifications: [] })
    device.receivePush(push(platform))
    device.tapPushButton(0)
    device.receivePush(push(platform))
    device.tapPushButton(id)
    expect((await news()).flatMap(codes)).toEqual(['ca', 'ca'])
  })

  test.each(PLATFORMS)('%s: one that closes tells itself and leaves the app where it is', async (platform) => {
    const { device, news } = await ready(platform, { killed: true })
    device.receivePush(push(platform))
    device.tapPushButton('No')
    expect((await news()).flatMap(codes)).toEqual(['ca'])
    expect(device.state()).toMatchObject({ foreground: false, openedLinks: [], notifications: [] })
  })

  test('iOS: buttons of a category of the app’s own are those whose links are given', async () => {
    const { device } = await ready('ios')
    device.receivePush({ aps: { alert: 'Hi', category: 'mine' }, ab: { ab_cat: { snooze: { a_uri: 'myapp://snooze', a_use_webview: true } } } })
    expect(device.state().notifications[0]!.buttons).toEqual([{ id: 'snooze', text: 'snooze', action: 'link', link: 'myapp://snooze', useWebview: true }])
  })

  test('one that there is not', async () => {
    const { device } = await ready('android')
    device.receivePush(push('android'))
    expect(() => device.tapPushButton('Maybe')).toThrow('no button "Maybe": 0 (Yes), 1 (No)')
    expect(device.state().notifications).toHaveLength(1)
  })
})

test.each(PLATFORMS)('P11 %s: swiped away, nothing is sent', async (platform) => {
  const { device, news, pass } = await ready(platform)
  device.receivePush(push(platform))
  device.dismissPush()
  await pass(60)
  expect([device.state().notifications, await news()]).toEqual([[], []])
})


describe('push stories', () => {
  const story = (more: Record<string, unknown> = {}) => push('android', { ab_c: 'true', ab_c0_i: 'https://example.com/0.png', ab_c0_t: 'One', ab_c1_t: 'no image', ab_c2_i: 'https://example.com/2.png', ab_c2_id: 'two', ab_c2_uri: 'myapp://two', ...more })

  test('P16 android: pages without an image are skipped; a story of none is an ordinary notification', async () => {
    const { device } = await ready('android')
    device.receivePush(story())
    expect(device.state().notifications[0]?.pages).toEqual([
      { id: '0', image: 'https://example.com/0.png', title: 'One' }, { id: 'two', image: 'https://example.com/2.png', link: 'myapp://two' },
    ])
    device.receivePush(push('android', { ab_c: 'true', ab_c0_t: 'no image' }))
    expect(device.state().notifications.at(-1)?.pages).toBeUndefined()
  })

  test('P16 android: a tap on a page logs the page and follows its link', async () => {
    const { device, news } = await ready('android', { left: true })
    device.receivePush(story())
    expect(() => device.tapPushPage('three')).toThrow('the notification has no page "three": 0, two')
    device.tapPushPage('two')
    expect((await news()).flatMap((one) => events(one)).filter((one) => one['name'] === 'cic').map((one) => one['data'])).toEqual([{ cid: 'Y2lk', p: 'two' }])
    expect(device.state()).toMatchObject({ openedLinks: ['myapp://two'], notifications: [], foreground: true })
  })
})
