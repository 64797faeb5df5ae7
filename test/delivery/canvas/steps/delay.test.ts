// How long a Delay step holds a user: durations, calendar days, dates, weekdays, Liquid; who leaves the Canvas instead.
import { describe, expect, test } from 'vitest'
import { advance, canvas, mail, people, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const START = '2026-03-01T12:00:00.000Z' // a Sunday
type Emu = ReturnType<typeof emulator>

/** Enters one user at START; answers when the delay let go, or why the user is out. */
async function held(delay: object | undefined, { zone, context, attributes = {}, by = '40d', settings }: { zone?: string; context?: Record<string, unknown>; attributes?: object; by?: string; settings?: object } = {}): Promise<{ left: string | null; reason: string | null | undefined; e: Emu }> {
  const e = emulator()
  if (zone !== undefined) await e.admin('PATCH', '/settings', { time_zone: zone })
  await people(e, 'ann')
  await e.post('/users/track', { attributes: [{ external_id: 'ann', ...attributes }] })
  await canvas(e, [{ id: 'wait', type: 'delay', settings: settings ?? (delay === undefined ? {} : { delay }), next_step_ids: ['mail'] }, mail('mail', 'After')])
  await trigger(e, ['ann'], context)
  await advance(e, by)
  const [walk] = walks(e, 'ann')
  const step = walk!.steps[0]!
  return { left: step.left_at === null ? null : new Date(step.left_at).toISOString(), reason: walk!.exit_reason, e }
}

describe('a duration', () => {
  test.each([
    [{ type: 'duration', value: 30, unit: 'seconds' }, '2026-03-01T12:00:30.000Z'],
    [{ type: 'duration', value: 90, unit: 'minutes' }, '2026-03-01T13:30:00.000Z'],
    [{ type: 'duration', value: 4, unit: 'hours' }, '2026-03-01T16:00:00.000Z'],
    [{ type: 'duration', value: 1, unit: 'days' }, '2026-03-02T12:00:00.000Z'],
    [{ type: 'duration', value: 1, unit: 'weeks' }, '2026-03-08T12:00:00.000Z'],
    // until midnight the next day
    [{ type: 'duration', value: 1, unit: 'calendar_days' }, '2026-03-02T00:00:00.000Z'],
    [{ type: 'duration', value: 2, unit: 'calendar_days', at: '09:00' }, '2026-03-03T09:00:00.000Z'],
    // at a specific time: entered before it on the day, or after it and so a day later
    [{ type: 'duration', value: 1, unit: 'weeks', at: '13:00' }, '2026-03-08T13:00:00.000Z'],
    [{ type: 'duration', value: 1, unit: 'weeks', at: '08:00' }, '2026-03-09T08:00:00.000Z'],
  ])('%j', async (delay, left) => expect(await held(delay)).toMatchObject({ left, reason: 'completed' }))

  test('without settings it is a day, and duration_seconds is short for one', async () => {
    expect((await held(undefined)).left).toBe('2026-03-02T12:00:00.000Z')
    expect((await held(undefined, { settings: { duration_seconds: 61 } })).left).toBe('2026-03-01T12:01:01.000Z')
  })

  test('calendar days and times of day are of the workspace, or of the user in local time', async () => {
    const tomorrow = { type: 'duration', value: 1, unit: 'calendar_days', at: '09:00' }
    expect((await held(tomorrow, { zone: 'America/New_York', attributes: { time_zone: 'Asia/Tokyo' } })).left).toBe('2026-03-02T14:00:00.000Z')
    expect((await held({ ...tomorrow, in_local_time: true }, { zone: 'America/New_York', attributes: { time_zone: 'Asia/Tokyo' } })).left).toBe('2026-03-02T00:00:00.000Z')
  })
})

describe('until a date', () => {
  test('the user goes on then, and leaves the Canvas when it is over', async () => {
    expect(await held({ type: 'until_date', at: '2026-03-05T10:00:00Z' })).toMatchObject({ left: '2026-03-05T10:00:00.000Z', reason: 'completed' })
    expect(await held({ type: 'until_date', at: '2026-03-05T10:00:00' }, { zone: 'America/New_York' })).toMatchObject({ left: '2026-03-05T15:00:00.000Z' })
    const { e, ...late } = await held({ type: 'until_date', at: '2026-02-28T10:00:00Z' })
    expect(late).toEqual({ left: START, reason: 'past_date' })
    expect(subjects(e)).toEqual([])
  })

  test('a user without a zone has the workspace\'s, where the time is over', async () => {
    const delay = { type: 'until_date', at: '2026-03-01T10:00:00', in_local_time: true }
    expect((await held(delay, { attributes: { time_zone: 'America/New_York' } })).left).toBe('2026-03-01T15:00:00.000Z')
    expect((await held(delay)).reason).toBe('past_date')
  })
})

describe('until a weekday', () => {
  test.each([
    [{ weekday: 'thursday', at: '16:00' }, '2026-03-05T16:00:00.000Z'],
    [{ weekday: 'sunday', at: '16:00' }, '2026-03-01T16:00:00.000Z'],
    // late on the same day: at once, or a week later
    [{ weekday: 'sunday', at: '09:00' }, START],
    [{ weekday: 'sunday', at: '09:00', if_late: 'advance' }, START],
    [{ weekday: 'sunday', at: '09:00', if_late: 'next_week' }, '2026-03-08T09:00:00.000Z'],
  ])('%j', async (delay, left) => expect(await held({ type: 'until_weekday', ...delay })).toMatchObject({ left, reason: 'completed' }))
})

describe('personalized', () => {
  const after = { type: 'duration', value: '{{context.${wait}}}', unit: 'hours' }
  const until = { type: 'until_date', at: '{{context.${when}}}' }

  test('by a number, by a date', async () => {
    expect((await held(after, { context: { wait: 5 } })).left).toBe('2026-03-01T17:00:00.000Z')
    expect((await held(until, { context: { when: '2026-03-04T08:00:00+02:00' } })).left).toBe('2026-03-04T06:00:00.000Z')
    expect((await held({ ...until, time: '07:30' }, { context: { when: '2026-03-04T23:00:00-08:00' } })).left).toBe('2026-03-04T15:30:00.000Z')
    expect((await held({ ...until, offset: { value: -1, unit: 'days' } }, { context: { when: '2026-03-04T08:00:00Z' } })).left).toBe('2026-03-03T08:00:00.000Z')
  })

  // docs: delay_step ('Time zone behavior for "at specific time"'); the ways that Braze writes times
  test.each([
    ['2026-06-10', { time: '09:00' }, '2026-06-10T13:00:00.000Z'],
    ['2026-06-10', { time: '09:00', offset: { value: -1, unit: 'weeks' } }, '2026-06-03T13:00:00.000Z'],
    ['2026-06-10T10:00:00', { time: '09:00' }, '2026-06-10T13:00:00.000Z'],
    ['2026-06-10T10:00:00-08:00', { time: '09:00' }, '2026-06-10T17:00:00.000Z'],
    ['2026-06-10T18:00:00.000Z', { time: '09:00' }, '2026-06-10T09:00:00.000Z'],
    ['2026-06-10 10:00:00 UTC', {}, '2026-06-10T10:00:00.000Z'],
    ['2026-06-10T08:15:30:250-0800', {}, '2026-06-10T16:15:30.250Z'],
    ['2026-06-10 10:00', {}, '2026-06-10T14:00:00.000Z'],
  ])('until %s, %j, for a workspace in New York', async (when, more, left) => {
    expect((await held({ ...until, ...more }, { context: { when }, zone: 'America/New_York', by: '120d' })).left).toBe(left)
  })

  test.each([
    ['a duration that is no number', after, { wait: 'soon' }],
    ['a duration that is empty', after, {}],
    ['a date that is none', until, { when: 'product_name' }],
    ['a date that is over', until, { when: '2026-02-01T00:00:00Z' }],
    ['a date more than two years on', until, { when: '2028-06-01T00:00:00Z' }],
  ])('%s: the user leaves', async (_, delay, context) => {
    const { e, ...out } = await held(delay, { context })
    expect(out).toEqual({ left: START, reason: 'Personalization Failed' })
    expect(way(e, 'ann')).toEqual(['wait:personalization_failed'])
    expect(e.journal().filter(({ kind }) => kind.startsWith('canvas.')).map(({ kind }) => kind)).toEqual(['canvas.created', 'canvas.launched', 'canvas.entered', 'canvas.exited'])
  })
})

test('the offset of a date belongs to the longest way through the Canvas', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ id: 'wait', type: 'delay', settings: { delay: { type: 'until_date', at: '2026-03-05', offset: { value: 1, unit: 'weeks' } } }, next_step_ids: ['mail'] }, mail('mail', 'Hi')], { reentry: { allowed: true } })
  await trigger(e, ['ann'])
  await advance(e, '6d')
  await trigger(e, ['ann'])
  expect(walks(e, 'ann')).toHaveLength(1)
  await advance(e, '5d')
  await trigger(e, ['ann'])
  expect(walks(e, 'ann')).toHaveLength(2)
})

test('as the last step it lets users go at once', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [mail('mail', 'Hello', { next_step_ids: ['wait'] }), { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 5, unit: 'days' } } }])
  await trigger(e, ['ann'])
  expect(way(e, 'ann')).toEqual(['mail:sent', 'wait:last_step'])
  expect(reasonOf(e, 'ann')).toBe('completed')
})
