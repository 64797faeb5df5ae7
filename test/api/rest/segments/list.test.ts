// GET /segments/list: pages of 100 by age, without archived ones. docs: get_segment
import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

let e: Emulator
beforeEach(() => void (e = emulator()))
const everyone = { op: 'AND', children: [] }
const list = (query = '') => ask(e, 'GET', `/segments/list${query}`)

test('id, name, tracking and tags; nothing is written', async () => {
  await e.admin('POST', '/segments', { id: 'a', name: 'A', tags: ['x'], analytics_tracking_enabled: true, filters: everyone })
  await e.admin('POST', '/segments', { id: 'b', name: 'B', filters: everyone })
  await e.admin('POST', '/segments', { id: 'c', name: 'C', archived: true, filters: everyone })
  const { status, body, kinds } = await list()
  expect({ status, body, kinds }).toEqual({ status: 200, body: { message: 'success', segments: [{ id: 'a', name: 'A', analytics_tracking_enabled: true, tags: ['x'] }, { id: 'b', name: 'B', analytics_tracking_enabled: false, tags: [] }] }, kinds: [] })
  await e.admin('PATCH', '/segments/a', { archived: true })
  expect((await list()).body.segments.map((one: any) => one.id)).toEqual(['b'])
})

test('100 a page, oldest first or newest first, empty past the end', async () => {
  for (let i = 0; i < 101; i++) await e.admin('POST', '/segments', { id: `s${String(i).padStart(3, '0')}`, name: 'S', filters: everyone })
  const ids = async (query: string): Promise<string[]> => (await list(query)).body.segments.map((one: any) => one.id)
  expect(await ids('')).toEqual(Array.from({ length: 100 }, (_, i) => `s${String(i).padStart(3, '0')}`))
  expect(await ids('?page=1')).toEqual(['s100'])
  expect(await ids('?page=2')).toEqual([])
  expect(await ids('?page=999999999')).toEqual([])
  expect((await ids('?sort_direction=desc'))[0]).toBe('s100')
  expect(await ids('?sort_direction=desc&page=1')).toEqual(['s000'])
  expect((await ids('?sort_direction=asc'))[0]).toBe('s000')
})

test('none: an empty list', async () => expect((await list()).body).toEqual({ message: 'success', segments: [] }))

test.each([['?page=-1', `'page' must be a non-negative integer`], ['?page=one', `'page' must be a non-negative integer`], ['?page[]=1', `'page' must be a non-negative integer`], ['?sort_direction=up', `'sort_direction' must be 'asc' or 'desc'`]])('%s is refused', async (query, message) => {
  const { status, body, kinds } = await list(query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
