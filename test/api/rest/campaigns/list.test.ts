// GET /campaigns/list: order, pages of 100, archived ones, what was edited since; and the same of GET /canvas/list. docs: get_campaigns, get_canvases
import { describe, expect, test } from 'vitest'
import { define, to } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const CANVAS = { steps: [{ type: 'delay' }] }
const kinds = [['/campaigns/list', 'campaigns', {}], ['/canvas/list', 'canvases', CANVAS]] as const

test('campaigns: every member', async () => {
  const e = emulator()
  await define(e, 'campaigns', { id: 'c1', name: 'First', tags: ['a', 'b'] })
  await to(e, '2026-03-01T12:30:15Z')
  await define(e, 'campaigns', { id: 'c2', name: 'Api', kind: 'api_campaign' })
  await define(e, 'campaigns', { id: 'c3', name: 'Receipt', kind: 'transactional_email', messages: [{ channel: 'email' }] })
  const said = await ask(e, 'GET', '/campaigns/list')
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status: 200,
    body: {
      message: 'success',
      campaigns: [
        { id: 'c1', last_edited: '2026-03-01T12:00:00Z', name: 'First', is_api_campaign: false, tags: ['a', 'b'] },
        { id: 'c2', last_edited: '2026-03-01T12:30:15Z', name: 'Api', is_api_campaign: true, tags: [] },
        { id: 'c3', last_edited: '2026-03-01T12:30:15Z', name: 'Receipt', is_api_campaign: false, tags: [] },
      ],
    },
    kinds: [],
  })
})

test('Canvases: every member', async () => {
  const e = emulator()
  await define(e, 'canvases', { id: 'v1', name: 'Journey', tags: ['a'], ...CANVAS })
  expect((await ask(e, 'GET', '/canvas/list')).body).toEqual({ message: 'success', canvases: [{ id: 'v1', last_edited: '2026-03-01T12:00:00Z', name: 'Journey', tags: ['a'] }] })
})

describe.each(kinds)('%s', (path, kind, more) => {
  const ids = async (e: ReturnType<typeof emulator>, query = '') => (await ask(e, 'GET', `${path}${query}`)).body[kind].map(({ id }: { id: string }) => id)

  test('nothing there is an empty list', async () => expect(await ids(emulator())).toEqual([]))

  test('oldest first, or newest; stopped ones and drafts are there, archived ones when asked for', async () => {
    const e = emulator()
    for (const [id, state] of [['a', {}], ['b', { archived: true }], ['c', { draft: true }], ['d', { enabled: false }]] as const) await define(e, kind, { id, name: id, ...more, ...state })
    expect(await ids(e)).toEqual(['a', 'c', 'd'])
    expect(await ids(e, '?sort_direction=asc&include_archived=false&page=0')).toEqual(['a', 'c', 'd'])
    expect(await ids(e, '?sort_direction=desc')).toEqual(['d', 'c', 'a'])
    expect(await ids(e, '?include_archived=true&sort_direction=desc')).toEqual(['d', 'c', 'b', 'a'])
  })

  test('a hundred a page; past the end nothing', async () => {
    const e = emulator()
    const names = Array.from({ length: 201 }, (_, index) => `n${String(index).padStart(3, '0')}`)
    e.world.db.tx(() => names.forEach((id) => (kind === 'campaigns' ? e.world.campaigns.create({ id, name: id }) : e.world.canvases.create({ id, name: id, draft: true }))))
    expect(await ids(e)).toEqual(names.slice(0, 100))
    expect(await ids(e, '?page=1')).toEqual(names.slice(100, 200))
    expect(await ids(e, '?page=2')).toEqual(['n200'])
    expect(await ids(e, '?page=3')).toEqual([])
    expect(await ids(e, '?page=999999999')).toEqual([])
    expect(await ids(e, '?page=0&sort_direction=desc')).toEqual(names.slice(101).reverse())
  })

  test('only what was edited after a time', async () => {
    const e = emulator()
    await define(e, kind, { id: 'old', name: 'old', ...more })
    await define(e, kind, { id: 'edited', name: 'edited', ...more })
    await to(e, '2026-03-05T00:00:00Z')
    await e.admin('PATCH', `/${kind}/edited`, { description: 'new' })
    expect(await ids(e, '?last_edit.time[gt]=2026-03-01T12:00:00')).toEqual(['edited'])
    expect(await ids(e, '?last_edit.time[gt]=2026-03-01T11:59:59')).toEqual(['old', 'edited'])
    expect(await ids(e, '?last_edit.time%5Bgt%5D=2026-03-04T19:00:00-5:00')).toEqual([])
    expect(await ids(e, '?last_edit.time[gt]=2026-03-04T18:59:59-5:00')).toEqual(['edited'])
  })

  test.each([
    ['?page=-1', `'page' must be a non-negative integer`],
    ['?page=two', `'page' must be a non-negative integer`],
    ['?page[]=1', `'page' must be a non-negative integer`],
    ['?sort_direction=up', `'sort_direction' must be 'asc' or 'desc'`],
    ['?include_archived=maybe', `'include_archived' is not valid`],
    ['?last_edit.time[gt]=yesterday', `'last_edit.time[gt]' is not valid`],
  ])('%s is refused', async (query, message) => {
    const said = await ask(emulator(), 'GET', `${path}${query}`)
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  })
})
