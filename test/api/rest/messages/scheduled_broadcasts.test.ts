// GET /messages/scheduled_broadcasts: what campaigns and Canvases with a schedule send next, up to midnight UTC of a date.
import { describe, expect, test } from 'vitest'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { define, IDS, PUSH, takes } from '../../../kit/sends.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/messages/scheduled_broadcasts'
const MAIL = [{ channel: 'email', subject: 'Hello' }]
const campaign = (e: Emulator, id: string, schedule: object, more: object = {}) => e.world.db.tx(() => e.world.campaigns.create({ id, name: `Campaign ${id}`, messages: MAIL, schedule, ...more }))
const canvas = (e: Emulator, id: string, schedule: object, more: object = {}) => e.world.db.tx(() => e.world.canvases.create({ id, name: `Canvas ${id}`, steps: [{ name: 's', messages: MAIL }], entry: { schedule }, ...more }))
const list = async (e: Emulator, end_time: string) => {
  const said = await ask(e, 'GET', `${PATH}?end_time=${encodeURIComponent(end_time)}`)
  expect([said.status, said.body.message, said.kinds]).toEqual([200, 'success', []])
  return said.body.scheduled_broadcasts as { id: string; next_send_time: string; schedule_type: string }[]
}
const ids = async (e: Emulator, end_time: string) => (await list(e, end_time)).map((one) => one.id)
const next = async (e: Emulator, end_time = '2027-01-01') => (await list(e, end_time)).map((one) => [one.next_send_time, one.schedule_type])

test('campaigns and Canvases with a time to come, the next one first, whole', async () => {
  const e = emulator()
  campaign(e, 'late', { at: '2026-03-05T10:00:00Z' }, { tags: ['spring'] })
  canvas(e, 'soon', { at: '2026-03-02T09:00:00' })
  const said = await ask(e, 'GET', `${PATH}?end_time=2026-04-01`)
  expect(said.body).toEqual({
    scheduled_broadcasts: [
      { name: 'Canvas soon', id: 'soon', type: 'Canvas', tags: [], next_send_time: '2026-03-02T09:00:00Z', schedule_type: 'UTC' },
      { name: 'Campaign late', id: 'late', type: 'Campaign', tags: ['spring'], next_send_time: '2026-03-05T10:00:00Z', schedule_type: 'UTC' },
    ],
    message: 'success',
  })
})

test('a workspace without any has an empty list; messages scheduled by API are in none', async () => {
  const e = emulator()
  define(e)
  e.world.db.tx(() => void e.world.campaigns.stop(IDS.scheduled))
  await takes(e, '/messages/schedule/create', { external_user_ids: ['mel'], messages: PUSH, schedule: { time: '2026-03-02' } }, ['schedule.created'])
  await takes(e, '/campaigns/trigger/schedule/create', { campaign_id: IDS.triggered, broadcast: true, schedule: { time: '2026-03-02' } }, ['send_id.created', 'schedule.created'])
  expect(await list(e, '2026-04-01')).toEqual([])
})

test('the end is midnight UTC of its date, whatever time it says', async () => {
  const e = emulator()
  campaign(e, 'midnight', { at: '2026-03-10T00:00:00Z' })
  campaign(e, 'after', { at: '2026-03-10T00:00:01Z' })
  expect(await ids(e, '2026-03-10')).toEqual(['midnight'])
  expect(await ids(e, '2026-03-10T23:59:59Z')).toEqual(['midnight'])
  expect(await ids(e, '2026-03-10T22:00:00-04:00')).toEqual(['midnight', 'after']) // it is the 11th in UTC
  expect(await ids(e, '2026-03-09T23:59:59Z')).toEqual([])
  expect(await ids(e, '2026-02-01')).toEqual([])
  const raw = await ask(e, 'GET', `${PATH}?end_time=2026-03-10T00:00:00+00:00`) // the plus of a query is a space
  expect([raw.status, raw.body.scheduled_broadcasts.length]).toEqual([200, 1])
})

test('only what is live and has a schedule', async () => {
  const e = emulator()
  const at = { at: '2026-03-02T00:00:00Z' }
  campaign(e, 'draft', at, { draft: true })
  campaign(e, 'archived', at, { archived: true })
  campaign(e, 'stopped', at)
  e.world.db.tx(() => void e.world.campaigns.stop('stopped'))
  campaign(e, 'triggered', at, { schedule_type: 'action_based', trigger: { type: 'custom_event', name: 'x' } })
  campaign(e, 'over', { at: '2026-02-28T00:00:00Z' })
  campaign(e, 'without', {}, { schedule_type: 'time_based' })
  campaign(e, 'nonsense', { at: 'soon' })
  canvas(e, 'draft canvas', at, { draft: true })
  campaign(e, 'good', at)
  expect(await ids(e, '2027-01-01')).toEqual(['good'])
})

describe('times', () => {
  test('are the workspace\'s, with its zone; local ones have none', async () => {
    const e = emulator()
    e.world.db.tx(() => e.world.settings.change({ time_zone: 'America/New_York' }))
    campaign(e, 'ours', { at: '2026-03-02T09:00:00' })
    campaign(e, 'zoned', { at: '2026-03-03T09:00:00Z' })
    campaign(e, 'summer', { at: '2026-03-10T09:00:00' })
    campaign(e, 'local', { at: '2026-03-11T09:00:00', in_local_time: true })
    campaign(e, 'best', { at: '2026-03-12T09:00:00', intelligent_timing: true })
    expect(await next(e)).toEqual([
      ['2026-03-02T09:00:00-05:00', 'America/New_York'], ['2026-03-03T04:00:00-05:00', 'America/New_York'], ['2026-03-10T09:00:00-04:00', 'America/New_York'], ['2026-03-11T09:00:00', 'local_time_zones'], ['2026-03-12T09:00:00', 'intelligent_delivery'],
    ])
  })

  test.each([
    ['daily, started long ago', { at: '2025-11-01T09:30:00Z', recurrence: 'daily' }, '2026-03-02T09:30:00Z'],
    ['daily, later today', { at: '2025-11-01T18:00:00Z', recurrence: 'daily' }, '2026-03-01T18:00:00Z'],
    ['daily, now', { at: '2026-02-01T12:00:00Z', recurrence: 'daily' }, '2026-03-01T12:00:00Z'],
    ['every third day', { at: '2026-02-27T09:00:00Z', recurrence: { frequency: 'daily', interval: 3 } }, '2026-03-02T09:00:00Z'],
    ['weekly', { at: '2026-02-25T09:00:00Z', recurrence: { frequency: 'weekly' } }, '2026-03-04T09:00:00Z'],
    ['monthly on the 31st: the last day of a short month', { at: '2026-01-31T09:00:00Z', recurrence: 'monthly' }, '2026-03-31T09:00:00Z'],
    ['not begun', { at: '2026-05-01T09:00:00Z', recurrence: 'daily' }, '2026-05-01T09:00:00Z'],
    ['to its last day', { at: '2026-01-01T18:00:00Z', recurrence: 'daily', end: '2026-03-01' }, '2026-03-01T18:00:00Z'],
  ])('%s is there once', async (_name, schedule, time) => {
    const e = emulator()
    campaign(e, 'c', schedule)
    expect(await next(e)).toEqual([[time, 'UTC']])
  })

  test('the short month itself', async () => {
    const e = emulator({ holdClock: '2026-02-10T00:00:00Z' })
    campaign(e, 'c', { at: '2026-01-31T09:00:00Z', recurrence: 'monthly' })
    expect(await next(e)).toEqual([['2026-02-28T09:00:00Z', 'UTC']])
  })

  test('a recurrence that has ended is over', async () => {
    const e = emulator()
    campaign(e, 'c', { at: '2026-01-01T18:00:00Z', recurrence: { frequency: 'daily', end: '2026-02-28' } })
    expect(await next(e)).toEqual([])
  })

  test('a daily time keeps its hour over the change to summer time', async () => {
    const e = emulator({ holdClock: '2026-03-09T12:00:00Z' })
    e.world.db.tx(() => e.world.settings.change({ time_zone: 'America/New_York' }))
    campaign(e, 'c', { at: '2026-03-01T09:00:00', recurrence: 'daily' })
    expect(await next(e)).toEqual([['2026-03-09T09:00:00-04:00', 'America/New_York']])
  })
})

test.each([['', `'end_time' is required`], ['?end_time=', `'end_time' is required`], ['?end_time=soon', `'end_time' is not valid`], ['?end_time=03/10/2026', `'end_time' is not valid`], ['?end_time[]=2026-03-10', `'end_time' is not valid`], ['?end_time=2026-02-30', `'end_time' is not valid`]])('%s: %s', async (query, message) => {
  const said = await ask(emulator(), 'GET', `${PATH}${query}`)
  expect([said.status, said.body, said.kinds]).toEqual([400, { message }, ['request.refused']])
})
