// When a trigger fires and what of it is shown: syncs, priority, intervals, delays, periods, memory (M1, M3-M9, M20).
import { describe, expect, test } from 'vitest'
import type { JsonObject, WireAnswer } from '../../../sdk-shims/device/index.ts'
import { composite, message, MOBILE, onEvent, PLATFORMS, trigger, withTriggers } from './message-bench.ts'
import { answer, bench, config, DATA, START, START_S } from './scripted-server.ts'

const later = (): { promise: Promise<WireAnswer>; give(body: JsonObject): void } => {
  let give: (body: JsonObject) => void = () => undefined
  const promise = new Promise<WireAnswer>((resolve) => { give = (body) => resolve(answer(body)) })
  return { promise, give }
}

describe('the trigger list', () => {
  test.each(PLATFORMS)('M1, M20 %s: it comes with a session start and replaces the one before', async (platform) => {
    const { device, texts, standing, news, pass } = await withTriggers(platform, [trigger(1, onEvent('a'))])
    const asked = (await news()).length
    device.logCustomEvent('b')
    await pass(60)
    expect((await news()).map((one) => one.headers['X-Braze-TriggersRequest'])).toEqual([undefined])
    expect(asked).toBe(0)
    standing(DATA, { triggers: [trigger(2, onEvent('b'))] })
    device.background()
    await pass(4000)
    device.foreground()
    expect((await news()).at(-1)?.headers['X-Braze-TriggersRequest']).toBe('true')
    device.logCustomEvent('a')
    device.logCustomEvent('b')
    expect(texts).toEqual(['message 2'])
  })

  test.each(PLATFORMS)('M1 %s: an answer without triggers leaves them as they are', async (platform) => {
    const { device, texts, pass, news } = await withTriggers(platform, [trigger(1, onEvent('a'))])
    device.background()
    await pass(4000)
    device.foreground()
    await news()
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M3 %s: what happens while a trigger sync is on its way is judged once, when it has ended', async (platform) => {
    const { device, script, news, pass } = bench(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 0 })
    const held = later()
    script(DATA, held.promise)
    const texts: unknown[] = []
    device.initialize()
    device.subscribe('in_app_message_displayed', (shown) => texts.push(shown.data['message']))
    device.launch()
    device.logCustomEvent('a')
    await Promise.resolve()
    expect(texts).toEqual([])
    held.give({ triggers: [trigger(1, onEvent('a'))] })
    await news()
    expect(texts).toEqual(['message 1'])
    device.dismissInAppMessage()
    await pass(60)
    expect(texts).toEqual(['message 1'])
  })

  test('M3: a trigger sync that fails: the phones judge by what they have, web waits for the next list', async () => {
    for (const platform of PLATFORMS) {
      const { device, texts, script, news, pass } = await withTriggers(platform, [trigger(1, onEvent('a'), { re_eligibility: -1 })])
      script(DATA, new Error('gone'))
      device.background()
      await pass(4000)
      script(DATA, new Error('gone'))
      device.foreground()
      device.logCustomEvent('a')
      await news()
      expect([platform, texts]).toEqual([platform, platform === 'web' ? [] : ['message 1']])
      script(DATA, answer({ triggers: [trigger(1, onEvent('a'), { re_eligibility: -1 })] }))
      await pass(60)
      expect([platform, texts]).toEqual([platform, ['message 1']])
    }
  })

  test.each(MOBILE)('M2 %s: triggers renewed within a session do not open again; a new session does', async (platform) => {
    const { device, texts, script, news, pass } = await withTriggers(platform, [])
    script(DATA, answer({ config: config({ time: START_S + 1, messaging_session_timeout: 60 }) }))
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    await news()
    await pass(120)
    script(DATA, answer({ triggers: [trigger(1, { type: 'open' })] }))
    device.foreground()
    expect((await news()).map((one) => one.headers['X-Braze-TriggersRequest'])).toEqual(['true'])
    expect(texts).toEqual([])
    script(DATA, answer({ triggers: [trigger(1, { type: 'open' })] }))
    device.changeUser('u1')
    await news()
    expect(texts).toEqual(['message 1'])
  })
})

describe('which one', () => {
  test.each(PLATFORMS)('M4 %s: of several matches the one with the highest priority', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, onEvent('a'), { priority: 5 }), trigger(2, onEvent('a'), { priority: 30 }), trigger(3, onEvent('a'), { priority: 7 })])
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 2'])
    device.dismissInAppMessage()
    // Nothing of the others was left on the stack
    expect(texts).toEqual(['message 2'])
  })

  test.each(PLATFORMS)('M5 %s: 30 s between messages unless the app says otherwise; what comes sooner is dropped, not kept', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [trigger(1, onEvent('a'))], { minimumIntervalBetweenTriggerActionsInSeconds: undefined })
    device.logCustomEvent('a')
    device.dismissInAppMessage()
    await pass(29.999)
    device.logCustomEvent('a')
    await pass(0.001)
    expect(texts).toHaveLength(1)
    device.logCustomEvent('a')
    expect(texts).toHaveLength(2)
  })

  test.each(PLATFORMS)('M5 %s: the app sets its own interval, a trigger its own above that', async (platform) => {
    const { device, texts, pass } = await withTriggers(
      platform, [trigger(1, onEvent('a')), trigger(2, onEvent('b'), { min_seconds_since_last_trigger: 2 }), trigger(3, onEvent('c'), { min_seconds_since_last_trigger: 0 })],
      { minimumIntervalBetweenTriggerActionsInSeconds: 5 },
    )
    const log = (name: string): void => {
      device.logCustomEvent(name)
      if (device.state().shownMessages.length > 0) device.dismissInAppMessage()
    }
    log('a')
    log('b')
    log('c')
    expect(texts).toEqual(['message 1', 'message 3'])
    await pass(2)
    log('a')
    log('b')
    await pass(5)
    log('a')
    expect(texts).toEqual(['message 1', 'message 3', 'message 2', 'message 1'])
  })

  test.each(PLATFORMS)('M6 %s: the interval is asked again at display time', async (platform) => {
    const { device, texts, pass } = await withTriggers(
      platform, [trigger(1, onEvent('slow'), { delay: 5 }), trigger(2, onEvent('quick'))], { minimumIntervalBetweenTriggerActionsInSeconds: 10 },
    )
    device.logCustomEvent('slow')
    await pass(3)
    device.logCustomEvent('quick')
    device.dismissInAppMessage()
    await pass(60)
    expect(texts).toEqual(['message 2'])
  })
})

describe('when', () => {
  test.each(PLATFORMS)('M7 %s: delay seconds after the event, to the millisecond', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 3 })])
    device.logCustomEvent('a')
    await pass(2.999)
    expect(texts).toEqual([])
    await pass(0.001)
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M6, M9 %s: a message that may be shown once is on its way twice: it is shown once', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 10, re_eligibility: -1 })])
    device.logCustomEvent('a')
    await pass(5)
    device.logCustomEvent('a')
    await pass(5)
    device.dismissInAppMessage()
    await pass(60)
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M7 %s: a timeout shorter than the delay: never shown', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [trigger(1, onEvent('a'), { delay: 3, timeout: 3000 }), trigger(2, onEvent('b'), { delay: 3, timeout: 3001 })])
    device.logCustomEvent('a')
    await pass(10)
    expect(texts).toEqual([])
    device.logCustomEvent('b')
    await pass(10)
    expect(texts).toEqual(['message 2'])
  })

  test.each(PLATFORMS)('M8 %s: start_time ≤ now ≤ end_time at the event, nulls are open', async (platform) => {
    const { device, texts, pass } = await withTriggers(platform, [
      trigger(1, onEvent('a'), { start_time: START_S + 10, end_time: START_S + 20 }), trigger(2, onEvent('b'), { end_time: START_S + 5, delay: 60 }),
    ])
    const shown = (): number => {
      device.logCustomEvent('a')
      if (device.state().shownMessages.length > 0) device.dismissInAppMessage()
      return texts.length
    }
    device.logCustomEvent('b')
    expect(shown()).toBe(0)
    await pass(10)
    expect(shown()).toBe(1)
    await pass(10)
    expect(shown()).toBe(2)
    await pass(1)
    expect(shown()).toBe(2)
    // The period is that of the event, not of the display
    await pass(40)
    expect(texts.at(-1)).toBe('message 2')
  })

  test.each(PLATFORMS)('M9 %s: re_eligibility: -1 or none = once, n = after n seconds, 0 = always; it outlives the process', async (platform) => {
    const { device, texts, pass, news } = await withTriggers(platform, [
      trigger(1, onEvent('once'), { re_eligibility: -1 }), trigger(2, onEvent('absent'), { re_eligibility: null }),
      trigger(3, onEvent('hourly'), { re_eligibility: 3600 }), trigger(4, onEvent('always')),
    ], { sessionTimeoutInSeconds: 100_000 })
    const all = (): void => {
      for (const name of ['once', 'absent', 'hourly', 'always']) {
        device.logCustomEvent(name)
        if (device.state().shownMessages.length > 0) device.dismissInAppMessage()
      }
    }
    all()
    expect(texts).toEqual(['message 1', 'message 2', 'message 3', 'message 4'])
    await pass(3599)
    all()
    expect(texts.slice(4)).toEqual(['message 4'])
    await pass(1)
    all()
    expect(texts.slice(5)).toEqual(['message 3', 'message 4'])
    device.kill()
    device.launch()
    await news()
    const before = device.state().triggersShownAt
    device.logCustomEvent('once')
    expect(device.state().shownMessages).toEqual([])
    expect(before[composite(1)]).toBe(START)
  })

  test('M9 web: a trigger that left the list is forgotten, and may show again when it is back', async () => {
    const { device, texts, standing, news, pass } = await withTriggers('web', [trigger(1, onEvent('a'), { re_eligibility: -1 })])
    const list = async (...triggers: JsonObject[]): Promise<void> => {
      standing(DATA, { triggers })
      await pass(4000)
      device.openSession()
      await news()
    }
    device.logCustomEvent('a')
    device.dismissInAppMessage()
    await list(trigger(1, onEvent('a'), { re_eligibility: -1 }))
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1'])
    await list()
    await list(trigger(1, onEvent('a'), { re_eligibility: -1 }))
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1', 'message 1'])
  })
})
