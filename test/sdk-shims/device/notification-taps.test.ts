// What taps, buttons, pages and swipes of a notification open and send (P11, P16; mobile wire 7, web wire 11).
import { describe, expect, test } from 'vitest'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { link, push, ready } from './push-bench.ts'
import { bench, codes, DATA, events, START_S } from './scripted-server.ts'

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
    // Android counts before it opens the app, iOS after
    expect(told.map(({ name }) => name)).toEqual(platform === 'ios' ? ['se', 'ss', 'pc'] : ['pc', 'ss'])
    expect(told.find(({ name }) => name === 'pc')).toEqual({ name: 'pc', data: { cid: 'Y2lk' }, time: START_S + 60, user_id: 'u1', session_id: device.state().sessionId })
  })

  test.each(MOBILE)('%s: starts an app that was killed', async (platform) => {
    const { device, news, pass } = await ready(platform, { killed: true })
    await pass(60)
    device.receivePush(push(platform))
    device.tapPush()
    const told = (await news()).flatMap(events)
    expect(told.map(({ name }) => name)).toEqual(platform === 'ios' ? ['se', 'ss', 'pc'] : ['pc', 'se', 'ss'])
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

  test.each(MOBILE)('P11 %s: a web address opens a killed iOS app on its way to the browser; Android\'s only wakes', async (platform) => {
    const { device, news, pass } = await ready(platform, { killed: true })
    await pass(60)
    device.receivePush(link(platform, 'https://example.com'))
    device.tapPush()
    expect((await news()).flatMap(events).map(({ name, session_id }) => [name, session_id === device.state().sessionId])).toEqual(platform === 'ios' ? [['se', false], ['ss', true], ['pc', true]] : [['pc', false]])
    expect(device.state()).toMatchObject({ running: true, foreground: false, openedLinks: ['https://example.com'] })
    // What the user left for the browser runs out like any session in the background
    await pass(10)
    device.foreground()
    expect((await news()).flatMap(codes)).toEqual(['se', 'ss'])
  })

  test.each(MOBILE)('P11 %s: a tap in a live session stays in it', async (platform) => {
    const { device, news, pass } = await ready(platform, { left: true })
    const { sessionId } = device.state()
    await pass(9)
    device.receivePush(push(platform))
    device.tapPush()
    expect((await news()).flatMap(events)).toMatchObject([{ name: 'pc', session_id: sessionId }])
    expect(device.state()).toMatchObject({ foreground: true, sessionId })
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
