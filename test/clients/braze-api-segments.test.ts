// npm braze-api: segments and their sizes. What it returns is held against its own types.
// Drives GET /segments/list, GET /segments/details, GET /segments/data_series
import { expect, test } from 'vitest'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'
import { to } from '../kit/messaging.ts'

const world = clientWorld()
const PRO = { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' }
const make = (id: string, more: object = {}) => world.e.admin('POST', '/segments', { id, name: id.toUpperCase(), filters: PRO, ...more })
const join = (...ids: string[]) => world.e.post('/users/track', { attributes: ids.map((external_id) => ({ external_id, plan: 'pro' })) })

test('list: in both directions, and a page without any', async () => {
  await make('old', { analytics_tracking_enabled: true, tags: ['vip'] })
  await to(world.e, '2026-03-02T00:00:00Z')
  await make('new')
  const [old, young] = [{ id: 'old', name: 'OLD', analytics_tracking_enabled: true, tags: ['vip'] }, { id: 'new', name: 'NEW', analytics_tracking_enabled: false, tags: [] }]
  const { segments } = world.braze
  expect(await did(world.e, () => segments.list())).toEqual({ answer: { message: 'success', segments: [old, young] }, kinds: [] })
  expect(await segments.list({ page: 0, sort_direction: 'desc' })).toEqual({ message: 'success', segments: [young, old] })
  expect(await segments.list({ page: 1 })).toEqual({ message: 'success', segments: [] })
  await expect(segments.list({ page: 1.5 })).rejects.toMatchObject({ status: 400, message: `'page' must be a non-negative integer` })
})

test('details: every member, and an unknown segment', async () => {
  await make('s', { description: 'Plan is pro', text_description: 'Those who pay', tags: ['vip'], teams: ['Growth'] })
  await to(world.e, '2026-03-02T00:00:00Z')
  await world.e.admin('PATCH', '/segments/s', { name: 'Pro' })
  expect(await did(world.e, () => world.braze.segments.details({ segment_id: 's' }))).toEqual({
    answer: { message: 'success', created_at: '2026-03-01T12:00:00.000Z', updated_at: '2026-03-02T00:00:00.000Z', name: 'Pro', description: 'Plan is pro', text_description: 'Those who pay', tags: ['vip'], teams: ['Growth'] }, kinds: [],
  })
  await expect(world.braze.segments.details({ segment_id: 'none' })).rejects.toMatchObject({ status: 400, message: 'Invalid Segment ID' })
})

test('analytics: the size of each day, up to today or to a day given', async () => {
  await make('s', { analytics_tracking_enabled: true })
  await join('a', 'b')
  await to(world.e, '2026-03-02T09:00:00Z')
  await join('c')
  const { segments } = world.braze
  const [first, second] = [{ time: '2026-03-01', size: 2 }, { time: '2026-03-02', size: 3 }]
  expect(await did(world.e, () => segments.analytics({ segment_id: 's', length: 3 }))).toEqual({ answer: { message: 'success', data: [{ time: '2026-02-28', size: 0 }, first, second] }, kinds: [] })
  expect(await segments.analytics({ segment_id: 's', length: 1, ending_at: '2026-03-01T23:59:59+00:00' })).toEqual({ message: 'success', data: [first] })
  await expect(segments.analytics({ segment_id: 's', length: 101 })).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/length/) })
})

everyMethodOf(import.meta.filename, 'segments')
