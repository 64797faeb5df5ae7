// Action-based campaigns through the front door: what starts them, and for whom.
import { describe, expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'
import type { Emulator } from './stage.ts'
import { advance, campaign, event, MESSAGE, purchase, settle, told, track, users } from './stage.ts'

async function stage(trigger: object, more: object = {}, options = {}): Promise<Emulator> {
  const e = emulator(options)
  await users(e, 'ada', 'bob')
  await campaign(e, 'c', trigger, more)
  return e
}
const ORDER = { type: 'custom_event', name: 'order' }
const AGAIN = { reeligibility_seconds: 0 }

describe('the event', () => {
  test('sends at once, to the one who did it, with its properties', async () => {
    const e = await stage(ORDER, { messages: { m: { ...MESSAGE, subject: 'You bought {{event_properties.${thing}}}' } } })
    const kinds = await e.kindsOf(async () => {
      await event(e, 'ada', 'order', { thing: 'a hat' })
      await settle(e)
    })
    expect(kinds).toEqual(['custom_event.logged', 'email.sent', 'email.delivered'])
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00'])
    const { body } = await e.admin('GET', '/messages')
    expect(body.messages[0].payload.subject).toBe('You bought a hat')
    expect(body.messages[0]).toMatchObject({ campaign_id: 'c', message_variation_id: 'm', canvas_id: null, send_id: null })
    expect(body.messages[0].dispatch_id).toMatch(/./)
  })

  test('another one does nothing', async () => {
    const e = await stage(ORDER)
    expect(await e.kindsOf(async () => (await event(e, 'ada', 'Order'), await settle(e)))).toEqual(['custom_event.logged'])
    expect(await told(e)).toEqual([])
  })

  test('each message has a dispatch of its own', async () => {
    const e = await stage(ORDER)
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await settle(e)
    const { body } = await e.admin('GET', '/messages')
    expect(new Set(body.messages.map((one: any) => one.dispatch_id)).size).toBe(2)
  })

  test('logged by an SDK it triggers as well', async () => {
    const e = await stage(ORDER)
    const at = Date.parse(NOW) / 1000
    await e.sdk('web', '/data/', { device_id: 'd1', time: at, user_id: 'ada', events: [{ name: 'ce', time: at, data: { n: 'order' }, user_id: 'ada', session_id: 's' }], respond_with: {} })
    await settle(e)
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00'])
  })

  test('before the launch does not count, also within one moment', async () => {
    const e = emulator()
    await users(e, 'ada', 'bob')
    await campaign(e, 'other', { type: 'custom_event', name: 'else' }) // the feed is awake
    await event(e, 'ada', 'order')
    await event(e, 'ada', 'else')
    await campaign(e, 'c', ORDER)
    await event(e, 'bob', 'order')
    await settle(e)
    expect(await told(e)).toEqual(['other ada delivered 03-01T12:00', 'c bob delivered 03-01T12:00'])
  })

  test('while it is stopped does not count, after it was launched again it does', async () => {
    const e = await stage(ORDER)
    await e.admin('POST', '/campaigns/c/stop')
    await event(e, 'ada', 'order')
    await settle(e)
    expect(await told(e)).toEqual([])
    await e.admin('POST', '/campaigns/c/launch')
    await settle(e)
    expect(await told(e)).toEqual([])
    await event(e, 'bob', 'order')
    await settle(e)
    expect(await told(e)).toEqual(['c bob delivered 03-01T12:00'])
  })

  test('any of several', async () => {
    const e = await stage({ any_of: [ORDER, { type: 'purchase', product_id: 'hat' }] }, AGAIN)
    await event(e, 'ada', 'order')
    await purchase(e, 'ada', 'hat')
    await purchase(e, 'ada', 'coat')
    await settle(e)
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00', 'c ada delivered 03-01T12:00'])
  })

  test('in-app messages wait for the device: the server sends none', async () => {
    const e = await stage(ORDER, { messages: { m: { channel: 'in_app_message', message: 'Hi' } } })
    expect(await e.kindsOf(async () => (await event(e, 'ada', 'order'), await settle(e)))).toEqual(['custom_event.logged'])
  })

  test('"add email" comes once for a profile, with the audience as it is after it', async () => {
    const e = emulator()
    await track(e, { attributes: [{ external_id: 'ada', first_name: 'Ada' }] })
    await campaign(e, 'c', { type: 'add_email' }, { ...AGAIN, audience: { filters: { filter: 'email_address', cmp: 'contains_any_of', value: ['@example.com'] } } })
    await track(e, { attributes: [{ external_id: 'ada', email: 'ada@example.com' }, { external_id: 'bob', email: 'bob@other.com' }] })
    await settle(e)
    await track(e, { attributes: [{ external_id: 'ada', email: 'ada@new.example.com' }] }) // changed, not added
    await track(e, { attributes: [{ external_id: 'ada', email: null }] })
    await track(e, { attributes: [{ external_id: 'ada', email: 'ada@example.com' }] }) // added a second time
    await settle(e)
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00', 'c bob not_in_audience 03-01T12:00'])
  })

  test('a campaign that another one triggers', async () => {
    const e = await stage(ORDER)
    await campaign(e, 'second', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'open_email', delay_seconds: 3600 })
    await event(e, 'ada', 'order')
    await settle(e)
    const { body } = await e.admin('GET', '/messages')
    await e.admin('POST', `/messages/${body.messages[0].id}/engage`, { action: 'open' })
    await advance(e, '1h')
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00', 'second ada delivered 03-01T13:00'])
  })

  test('campaigns that trigger each other without end are held up, with a trace', async () => {
    const e = await stage(ORDER, AGAIN)
    await campaign(e, 'ping', { any_of: [ORDER, { type: 'campaign_interaction', campaign_id: 'pong', interaction: 'receive_email' }] }, AGAIN)
    await campaign(e, 'pong', { type: 'campaign_interaction', campaign_id: 'ping', interaction: 'receive_email' }, AGAIN)
    await event(e, 'ada', 'order')
    await settle(e)
    const lines = await told(e)
    expect(lines.filter((line) => line.startsWith('pong'))).toHaveLength(25)
    expect(e.journal().filter(({ kind, data }) => kind === 'decision.ignored' && data['rule'] === 'trigger.loop').map(({ data }) => data['compared'])).toEqual([{ campaign_id: 'pong', event: 'email.sent' }])
  })
})

describe('the audience', () => {
  const VIP = { audience: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } }

  test('is judged at the trigger, and only then', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 }, VIP)
    await track(e, { attributes: [{ external_id: 'ada', vip: true }] })
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await settle(e)
    await track(e, { attributes: [{ external_id: 'ada', vip: false }, { external_id: 'bob', vip: true }] })
    await advance(e, '1m')
    expect(await told(e)).toEqual(['c bob not_in_audience 03-01T12:00', 'c ada delivered 03-01T12:01'])
  })

  test('attributes of the same call are there before its events', async () => {
    const e = await stage(ORDER, VIP)
    await track(e, { events: [{ external_id: 'ada', name: 'order', time: NOW }], attributes: [{ external_id: 'ada', vip: true }] })
    await settle(e)
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00'])
  })

  test('is judged again at the send when that is asked for', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60, reevaluate_segments: true }, VIP)
    await track(e, { attributes: [{ external_id: 'ada', vip: true }, { external_id: 'bob', vip: true }] })
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await settle(e)
    await track(e, { attributes: [{ external_id: 'ada', vip: false }] })
    await advance(e, '1m')
    expect(await told(e)).toEqual(['c ada left_audience 03-01T12:01', 'c bob delivered 03-01T12:01'])
    const { body } = await e.admin('GET', '/messages?external_id=ada')
    expect(body.messages[0].detail).toEqual({ audience: VIP.audience })
  })

  test('"did the event" holds from the second one on', async () => {
    const did = { filter: 'custom_event', name: 'order', cmp: 'more_than', value: 0 }
    const e = await stage(ORDER, { audience: { filters: did } })
    await e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [did] } })
    await campaign(e, 'by-segment', ORDER, { audience: { segments: ['s'] } })
    await event(e, 'ada', 'order')
    await settle(e)
    expect(await told(e)).toEqual(['c ada not_in_audience 03-01T12:00', 'by-segment ada not_in_audience 03-01T12:00'])
    await event(e, 'ada', 'order')
    await settle(e)
    expect((await told(e)).slice(2)).toEqual(['c ada delivered 03-01T12:00', 'by-segment ada delivered 03-01T12:00'])
  })

  test('"never did the event" holds for the first one', async () => {
    const e = await stage(ORDER, { ...AGAIN, audience: { filters: { filter: 'custom_event', name: 'order', cmp: 'exactly', value: 0 } } })
    await event(e, 'ada', 'order')
    await settle(e)
    await event(e, 'ada', 'order')
    await settle(e)
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:00', 'c ada not_in_audience 03-01T12:00'])
  })
})
