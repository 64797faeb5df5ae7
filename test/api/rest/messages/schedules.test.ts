// /messages/schedule/create, update, delete: times of all forms, the send at its time, changes before it, and none after.
import { describe, expect, test } from 'vitest'
import { define, DISPATCH, EYES, IDS, PUSH, refuses, takes, UNKNOWN } from '../../../kit/sends.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const CREATE = '/messages/schedule/create'
const UPDATE = '/messages/schedule/update'
const DELETE = '/messages/schedule/delete'
const HOUR = 3_600_000
const now = Date.parse(NOW) // 2026-03-01 12:00 UTC
const body = (schedule: unknown, more: object = {}) => ({ external_user_ids: ['mel'], messages: PUSH, schedule, ...more })

/** A schedule for `schedule`; answers its id. */
async function scheduled(e: Emulator, schedule: object, more: object = {}): Promise<string> {
  return (await takes(e, CREATE, body(schedule, more), ['schedule.created'])).body.schedule_id as string
}
const kindsUntil = (e: Emulator, to: string) => e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse(to)))

/** The send, and that nobody is called mel. */
const TAKEN = ['send.accepted', 'decision.ignored']

test('a message waits for its time, then is a send, which is taken up at once', async () => {
  const e = emulator()
  const said = await takes(e, CREATE, body({ time: '2026-03-01T15:00:00Z' }, { recipient_subscription_state: 'all', override_messaging_limits: true }), ['schedule.created'])
  expect(said.body).toEqual({ dispatch_id: DISPATCH, schedule_id: expect.stringMatching(/^[0-9a-f]{24}$/), message: 'success' })
  const { dispatch_id, schedule_id } = said.body
  expect(said.rows[0]!.data).toEqual({ schedule_id, dispatch_id, schedule_kind: 'messages', due: now + 3 * HOUR, schedule: { time: '2026-03-01T15:00:00Z', in_local_time: false, at_optimal_time: false } })
  expect(e.world.sends.list()).toEqual([])
  expect(await kindsUntil(e, '2026-03-01T14:59:59.999Z')).toEqual([])
  expect(await kindsUntil(e, '2026-03-01T15:00:00Z')).toEqual(TAKEN)
  expect(e.world.sends.list()).toEqual([
    {
      id: 1, dispatch_id, kind: 'messages', state: 'taken', at: now + 3 * HOUR, schedule_id, send_id: null, campaign_id: null, canvas_id: null, external_send_id: null, broadcast: false,
      request: { external_user_ids: ['mel'], messages: PUSH, recipient_subscription_state: 'all', override_messaging_limits: true, schedule: { time: '2026-03-01T15:00:00Z', in_local_time: false, at_optimal_time: false } },
    },
  ])
  expect(e.journal().at(-2)).toMatchObject({ kind: 'send.accepted', at: now + 3 * HOUR, data: { schedule_id, dispatch_id } })
  expect(e.errors).toEqual([])
})

describe('times', () => {
  test.each([
    ['a moment in UTC', { time: '2026-03-01T15:00:00Z' }, '2026-03-01T15:00:00Z'],
    ['a moment with an offset', { time: '2026-03-01T15:00:00-05:00' }, '2026-03-01T20:00:00Z'],
    ['a moment without a zone', { time: '2026-03-01T15:00:00' }, '2026-03-01T15:00:00Z'],
    ['a day', { time: '2026-03-02' }, '2026-03-02T00:00:00Z'],
    ['both flags off', { time: '2026-03-02', in_local_time: false, at_optimal_time: 'false' }, '2026-03-02T00:00:00Z'],
    ['a moment that is over', { time: '2026-03-01T11:00:00Z' }, '2026-03-01T11:00:00Z'],
    ['local time: first where the day begins first, UTC+14', { time: '2026-03-02T09:00:00', in_local_time: true }, '2026-03-01T19:00:00Z'],
    ['local time, over in all zones but the last', { time: '2026-03-01T00:00:00', in_local_time: true }, '2026-02-28T10:00:00Z'],
    ['the best hour: from midnight of its date in Samoa, UTC+13', { time: '2026-03-05T18:30:00', at_optimal_time: true }, '2026-03-04T11:00:00Z'],
    ['the best hour wins over local time', { time: '2026-03-05T18:30:00', in_local_time: true, at_optimal_time: true }, '2026-03-04T11:00:00Z'],
    ['the best hour of today, which is not over', { time: '2026-03-01', at_optimal_time: true }, '2026-02-28T11:00:00Z'],
  ])('%s', async (_name, schedule, due) => {
    const e = emulator()
    const said = await takes(e, CREATE, body(schedule), ['schedule.created'])
    expect(new Date(said.rows[0]!.data['due'] as number).toISOString()).toBe(due.replace('Z', '.000Z'))
  })

  test('what is due already is sent at the next turn, after the answer', async () => {
    const e = emulator()
    await scheduled(e, { time: '2026-03-01T11:00:00Z' })
    expect(e.world.sends.list()).toEqual([])
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(TAKEN)
  })

  test('a zone in a local time is left out, with a trace', async () => {
    const e = emulator()
    const said = await takes(e, CREATE, body({ time: '2026-03-02T09:00:00-05:00', in_local_time: true }), ['decision.ignored', 'schedule.created'])
    expect(said.rows[1]!.data).toMatchObject({ due: Date.parse('2026-03-01T19:00:00Z'), schedule: { time: '2026-03-02T09:00:00' } })
  })

  test.each([
    ['no words for a time', { time: 'tomorrow' }], ['no day of the calendar', { time: '2026-02-30' }], ['a number', { time: 1772366400 }], ['the month first', { time: '03/02/2026' }], ['no text', { time: '' }], ['a year without end', { time: '9999-01-01' }],
    ['local time over in all zones', { time: '2026-02-28T23:59:59', in_local_time: true }], ['a best hour of yesterday', { time: '2026-02-27', at_optimal_time: true }], ['a local time of no form', { time: 'noon', in_local_time: true }],
  ])('%s is refused', async (_name, schedule) => {
    const said = await refuses(emulator(), CREATE, body(schedule), 'Bad Request')
    expect(said.rows[0]!.data).toMatchObject({ field: 'schedule.time', seen: schedule.time })
  })

  test.each([[undefined, `'schedule' is required`], [null, `'schedule' is required`], ['2026-03-02', `'schedule' is not valid`], [{}, `'schedule.time' is required`], [{ time: '2026-03-02', in_local_time: 'maybe' }, `'schedule.in_local_time' is not valid`]])('schedule %j: %s', async (schedule, message) => {
    await refuses(emulator(), CREATE, body(schedule), message)
  })
})

test.each([
  ['nobody', { external_user_ids: [] }, 'No Recipients'], ['an unknown campaign', { campaign_id: UNKNOWN }, 'Invalid Campaign ID'], ['no message', { messages: {} }, 'No message to send'], ['no variant', { campaign_id: IDS.api }, 'Message Variant Unspecified'],
  ['a push that is too long', { messages: { apple_push: { alert: 'x'.repeat(1913) } } }, 'Apple Push Length Exceeded'],
])('a schedule for %s is refused as a send is', async (_name, more, message) => {
  const e = emulator()
  define(e)
  await refuses(e, CREATE, body({ time: '2026-03-02' }, more), message)
})

test('a tracked broadcast has a send id from the start', async () => {
  const e = emulator()
  define(e)
  const said = await takes(e, CREATE, { broadcast: true, audience: EYES, campaign_id: IDS.api, messages: { apple_push: { alert: 'x', message_variation_id: 'push' } }, schedule: { time: '2026-03-02' } }, ['send_id.created', 'schedule.created'])
  expect(Object.keys(said.body)).toEqual(['dispatch_id', 'schedule_id', 'message'])
  await e.world.scheduler.advanceTo(Date.parse('2026-03-02'))
  expect(e.world.sends.list()[0]).toMatchObject({ dispatch_id: said.body.dispatch_id, campaign_id: IDS.api, send_id: said.rows[0]!.data['send_id'], broadcast: true })
})

describe('update', () => {
  test('moves it: nothing happens at the old time', async () => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-01T15:00:00Z' })
    const said = await takes(e, UPDATE, { schedule_id, schedule: { time: '2026-03-01T18:00:00Z' } }, ['schedule.updated'])
    expect(said.body).toEqual({ message: 'success' })
    expect(said.rows[0]!.data).toMatchObject({ schedule_id, due: now + 6 * HOUR, schedule: { time: '2026-03-01T18:00:00Z', in_local_time: false } })
    expect(await kindsUntil(e, '2026-03-01T17:59:59Z')).toEqual([])
    expect(await kindsUntil(e, '2026-03-01T18:00:00Z')).toEqual(TAKEN)
  })

  test('replaces the time whole: a local one becomes UTC when it does not say local again', async () => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-05T13:00:00', in_local_time: true })
    await takes(e, UPDATE, { schedule_id, schedule: { time: '2026-03-05T14:00:00' } }, ['schedule.updated'])
    expect(e.world.schedules.find(schedule_id)).toMatchObject({ in_local_time: false, due: Date.parse('2026-03-05T14:00:00Z') })
  })

  test('replaces the messages of the channels named, keeps the others and the time', async () => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-02' }, { messages: { ...PUSH, webhook: { url: 'https://example.com', request_method: 'GET' } } })
    const said = await takes(e, UPDATE, { schedule_id, messages: { apple_push: { alert: 'Updated', badge: 1 } } }, ['schedule.updated'])
    expect(said.rows[0]!.data).toEqual({ schedule_id, dispatch_id: expect.any(String), messages: ['apple_push'] })
    await e.world.scheduler.advanceTo(Date.parse('2026-03-02'))
    expect(e.world.sends.list()[0]!.request['messages']).toEqual({ apple_push: { alert: 'Updated', badge: 1 }, webhook: { url: 'https://example.com', request_method: 'GET' } })
  })

  test.each([
    ['neither', {}, `'schedule' or 'messages' is required`], ['no message', { messages: {} }, 'No message to send'], ['a time of no form', { schedule: { time: 'x' } }, 'Bad Request'], ['local time that is over', { schedule: { time: '2026-02-01T00:00:00', in_local_time: true } }, 'Bad Request'],
    ['extra that is no object', { messages: { apple_push: { alert: 'x', extra: 7 } } }, 'Invalid Extra Push Payload'], ['a push that is too long', { messages: { android_push: { title: 't', alert: 'x'.repeat(4001) } } }, 'Android Push Length Exceeded'],
    ['a slideup that is too long', { messages: { slideup: { message: 'x'.repeat(141) } } }, 'Slideup Message Length Exceeded'],
  ])('%s: refused, and the schedule stays', async (_name, change, message) => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-02' })
    const before = e.world.schedules.find(schedule_id)
    await refuses(e, UPDATE, { schedule_id, ...change }, message)
    expect(e.world.schedules.find(schedule_id)).toEqual(before)
  })

  test('its campaign still asks for variants', async () => {
    const e = emulator()
    define(e)
    const schedule_id = await scheduled(e, { time: '2026-03-02' }, { campaign_id: IDS.api, messages: { apple_push: { alert: 'x', message_variation_id: 'push' } } })
    await refuses(e, UPDATE, { schedule_id, messages: PUSH }, 'Message Variant Unspecified')
    await refuses(e, UPDATE, { schedule_id, messages: { apple_push: { alert: 'x', message_variation_id: 'mail' } } }, 'Mismatched Message Type')
  })

  test('a local time that has come in any zone is no longer changed, and nobody is told', async () => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-02T09:00:00', in_local_time: true })
    expect(await kindsUntil(e, '2026-03-01T19:00:00Z')).toEqual(TAKEN)
    const before = e.world.schedules.find(schedule_id)
    const said = await takes(e, UPDATE, { schedule_id, schedule: { time: '2026-04-01' } }, ['decision.ignored'])
    expect(said.body).toEqual({ message: 'success' })
    expect(e.world.schedules.find(schedule_id)).toEqual(before)
    expect(await kindsUntil(e, '2026-05-01')).toEqual([])
  })
})

describe('delete', () => {
  test('nothing is sent at its time', async () => {
    const e = emulator()
    const schedule_id = await scheduled(e, { time: '2026-03-01T15:00:00Z' })
    const said = await takes(e, DELETE, { schedule_id }, ['schedule.deleted'])
    expect([said.body, said.rows[0]!.data]).toEqual([{ message: 'success' }, { schedule_id, dispatch_id: expect.any(String) }])
    expect(e.world.scheduler.nextDue()).toBeUndefined()
    expect(await kindsUntil(e, '2026-03-03')).toEqual([])
  })
})

describe('a schedule that is not there', () => {
  const calls = [[UPDATE, { schedule: { time: '2026-03-05' } }], [DELETE, {}]] as const
  test.each(calls)('%s: an unknown one, a deleted one, a sent one, one of a campaign', async (path, more) => {
    const e = emulator()
    define(e)
    const [deleted, sent] = [await scheduled(e, { time: '2026-03-02' }), await scheduled(e, { time: '2026-03-01T13:00:00Z' })]
    const { body: triggered } = await takes(e, '/campaigns/trigger/schedule/create', { campaign_id: IDS.triggered, recipients: [{ external_user_id: 'mel' }], schedule: { time: '2026-03-02' } }, ['schedule.created'])
    await ask(e, 'POST', DELETE, { schedule_id: deleted })
    await e.world.scheduler.advanceTo(Date.parse('2026-03-01T13:00:00Z'))
    for (const schedule_id of [UNKNOWN, deleted, sent, triggered.schedule_id]) {
      const said = await refuses(e, path, { schedule_id, ...more }, 'Invalid Schedule ID')
      expect(said.rows[0]!.data).toMatchObject({ field: 'schedule_id', seen: schedule_id })
    }
  })
  test.each(calls)('%s without its id', async (path, more) => {
    await refuses(emulator(), path, more, `'schedule_id' is required`)
    await refuses(emulator(), path, { schedule_id: 7, ...more }, `'schedule_id' is not valid`)
  })
})

test('schedules outlive the process: another world of the same database sends them', async () => {
  const e = emulator()
  const schedule_id = await scheduled(e, { time: '2026-03-01T15:00:00Z' })
  const image = e.world.snapshot()
  const other = emulator()
  other.world.restore(image)
  expect(other.world.schedules.pending().map((one) => one.schedule_id)).toEqual([schedule_id])
  expect(await kindsUntil(other, '2026-03-01T15:00:00Z')).toEqual(TAKEN)
  expect(other.errors).toEqual([])
})
