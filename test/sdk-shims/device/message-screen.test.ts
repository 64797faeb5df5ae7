// What keeps a message off the screen, and what takes it away (M19; web wire 6).
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../sdk-shims/device/index.ts'
import { message, MOBILE, PLATFORMS, showing } from './message-bench.ts'
import { START } from './scripted-server.ts'

describe('the screen', () => {
  test.each(PLATFORMS)('web wire 6 %s: AUTO_DISMISS closes after its duration, 5 s where it says none; a slideup by itself, a modal never', async (platform) => {
    const { message_close: _close, ...bare } = message(1)
    // iOS drops a message that does not say how it closes
    const says = (close: string): JsonObject => (platform === 'ios' ? { ...bare, message_close: close } : bare)
    const all = await showing(platform, [{ ...says('AUTO_DISMISS'), type: 'SLIDEUP' }, { ...says('AUTO_DISMISS'), type: 'SLIDEUP', duration: 2000 }, { ...says('SWIPE'), type: 'MODAL' }])
    const ends: unknown[] = []
    all.device.subscribe('in_app_message_dismissed', ({ by, message: one }) => ends.push([one.data['duration'], by, (all.clock.now() - START) / 1000]))
    all.device.logCustomEvent('e1')
    await all.pass(10)
    all.device.logCustomEvent('e2')
    await all.pass(10)
    expect(ends).toEqual([[undefined, 'timeout', 5], [2000, 'timeout', 12]])
    all.device.logCustomEvent('e3')
    await all.pass(1000)
    expect(all.device.state().shownMessages).toHaveLength(1)
  })

  test.each(MOBILE)('web wire 6 %s: a message for the other orientation is not shown', async (platform) => {
    const { device, texts } = await showing(platform, [message(1, { type: 'FULL', orientation: 'LANDSCAPE' })])
    device.logCustomEvent('e1')
    expect([texts, device.state().orientation]).toEqual([[], 'portrait'])
    device.rotate('landscape')
    device.logCustomEvent('e1')
    expect(texts).toEqual(['message 1'])
  })

  test('web wire 6: a desktop has no orientation', async () => {
    const { device, texts } = await showing('web', [message(1, { type: 'FULL', orientation: 'LANDSCAPE' })])
    device.logCustomEvent('e1')
    expect(texts).toEqual(['message 1'])
  })

  test('web wire 6: HTML needs trust or the option; script links need the option', async () => {
    const messages = [message(1, { type: 'HTML' }), message(2, { click_action: 'URI', uri: 'javascript:alert(1)' }), message(3, { type: 'HTML', trusted: true })]
    const shown = async (options: object): Promise<string[]> => {
      const { device, texts } = await showing('web', messages, options)
      for (const name of ['e1', 'e2', 'e3']) {
        device.logCustomEvent(name)
        if (device.state().shownMessages.length > 0) device.dismissInAppMessage()
      }
      return texts
    }
    expect(await shown({})).toEqual(['message 3'])
    expect(await shown({ allowUserSuppliedJavascript: true })).toEqual(['message 1', 'message 2', 'message 3'])
  })

  test.each(PLATFORMS)('web wire 6 %s: an unknown type is not shown', async (platform) => {
    const { device, texts, lines } = await showing(platform, [message(1, { type: 'BALLOON' })])
    device.logCustomEvent('e1')
    expect(texts).toEqual([])
    expect(lines.some((one) => one.includes('unknown type BALLOON'))).toBe(true)
    // It does not count as triggered, and nobody hears of it
    expect(device.state()).toMatchObject({ triggersShownAt: {}, lastTriggerAt: undefined })
    expect(device.showInAppMessage(device.makeInAppMessage({ type: 'BALLOON' }))).toBe(false)
  })

  test.each(PLATFORMS)('M19, N10 %s: wipeData takes the message off the screen; web leaves it there', async (platform) => {
    const { device, pass } = await showing(platform, [message(1, { message_close: 'AUTO_DISMISS' })])
    const ends: unknown[] = []
    device.subscribe('in_app_message_dismissed', ({ by }) => ends.push(by))
    device.logCustomEvent('e1')
    device.wipeData()
    expect([ends, device.state().shownMessages.length]).toEqual(platform === 'web' ? [[], 1] : [['wipe'], 0])
    await pass(60)
    expect([ends, device.state().shownMessages]).toEqual([[platform === 'web' ? 'timeout' : 'wipe'], []])
  })

  test.each(PLATFORMS)('V %s: what is not on the screen can not be tapped', async (platform) => {
    const { device } = await showing(platform, [])
    for (const act of [() => device.clickInAppMessage(), () => device.clickInAppMessageHtml(), () => device.dismissInAppMessage()]) {
      expect(act).toThrow('there is no such in-app message on the screen')
    }
  })

  test('web wire 6: a deferred message comes back once, and is forgotten with the next trigger list', async () => {
    const { device, standing, news, pass } = await showing('web', [message(1)])
    const mine = device.makeInAppMessage(message(9))
    expect([device.deferInAppMessage(mine), device.deferInAppMessage(device.makeInAppMessage({ is_control: true }))]).toEqual([true, false])
    expect(device.getDeferredInAppMessage()).toEqual(mine)
    expect(device.getDeferredInAppMessage()).toBeUndefined()
    device.deferInAppMessage(mine)
    standing('/api/v3/data/', { triggers: [] })
    await pass(4000)
    device.openSession()
    await news()
    expect(device.getDeferredInAppMessage()).toBeUndefined()
  })
})
