// When the message of an action-based campaign goes out, and what prevents it meanwhile.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder } from '../../kit/kernel.ts'
import { emulator } from '../../kit/world.ts'
import type { Emulator } from './stage.ts'
import { advance, campaign, event, purchase, settle, told, track, users } from './stage.ts'

async function stage(trigger: object, more: object = {}, options = {}): Promise<Emulator> {
  const e = emulator(options)
  await users(e, 'ada', 'bob')
  await campaign(e, 'c', trigger, more)
  return e
}
const ORDER = { type: 'custom_event', name: 'order' }
const AGAIN = { reeligibility_seconds: 0 }

describe('the delay', () => {
  test.each([
    ['of seconds', { delay_seconds: 90 }, '03-01T12:01'],
    ['of seconds, as an object', { delay: { seconds: 7200 } }, '03-01T14:00'],
    ['to the next Tuesday', { delay: { weekday: 'tuesday', at: '09:30' } }, '03-03T09:30'],
    ['to the next Sunday, on a Sunday', { delay: { weekday: 'sunday', at: '18:00' } }, '03-08T18:00'],
    ['of a calendar day', { delay: { days: 1, at: '09:00' } }, '03-02T09:00'],
    ['of calendar days', { delay: { days: 10, at: '00:00' } }, '03-11T00:00'],
  ])('%s', async (_name, delay, at) => {
    const e = await stage({ ...ORDER, ...delay })
    await event(e, 'ada', 'order')
    await settle(e)
    expect(await told(e)).toEqual([])
    await advance(e, '15d')
    expect(await told(e)).toEqual([`c ada delivered ${at}`])
  })

  test('counts days in the workspace\'s zone, or in the user\'s own', async () => {
    const e = emulator()
    e.world.db.tx(() => e.world.settings.change({ time_zone: 'America/New_York' }))
    await track(e, { attributes: [{ external_id: 'ada', email: 'ada@example.com', time_zone: 'Asia/Tokyo' }, { external_id: 'bob', email: 'bob@example.com' }] })
    await campaign(e, 'company', { ...ORDER, delay: { days: 1, at: '09:00' } })
    await campaign(e, 'local', { ...ORDER, delay: { days: 1, at: '09:00' }, in_local_time: true })
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await advance(e, '3d')
    // 12:00Z is 21:00 on Sunday in Tokyo and 07:00 in New York
    expect(await told(e)).toEqual(['local ada delivered 03-02T00:00', 'company ada delivered 03-02T14:00', 'company bob delivered 03-02T14:00', 'local bob delivered 03-02T14:00'])
  })

  test('of a user who may get it once: a second event waits for nothing', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 })
    await event(e, 'ada', 'order')
    await advance(e, '30s')
    await event(e, 'ada', 'order')
    await advance(e, '5m')
    expect(await told(e)).toEqual(['c ada already_waiting 03-01T12:00', 'c ada delivered 03-01T12:01'])
  })

  test('once it is over, the next event finds that the message was received', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 })
    await event(e, 'ada', 'order')
    await advance(e, '2m')
    await event(e, 'ada', 'order')
    await advance(e, '2m')
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:01', 'c ada already_received 03-01T12:03'])
  })

  test('of a user who may get it again: each event has its own', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 }, AGAIN)
    await event(e, 'ada', 'order')
    await advance(e, '30s')
    await event(e, 'ada', 'order')
    await advance(e, '5m')
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:01', 'c ada delivered 03-01T12:01'])
  })

  test('re-eligibility is judged at the send', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 }, { reeligibility_seconds: 3600 })
    await event(e, 'ada', 'order')
    await advance(e, '2m')
    await event(e, 'ada', 'order') // received 1 minute ago when it is due
    await advance(e, '2h')
    await event(e, 'ada', 'order')
    await advance(e, '2m')
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:01', 'c ada already_received 03-01T12:03', 'c ada delivered 03-01T14:03'])
  })

  test.each([
    ['stopped', ['POST', '/campaigns/c/stop'], { draft: false, enabled: false, archived: false, schedule_type: 'action_based' }],
    ['archived', ['POST', '/campaigns/c/archive'], { draft: false, enabled: false, archived: true, schedule_type: 'action_based' }],
    ['deleted', ['DELETE', '/campaigns/c'], { deleted: true }],
  ])('over which the campaign is %s', async (_name, [method, path], seen) => {
    const e = await stage({ ...ORDER, delay_seconds: 60 })
    await event(e, 'ada', 'order')
    await settle(e)
    await e.admin(method!, path!)
    expect(await e.kindsOf(() => settle(e))).toEqual(['message.withheld'])
    expect(await e.kindsOf(() => advance(e, '2m'))).toEqual(['clock.changed'])
    expect(await told(e)).toEqual(['c ada not_live 03-01T12:00'])
    expect((await e.admin('GET', '/messages')).body.messages[0].detail).toEqual(seen)
  })

  // docs: change_your_campaign_after_launch ("messages scheduled to be sent will be canceled", "any missed messages will not be re-sent")
  test('is over when the campaign is stopped, also when it is launched again before the send was due; the next event begins anew', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 })
    await event(e, 'ada', 'order')
    await settle(e)
    await e.admin('POST', '/campaigns/c/stop')
    await e.admin('POST', '/campaigns/c/launch')
    await event(e, 'ada', 'order')
    await advance(e, '2m')
    expect(await told(e)).toEqual(['c ada not_live 03-01T12:00', 'c ada delivered 03-01T12:01'])
  })

  test('of a user who was deleted is over without a word; of one who was merged goes on', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60 })
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await settle(e)
    await e.post('/users/delete', { external_ids: ['bob'] })
    await users(e, 'zoe')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ada' }, identifier_to_keep: { external_id: 'zoe' } }] })
    await advance(e, '2m')
    expect(await told(e)).toEqual(['c zoe delivered 03-01T12:01'])
    expect(e.errors).toEqual([])
  })

  test('survives a restart: nothing is lost, nothing comes twice', async () => {
    const db = join(folder(), 'world.db')
    const e = await stage({ ...ORDER, delay_seconds: 60 }, AGAIN, { db })
    await event(e, 'ada', 'order')
    await event(e, 'bob', 'order')
    await settle(e)
    await event(e, 'ada', 'order') // heard of after the restart
    e.core.close()
    const other = emulator({ db })
    await advance(other, '2m')
    expect(await told(other)).toEqual(['c ada delivered 03-01T12:01', 'c bob delivered 03-01T12:01', 'c ada delivered 03-01T12:01'])
    await advance(other, '1d')
    expect(await told(other)).toHaveLength(3)
  })
})

describe('start and end', () => {
  const FRAME = { start: '2026-03-01T13:00:00Z', end: '2026-03-01T15:00:00Z' }
  test('an event before the start or behind the end does nothing but leave its reason', async () => {
    const e = await stage({ ...ORDER, ...FRAME }, AGAIN)
    for (const wait of ['0s', '1h', '2h', '1m']) {
      await advance(e, wait)
      await event(e, 'ada', 'order')
      await settle(e)
    }
    expect(await told(e)).toEqual(['c ada not_started 03-01T12:00', 'c ada delivered 03-01T13:00', 'c ada delivered 03-01T15:00', 'c ada ended 03-01T15:01'])
  })

  test('are those of the user in local time', async () => {
    const e = await stage({ ...ORDER, start: '2026-03-01T21:30:00', end: '2026-03-02T00:00:00', in_local_time: true }, AGAIN)
    await track(e, { attributes: [{ external_id: 'west', email: 'west@example.com', time_zone: 'Pacific/Honolulu' }, { external_id: 'east', email: 'east@example.com', time_zone: 'Asia/Tokyo' }] })
    const both = async () => {
      await event(e, 'west', 'order')
      await event(e, 'east', 'order')
      await settle(e)
    }
    await both() // 02:00 and 21:00 there
    for (const by of ['2h', '18h', '4h']) {
      await advance(e, by) // 04:00 and 23:00, 22:00 and 17:00, 02:00 and 21:00
      await both()
    }
    expect(await told(e)).toEqual([
      'c west not_started 03-01T12:00', 'c east not_started 03-01T12:00', 'c west not_started 03-01T14:00', 'c east delivered 03-01T14:00',
      'c west delivered 03-02T08:00', 'c east ended 03-02T08:00', 'c west ended 03-02T12:00', 'c east ended 03-02T12:00',
    ])
  })

  test('a message that is due behind the end is not sent', async () => {
    const e = await stage({ ...ORDER, ...FRAME, delay_seconds: 3600 }, AGAIN)
    for (const wait of ['1h', '1h', '30m']) {
      await advance(e, wait)
      await event(e, 'ada', 'order')
      await settle(e)
    }
    await advance(e, '1d')
    expect(await told(e)).toEqual(['c ada delivered 03-01T14:00', 'c ada ended 03-01T14:30', 'c ada delivered 03-01T15:00'])
    expect((await e.admin('GET', '/messages')).body.messages[1].detail).toEqual({ due: Date.parse('2026-03-01T15:30:00Z'), end: Date.parse(FRAME.end) })
  })
})

describe('the portion of the day', () => {
  const NIGHT = { start: '20:00', end: '06:00' }
  test('missed: not sent, and the user may come again', async () => {
    const e = await stage({ ...ORDER, window: { start: '13:00', end: '14:00' } })
    for (const wait of ['0s', '1h', '1h']) {
      await advance(e, wait)
      await event(e, wait === '1h' ? 'ada' : 'bob', 'order')
      await settle(e)
    }
    expect(await told(e)).toEqual(['c bob missed_window 03-01T12:00', 'c ada delivered 03-01T13:00', 'c ada missed_window 03-01T14:00'])
  })

  test('missed because of the delay', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 7200, window: { start: '12:00', end: '13:00' } })
    await event(e, 'ada', 'order')
    await advance(e, '1d')
    expect(await told(e)).toEqual(['c ada missed_window 03-01T14:00'])
  })

  test('or sent at the next available time, also over midnight', async () => {
    const e = await stage({ ...ORDER, delay_seconds: 60, window: { ...NIGHT, send_at_next_available_time: true } }, AGAIN)
    await event(e, 'ada', 'order')
    await advance(e, '15h') // 03:00
    await event(e, 'bob', 'order')
    await advance(e, '4h') // 07:00
    await event(e, 'ada', 'order')
    await advance(e, '1d')
    expect(await told(e)).toEqual(['c ada delivered 03-01T20:00', 'c bob delivered 03-02T03:01', 'c ada delivered 03-02T20:00'])
  })

  test('but not behind the end', async () => {
    const e = await stage({ ...ORDER, end: '2026-03-01T19:00:00Z', window: { ...NIGHT, send_at_next_available_time: true } })
    await event(e, 'ada', 'order')
    await advance(e, '1d')
    expect(await told(e)).toEqual(['c ada ended 03-01T12:00'])
  })
})

describe('exception events', () => {
  const CART = { type: 'custom_event', name: 'cart', delay_seconds: 600, exception_events: [{ type: 'purchase' }] }
  test('cancel what waits; the user may come again', async () => {
    const e = await stage(CART)
    await event(e, 'ada', 'cart')
    await event(e, 'bob', 'cart')
    await advance(e, '5m')
    const kinds = await e.kindsOf(async () => {
      await purchase(e, 'ada', 'hat')
      await settle(e)
    })
    expect(kinds).toEqual(['purchase.made', 'message.withheld'])
    await advance(e, '10m')
    await event(e, 'ada', 'cart')
    await advance(e, '10m')
    expect(await told(e)).toEqual(['c ada exception_event 03-01T12:05', 'c bob delivered 03-01T12:10', 'c ada delivered 03-01T12:25'])
  })

  test('of a user who was merged meanwhile', async () => {
    const e = await stage(CART)
    await event(e, 'ada', 'cart')
    await settle(e)
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ada' }, identifier_to_keep: { external_id: 'bob' } }] })
    await settle(e)
    await purchase(e, 'bob', 'hat')
    await advance(e, '1h')
    expect(await told(e)).toEqual(['c bob exception_event 03-01T12:00'])
  })

  test('before the trigger do nothing', async () => {
    const e = await stage(CART)
    expect(await e.kindsOf(async () => (await purchase(e, 'ada', 'hat'), await settle(e)))).toEqual(['purchase.made'])
    await event(e, 'ada', 'cart')
    await advance(e, '10m')
    expect(await told(e)).toEqual(['c ada delivered 03-01T12:10'])
  })

  test('that are the trigger too begin the delay anew', async () => {
    const e = await stage({ ...CART, exception_events: [{ type: 'custom_event', name: 'cart' }] })
    await event(e, 'ada', 'cart')
    await advance(e, '5m')
    await event(e, 'ada', 'cart')
    await advance(e, '1h')
    expect(await told(e)).toEqual(['c ada exception_event 03-01T12:05', 'c ada delivered 03-01T12:15'])
  })

  test('the campaign\'s own conversion event, and the exception event of another as a trigger', async () => {
    const e = await stage({ ...CART, exception_events: [{ type: 'conversion_event' }] }, { conversion_behaviors: [{ type: 'Makes Specific Purchase', product: 'hat', window: 3600 }] })
    await campaign(e, 'thanks', { type: 'exception_event', campaign_id: 'c' })
    await event(e, 'ada', 'cart')
    await settle(e)
    await purchase(e, 'ada', 'coat')
    await settle(e)
    expect(await told(e)).toEqual([])
    await purchase(e, 'ada', 'hat')
    await settle(e)
    expect(await told(e)).toEqual(['c ada exception_event 03-01T12:00', 'thanks ada delivered 03-01T12:00'])
  })
})
