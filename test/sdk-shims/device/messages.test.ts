// Messages and what is done with them: impressions, taps, the stack, the host's hook (M12-M15, M17, M21; web wire 3).
import { describe, expect, test } from 'vitest'
import type { InAppMessageDecision, JsonObject } from '../../../sdk-shims/device/index.ts'
import { campaign, composite, message, MOBILE, onEvent, PLATFORMS, showing, trigger, withTriggers } from './message-bench.ts'
import type { MessageBench } from './message-bench.ts'
import { START } from './scripted-server.ts'

/** What is queued besides the events of the app. */
const logged = ({ device }: MessageBench): unknown[] => device.pending.events.filter((one) => one.name !== 'ce').map((one) => [one.name, one.data])

describe('analytics', () => {
  test.each(PLATFORMS)('M13 %s: one impression when displayed, one click, then the link', async (platform) => {
    const all = await showing(platform, [message(1, { click_action: 'URI', uri: 'https://example.com/x' })])
    const ends: unknown[] = []
    all.device.subscribe('in_app_message_dismissed', ({ by }) => ends.push(by))
    all.device.logCustomEvent('e1')
    expect(logged(all)).toEqual([['si', { trigger_ids: [composite(1)] }]])
    const [shown] = all.device.state().shownMessages
    all.device.clickInAppMessage()
    expect(logged(all).slice(1)).toEqual([['sc', { trigger_ids: [composite(1)] }]])
    expect(all.device.state()).toMatchObject({ shownMessages: [], openedLinks: ['https://example.com/x'] })
    expect(ends).toEqual(['click'])
    expect([all.device.logInAppMessageImpression(shown!), all.device.logInAppMessageClick(shown!)]).toEqual([false, false])
    expect(logged(all)).toHaveLength(2)
  })

  test('M13: message_extras come back with impressions and body clicks on web', async () => {
    for (const platform of PLATFORMS) {
      const all = await showing(platform, [message(1, { message_extras: 'xyz' })])
      all.device.logCustomEvent('e1')
      all.device.clickInAppMessage()
      const data = { trigger_ids: [composite(1)], ...(platform === 'web' ? { message_extras: 'xyz' } : {}) }
      expect(logged(all)).toEqual([['si', data], ['sc', data]])
    }
  })

  test.each(PLATFORMS)('M13 %s: a button logs its id once, closes and follows its link; the body is no button then', async (platform) => {
    const btns: JsonObject[] = [{ id: 0, text: 'No', click_action: 'NONE' }, { id: 1, text: 'Yes', click_action: 'URI', uri: 'https://example.com/yes' }, { text: 'Nameless', click_action: 'NONE' }]
    const all = await showing(platform, [message(1, { btns, message_extras: 'xyz' })])
    all.device.logCustomEvent('e1')
    all.device.clickInAppMessage()
    expect(all.device.state().shownMessages).toHaveLength(1)
    const [shown] = all.device.state().shownMessages
    all.device.clickInAppMessageButton('Yes')
    expect(logged(all).slice(1)).toEqual([['sbc', { trigger_ids: [composite(1)], bid: 1 }]])
    expect(all.device.state()).toMatchObject({ shownMessages: [], openedLinks: ['https://example.com/yes'] })
    expect(all.device.logInAppMessageButtonClick(shown!, 1)).toBe(false)
    all.device.logCustomEvent('e1')
    all.device.clickInAppMessageButton('Nameless')
    expect(logged(all).filter((one) => (one as string[])[0] === 'sbc')).toHaveLength(1)
    all.device.logCustomEvent('e1')
    expect(() => all.device.clickInAppMessageButton('Maybe')).toThrow('the in-app message has no button "Maybe": 0 (No), 1 (Yes), undefined (Nameless)')
  })

  test.each(PLATFORMS)('M13 %s: without a trigger id nothing is logged', async (platform) => {
    const { trigger_id: _none, ...nameless } = message(1)
    const all = await showing(platform, [nameless])
    all.device.logCustomEvent('e1')
    expect(all.texts).toEqual(['message 1'])
    all.device.clickInAppMessage()
    expect(logged(all)).toEqual([])
  })

  test('M13 web: the same trigger id shown again within 2 s makes no second impression', async () => {
    const all = await showing('web', [message(1)])
    const again = (): void => {
      all.device.logCustomEvent('e1')
      all.device.dismissInAppMessage()
    }
    again()
    await all.pass(1.999)
    again()
    expect(logged(all)).toHaveLength(1)
    await all.pass(0.001)
    again()
    expect(logged(all)).toHaveLength(2)
  })

  test.each(PLATFORMS)('M13 %s: HTML messages: WEB_HTML logs one click, the others each; with the id of what was clicked', async (platform) => {
    const html = { message: '<a href="#">x</a>', trusted: true }
    const all = await showing(platform, [message(1, { type: 'WEB_HTML', ...html }), message(2, { type: 'HTML_FULL', ...html })])
    const clicks = (name: string): unknown[] => {
      all.device.logCustomEvent(name)
      const before = logged(all).length
      all.device.clickInAppMessageHtml('a')
      all.device.clickInAppMessageHtml()
      all.device.clickInAppMessage()
      all.device.dismissInAppMessage()
      return logged(all).slice(before)
    }
    expect(clicks('e1')).toEqual([['sbc', { trigger_ids: [composite(1)], bid: 'a' }]])
    expect(clicks('e2')).toEqual([['sbc', { trigger_ids: [composite(2)], bid: 'a' }], ['sc', { trigger_ids: [composite(2)] }]])
  })

  test.each(PLATFORMS)('M12 %s: a control message logs iec once and is shown to nobody', async (platform) => {
    const all = await showing(platform, [{ trigger_id: composite(1), is_control: true }, message(2)])
    const heard: string[] = []
    all.device.subscribe('in_app_message', (one) => heard.push(one.kind))
    all.device.logCustomEvent('e1')
    expect(heard).toEqual(['CONTROL'])
    expect(logged(all)).toEqual([['iec', { trigger_ids: [composite(1)] }]])
    expect(all.device.state().shownMessages).toEqual([])
    all.device.logCustomEvent('e2')
    expect(all.texts).toEqual(['message 2'])
  })

  test.each(PLATFORMS)('M17 %s: an app with a UI of its own logs by hand', async (platform) => {
    const all = await showing(platform, [message(1, { btns: [{ id: 4, text: 'Go' }] })], { automaticallyShowInAppMessages: false })
    let mine = all.device.makeInAppMessage(message(9))
    all.device.subscribe('in_app_message', (one) => { mine = one })
    all.device.logCustomEvent('e1')
    expect(all.device.state().shownMessages).toEqual([])
    expect(logged(all)).toEqual([])
    expect([all.device.logInAppMessageImpression(mine), all.device.logInAppMessageButtonClick(mine, 4), all.device.logInAppMessageButtonClick(mine, undefined)]).toEqual([true, true, false])
    expect(logged(all)).toEqual([['si', { trigger_ids: [composite(1)] }], ['sbc', { trigger_ids: [composite(1)], bid: 4 }]])
  })

  test('M13 web: a click logged by hand before any impression brings the impression along', async () => {
    const all = await showing('web', [], {})
    all.device.logInAppMessageClick(all.device.makeInAppMessage(message(9)))
    expect(logged(all).map((one) => (one as string[])[0])).toEqual(['sc', 'si'])
  })

  test.each(PLATFORMS)('M13 %s: after a click follow-up messages may come', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, onEvent('a')), trigger(2, { type: 'iam_click', data: { id: campaign(1) } }, { delay: 0 })])
    device.logCustomEvent('a')
    device.clickInAppMessage()
    expect(texts).toEqual(['message 1', 'message 2'])
  })
})

describe('one at a time', () => {
  test.each(MOBILE)('M14 %s: what comes while another is on screen waits on a stack, the last one first', async (platform) => {
    const { device, texts } = await showing(platform, [message(1), message(2), message(3)])
    for (const name of ['e1', 'e2', 'e3']) device.logCustomEvent(name)
    expect(texts).toEqual(['message 1'])
    expect(device.state().messageStack.map((one) => one.data['message'])).toEqual(['message 3', 'message 2'])
    device.dismissInAppMessage()
    // Nothing comes by itself: the app asks for it, or the next message does
    expect(texts).toEqual(['message 1'])
    expect(device.displayNextInAppMessage()).toBe(true)
    expect(texts).toEqual(['message 1', 'message 3'])
    device.clickInAppMessage()
    expect(texts).toEqual(['message 1', 'message 3'])
    device.background()
    device.foreground()
    expect(texts).toEqual(['message 1', 'message 3', 'message 2'])
    expect(device.state().messageStack).toEqual([])
  })

  test.each(PLATFORMS)('M2, M14 %s: a message that a click brings finds the screen free', async (platform) => {
    const follows = trigger(2, { type: 'iam_click', data: { id: campaign(1) } })
    const all = await withTriggers(platform, [trigger(1, onEvent('e1')), follows])
    all.device.logCustomEvent('e1')
    all.device.clickInAppMessage()
    expect(logged(all)).toEqual([['si', { trigger_ids: [composite(1)] }], ['sc', { trigger_ids: [composite(1)] }], ['si', { trigger_ids: [composite(2)] }]])
  })

  test('M14 web: what comes while another is on screen is lost; slideups lie over anything', async () => {
    const all = await showing('web', [message(1), message(2), message(3, { type: 'SLIDEUP', message_close: 'SWIPE' }), message(4, { type: 'slideup', message_close: 'SWIPE' })])
    for (const name of ['e1', 'e2', 'e3', 'e4']) all.device.logCustomEvent(name)
    expect(all.device.state().shownMessages.map((one) => [one.kind, one.data['message']])).toEqual([['MODAL', 'message 1'], ['SLIDEUP', 'message 3'], ['SLIDEUP', 'message 4']])
    expect(all.device.state()).toMatchObject({ messageStack: [], lastTriggerAt: START })
    expect(all.lines.filter((one) => one.includes('another message is being shown'))).toHaveLength(1)
  })

  test.each(MOBILE)('M14, M21 %s: with the app in the background the event counts, the message waits for the foreground', async (platform) => {
    const { device, texts, queued } = await showing(platform, [message(1)])
    device.background()
    device.logCustomEvent('e1')
    expect(texts).toEqual([])
    expect(queued()).toContain('ce')
    device.foreground()
    expect(texts).toEqual(['message 1'])
  })

  test.each(MOBILE)('M14 %s: the host decides: later, never, again', async (platform) => {
    const { device, texts, pass } = await showing(platform, [message(1)], { minimumIntervalBetweenTriggerActionsInSeconds: 30 })
    let says: InAppMessageDecision = 'DISPLAY_LATER'
    const asked: unknown[] = []
    device.setInAppMessageHook((one) => { asked.push(one.data['message']); return says })
    device.logCustomEvent('e1')
    expect(device.state()).toMatchObject({ shownMessages: [], messageStack: [{ data: { message: 'message 1' } }], lastTriggerAt: START })
    says = 'DISPLAY_NOW'
    expect(device.displayNextInAppMessage()).toBe(true)
    expect([texts, asked]).toEqual([['message 1'], ['message 1', 'message 1']])
    device.dismissInAppMessage()

    says = 'DISCARD'
    await pass(30)
    device.logCustomEvent('e1')
    expect(device.state()).toMatchObject({ shownMessages: [], messageStack: [], lastTriggerAt: START + 30_000 })

    // Times and re-eligibility are as before: the very next event may show it
    says = 'REENQUEUE'
    await pass(30)
    device.logCustomEvent('e1')
    expect(device.state()).toMatchObject({ shownMessages: [], messageStack: [], lastTriggerAt: START + 30_000, triggersShownAt: { [composite(1)]: START + 30_000 } })
    device.setInAppMessageHook(undefined)
    device.logCustomEvent('e1')
    expect(texts).toEqual(['message 1', 'message 1'])
  })

  test.each(MOBILE)('M15 %s: a message for another user than the current one is not shown', async (platform) => {
    const { device, texts } = await showing(platform, [message(1)], {})
    device.setInAppMessageHook(() => 'DISPLAY_LATER')
    device.logCustomEvent('e1')
    const [waiting] = device.state().messageStack
    device.setInAppMessageHook(undefined)
    device.changeUser('u1')
    expect(device.state().messageStack).toEqual([])
    expect(device.showInAppMessage(waiting!)).toBe(false)
    expect(texts).toEqual([])
  })
})
