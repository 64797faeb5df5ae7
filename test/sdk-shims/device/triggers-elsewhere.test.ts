// Triggers when the user changes, the network is gone, nobody shows messages, the SDK is off (M7, M15-M18, U14, S17).
import { describe, expect, test } from 'vitest'
import type { NoMatchingTrigger } from '../../../sdk-shims/device/index.ts'
import { composite, message, MOBILE, onEvent, PLATFORMS, trigger, withTriggers } from './message-bench.ts'
import { answer, bench, codes, config, DATA, START } from './scripted-server.ts'

describe('another user', () => {
  test.each(PLATFORMS)('U14 %s: triggers, what is shown and what waits go with the user', async (platform) => {
    const { device, texts, news } = await withTriggers(platform, [trigger(1, onEvent('a')), trigger(2, onEvent('b'), { delay: 60 })])
    const ends: unknown[] = []
    device.subscribe('in_app_message_dismissed', ({ by }) => ends.push(by))
    device.changeUser('u1')
    await news()
    expect(device.state().triggers).toEqual([])
    device.logCustomEvent('a')
    expect(texts).toEqual([])
    expect(ends).toEqual([])
  })

  test.each(PLATFORMS)('U14, M15 %s: known to known: a displayed message leaves, a delayed one never comes', async (platform) => {
    const { device, texts, script, pass, news } = await withTriggers(platform, [])
    script(DATA, answer({ triggers: [trigger(1, onEvent('a')), trigger(2, onEvent('b'), { delay: 60 })] }))
    device.changeUser('u1')
    await news()
    const ends: unknown[] = []
    device.subscribe('in_app_message_dismissed', ({ by }) => ends.push(by))
    device.logCustomEvent('b')
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1'])
    device.changeUser('u2')
    expect(ends).toEqual(['change_user'])
    const { shownMessages, messageStack, triggers, triggersShownAt, lastTriggerAt } = device.state()
    expect([shownMessages, messageStack, triggers, triggersShownAt, lastTriggerAt]).toEqual([[], [], [], {}, undefined])
    await pass(600)
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('U14 %s: anonymous to known keeps the interval', async (platform) => {
    const { device, texts, standing, news } = await withTriggers(platform, [trigger(1, onEvent('a'))], { minimumIntervalBetweenTriggerActionsInSeconds: 30 })
    device.logCustomEvent('a')
    standing(DATA, { triggers: [trigger(1, onEvent('a'))] })
    device.changeUser('u1')
    await news()
    device.logCustomEvent('a')
    expect(texts).toHaveLength(1)
    device.changeUser('u2')
    await news()
    device.logCustomEvent('a')
    expect(texts).toHaveLength(2)
  })

  test.each(PLATFORMS)('M9 %s: what may be shown once is remembered from anonymous to known, and forgotten from known to known', async (platform) => {
    const once = trigger(1, onEvent('a'), { re_eligibility: -1 })
    const { device, texts, standing, news } = await withTriggers(platform, [once])
    standing(DATA, { triggers: [once] })
    const shown: number[] = []
    for (const user of [undefined, 'u1', 'u2', 'u1']) {
      if (user !== undefined) device.changeUser(user)
      await news()
      for (const _ of [1, 2]) {
        device.logCustomEvent('a')
        if (device.state().shownMessages.length > 0) device.dismissInAppMessage()
      }
      shown.push(texts.length)
    }
    expect(shown).toEqual([1, 1, 2, 3])
  })

  test('M7 web: a delayed message of an anonymous user is still shown after he is known; on the phones it is not (M15)', async () => {
    for (const platform of PLATFORMS) {
      const { device, texts, pass, news } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 5 })])
      device.logCustomEvent('a')
      device.changeUser('u1')
      await news()
      await pass(10)
      expect([platform, texts]).toEqual([platform, platform === 'web' ? ['message 1'] : []])
    }
  })
})

describe('offline and elsewhere', () => {
  test.each(PLATFORMS)('M16 %s: what was downloaded still fires without a network', async (platform) => {
    const { device, texts, news } = await withTriggers(platform, [trigger(1, onEvent('a'))])
    device.goOffline()
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1'])
    expect(await news()).toEqual([])
  })

  test('M16: web shows no message with an image while offline, the phones do', async () => {
    for (const platform of PLATFORMS) {
      const { device, texts } = await withTriggers(platform, [trigger(1, onEvent('a'), { data: message(1, { image_url: 'https://example.com/a.png' }) })])
      device.goOffline()
      device.logCustomEvent('a')
      expect([platform, texts]).toEqual([platform, platform === 'web' ? [] : ['message 1']])
      device.goOnline()
      if (platform !== 'web') continue
      // It did not count as triggered
      device.logCustomEvent('a')
      expect(texts).toEqual(['message 1'])
    }
  })

  test.each(MOBILE)('M3, N6 %s: a trigger sync that waits behind a failed request keeps no event waiting', async (platform) => {
    const { device, texts, script, pass, news } = await withTriggers(platform, [trigger(1, onEvent('a'))], { sessionTimeoutInSeconds: 1000 })
    script(DATA, answer({ config: config({ time: START / 1000 + 1, messaging_session_timeout: 60 }) }))
    device.logCustomEvent('x')
    device.requestImmediateDataFlush()
    await news()
    device.background()
    await pass(60)
    script(DATA, new Error('no network'))
    device.logCustomEvent('x')
    device.requestImmediateDataFlush()
    device.logCustomEvent('y')
    // The messaging session is stale: triggers are asked for, in line behind the first request
    device.foreground()
    device.logCustomEvent('a')
    expect(texts).toEqual([])
    expect((await news()).map((one) => one.outcome)).toEqual(['failed'])
    expect(texts).toEqual(['message 1'])
  })

  test.each(MOBILE)('M16 %s: a session that starts without a network opens with the triggers of the last one', async (platform) => {
    const { device, pass, news } = await withTriggers(platform, [trigger(1, { type: 'open' })])
    device.kill()
    device.goOffline()
    await pass(60)
    device.initialize()
    const texts: unknown[] = []
    device.subscribe('in_app_message_displayed', (shown) => texts.push(shown.data['message']))
    device.launch()
    await news()
    expect(texts).toEqual(['message 1'])
  })

  test('M17 web: without a display and a subscriber nothing is shown, nothing counts as triggered', async () => {
    const { device, texts, queued } = await withTriggers('web', [trigger(1, onEvent('a'), { re_eligibility: -1 })], { automaticallyShowInAppMessages: false })
    device.logCustomEvent('a')
    expect(device.state()).toMatchObject({ shownMessages: [], triggersShownAt: {}, lastTriggerAt: undefined })
    expect(queued()).toEqual(['ce'])
    const heard: unknown[] = []
    const end = device.subscribe('in_app_message', (one) => heard.push([one.data['message'], one.event, one.trigger]))
    device.logCustomEvent('a')
    expect(heard).toEqual([['message 1', 'custom_event', composite(1)]])
    expect(device.state()).toMatchObject({ shownMessages: [], lastTriggerAt: START })
    end()
    device.automaticallyShowInAppMessages()
    device.logCustomEvent('a')
    expect(texts).toEqual([])
  })

  test.each(PLATFORMS)('M18 %s: an event that no trigger waits for is told of; one inside the interval is not', async (platform) => {
    const { device, lines } = await withTriggers(platform, [trigger(1, onEvent('a'))], { minimumIntervalBetweenTriggerActionsInSeconds: 30 })
    const heard: NoMatchingTrigger[] = []
    device.subscribe('no_matching_trigger', (one) => heard.push(one))
    device.logCustomEvent('nobody', { q: 1 })
    device.logCustomEvent('a')
    device.logCustomEvent('a')
    device.logPurchase('p', 2)
    expect(heard.map(({ event, data }) => [event, data?.name, data?.data['n'] ?? data?.data['pid']])).toEqual([['custom_event', 'ce', 'nobody'], ['purchase', 'p', 'p']])
    expect(lines.filter((one) => one.startsWith('No matching trigger for event.'))).toHaveLength(3)
    expect(lines).toContain(`Triggering action: ${composite(1)} from custom_event`)
    expect(lines.filter((one) => one.includes('displayed too recently'))).toHaveLength(1)
  })

  test('M7 web: a reload does not lose a delayed message; a killed phone app does', async () => {
    for (const platform of PLATFORMS) {
      const { device, pass, news } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 20 })])
      device.logCustomEvent('a')
      await pass(5)
      device.kill()
      await pass(1)
      device.launch()
      await news()
      await pass(13.999)
      expect(device.state().shownMessages).toEqual([])
      await pass(0.001)
      expect([platform, device.state().shownMessages.map((one) => one.data['message'])]).toEqual([platform, platform === 'web' ? ['message 1'] : []])
    }
  })

  test.each(PLATFORMS)('S17 %s: a disabled SDK fires nothing, not even what was delayed', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 5 }), trigger(2, onEvent('b'))])
    device.logCustomEvent('a')
    device.disableSDK()
    device.logCustomEvent('b')
    await pass(60)
    expect(texts).toEqual([])
    expect(codes((await pass(1), device.requests.at(-1)))).not.toContain('si')
  })
})
