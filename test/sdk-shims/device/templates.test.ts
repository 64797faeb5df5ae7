// M10, M11: templated messages: what is asked and when, what an answer, none, or an error brings.
import { describe, expect, test } from 'vitest'
import type { JsonObject, Platform, WireAnswer } from '../../../sdk-shims/device/index.ts'
import { composite, message, MOBILE, onEvent, PLATFORMS, trigger, withTriggers } from './message-bench.ts'
import type { MessageBench } from './message-bench.ts'
import { answer, DATA, START, START_S } from './scripted-server.ts'

const TEMPLATE = '/api/v3/template/'
const templated = (n: number, more: JsonObject = {}): JsonObject => trigger(n, onEvent('a'), { type: 'templated_iam', data: { trigger_id: composite(n) }, ...more })
const rendered = (n: number | string): WireAnswer => answer({ templated_message: { type: 'inapp', data: message(n) } })

const withTemplates = (platform: Platform, triggers: JsonObject[]): Promise<MessageBench> => withTriggers(platform, triggers)

describe('the request', () => {
  test.each(PLATFORMS)('M10 %s: after the delay, with the event that fired, and the user in respond_with', async (platform) => {
    const { device, news, script, pass, texts } = await withTemplates(platform, [])
    script(DATA, ...(platform === 'web' ? [] : []), answer({ triggers: [templated(1, { delay: 5 })] }))
    device.changeUser('u1')
    await news()
    device.logCustomEvent('a', { q: 1 })
    const session = device.state().sessionId
    await pass(4.999)
    expect((await news()).filter((one) => one.path === TEMPLATE)).toEqual([])
    script(TEMPLATE, rendered(1))
    await pass(0.001)
    const [sent] = (await news()).filter((one) => one.path === TEMPLATE)
    expect(sent?.body).toEqual({
      respond_with: { user_id: 'u1', config: { config_time: START_S } },
      api_key: 'key-1', device_id: 'dev-1', time: START_S + 5, sdk_version: expect.any(String),
      template: {
        trigger_id: composite(1), trigger_event_type: 'custom_event',
        data: { name: 'ce', time: START / 1000, data: { n: 'a', p: { q: 1 } }, session_id: session, user_id: 'u1' },
      },
    })
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M10 %s: an open has no event', async (platform) => {
    const { news, device, standing } = await withTemplates(platform, [])
    standing(DATA, { triggers: [templated(1, { trigger_condition: [{ type: 'open' }] })] })
    device.changeUser('u1')
    const sent = (await news()).find((one) => one.path === TEMPLATE)
    expect(sent?.body['template']).toEqual({ trigger_id: composite(1), trigger_event_type: 'open' })
  })

  test('A10, M10: it carries the signature of the user', async () => {
    const { news, device, standing } = await withTriggers('web', [], { enableSdkAuthentication: true })
    standing(DATA, { triggers: [templated(1, { trigger_condition: [{ type: 'open' }] })] })
    device.changeUser('u1', 'jwt-1')
    const sent = (await news()).find((one) => one.path === TEMPLATE)
    expect(sent?.headers['X-Braze-Auth-Signature']).toBe('jwt-1')
  })
})

describe('the answer', () => {
  const three = (): JsonObject[] => [templated(1, { priority: 3 }), trigger(2, onEvent('a'), { priority: 2 }), trigger(3, onEvent('a'), { priority: 1 })]

  test.each(PLATFORMS)('M10 %s: a message is shown and counts as the trigger\'s', async (platform) => {
    const { device, script, news, texts } = await withTemplates(platform, three())
    script(TEMPLATE, rendered('rendered'))
    device.logCustomEvent('a')
    expect(texts).toEqual([])
    await news()
    expect(texts).toEqual(['message rendered'])
    expect(Object.keys(device.state().triggersShownAt)).toEqual([composite(1)])
  })

  test('M10: no message in the answer: the next priority on the phones, nothing on web', async () => {
    for (const platform of PLATFORMS) {
      const { device, script, news, texts } = await withTemplates(platform, three())
      script(TEMPLATE, answer({}))
      device.logCustomEvent('a')
      await news()
      expect([platform, texts]).toEqual([platform, platform === 'web' ? [] : ['message 2']])
    }
  })

  test.each(PLATFORMS)('M10 %s: an error or a refused signature in the answer: the next priority', async (platform) => {
    for (const refusal of [{ error: 'no' }, { auth_error: { error_code: 22, reason: 'EXPIRED' } }]) {
      const { device, script, news, texts } = await withTemplates(platform, three())
      script(TEMPLATE, answer(refusal))
      device.logCustomEvent('a')
      await news()
      expect(texts).toEqual(['message 2'])
    }
  })

  test.each(PLATFORMS)('M10 %s: fallbacks fall back in turn, each with its own delay, never after its timeout', async (platform) => {
    const { device, script, news, pass, texts } = await withTemplates(platform, [
      templated(1, { priority: 9, delay: 10 }), trigger(2, onEvent('a'), { priority: 8, timeout: 10_000 }),
      trigger(3, onEvent('a'), { priority: 7, delay: 15 }), trigger(4, onEvent('a'), { priority: 6 }),
    ])
    script(TEMPLATE, answer({ error: 'no' }))
    device.logCustomEvent('a')
    await pass(14.999)
    await news()
    expect(texts).toEqual([])
    await pass(0.001)
    expect(texts).toEqual(['message 3'])
  })

  test.each(MOBILE)('M10 %s: a failed request is not repeated and shows nothing', async (platform) => {
    const { device, script, news, pass, texts } = await withTemplates(platform, three())
    script(TEMPLATE, answer('', 500), rendered(1))
    device.logCustomEvent('a')
    await pass(60)
    expect((await news()).filter((one) => one.path === TEMPLATE)).toHaveLength(1)
    expect(texts).toEqual([])
  })

  test('M10 web: a failed request is repeated within the timeout, from 1 s on', async () => {
    const { device, script, news, pass, texts } = await withTemplates('web', [templated(1, { timeout: 20_000 })])
    script(TEMPLATE, answer('', 500), new Error('gone'), rendered(1))
    device.logCustomEvent('a')
    await pass(0.999)
    expect((await news()).filter((one) => one.path === TEMPLATE)).toHaveLength(1)
    await pass(19)
    const again = (await news()).filter((one) => one.path === TEMPLATE)
    expect(again.map((one) => one.headers['X-Braze-Req-Attempt'])).toEqual(['2', '3'])
    expect(texts).toEqual(['message 1'])
  })

  test('M7, M10 web: it gives up when the timeout has passed', async () => {
    const { device, script, news, pass, texts } = await withTemplates('web', [templated(1, { timeout: 4000 })])
    script(TEMPLATE, ...Array.from({ length: 20 }, () => answer('', 500)))
    device.logCustomEvent('a')
    await pass(600)
    const tried = (await news()).filter((one) => one.path === TEMPLATE)
    expect(tried.length).toBeGreaterThan(1)
    expect(tried.length).toBeLessThan(6)
    expect(Math.max(...tried.map((one) => one.at - START))).toBeLessThanOrEqual(8000)
    expect(texts).toEqual([])
  })

  test.each(PLATFORMS)('M7 %s: a message that is rendered too late is not shown', async (platform) => {
    let give: (given: WireAnswer) => void = () => undefined
    const { device, script, news, clock, texts } = await withTemplates(platform, [templated(1, { timeout: 2000 })])
    script(TEMPLATE, new Promise((resolve) => { give = resolve }))
    device.logCustomEvent('a')
    await Promise.resolve()
    await Promise.resolve()
    clock.setNow(START + 2000)
    give(rendered(1))
    await news()
    expect(texts).toEqual([])
    expect(device.state().triggersShownAt).toEqual({})
  })

  test.each(PLATFORMS)('M7 %s: a trigger that says no timeout has 30 s after its delay', async (platform) => {
    const shown = async (after: number): Promise<string[]> => {
      let give: (given: WireAnswer) => void = () => undefined
      const { device, script, news, clock, pass, texts } = await withTemplates(platform, [templated(1, { delay: 5 })])
      script(TEMPLATE, new Promise((resolve) => { give = resolve }))
      device.logCustomEvent('a')
      await pass(4.999)
      clock.setNow(START + 5000)
      clock.runDue()
      for (let i = 0; i < 5; i++) await Promise.resolve()
      clock.setNow(START + after)
      give(rendered(1))
      await news()
      return texts
    }
    expect([await shown(34_999), await shown(35_000)]).toEqual([['message 1'], []])
  })

  test.each(MOBILE)('M7 %s: nothing is asked for a message whose timeout is over before its delay', async (platform) => {
    const { device, news, pass, texts } = await withTemplates(platform, [templated(1, { delay: 5, timeout: 4000 })])
    device.logCustomEvent('a')
    await pass(60)
    expect([(await news()).filter((one) => one.path === TEMPLATE), texts]).toEqual([[], []])
  })

  test.each(PLATFORMS)('M11 %s: what was rendered for one user is not shown to the next', async (platform) => {
    let give: (given: WireAnswer) => void = () => undefined
    const { device, script, news, texts } = await withTemplates(platform, [])
    script(DATA, answer({ triggers: [templated(1)] }))
    device.changeUser('u1')
    await news()
    script(TEMPLATE, new Promise((resolve) => { give = resolve }))
    device.logCustomEvent('a')
    await Promise.resolve()
    device.changeUser('u2')
    give(rendered(1))
    await news()
    expect(texts).toEqual([])
  })

  test.each(PLATFORMS)('M12 %s: a rendered control message is logged and shown to nobody', async (platform) => {
    const { device, script, news, texts, queued } = await withTemplates(platform, [templated(1)])
    script(TEMPLATE, answer({ templated_message: { type: 'inapp', data: { trigger_id: composite(1), is_control: true } } }))
    device.logCustomEvent('a')
    await news()
    expect(texts).toEqual([])
    expect(queued()).toEqual(['ce', 'iec'])
  })

  test.each(MOBILE)('M12 %s: where the trigger says control already, nothing is asked', async (platform) => {
    const { device, news, queued } = await withTemplates(platform, [templated(1, { data: { trigger_id: composite(1), is_control: true } })])
    device.logCustomEvent('a')
    expect(queued()).toEqual(['ce', 'iec'])
    expect((await news()).filter((one) => one.path === TEMPLATE)).toEqual([])
  })
})
