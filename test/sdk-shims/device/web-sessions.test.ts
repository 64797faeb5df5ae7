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

  test('S11 web: the next activity after 1800 s sends se at the last activity, then ss now; the event follows later', async () => {
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
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(events(sent[0])).toEqual([
      { name: 'se', time: START_S + 100, data: { d: 100 }, session_id: old },
      { name: 'ss', time: START_S + 1900, data: {}, session_id: device.state().sessionId },
    ])
    await pass(10)
    const later = await news()
    expect(later.map(codes)).toEqual([['ce']])
    expect(events(later[0])[0]?.['session_id']).toBe(device.state().sessionId)
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
    await pass(45)
    device.logCustomEvent('b')
    await pass(10)
    const late = await news()
    expect(paths(late)).toEqual(['data/', 'content_cards/sync'])
    expect(late[0]?.body['respond_with']).toMatchObject({ triggers: true })
    expect(codes(late[0])).toEqual(['ce'])
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
})
