// Where the window of a conversion begins: on each channel, in the control group, in a Canvas.
import { describe, expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { emulator, NOW } from '../../kit/world.ts'
import type { Emulator } from '../triggers/stage.ts'
import { advance, campaign, event, MESSAGE, purchase, settle, users } from '../triggers/stage.ts'
import { AT, convertedOf, counted, did, received, series, stage } from './stage.ts'

describe('channels', () => {
  test('each has a conversion of its own; the devices of one do not', async () => {
    const e = await stage([did('a')], { messages: { m: MESSAGE, p: { channel: 'ios_push', alert: 'Hi' } } })
    for (const device_id of ['d1', 'd2']) received(e, 'push.sent', { campaign_id: 'c', message_variation_id: 'p', channel: 'ios_push', dispatch_id: 'x', device_id })
    expect((await counted(e, () => event(e, 'ada', 'a'))).map(([, data]) => data['channel'])).toEqual(['email', 'ios_push'])
    received(e, 'push.sent', { campaign_id: 'c', message_variation_id: 'p', channel: 'ios_push', dispatch_id: 'x', device_id: 'd3' }) // a device that took longer
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
    expect(await series(e, 'c')).toMatchObject([{ conversions: 2 }])
  })

  test('an in-app message from its impression, each of them', async () => {
    const e = emulator()
    await users(e, 'ada')
    await campaign(e, 'c', { type: 'session_start' }, { messages: { m: { channel: 'in_app_message' } }, conversion_behaviors: [did('a')] })
    const seen = () => received(e, 'in_app_message.impression', { campaign_id: 'c', message_variation_id: 'm', channel: 'in_app_message' })
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
    seen()
    expect(await convertedOf(e, async () => (await event(e, 'ada', 'a'), await event(e, 'ada', 'a')))).toEqual(['c A'])
    seen()
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual(['c A'])
  })

  test('as SDKs name them: one impression of two cards, a tap on none', async () => {
    const e = emulator()
    await users(e, 'ada')
    for (const id of ['c1', 'c2']) await campaign(e, id, { type: 'session_start' }, { messages: { [`${id}-m`]: { channel: 'content_cards' } }, conversion_behaviors: [did('a')] })
    await campaign(e, 'c3', { type: 'session_start' }, { messages: { 'c3-m': { channel: 'in_app_message' } }, conversion_behaviors: [did('a')] })
    const id = (owner: string, more: object = {}) => compositeId({ owner, message_variation_id: `${owner}-m`, ...more })
    const sdk = (events: [string, object][]) => e.sdk('ios', '/data/', { device_id: 'd1', time: AT / 1000, user_id: 'ada', events: events.map(([name, data]) => ({ name, data, time: AT / 1000, user_id: 'ada', session_id: 's' })), respond_with: {} })
    await sdk([['cci', { ids: [id('c1', { card: 'x' }), id('c2', { card: 'y' })] }], ['si', { trigger_ids: [id('c3')] }]])
    expect((await counted(e, () => event(e, 'ada', 'a'))).map(([, data]) => [data['campaign_id'], data['message_variation_id'], data['channel']])).toEqual([['c1', 'c1-m', 'content_cards'], ['c2', 'c2-m', 'content_cards'], ['c3', 'c3-m', 'in_app_message']])
    const [day] = await series(e, 'c3')
    expect(day).toMatchObject({ conversions: 1, unique_recipients: 1 })
  })

  test('a Content Card from its first view, not from the send', async () => {
    const e = emulator()
    await users(e, 'ada')
    await campaign(e, 'c', { type: 'session_start' }, { messages: { m: { channel: 'content_cards' } }, conversion_behaviors: [did('a'), did('b')] })
    const card = (kind: string, message_id: string) => received(e, kind, { message_id, campaign_id: 'c', message_variation_id: 'm', channel: 'content_cards', dispatch_id: 'x' })
    card('content_card.sent', 'k1')
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
    card('content_card.impression', 'k1')
    await advance(e, '50m')
    card('content_card.impression', 'k1')
    expect(await counted(e, () => event(e, 'ada', 'a'))).toMatchObject([['campaign.converted', { sent_at: AT, conversion: 0 }]])
    await advance(e, '11m') // behind the first view's hour, within that of the second
    expect(await convertedOf(e, () => event(e, 'ada', 'b'))).toEqual([])
    card('content_card.impression', 'k2')
    expect(await convertedOf(e, () => event(e, 'ada', 'b'))).toEqual(['c B'])
  })

  test('a Content Card that was first seen long ago', async () => {
    const e = emulator()
    await users(e, 'ada')
    await campaign(e, 'c', { type: 'session_start' }, { messages: { m: { channel: 'content_cards' } }, conversion_behaviors: [did('a', 30 * 86_400)] })
    const view = () => received(e, 'content_card.impression', { message_id: 'k1', campaign_id: 'c', message_variation_id: 'm', channel: 'content_cards', dispatch_id: 'x' })
    view()
    await advance(e, '29d')
    view()
    await advance(e, '2d')
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
  })

  test('the control group\'s conversions are tracked in its own row', async () => {
    const e = emulator()
    await users(e, 'ada')
    await campaign(e, 'c', { type: 'custom_event', name: 'start' }, { messages: { m: { ...MESSAGE, percent: 0 }, k: { channel: 'email', type: 'control', percent: 100 } }, conversion_behaviors: [did('a')] })
    await event(e, 'ada', 'start')
    await settle(e)
    expect(await counted(e, () => event(e, 'ada', 'a'))).toMatchObject([['campaign.converted', { message_variation_id: 'k', conversion: 0, sent_at: AT }]])
    const [day] = await series(e, 'c')
    expect([day.conversions, day.messages.email.find((row: any) => row.variation_api_id === 'k')]).toMatchObject([0, { enrolled: 1, conversions: 1 }])
  })
})

describe('a Canvas', () => {
  async function canvas(): Promise<Emulator> {
    const e = emulator()
    await users(e, 'ada')
    const step = (id: string) => ({ id, name: id, type: 'message', messages: { [`${id}-m`]: MESSAGE } })
    const answer = await e.admin('POST', '/canvases', { id: 'v', name: 'V', steps: [step('s1'), step('s2')], variants: [{ id: 'v1', first_step_ids: ['s1'] }], conversion_behaviors: [did('a'), did('b')] })
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
    return e
  }
  const enter = (e: Emulator, canvas_entry_id: string) => received(e, 'canvas.entered', { canvas_id: 'v', canvas_variation_id: 'v1', canvas_entry_id })
  const sent = (e: Emulator, step: string, canvas_entry_id: string) => received(e, 'email.sent', { canvas_id: 'v', canvas_variation_id: 'v1', canvas_step_id: step, canvas_entry_id, message_variation_id: `${step}-m`, channel: 'email' })

  test('converts from the entry on, for the steps received by then', async () => {
    const e = await canvas()
    expect(await convertedOf(e, () => event(e, 'ada', 'a'))).toEqual([])
    enter(e, 'e1')
    sent(e, 's1', 'e1')
    await advance(e, '30m')
    expect(await counted(e, () => event(e, 'ada', 'a'))).toEqual([
      ['canvas.converted', { canvas_id: 'v', canvas_variation_id: 'v1', canvas_entry_id: 'e1', entered_at: AT, canvas_step_ids: ['s1'], conversion: 0, conversion_type: 'Performs Custom Event' }],
    ])
    sent(e, 's2', 'e1')
    await advance(e, '31m')
    expect(await convertedOf(e, () => event(e, 'ada', 'b'))).toEqual([]) // the window is that of the entry, not of the message
  })

  test('once for each entry, and revenue for the last one', async () => {
    const e = await canvas()
    enter(e, 'e1')
    await advance(e, '10m')
    enter(e, 'e2')
    sent(e, 's1', 'e1')
    expect(await counted(e, async () => (await event(e, 'ada', 'a'), await event(e, 'ada', 'a'), await purchase(e, 'ada', 'hat', 12.5)))).toEqual([
      ['canvas.converted', { canvas_id: 'v', canvas_variation_id: 'v1', canvas_entry_id: 'e2', entered_at: AT + 600_000, canvas_step_ids: [], conversion: 0, conversion_type: 'Performs Custom Event' }],
      ['canvas.revenue_attributed', { canvas_id: 'v', canvas_variation_id: 'v1', canvas_entry_id: 'e2', entered_at: AT + 600_000, canvas_step_ids: [], revenue_cents: 1250, product_id: 'hat' }],
    ])
    const { body } = await e.get(`/canvas/data_series?canvas_id=v&length=1&ending_at=${NOW}&include_variant_breakdown=true&include_step_breakdown=true`)
    expect(body.data.stats[0]).toMatchObject({ total_stats: { revenue: 12.5, conversions: 1, conversions_by_entry_time: 1, entries: 2 }, variant_stats: { v1: { conversions: 1, revenue: 12.5 } }, step_stats: { s1: { conversions: 0, revenue: 0 } } })
  })
})
