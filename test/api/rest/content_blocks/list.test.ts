// GET /content_blocks/list: pages, times, and every text of the page's table.
import { expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/content_blocks/list'
const MINUTE = 60_000

/** Blocks b0, b1 … each a minute after the other. */
async function blocks(n: number) {
  const e = emulator()
  const ids: string[] = []
  for (let i = 0; i < n; i++) {
    ids.push((await say(e, '/content_blocks/create', { name: `b${i}`, content: i % 2 === 0 ? '<i>x</i>' : 'x' })).body.content_block_id)
    e.world.clock.moveTo(e.world.clock.now() + MINUTE)
  }
  const names = async (query: string): Promise<string[]> => (await ask(e, 'GET', `${PATH}?${query}`)).body.content_blocks.map((one: { name: string }) => one.name)
  return { e, ids, names }
}

test('a workspace without any', async () => {
  const said = await ask(emulator(), 'GET', PATH)
  expect([said.status, said.body, said.kinds]).toEqual([200, { count: 0, content_blocks: [], message: 'success' }, []])
})

test('every block with everything but its content; deleted ones are left out', async () => {
  const { e, ids } = await blocks(3)
  await e.admin('DELETE', `/content_blocks/${ids[2]}`)
  const { body } = await ask(e, 'GET', PATH)
  expect(body).toEqual({
    count: 2,
    content_blocks: [
      { content_block_id: ids[0], name: 'b0', content_type: 'html', liquid_tag: '{{content_blocks.${b0}}}', inclusion_count: 0, created_at: NOW, last_edited: NOW, tags: [] },
      { content_block_id: ids[1], name: 'b1', content_type: 'text', liquid_tag: '{{content_blocks.${b1}}}', inclusion_count: 0, created_at: '2026-03-01T12:01:00.000Z', last_edited: '2026-03-01T12:01:00.000Z', tags: [] },
    ],
    message: 'success',
  })
})

test('pages: limit and offset, the last page and beyond; count is of the page', async () => {
  const { e, names } = await blocks(5)
  expect(await names('limit=2')).toEqual(['b0', 'b1'])
  expect(await names('limit=2&offset=2')).toEqual(['b2', 'b3'])
  expect(await names('limit=2&offset=4')).toEqual(['b4'])
  expect(await names('limit=2&offset=5')).toEqual([])
  expect(await names('offset=0')).toHaveLength(5)
  expect(await names('offset=99999999999999999999')).toEqual([])
  expect((await ask(e, 'GET', `${PATH}?limit=2&offset=4`)).body.count).toBe(1)
})

test('100 without a limit, 1000 at most', async () => {
  const e = emulator()
  e.world.db.tx(() => {
    for (let i = 0; i < 1001; i++) e.world.contentBlocks.create({ name: `n${i}`, content: 'x' })
  })
  expect((await ask(e, 'GET', PATH)).body.count).toBe(100)
  expect((await ask(e, 'GET', `${PATH}?limit=1000`)).body.count).toBe(1000)
})

test('times are of the last change, and both ends are in', async () => {
  const { e, ids, names } = await blocks(3)
  expect(await names('modified_after=2026-03-01T12:01:00')).toEqual(['b1', 'b2'])
  expect(await names('modified_before=2026-03-01T12:01:00Z')).toEqual(['b0', 'b1'])
  expect(await names('modified_after=2026-03-01T12:01:00.000000&modified_before=2026-03-01T12:01:00.000000')).toEqual(['b1'])
  expect(await names('modified_after=2026-03-01T13:01:00%2B01:00')).toEqual(['b1', 'b2'])
  await say(e, '/content_blocks/update', { content_block_id: ids[0], content: 'new' })
  expect(await names('modified_after=2026-03-01T12:03:00')).toEqual(['b0'])
})

test.each([
  ['modified_after=yesterday', 'Modified after time is invalid'],
  ['modified_after=', 'Modified after time is invalid'],
  ['modified_after[]=2026-03-01', 'Modified after time is invalid'],
  ['modified_before=2026-13-01', 'Modified before time is invalid'],
  ['modified_after=2026-03-02&modified_before=2026-03-01', 'Modified after time must be earlier than or the same as modified before time.'],
  ['limit=ten', 'Content Block number limit is invalid'],
  ['limit=', 'Content Block number limit is invalid'],
  ['limit=1.5', 'Content Block number limit is invalid'],
  ['limit=0', 'Content Block number limit must be greater than 0'],
  ['limit=-1', 'Content Block number limit must be greater than 0'],
  ['limit=1001', 'Content Block number limit exceeds maximum of 1000'],
  ['offset=x', 'Offset is invalid'],
  ['offset=0.5', 'Offset is invalid'],
  ['offset=-1', 'Offset must be greater than 0'],
])('%s: %s', async (query, message) => {
  const refused = await ask(emulator(), 'GET', `${PATH}?${query}`)
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
})
