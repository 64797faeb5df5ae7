// Links of messages that are calls to the SDK, and the messages that are passed over for theirs (web wire 6; M10, M14).
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../sdk-shims/device/index.ts'
import { message, onEvent, PLATFORMS, trigger, withTriggers } from './message-bench.ts'

const link = (action: JsonObject): string => `brazeActions://v1/${Buffer.from(JSON.stringify(action), 'utf16le').toString('base64')}`
const leadsTo = (action: JsonObject): JsonObject => ({ click_action: 'URI', uri: link(action) })
const PROMPT = { type: 'requestPushPermission' }
const primer = message(1, { btns: [{ id: 0, text: 'Allow', ...leadsTo(PROMPT) }] })
/** The better one that may be passed over, and the one behind it. */
const two = (first: JsonObject): JsonObject[] => [trigger(1, onEvent('a'), { data: first, priority: 2 }), trigger(2, onEvent('a'))]

describe('what they do', () => {
  test.each(PLATFORMS)('web wire 6 %s: a button does what its brazeActions link says', async (platform) => {
    const steps = { type: 'container', steps: [{ type: 'logCustomEvent', args: ['from message', { a: 1 }] }, { type: 'setEmailNotificationSubscriptionType', args: ['unsubscribed'] }, { type: 'openLink', args: ['https://example.com/'] }] }
    const { device } = await withTriggers(platform, [trigger(1, onEvent('e1'), { data: message(1, { btns: [{ id: 0, text: 'Go', ...leadsTo(steps) }] }) })])
    device.logCustomEvent('e1')
    device.clickInAppMessageButton('Go')
    expect(device.pending.events.filter((one) => one.name === 'ce').map((one) => one.data)).toMatchObject([{ n: 'e1' }, { n: 'from message', p: { a: 1 } }])
    expect(device.pending.attributes).toEqual([{ email_subscribe: 'unsubscribed' }])
    expect(device.state().openedLinks).toEqual(['https://example.com/'])
  })

  test.each([['web', 'openLinkInWebView'], ['android', 'openLinkInWebview']] as const)('web wire 6 %s: %s opens its link', async (platform, type) => {
    const { device } = await withTriggers(platform, [trigger(1, onEvent('a'), { data: message(1, leadsTo({ type, args: ['https://example.com/'] })) })])
    device.logCustomEvent('a')
    device.clickInAppMessage()
    expect(device.state().openedLinks).toEqual(['https://example.com/'])
  })
})

describe('passed over', () => {
  test.each(['web', 'android'] as const)('M10 %s: a push primer once the user has answered, in favour of the next trigger', async (platform) => {
    const { device, texts } = await withTriggers(platform, two(primer))
    device.logCustomEvent('a')
    device.dismissInAppMessage()
    device.denyPush()
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1', 'message 2'])
  })

  test('M10 ios: it is shown all the same', async () => {
    const { device, texts } = await withTriggers('ios', two(primer))
    device.denyPush()
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 1'])
  })

  test('P8 android: below Android 13 nobody is asked: no primer', async () => {
    const { device, texts } = await withTriggers('android', two(primer), { device: { osVersion: '12' } })
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 2'])
  })

  test.each(['web', 'android'] as const)('M10 %s: an HTML primer says so of itself', async (platform) => {
    const html = message(1, { type: 'HTML', message_fields: { is_push_primer: true } })
    const { device, texts } = await withTriggers(platform, two(html), { allowUserSuppliedJavascript: true })
    device.denyPush()
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 2'])
  })

  test.each([
    ['web', { type: 'launchRocket' }], ['android', { type: 'launchRocket' }], ['android', { type: 'container', steps: [PROMPT, {}] }],
  ] as const)('M10 %s: a message with an action that the SDK does not know: %o', async (platform, action) => {
    const { device, texts, queued } = await withTriggers(platform, two(message(1, leadsTo(action as JsonObject))))
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 2'])
    expect(queued()).toEqual(['ce', 'si'])
  })

  test('M5 android: it does not count as shown: the one behind it comes within the interval', async () => {
    const { device, texts, pass } = await withTriggers('android', two(message(1, leadsTo({ type: 'launchRocket' }))), { minimumIntervalBetweenTriggerActionsInSeconds: 30 })
    device.logCustomEvent('a')
    device.dismissInAppMessage()
    expect(Object.keys(device.state().triggersShownAt)).toHaveLength(1)
    await pass(29)
    device.logCustomEvent('a')
    await pass(1)
    device.logCustomEvent('a')
    expect(texts).toEqual(['message 2', 'message 2'])
  })

  test('M12 android: a control message is logged whatever it leads to', async () => {
    const { device, queued } = await withTriggers('android', two({ ...message(1, leadsTo({ type: 'launchRocket' })), is_control: true }))
    device.logCustomEvent('a')
    expect(queued()).toEqual(['ce', 'iec'])
  })
})
