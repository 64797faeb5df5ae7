// Conversions A to D and revenue, through the front door: which rows they leave, and what the series say of them.
import { describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'
import type { Emulator } from '../triggers/stage.ts'
import { advance, campaign, event, MESSAGE, purchase, settle, track, users } from '../triggers/stage.ts'
import { AT, brazeId, BUYS, convertedOf, counted, did, HOUR, received, series, stage } from './stage.ts'

describe('a conversion', () => {
  test('is a row about the message that was received, the moment it happens', async () => {
    const e = await stage([did('signed_up')])
    await advance(e, '10m')
    const { dispatch_id } = (await e.admin('GET', '/messages')).body.messages[0]
    const rows = await e.rowsOf(() => event(e, 'ada', 'signed_up'))
    expect(rows.map(({ kind, data }) => [kind, kind === 'campaign.converted' ? data : null])).toEqual([
      ['custom_event.logged', null],
      ['campaign.converted', { campaign_id: 'c', message_variation_id: 'c-m', channel: 'email', dispatch_id, sent_at: AT, conversion: 0, conversion_type: 'Performs Custom Event' }],
    ])
    expect(rows[1]!.profile).toBe(brazeId(e, 'ada'))
    expect(await series(e, 'c')).toMatchObject([{ conversions: 1, conversions_by_send_time: 1, conversions1: 0, revenue: 0, unique_recipients: 1 }])
  })

  test('counts once for each of the events A to D', async () => {
    const e = await stage([did('a'), did('b'), did('a', 7200), BUYS])
    expect(await convertedOf(e, async () => (await event(e, 'ada', 'a'), await event(e, 'ada', 'a'), await event(e, 'ada', 'b')))).toEqual(['c A', 'c C', 'c B'])
    expect(await convertedOf(e, async () => (await purchase(e, 'ada', 'hat'), await purchase(e, 'ada', 'hat')))).toEqual(['c D'])
    expect(await series(e, 'c')).toMatchObject([{ conversions: 1, conversions1: 1, conversions2: 1, conversions3: 1, conversions3_by_send_time: 1, revenue: 20 }])
  })

  test('is of one who has received it', async () => {
    const e = await stage([did('a')])
    expect(await convertedOf(e, () => event(e, 'bob', 'a'))).toEqual([])
  })

  test.each([
    ['in the last moment of the window', '1h', 0, ['c A']],
    ['a millisecond later', '1h', 1, []],
  ])('%s', async (_name, by, more, expected) => {
    const e = await stage([did('a')])
    await advance(e, by)
    if (more > 0) await e.admin('POST', '/clock/advance', { by: `${more}ms` })
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(expected)
  })

  test('has the time of its event: one that comes late counts, one from before the message does not', async () => {
    const e = await stage([did('a'), did('b')])
    await advance(e, '1d')
    const at = (ms: number) => new Date(ms).toISOString()
    expect(await convertedOf(e, () => track(e, { events: [{ external_id: 'ada', name: 'a', time: at(AT - 1) }] }))).toEqual([])
    expect(await counted(e, () => track(e, { events: [{ external_id: 'ada', name: 'a', time: at(AT + HOUR) }] }))).toEqual([
      ['campaign.converted', { campaign_id: 'c', message_variation_id: 'c-m', channel: 'email', sent_at: AT, conversion: 0, conversion_type: 'Performs Custom Event', time: AT + HOUR }],
    ])
    expect(await convertedOf(e, () => track(e, { events: [{ external_id: 'ada', name: 'b', time: at(AT + HOUR + 1) }] }))).toEqual([])
    expect((await series(e, 'c', 2)).map(({ time, conversions }) => [time, conversions])).toEqual([['2026-03-01', 1], ['2026-03-02', 0]])
  })

  test('stands on its own day, and on that of the send', async () => {
    const e = await stage([did('a', 86_400 * 2)])
    await advance(e, '1d')
    await event(e, 'ada', 'a')
    expect((await series(e, 'c', 2)).map((day) => [day.time, day.conversions, day.conversions_by_send_time])).toEqual([['2026-03-01', 0, 1], ['2026-03-02', 1, 0]])
  })

  test('of several campaigns by one action', async () => {
    const e = await stage([did('a')])
    await campaign(e, 'd', { type: 'custom_event', name: 'start' }, { conversion_behaviors: [did('z'), did('a')] })
    await event(e, 'ada', 'start')
    await settle(e)
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A', 'd B'])
  })

  test('of a campaign that was stopped since; of one that was deleted there is none', async () => {
    const e = await stage([did('a'), did('b')])
    await e.admin('POST', '/campaigns/c/stop')
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A'])
    await e.admin('DELETE', '/campaigns/c')
    expect(await convertedOf(e, () => event(e, 'ada', 'b'))).toEqual([])
  })

  test('the event that triggers a campaign does not convert what it causes', async () => {
    const e = emulator()
    await users(e, 'ada')
    await campaign(e, 'c', { type: 'custom_event', name: 'a' }, { conversion_behaviors: [did('a')], reeligibility_seconds: 0 })
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A'])
  })

  test('a message that is received again may convert again, for the last receipt', async () => {
    const e = await stage([did('a', 86_400)], { reeligibility_seconds: 0 })
    await advance(e, '1h')
    await event(e, 'ada', 'start')
    await settle(e)
    expect(await counted(e, async () => (await event(e, 'ada', 'a'), await event(e, 'ada', 'a')))).toMatchObject([['campaign.converted', { sent_at: AT + HOUR }]])
    await advance(e, '1h')
    await event(e, 'ada', 'start')
    await settle(e)
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A'])
  })

  test('belongs to the user that lives on after a merge, and is not counted anew', async () => {
    const e = await stage([did('a'), did('b')])
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A'])
    await users(e, 'zoe')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ada' }, identifier_to_keep: { external_id: 'zoe' } }] })
    await settle(e)
    expect(await convertedOf(e, async () => (await event(e, 'zoe', 'a'), await event(e, 'zoe', 'b')))).toEqual(['c B'])
  })
})

describe('each type', () => {
  test('a specific product', async () => {
    const e = await stage([{ type: 'Makes Specific Purchase', product: 'hat', window: 3600 }])
    expect(await convertedOf(e, () => purchase(e, 'ada', 'coat'))).toEqual([])
    expect(await convertedOf(e, () => purchase(e, 'ada', 'hat'))).toEqual(['c A'])
  })

  test('an order, which is an eCommerce event', async () => {
    const e = await stage([{ type: 'Places Order', window: 3600 }])
    expect(await convertedOf(e, () => event(e, 'ada', 'ecommerce.cart_updated'))).toEqual([])
    expect(await convertedOf(e, () => event(e, 'ada', 'ecommerce.order_placed'))).toEqual(['c A'])
    const { status, body } = await e.admin('POST', '/campaigns', { name: 'No', conversion_behaviors: [{ type: 'Places Order', window: 60, product: 'hat' }] })
    expect([status, body.error.message]).toEqual([422, 'conversion_behaviors[0].product is not for Places Order: here each order counts'])
  })

  test('an event with properties', async () => {
    const e = await stage([did('a', 3600, { property_filters: [{ name: 'value', cmp: 'more_than', value: 10 }] })])
    expect(await convertedOf(e, async () => (await event(e, 'ada', 'a', { value: 10 }), await event(e, 'ada', 'a')))).toEqual([])
    expect(await convertedOf(e, () => event(e, 'ada', 'a', { value: 11 }))).toEqual(['c A'])
  })

  test('nested properties are refused where the conversion is defined', async () => {
    const e = emulator()
    const answer = await e.admin('POST', '/campaigns', { name: 'C', conversion_behaviors: [did('a', 60, { property_filters: [{ name: 'cart', path: 'total', cmp: 'equals', value: 1 }] })] })
    expect([answer.status, answer.body.error.message]).toEqual([422, 'conversion_behaviors[0].property_filters[0].name is nested: nested properties are not supported in conversion events'])
  })

  /** A session of ada on the web. */
  const session = (e: Emulator, session_id: string, app_version?: string) => {
    const time = e.world.clock.now() / 1000
    return e.sdk('web', '/data/', { device_id: 'd1', time, user_id: 'ada', ...(app_version === undefined ? {} : { app_version }), events: [{ name: 'ss', time, data: {}, user_id: 'ada', session_id }], respond_with: {} })
  }

  test('a session, in any app or in these', async () => {
    const e = await stage([{ type: 'Starts Session', window: 3600 }, { type: 'Starts Session', window: 3600, app_ids: ['other'] }])
    expect(await convertedOf(e, () => session(e, 's1'))).toEqual(['c A'])
    expect(await convertedOf(e, () => session(e, 's1'))).toEqual([])
  })

  test.each([
    ['1.9', '1.10', true], ['1.10', '1.9', false], ['2.0', '2', false], ['3.1.4', '4', true], ['1.0-beta', '1.0-alpha', true], ['1.0', '1.0-beta', true], ['7', '7', false],
  ])('an upgrade from %s to %s: %s', async (before, after, expected) => {
    const e = emulator()
    await users(e, 'ada')
    await session(e, 's1', before)
    await campaign(e, 'c', { type: 'custom_event', name: 'start' }, { conversion_behaviors: [{ type: 'Upgrades App', window: 3600 }, { type: 'Upgrades App', window: 3600, app_ids: ['other'] }] })
    await event(e, 'ada', 'start')
    await settle(e)
    expect(await convertedOf(e, () => session(e, 's2', after))).toEqual(expected ? ['c A'] : [])
  })

  test('an email that is opened or clicked, of this campaign alone', async () => {
    const e = await stage([{ type: 'Opens Email', window: 3600 }, { type: 'Clicks Email', window: 3600 }])
    await campaign(e, 'd', { type: 'custom_event', name: 'start' })
    await event(e, 'ada', 'start')
    await settle(e)
    const { messages } = (await e.admin('GET', '/messages?status=delivered')).body
    expect(messages.map((one: any) => one.campaign_id)).toEqual(['c', 'd'])
    expect(await convertedOf(e, () => e.admin('POST', `/messages/${messages[1].id}/engage`, { action: 'open' }))).toEqual([])
    expect(await convertedOf(e, () => e.admin('POST', `/messages/${messages[0].id}/engage`, { action: 'open' }))).toEqual(['c A'])
  })
})

describe('revenue', () => {
  test('within the window of the primary conversion event, each purchase once', async () => {
    const e = await stage([did('a', 7200), did('b', 86_400)], { messages: { m: MESSAGE, p: { channel: 'ios_push', alert: 'Hi' } } })
    await advance(e, '1h')
    received(e, 'push.sent', { campaign_id: 'c', message_variation_id: 'p', channel: 'ios_push', dispatch_id: 'x', send_id: 'news' })
    expect(await counted(e, () => purchase(e, 'ada', 'hat', 10.99, { quantity: 3 }))).toEqual([
      ['campaign.revenue_attributed', { campaign_id: 'c', message_variation_id: 'p', channel: 'ios_push', send_id: 'news', sent_at: AT + HOUR, revenue_cents: 3297, product_id: 'hat' }],
    ])
    await advance(e, '121m')
    expect(await counted(e, () => purchase(e, 'ada', 'hat'))).toEqual([])
    expect(await series(e, 'c')).toMatchObject([{ revenue: 32.97, conversions: 0 }])
  })

  test('three days where no conversion event is chosen', async () => {
    const e = await stage([])
    await advance(e, '3d')
    expect(await counted(e, () => purchase(e, 'ada', 'hat'))).toMatchObject([['campaign.revenue_attributed', { revenue_cents: 1000 }]])
    await e.admin('POST', '/clock/advance', { by: '1ms' })
    expect(await counted(e, () => purchase(e, 'ada', 'hat'))).toEqual([])
  })

  test('in dollars, at the rate of the workspace', async () => {
    const e = await stage([BUYS])
    e.world.db.tx(() => e.world.settings.change({ exchange_rates: { EUR: 1.5 } }))
    expect((await counted(e, () => purchase(e, 'ada', 'hat', 10, { currency: 'EUR' }))).map(([kind, data]) => [kind, data['revenue_cents']])).toEqual([['campaign.converted', undefined], ['campaign.revenue_attributed', 1500]])
  })

  test('more than there is in the world is as much as a series can say', async () => {
    const e = await stage([BUYS])
    expect((await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 1e280 } })).status).toBe(422)
    for (const revenue_cents of [1e300, 1e300, 100]) received(e, 'campaign.revenue_attributed', { campaign_id: 'c', message_variation_id: 'c-m', channel: 'email', revenue_cents })
    expect(await series(e, 'c')).toMatchObject([{ revenue: Number.MAX_SAFE_INTEGER / 100 }])
    expect(e.errors).toEqual([])
  })
})

describe('by hand', () => {
  const convert = (e: Emulator, id: string, data: object = {}) => e.admin('POST', `/messages/${id}/engage`, { action: 'convert', ...data })
  test('whatever the window says, and once', async () => {
    const e = await stage([did('a'), did('b')])
    await advance(e, '1d')
    const { id } = (await e.admin('GET', '/messages')).body.messages[0]
    expect(await counted(e, () => convert(e, id, { conversion: 'B', revenue_cents: 500 }))).toEqual([
      ['campaign.converted', { campaign_id: 'c', message_variation_id: 'c-m', channel: 'email', sent_at: AT, conversion: 1, conversion_type: 'Performs Custom Event', revenue_cents: 500 }],
    ])
    const again = await convert(e, id, { conversion: 1 })
    expect([again.status, again.body.error.message]).toEqual([422, 'conversion has been counted for this message before'])
    expect((await series(e, 'c', 2)).map((day) => [day.conversions1, day.conversions1_by_send_time, day.revenue])).toEqual([[0, 1, 0], [1, 0, 5]])
  })

  test.each([
    ['the user', (e: Emulator) => e.post('/users/delete', { external_ids: ['ada'] }), 'action convert counts for nobody: the user is gone'],
    ['the campaign', (e: Emulator) => e.admin('DELETE', '/campaigns/c'), 'action convert counts nowhere: the campaign of the message is gone'],
  ])('not when %s is gone', async (_, remove, message) => {
    const e = await stage([did('a')])
    const { id } = (await e.admin('GET', '/messages')).body.messages[0]
    await remove(e)
    const answer = await convert(e, id)
    expect([answer.status, answer.body.error.message]).toEqual([422, message])
  })

  test.each([
    [{ conversion: 2 }, 'conversion is C: there are 2 conversion events'],
    [{ conversion: 'E' }, 'conversion is 0 to 3, or A to D'],
    [{ revenue_cents: 'much' }, 'revenue_cents is a whole number of cents'],
    [{ revenue_cents: 1.5 }, 'revenue_cents is a whole number of cents'],
    [{ revenue_cents: 1e300 }, 'revenue_cents is a whole number of cents'],
  ])('%j is refused', async (data, message) => {
    const e = await stage([did('a'), did('b')])
    const { id } = (await e.admin('GET', '/messages')).body.messages[0]
    const answer = await convert(e, id, data)
    expect([answer.status, answer.body.error.message]).toEqual([422, message])
    expect(await convertedOf(e, () => convert(e, id))).toEqual(['c A']) // nothing was counted by the refusal
  })
})
