// Lazy web sessions and the messaging session (S3, S11, S14).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { answer, bench, codes, config, DATA, events, paths, START_S } from './scripted-server.ts'

const MOBILE: Platform[] = ['ios', 'android']

describe('web', () => {
  test('S11 web: a reload inside the session makes no request and keeps the id', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await news()
    const before = device.state().sessionId
    device.kill()
    await pass(1799)
    device.launch()
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().sessionId).toBe(before)
  })

  test('S11 web: the next activity after 1800 s queues se at the last activity, then ss now; the next flush takes them with the event and asks for triggers', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await pass(100)
    device.logCustomEvent('a')
    await pass(10)
    await news()
    const old = device.state().sessionId
    await pass(1789)
    expect(await news()).toEqual([])
    await pass(1)
    device.logCustomEvent('b')
    expect(await news()).toEqual([])
    await pass(10)
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(sent[0]?.headers['X-Braze-TriggersRequest']).toBe('true')
    const id = device.state().sessionId
    expect(events(sent[0])).toEqual([
      { name: 'se', time: START_S + 100, data: { d: 100 }, session_id: old },
      { name: 'ss', time: START_S + 1900, data: {}, session_id: id },
      { name: 'ce', time: START_S + 1900, data: { n: 'b', p: {} }, session_id: id },
    ])
  })

  test('S11, C1, F9 web: that flush also asks for cards and flags, as a new session does; the token is not sent again', async () => {
    const { device, news, pass, standing } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 100_000 } }) })
    device.launch()
    device.allowPush('https://push.example/1')
    await pass(4000)
    await news()
    device.logCustomEvent('a')
    await pass(10)
    const sent = await news()
    expect(paths(sent)).toEqual(['data/', 'content_cards/sync', 'feature_flags/sync'])
    expect(sent[0]?.body['attributes']).toBeUndefined()
    // By hand it leaves at once
    await pass(4000)
    device.logCustomEvent('b')
    device.requestImmediateDataFlush()
    expect((await news()).map(codes)).toEqual([['se', 'ss', 'ce'], [], []])
  })

  test('S3 web: a shorter timeout is lifted to the 10 s floor, and se is clamped to it', async () => {
    const { device, news, pass } = bench('web', { sessionTimeoutInSeconds: 2 })
    device.launch()
    await news()
    await pass(9.9)
    device.openSession()
    expect(await news()).toEqual([])
    await pass(9)
    device.openSession()
    expect(await news()).toEqual([])
    await pass(10)
    device.openSession()
    expect((await news()).map(codes)).toEqual([['se', 'ss']])
  })

  test('S3 web: se of a session without activity is set to start + floor', async () => {
    const { device, news, pass } = bench('web', { sessionTimeoutInSeconds: 20 })
    device.launch()
    await news()
    await pass(50)
    device.openSession()
    expect(events((await news())[0])[0]).toMatchObject({ name: 'se', time: START_S + 10, data: { d: 10 } })
  })

  test('S3 web: config.minimum_session_timeout moves the floor from the next initialisation on', async () => {
    const { device, news, pass, script } = bench('web', { sessionTimeoutInSeconds: 2 })
    script(DATA, answer({ config: config({ minimum_session_timeout: 100 }) }))
    device.launch()
    await news()
    device.kill()
    await pass(1)
    device.launch()
    await pass(98)
    device.openSession()
    expect(await news()).toEqual([])
    await pass(100)
    device.openSession()
    expect((await news()).map(codes)).toEqual([['se', 'ss']])
  })

  test('S14 web: a flush after messaging_session_timeout asks for triggers, cards and flags again', async () => {
    const { device, news, pass, standing } = bench('web')
    standing(DATA, { config: config({ messaging_session_timeout: 60, content_cards: { enabled: true } }) })
    device.launch()
    await news()
    device.logCustomEvent('a')
    await pass(10)
    const early = await news()
    expect(paths(early)).toEqual(['data/'])
    expect(early[0]?.body['respond_with']).not.toHaveProperty('triggers')
    await pass(51)
    device.logCustomEvent('b')
    await pass(10)
    const late = await news()
    expect(paths(late)).toEqual(['data/', 'content_cards/sync'])
    expect(late[0]?.body['respond_with']).toMatchObject({ triggers: true })
    expect(codes(late[0])).toEqual(['ce'])
  })

  test('S14 web: an idle page asks by itself, with the tick after the messaging session ran out; a hidden one waits', async () => {
    const { device, news, pass, standing } = bench('web')
    standing(DATA, { config: config({ messaging_session_timeout: 60, content_cards: { enabled: true } }) })
    device.launch()
    await news()
    await pass(69.999)
    expect(await news()).toEqual([])
    await pass(0.001)
    const [first, cards] = await news()
    expect([codes(first), first?.headers['X-Braze-TriggersRequest'], cards?.path]).toEqual([[], 'true', '/api/v3/content_cards/sync'])
    await pass(70)
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync'])
    device.background()
    await pass(600)
    expect(await news()).toEqual([])
  })

  test('S14 web: 0 means with every flush, null never', async () => {
    const { device, news, pass, standing } = bench('web')
    standing(DATA, { config: config({ messaging_session_timeout: 0 }) })
    device.launch()
    await news()
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    expect((await news()).map((one) => one.headers['X-Braze-TriggersRequest'])).toEqual([undefined])
    await pass(30)
    expect((await news()).map((one) => one.headers['X-Braze-TriggersRequest'])).toEqual(['true', 'true', 'true'])
    const never = bench('web')
    never.standing(DATA, { config: config({ messaging_session_timeout: null }) })
    never.device.launch()
    await never.news()
    await never.pass(10_000)
    expect(await never.news()).toEqual([])
  })

  test('S3 web: a floor of 0 is none given', async () => {
    const { device, news, pass, standing } = bench('web', { sessionTimeoutInSeconds: 1 })
    standing(DATA, { config: config({ minimum_session_timeout: 0 }) })
    device.launch()
    await news()
    device.kill()
    device.launch()
    await pass(9.9)
    device.openSession()
    expect(await news()).toEqual([])
  })

  test.each(MOBILE)('S14 %s: back in front after messaging_session_timeout asks for triggers without a new session', async (platform) => {
    const { device, news, pass, standing } = bench(platform, { sessionTimeoutInSeconds: 1000 })
    standing(DATA, { config: config({ messaging_session_timeout: 60 }) })
    device.launch()
    await news()
    device.background()
    await pass(59)
    device.foreground()
    expect(await news()).toEqual([])
    device.background()
    await pass(1)
    device.foreground()
    const sent = await news()
    expect(sent.map(codes)).toEqual([[]])
    expect(sent[0]?.body['respond_with']).toMatchObject({ triggers: true })
  })

  test.each(MOBILE)('S14 %s: and for cards and flags, once', async (platform) => {
    const { device, news, pass, standing } = bench(platform, { sessionTimeoutInSeconds: 1000 })
    standing(DATA, { config: config({ messaging_session_timeout: 60, content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 600 } }) })
    device.launch()
    await news()
    // iOS takes its switches from the config of the launch before
    device.kill()
    device.launch()
    await news()
    const heard: string[][] = []
    for (const seconds of [60, 0, 59, 1]) {
      device.background()
      await pass(seconds)
      device.foreground()
      heard.push(paths(await news()))
    }
    const all = ['data/', 'content_cards/sync', 'feature_flags/sync']
    expect(heard).toEqual([all, [], [], all])
  })
})
