// Scheduled entry: at launch, once, again and again, in the user's own time; who is in the audience then enters.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, subjects, walks } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const STEPS = [mail('one', 'One')]
const VIP = { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } }
const times = (e: Emu, id: string): string[] => walks(e, id).map(({ entered_at }) => new Date(entered_at).toISOString().slice(0, 16))
const scheduled = (e: Emu, schedule: object, more: object = {}) => canvas(e, STEPS, { entry: { schedule }, ...more })

test('as soon as it is launched, once', async () => {
  const e = emulator()
  await people(e, 'ann')
  await scheduled(e, {}, { draft: true })
  await e.world.scheduler.settle()
  expect(subjects(e)).toEqual([])
  await e.admin('POST', `/canvases/${CANVAS}/launch`)
  await e.world.scheduler.settle()
  await e.admin('PATCH', `/canvases/${CANVAS}`, { description: 'changed' })
  await advance(e, '3d')
  expect(times(e, 'ann')).toEqual(['2026-03-01T12:00'])
})

test('at its time; the audience is that of then, and a later user does not enter', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
  await scheduled(e, { at: '2026-03-02T09:00:00' }, { entry: { schedule: { at: '2026-03-02T09:00:00' }, audience: VIP } })
  await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: false }, { external_id: 'bob', vip: true }] })
  await advance(e, '1d')
  await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
  await advance(e, '5d')
  expect([times(e, 'ann'), times(e, 'bob')]).toEqual([[], ['2026-03-02T09:00']])
})

describe('again and again', () => {
  test.each([
    ['daily', { at: '2026-03-02T09:00:00', recurrence: 'daily', end: '2026-03-04' }, ['2026-03-02T09:00', '2026-03-03T09:00', '2026-03-04T09:00']],
    ['weekly', { at: '2026-03-02T09:00:00', recurrence: 'weekly', end: '2026-03-17' }, ['2026-03-02T09:00', '2026-03-09T09:00', '2026-03-16T09:00']],
    ['monthly on the 31st', { at: '2026-03-31T09:00:00', recurrence: 'monthly', end: '2026-05-31' }, ['2026-03-31T09:00', '2026-04-30T09:00', '2026-05-31T09:00']],
    ['designated times', { times: ['2026-03-02T09:00:00', '2026-03-05T10:30:00'] }, ['2026-03-02T09:00', '2026-03-05T10:30']],
  ])('%s', async (_, schedule, expected) => {
    const e = emulator()
    await people(e, 'ann')
    await scheduled(e, schedule)
    await advance(e, '100d')
    expect(times(e, 'ann')).toEqual(expected)
  })

  test('without re-entry a user enters the first time only; the refusals say so', async () => {
    const e = emulator()
    await people(e, 'ann')
    await scheduled(e, { at: '2026-03-02T09:00:00', recurrence: 'daily', end: '2026-03-04' }, { reentry: {} })
    await advance(e, '10d')
    expect(times(e, 'ann')).toEqual(['2026-03-02T09:00'])
    expect(e.journal().filter(({ data }) => data['rule'] === 'canvas.entry').map(({ data }) => data['why'])).toEqual(['already_received', 'already_received'])
  })

  test('a cap for each time', async () => {
    const e = emulator()
    await people(e, 'a', 'b', 'c')
    await scheduled(e, {}, { entry: { schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily', end: '2026-03-03' }, user_cap: { limit: 2, per: 'schedule' } } })
    await advance(e, '5d')
    expect(['a', 'b', 'c'].map((id) => times(e, id).length)).toEqual([2, 2, 0])
  })

  test('a Canvas that is stopped misses its times', async () => {
    const e = emulator()
    await people(e, 'ann')
    await scheduled(e, { at: '2026-03-02T09:00:00', recurrence: 'daily' })
    await advance(e, '1d')
    await e.admin('POST', `/canvases/${CANVAS}/stop`)
    await advance(e, '2d')
    await e.admin('POST', `/canvases/${CANVAS}/launch`)
    await advance(e, '1d')
    expect(times(e, 'ann')).toEqual(['2026-03-02T09:00', '2026-03-05T09:00'])
  })
})

test('in local time each user enters at that time of the own day; without a zone in the workspace\'s', async () => {
  const e = emulator()
  await people(e, 'tokyo', 'york', 'none')
  await e.post('/users/track', { attributes: [{ external_id: 'tokyo', time_zone: 'Asia/Tokyo' }, { external_id: 'york', time_zone: 'America/New_York' }] })
  await scheduled(e, { at: '2026-03-03T09:00:00', in_local_time: true })
  await advance(e, '5d')
  expect([times(e, 'tokyo'), times(e, 'none'), times(e, 'york')]).toEqual([['2026-03-03T00:00'], ['2026-03-03T09:00'], ['2026-03-03T14:00']])
})

test.each([['york', 'tokyo', '2026-03-02T20:00:00Z', ['2026-03-03T14:00']], ['tokyo', 'york', '2026-03-03T10:00:00Z', ['2026-03-03T00:00']]])('in local time, %s and %s who became one at %s enter once', async (kept, gone, at, entered) => {
  const e = emulator()
  await people(e, 'tokyo', 'york')
  await e.post('/users/track', { attributes: [{ external_id: 'tokyo', time_zone: 'Asia/Tokyo' }, { external_id: 'york', time_zone: 'America/New_York' }] })
  await scheduled(e, { at: '2026-03-03T09:00:00', in_local_time: true }, { reentry: { allowed: true, seconds: 0 } })
  await e.admin('POST', '/clock/advance', { to: at })
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: gone }, identifier_to_keep: { external_id: kept } }] })
  await advance(e, '5d')
  expect(times(e, kept)).toEqual(entered)
})

describe('a change of the Canvas lets nobody in twice', () => {
  const change = (e: Emu, patch: object) => e.admin('PATCH', `/canvases/${CANVAS}`, patch)

  test('at the moment of the time itself', async () => {
    const e = emulator()
    await people(e, 'ann')
    await scheduled(e, { at: '2026-03-03T09:00:00', recurrence: 'daily' })
    await e.admin('POST', '/clock/advance', { to: '2026-03-03T09:00:00Z' })
    await change(e, { description: 'new' })
    await e.world.scheduler.settle()
    expect(times(e, 'ann')).toEqual(['2026-03-03T09:00'])
    await advance(e, '1d')
    expect(times(e, 'ann')).toEqual(['2026-03-03T09:00', '2026-03-04T09:00'])
  })

  test('in local time, when some have entered and others are still to come', async () => {
    const e = emulator()
    await people(e, 'tokyo', 'york')
    await e.post('/users/track', { attributes: [{ external_id: 'tokyo', time_zone: 'Asia/Tokyo' }, { external_id: 'york', time_zone: 'America/New_York' }] })
    await scheduled(e, { at: '2026-03-03T09:00:00', in_local_time: true })
    await e.admin('POST', '/clock/advance', { to: '2026-03-03T08:00:00Z' })
    await change(e, { description: 'new' })
    await advance(e, '1d')
    expect([times(e, 'tokyo'), times(e, 'york')]).toEqual([['2026-03-03T00:00'], ['2026-03-03T14:00']])
  })

  test('a time that is no more is not waited for', async () => {
    const e = emulator()
    await people(e, 'york')
    await e.post('/users/track', { attributes: [{ external_id: 'york', time_zone: 'America/New_York' }] })
    await scheduled(e, { at: '2026-03-03T09:00:00', in_local_time: true })
    await e.admin('POST', '/clock/advance', { to: '2026-03-03T08:00:00Z' })
    await change(e, { entry: { schedule: { at: '2026-03-03T10:00:00', in_local_time: true } } })
    await advance(e, '1d')
    expect(times(e, 'york')).toEqual(['2026-03-03T15:00'])
  })
})

test('one user who can not enter for a fault of the emulator is told; the others of the walk enter', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob', 'cat')
  e.world.db.raw.exec(`CREATE TRIGGER broken BEFORE INSERT ON canvas_entries WHEN NEW.profile_id = ${e.world.profiles.byExternalId('bob')!.id} BEGIN SELECT RAISE(ABORT, 'broken'); END`)
  await scheduled(e, { at: '2026-03-03T09:00:00' })
  await advance(e, '3d')
  expect([times(e, 'ann').length, times(e, 'bob').length, times(e, 'cat').length]).toEqual([1, 0, 1])
  expect(e.journal().filter(({ kind }) => kind === 'timer.failed').map(({ data }) => data['error'])).toEqual(['SqliteError: broken'])
  expect(e.errors).toHaveLength(1)
})

test('a month of it comes out the same twice', async () => {
  const run = async (): Promise<string> => {
    const e = emulator({ seed: 7 })
    await people(e, 'ann', 'bob', 'cat')
    await e.post('/users/track', { attributes: [{ external_id: 'bob', time_zone: 'Asia/Tokyo' }] })
    await canvas(e, [mail('one', 'One', { next_step_ids: ['wait'] }), { id: 'wait', type: 'delay', next_step_ids: ['two'] }, mail('two', 'Two')], { entry: { schedule: { at: '2026-03-02T09:00:00', recurrence: 'weekly', in_local_time: true } } })
    await advance(e, '30d')
    expect(walks(e, 'ann')).toHaveLength(5)
    return JSON.stringify(e.journal())
  }
  expect(await run()).toBe(await run())
})
