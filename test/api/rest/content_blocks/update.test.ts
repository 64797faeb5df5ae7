// POST /content_blocks/update: what is left out stays; a name and the state of an active block are final.
import { beforeEach, expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/content_blocks/update'
let e: Emulator
let draft: string
let active: string
beforeEach(async () => {
  e = emulator()
  await e.admin('POST', '/tags', { name: 'brand' })
  draft = (await say(e, '/content_blocks/create', { name: 'draft', content: 'one', description: 'd', state: 'draft' })).body.content_block_id
  active = (await say(e, '/content_blocks/create', { name: 'active', content: 'two' })).body.content_block_id
  e.world.clock.moveTo(e.world.clock.now() + 60_000)
})
const LATER = '2026-03-01T12:01:00.000Z'
const info = async (id: string) => (await ask(e, 'GET', `/content_blocks/info?content_block_id=${id}`)).body

test('every member changes; the answer is that of a new block', async () => {
  const said = await say(e, PATH, { content_block_id: draft, name: 'renamed', description: 'D', content: '<b>three</b>', state: 'active', tags: ['brand'] })
  expect([said.status, said.body]).toEqual([201, { content_block_id: draft, liquid_tag: '{{content_blocks.${renamed}}}', created_at: NOW, message: 'success' }])
  expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['content_block.updated', { content_block_id: draft, name: 'renamed', changed: ['content', 'description', 'name', 'state', 'tags'] }]])
  expect(await info(draft)).toEqual({ content_block_id: draft, name: 'renamed', content: '<b>three</b>', description: 'D', content_type: 'html', tags: ['brand'], created_at: NOW, last_edited: LATER, inclusion_count: 0, message: 'success' })
})

test('what is left out stays as it is, also the state', async () => {
  await say(e, PATH, { content_block_id: draft, content: 'three' })
  expect(await info(draft)).toMatchObject({ name: 'draft', description: 'd', content: 'three', last_edited: LATER })
  expect(e.world.contentBlocks.find(draft)!.state).toBe('draft')
})

test('the name of an active block may be repeated, not changed; of a draft it may be changed', async () => {
  expect((await say(e, PATH, { content_block_id: active, name: 'active', content: 'x' })).status).toBe(201)
  expect((await say(e, PATH, { content_block_id: active, name: 'other' })).body).toEqual({ message: 'Content Block name cannot be updated for active Content Blocks' })
  expect((await say(e, PATH, { content_block_id: draft, name: 'other' })).body.liquid_tag).toBe('{{content_blocks.${other}}}')
  expect((await info(active)).name).toBe('active')
})

test.each([
  ['Content Block ID cannot be blank', {}],
  ['Content Block ID cannot be blank', { content_block_id: '' }],
  ['Content Block ID cannot be blank', { content_block_id: 7 }],
  ['Content Block ID is invalid for this workspace', { content_block_id: 'unknown' }],
  ['Content Block name cannot be blank', { content_block_id: 'DRAFT', name: '' }],
  ['Content Block with this name already exists', { content_block_id: 'DRAFT', name: 'active' }],
  ['Content cannot be blank', { content_block_id: 'DRAFT', content: '' }],
  ['Content contains malformed liquid', { content_block_id: 'DRAFT', content: '{% endif %}' }],
  ['Content Block cannot be referenced within itself', { content_block_id: 'DRAFT', content: '{{content_blocks.${draft}}}' }],
  ['Content Block cannot be referenced within itself', { content_block_id: 'DRAFT', name: 'me', content: '{{content_blocks.${me}}}' }],
  ['Content Block description cannot be blank', { content_block_id: 'DRAFT', description: ' ' }],
  ['Content Block state must be either active or draft', { content_block_id: 'DRAFT', state: 'live' }],
  ['Active Content Block can not be updated to Draft. Create a new Content Block.', { content_block_id: 'ACTIVE', state: 'draft' }],
  ['Tags must be an array', { content_block_id: 'DRAFT', tags: {} }],
  ['All tags must be strings', { content_block_id: 'DRAFT', tags: ['brand', null] }],
  ['Some tags could not be found', { content_block_id: 'DRAFT', tags: ['brand', 'none'] }],
] as [string, object][])('%s (%#)', async (message, given) => {
  const before = [await info(draft), await info(active)]
  const id = { DRAFT: draft, ACTIVE: active }[(given as { content_block_id?: string }).content_block_id ?? '']
  const refused = await say(e, PATH, { ...given, ...(id === undefined ? {} : { content_block_id: id }) })
  expect({ status: refused.status, body: refused.body, kinds: refused.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  expect([await info(draft), await info(active)]).toEqual(before)
})

test('a deleted block is known to be deleted', async () => {
  await e.admin('DELETE', `/content_blocks/${active}`)
  expect((await say(e, PATH, { content_block_id: active, content: 'x' })).body).toEqual({ message: 'Content Block has been deleted—content not available' })
})
