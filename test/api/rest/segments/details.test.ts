// GET /segments/details. docs: get_segment_details
import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

let e: Emulator
beforeEach(() => void (e = emulator()))

test('everything but the filter tree', async () => {
  await e.admin('POST', '/segments', { id: 'a', name: 'A', text_description: 'Mine', tags: ['x'], teams: ['red'], filters: { filter: 'session_count', cmp: 'more_than', value: 3 } })
  await e.world.scheduler.advanceTo(Date.parse('2026-03-02T00:00:00Z'))
  await e.admin('PATCH', '/segments/a', { name: 'B' })
  const { status, body, kinds } = await ask(e, 'GET', '/segments/details?segment_id=a')
  expect({ status, body, kinds }).toEqual({
    status: 200, kinds: [],
    body: { message: 'success', created_at: '2026-03-01T12:00:00.000Z', updated_at: '2026-03-02T00:00:00.000Z', name: 'B', description: 'Session count more than 3', text_description: 'Mine', tags: ['x'], teams: ['red'] },
  })
})

test.each([['', 'segment_id must be a string of the segment api identifier'], ['?segment_id=', 'segment_id must be a string of the segment api identifier'], ['?segment_id[]=a', 'segment_id must be a string of the segment api identifier'], ['?segment_id=none', 'Invalid Segment ID']])('%s is refused', async (query, message) => {
  const { status, body, kinds } = await ask(e, 'GET', `/segments/details${query}`)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
