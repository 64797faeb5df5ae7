// Sessions of the three platforms (S1-S8, S12, S13): exact bodies, and nothing else.
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { bench, codes, events, START_S } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const MOBILE: Platform[] = ['ios', 'android']

describe('start', () => {
  test('S1 web: openSession sends one ss with triggers and nothing else', async () => {
    const { device, news } = bench('web')
    device.launch()
    const sent = await news()
    expect(sent).toHaveLength(1)
    const sessionId = device.state().sessionId
    expect(sessionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(sent[0]?.body).toEqual({
      respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: START_S, data: {}, session_id: sessionId }],
      api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: '6.13.0', sdk_metadata: ['npm'],
      device: {
        browser: 'Chrome', browser_version: '156', os_version: 'Linux', locale: 'en-us', time_zone: 'UTC',
        user_agent: expect.stringContaining('Chrome/156'),
      },
    })
    expect(sent[0]?.headers).toEqual({
      'Content-type': 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'X-Braze-Api-Key': 'key-1',
      'X-Braze-TriggersRequest': 'true', 'X-Braze-DataRequest': 'true', 'X-Braze-Req-Attempt': '1',
      'X-Braze-Last-Req-Ms-Ago': '7200000',
    })
  })

  test('S1 ios: ss, push state in the device object, the Swift version', async () => {
    const { device, news } = bench('ios')
    device.launch()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.body).toEqual({
      respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: START_S, data: {}, session_id: device.state().sessionId }],
      api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: '18.2.1', sdk_metadata: ['spm'],
      device: {
        os_version: '18.2', model: 'iPhone17,1', locale: 'en_US', time_zone: 'UTC',
        remote_notification_enabled: 0, ios_push_auth: 'notDetermined',
      },
    })
  })

  test('S1 android: ss and the Android device object, no sdk_metadata', async () => {
    const { device, news } = bench('android')
    device.launch()
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.body).toEqual({
      respond_with: { triggers: true, config: { config_time: 0 } },
      events: [{ name: 'ss', time: START_S, data: {}, session_id: device.state().sessionId }],
      api_key: 'key-1', device_id: 'dev-1', time: START_S, sdk_version: '43.2.0',
      device: {
        os_version: '15', model: 'Pixel 9', brand: 'google', carrier: 'Example Mobile', locale: 'en_US', time_zone: 'UTC',
        remote_notification_enabled: 0, is_background_restricted: false,
      },
    })
  })

  test.each(PLATFORMS)('S1 %s: later events carry the session id; device and metadata are not repeated', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    const [first] = await news()
    device.logCustomEvent('seen')
    await pass(10)
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(events(sent[0])[0]?.['session_id']).toBe(events(first)[0]?.['session_id'])
    expect(Object.keys(sent[0]?.body ?? {}).sort()).toEqual(['api_key', 'device_id', 'events', 'respond_with', 'sdk_version', 'time'])
    expect(sent[0]?.body['respond_with']).toEqual({ config: { config_time: START_S } })
  })

  test.each(PLATFORMS)('S1 %s: initialize alone sends nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.initialize()
    await pass(60)
    expect(await news()).toEqual([])
  })

  test('S12 ios: a launch in the background starts no session', async () => {
    const { device, news, pass } = bench('ios')
    device.launchInBackground()
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().sessionId).toBeUndefined()
    device.foreground()
    expect((await news()).map(codes)).toEqual([['ss']])
  })

  test.each(MOBILE)('S13 %s: an event before the first session travels with it', async (platform) => {
    const { device, news } = bench(platform)
    device.initialize()
    device.logCustomEvent('early')
    device.foreground()
    const sent = await news()
    expect(sent.map(codes)).toEqual([['ce', 'ss']])
    expect(events(sent[0])[0]?.['session_id']).toBe(device.state().sessionId)
  })

  test('S13 ios: device info waits for the session', async () => {
    const { device, news } = bench('ios')
    device.initialize()
    device.logCustomEvent('early')
    device.requestImmediateDataFlush()
    const before = await news()
    expect(before.map(codes)).toEqual([['ce']])
    expect(before[0]?.body['device']).toBeUndefined()
    device.foreground()
    expect((await news())[0]?.body['device']).toBeDefined()
  })
})

describe('keep and end', () => {
  test.each(MOBILE)('S4 %s: back within 10 s keeps the session and sends nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    const before = device.state().sessionId
    device.background()
    await pass(9.999)
    device.foreground()
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().sessionId).toBe(before)
  })

  test('S5 ios: back after 10 s sends se, then ss, in one request, with the time in front', async () => {
    const { device, news, pass } = bench('ios')
    device.launch()
    await news()
    const old = device.state().sessionId
    await pass(42.5)
    device.background()
    await pass(100)
    expect(await news()).toEqual([])
    device.foreground()
    const sent = await news()
    expect(sent).toHaveLength(1)
    const now = START_S + 142.5
    expect(events(sent[0])).toEqual([
      { name: 'se', time: now - 0.001, data: { d: 42.5 }, session_id: old },
      { name: 'ss', time: now, data: {}, session_id: device.state().sessionId },
    ])
    expect(device.state().sessionId).not.toBe(old)
  })

  test('S7 android: the session-close timer sends se by itself 10 s after leaving, and once', async () => {
    const { device, news, pass } = bench('android')
    device.launch()
    await news()
    const old = device.state().sessionId
    await pass(30)
    device.background()
    await pass(9)
    expect(await news()).toEqual([])
    await pass(1)
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(events(sent[0])).toEqual([{ name: 'se', time: START_S + 40, data: { d: 30 }, session_id: old }])
    await pass(100)
    device.foreground()
    expect((await news()).map(codes)).toEqual([['ss']])
  })

  test('S2 ios: sessionTimeoutInSeconds moves the limit', async () => {
    const { device, news, pass } = bench('ios', { sessionTimeoutInSeconds: 60 })
    device.launch()
    await news()
    device.background()
    await pass(59)
    device.foreground()
    expect(await news()).toEqual([])
    device.background()
    await pass(60)
    device.foreground()
    expect((await news()).map(codes)).toEqual([['se', 'ss']])
  })

  test("S6 ios: measured from 'start', a long time in front ends the session on the shortest absence", async () => {
    const { device, news, pass } = bench('ios', { sessionTimeoutFrom: 'start' })
    device.launch()
    await news()
    await pass(30)
    device.background()
    await pass(1)
    device.foreground()
    expect((await news()).map(codes)).toEqual([['se', 'ss']])
  })

  test("S6 android: measured from 'start', leaving late closes at once", async () => {
    const { device, news, pass } = bench('android', { sessionTimeoutFrom: 'start' })
    device.launch()
    await news()
    await pass(30)
    device.background()
    await pass(0)
    expect((await news()).map(codes)).toEqual([['se']])
  })

  test.each(MOBILE)('S8 %s: killed in background, se comes only at the next launch, with the time in front', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    await pass(20)
    device.background()
    await pass(5)
    device.kill()
    await pass(3600)
    expect(await news()).toEqual([])
    device.launch()
    const sent = await news()
    expect(sent.map(codes)).toEqual([['se', 'ss']])
    expect(events(sent[0])[0]?.['data']).toEqual({ d: 20 })
  })

  test('S12 ios: relaunch inside the timeout continues the session and sends nothing', async () => {
    const { device, news, pass } = bench('ios')
    device.launch()
    await news()
    const before = device.state().sessionId
    device.background()
    device.kill()
    await pass(5)
    device.launch()
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().sessionId).toBe(before)
  })
})
