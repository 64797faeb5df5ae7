// M2: every condition type and comparator, tried through the device: an event is logged, a message appears or not.
import { describe, expect, test } from 'vitest'
import type { AppObject, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { campaign, composite, MOBILE, onEvent, PLATFORMS, trigger, withTriggers } from './message-bench.ts'
import { START, START_S } from './scripted-server.ts'

/** Whether an event with these properties shows a message filtered by this one filter. */
const shows = async (platform: Platform, filter: JsonObject, props: AppObject): Promise<boolean> => {
  const { device, texts } = await withTriggers(platform, [
    trigger(1, { type: 'custom_event_property', data: { event_name: 'e', property_filters: [[{ property_key: 'k', ...filter }]] } }),
  ])
  device.logCustomEvent('e', props)
  return texts.length > 0
}

describe('conditions', () => {
  test.each(PLATFORMS)('M1, M2 %s: open fires when the triggers of a session start arrive', async (platform) => {
    const { texts } = await withTriggers(platform, [trigger(1, { type: 'open' })])
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M2 %s: custom_event by name, and any where no name is given', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, onEvent('buy'), { priority: 2 }), trigger(2, { type: 'custom_event' }, { re_eligibility: -1 })])
    device.logCustomEvent('buys')
    device.dismissInAppMessage()
    device.logCustomEvent('other')
    device.logCustomEvent('buy')
    expect(texts).toEqual(['message 2', 'message 1'])
  })

  test.each(PLATFORMS)('M2 %s: purchase of one product, and of any', async (platform) => {
    const { device, texts } = await withTriggers(platform, [
      trigger(1, { type: 'purchase', data: { product_id: 'shoe' } }, { priority: 1 }), trigger(2, { type: 'purchase' }),
    ])
    device.logCustomEvent('shoe')
    expect(texts).toEqual([])
    device.logPurchase('shoe', 1)
    device.dismissInAppMessage()
    device.logPurchase('hat', 1)
    expect(texts).toEqual(['message 1', 'message 2'])
  })

  test.each(PLATFORMS)('M2 %s: purchase_property wants the product and its filters', async (platform) => {
    const { device, texts } = await withTriggers(platform, [
      trigger(1, { type: 'purchase_property', data: { product_id: 'shoe', property_filters: [[{ property_key: 'size', property_type: 'number', comparator: 3, property_value: 40 }]] } }),
    ])
    device.logPurchase('shoe', 1, 'USD', 1, { size: 40 })
    device.logPurchase('hat', 1, 'USD', 1, { size: 41 })
    device.logPurchase('shoe', 1)
    expect(texts).toEqual([])
    device.logPurchase('shoe', 1, 'USD', 1, { size: 41 })
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M2 %s: push_click compares the campaign in the cid', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, { type: 'push_click', data: { campaign_id: campaign(7) } })])
    device.logPushOpened(composite(8))
    device.logPushOpened('no base64!')
    expect(texts).toEqual([])
    device.logPushOpened(composite(7))
    expect(texts).toEqual(['message 1'])
  })

  test.each(PLATFORMS)('M13 %s: iam_click: after a click of that message, of these buttons', async (platform) => {
    const buttons = [{ id: 0, text: 'No', click_action: 'NONE' }, { id: 1, text: 'Yes', click_action: 'NONE' }]
    const { device, texts } = await withTriggers(platform, [
      trigger(1, onEvent('a'), { data: { ...trigger(1, []).data as JsonObject, btns: buttons } }),
      trigger(2, onEvent('b')),
      trigger(3, { type: 'iam_click', data: { id: campaign(1), buttons: ['1'] } }),
      trigger(4, { type: 'iam_click', data: { id: campaign(2) } }),
    ])
    device.logCustomEvent('a')
    device.clickInAppMessageButton('No')
    expect(texts).toEqual(['message 1'])
    device.logCustomEvent('a')
    device.clickInAppMessageButton('Yes')
    expect(texts).toEqual(['message 1', 'message 1', 'message 3'])
    device.dismissInAppMessage()
    device.logCustomEvent('b')
    device.clickInAppMessage()
    expect(texts.slice(3)).toEqual(['message 2', 'message 4'])
  })

  test.each(PLATFORMS)('M5 %s: test fires as soon as the triggers arrive and minds no interval', async (platform) => {
    const { device, texts, standing, news } = await withTriggers(platform, [trigger(1, { type: 'open' }), trigger(2, { type: 'test' })], { minimumIntervalBetweenTriggerActionsInSeconds: 3600 })
    // `test` came first, so `open` was too soon
    expect(texts).toEqual(['message 2'])
    standing('/api/v3/data/', { triggers: [trigger(3, { type: 'test' })] })
    device.changeUser('u1')
    await news()
    expect(texts).toEqual(['message 2', 'message 3'])
  })

  test.each(PLATFORMS)('M2 %s: several conditions of a trigger: any will do; an unknown type matches nothing', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, [{ type: 'weather' }, onEvent('a'), onEvent('b')]), trigger(2, { type: 'weather' })])
    device.logCustomEvent('b')
    device.dismissInAppMessage()
    device.logCustomEvent('a')
    device.logCustomEvent('weather')
    expect(texts).toEqual(['message 1', 'message 1'])
  })

  test.each(PLATFORMS)('M2 %s: a trigger of another type than inapp and templated_iam is no trigger', async (platform) => {
    const { device, texts } = await withTriggers(platform, [trigger(1, onEvent('a'), { type: 'banner' })])
    device.logCustomEvent('a')
    expect(texts).toEqual([])
  })

  test.each(PLATFORMS)('U18 %s: a name the server blocks shows nothing', async (platform) => {
    const { device, texts, script, news } = await withTriggers(platform, [trigger(1, { type: 'custom_event' }), trigger(2, { type: 'purchase' })])
    script('/api/v3/data/', { status: 200, headers: {}, body: JSON.stringify({ config: { time: START_S + 1, events_blacklist: ['a'], attributes_blacklist: [], purchases_blacklist: ['p'] } }) })
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    await news()
    expect([device.logCustomEvent('a'), device.logPurchase('p', 1)]).toEqual([false, false])
    expect(texts).toEqual([])
  })
})

describe('property filters', () => {
  const day = 86_400
  const at = (seconds: number): Date => new Date(START + seconds * 1000)

  test.each<[string, JsonObject, AppObject[], AppObject[]]>([
    ['1 equals a text', { property_type: 'string', comparator: 1, property_value: 'x' }, [{ k: 'x' }], [{ k: 'X' }, { k: 1 }, {}, { k: null }, { k: ['x'] }]],
    ['1 equals a number', { property_type: 'number', comparator: 1, property_value: 2 }, [{ k: 2 }], [{ k: '2' }, { k: 3 }]],
    ['1 equals a boolean', { property_type: 'boolean', comparator: 1, property_value: false }, [{ k: false }], [{ k: true }, { k: 0 }, {}]],
    ['2 is not equal', { property_type: 'string', comparator: 2, property_value: 'x' }, [{ k: 'y' }, {}, { k: 1 }], [{ k: 'x' }]],
    ['3 is greater', { property_type: 'number', comparator: 3, property_value: 2 }, [{ k: 3 }], [{ k: 2 }, { k: '3' }, {}]],
    ['4 is at least', { property_type: 'number', comparator: 4, property_value: 2 }, [{ k: 2 }, { k: 3 }], [{ k: 1 }, { k: '2' }, {}]],
    ['5 is less', { property_type: 'number', comparator: 5, property_value: 2 }, [{ k: 1 }, { k: -1 }], [{ k: 2 }, {}, { k: null }]],
    ['6 is at most', { property_type: 'number', comparator: 6, property_value: 2 }, [{ k: 2 }, { k: 1 }], [{ k: 3 }, {}]],
    ['10 matches', { property_type: 'string', comparator: 10, property_value: '^a.+z$' }, [{ k: 'abz' }], [{ k: 'az' }, { k: 1 }, {}]],
    ['10 with a broken pattern matches nothing', { property_type: 'string', comparator: 10, property_value: '(' }, [], [{ k: '(' }]],
    ['11 exists', { property_type: 'string', comparator: 11 }, [{ k: '' }, { k: 0 }, { k: false }, { k: [] }], [{}, { k: null }]],
    ['12 does not exist', { property_type: 'string', comparator: 12 }, [{}, { k: null }], [{ k: 0 }]],
    ['17 does not match', { property_type: 'string', comparator: 17, property_value: 'a' }, [{ k: 'b' }, { k: 1 }, {}], [{ k: 'cab' }]],
    ['1 equals a date', { property_type: 'date', comparator: 1, property_value: START_S - 5 }, [{ k: at(-5) }], [{ k: at(-6) }, { k: START_S - 5 }]],
    ['2 is another date', { property_type: 'date', comparator: 2, property_value: START_S - 5 }, [{ k: at(-6) }, {}], [{ k: at(-5) }]],
    ['3 is after a date', { property_type: 'date', comparator: 3, property_value: START_S }, [{ k: at(1) }], [{ k: at(0) }, { k: '2099-01-01' }]],
    ['5 is before a date', { property_type: 'date', comparator: 5, property_value: START_S }, [{ k: at(-1) }], [{ k: at(0) }, {}]],
    ['4 is at most so long ago', { property_type: 'date', comparator: 4, property_value: day }, [{ k: at(-day) }, { k: at(5) }], [{ k: at(-day - 1) }, { k: 'x' }]],
    ['6 is at least so long ago', { property_type: 'date', comparator: 6, property_value: day }, [{ k: at(-day) }], [{ k: at(-day + 1) }, {}]],
    ['15 is less than so far ahead', { property_type: 'date', comparator: 15, property_value: day }, [{ k: at(day - 1) }, { k: at(-5) }], [{ k: at(day) }, {}]],
    ['16 is further ahead', { property_type: 'date', comparator: 16, property_value: day }, [{ k: at(day + 1) }], [{ k: at(day) }, { k: '2099' }]],
    ['0 is no comparator', { property_type: 'string', comparator: 0, property_value: 'x' }, [], [{ k: 'x' }, {}]],
  ])('M2: %s', async (_what, filter, yes, no) => {
    for (const platform of PLATFORMS) {
      for (const props of yes) expect([platform, props, await shows(platform, filter, props)]).toEqual([platform, props, true])
      for (const props of no) expect([platform, props, await shows(platform, filter, props)]).toEqual([platform, props, false])
    }
  })

  test('M2: a pattern minds the case on web and not on the phones', async () => {
    const filter = { property_type: 'string', comparator: 10, property_value: 'RED' }
    expect([await shows('web', filter, { k: 'dark red' }), await shows('ios', filter, { k: 'dark red' }), await shows('android', filter, { k: 'dark red' })]).toEqual([false, true, true])
  })

  test.each(MOBILE)('M2 %s: 7 in a list, 8 in none of it, 9 all of it', async (platform) => {
    const list = (comparator: number): JsonObject => ({ property_type: 'string', comparator, property_value: ['a', 'b'] })
    expect([await shows(platform, list(7), { k: 'a' }), await shows(platform, list(7), { k: 'c' })]).toEqual([true, false])
    expect([await shows(platform, list(8), { k: 'a' }), await shows(platform, list(8), { k: 'c' })]).toEqual([false, true])
    expect([await shows(platform, list(9), { k: ['a', 'b', 'c'] }), await shows(platform, list(9), { k: ['a'] })]).toEqual([true, false])
    expect(await shows('web', list(7), { k: 'a' })).toBe(false)
  })

  test('M2: groups are all asked for, filters of a group any', async () => {
    const is = (key: string, value: number): JsonObject => ({ property_key: key, property_type: 'number', comparator: 1, property_value: value })
    const { device, texts } = await withTriggers('web', [
      trigger(1, { type: 'custom_event_property', data: { event_name: 'e', property_filters: [[is('a', 1), is('a', 2)], [is('b', 1)]] } }),
    ])
    device.logCustomEvent('e', { a: 2 })
    device.logCustomEvent('e', { b: 1 })
    device.logCustomEvent('e')
    device.logCustomEvent('other', { a: 1, b: 1 })
    expect(texts).toEqual([])
    device.logCustomEvent('e', { a: 2, b: 1 })
    expect(texts).toEqual(['message 1'])
  })

  test('M2: only top-level properties are looked at; without a list of filters nothing matches', async () => {
    expect(await shows('web', { property_type: 'number', comparator: 1, property_value: 1 }, { nested: { k: 1 } })).toBe(false)
    const { device, texts } = await withTriggers('web', [trigger(1, { type: 'custom_event_property', data: { event_name: 'e' } })])
    device.logCustomEvent('e', { k: 1 })
    expect(texts).toEqual([])
  })
})
