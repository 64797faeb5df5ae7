// POST /content_blocks/create: what is kept and answered, and every text of the page's table.
import { expect, test } from 'vitest'
import { NOW, emulator } from '../../../kit/world.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/content_blocks/create'
const ID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as unknown

test('a block with everything is answered with its tag, and can be read back', async () => {
  const e = emulator()
  await e.admin('POST', '/tags', { name: 'brand' })
  const made = await say(e, PATH, { name: 'footer_1', description: 'The foot', content: '<p>Bye {{${first_name}}}</p>', state: 'draft', tags: ['brand'] })
  expect({ status: made.status, body: made.body }).toEqual({ status: 201, body: { content_block_id: ID, liquid_tag: '{{content_blocks.${footer_1}}}', created_at: NOW, message: 'success' } })
  expect(made.rows.map(({ kind, data }) => [kind, data])).toEqual([['content_block.created', { content_block_id: made.body.content_block_id, name: 'footer_1', state: 'draft', tags: ['brand'] }]])
  expect((await ask(e, 'GET', `/content_blocks/info?content_block_id=${made.body.content_block_id}`)).body).toEqual({
    content_block_id: made.body.content_block_id, name: 'footer_1', content: '<p>Bye {{${first_name}}}</p>', description: 'The foot', content_type: 'html', tags: ['brand'], created_at: NOW, last_edited: NOW, inclusion_count: 0, message: 'success',
  })
})

test('a name and content are enough: active, without tags; members it does not know are ignored', async () => {
  const e = emulator()
  const made = await say(e, PATH, { name: 'Plain-2', content: 'a < b', color: 'red', description: null, state: null, tags: null })
  expect([made.status, made.kinds]).toEqual([201, ['content_block.created', 'request.suspicious']]) // `color` is noticed in diagnostics
  expect(e.world.contentBlocks.named('Plain-2')).toMatchObject({ state: 'active', content_type: 'text', description: '', tags: [] })
})

const good = { name: 'block', content: 'x' }
test.each([
  ['Content Block name cannot be blank', { content: 'x' }],
  ['Content Block name cannot be blank', { ...good, name: ' ' }],
  ['Content Block name cannot be blank', { ...good, name: null }],
  ['Content Block name must be a string', { ...good, name: 7 }],
  ['Content Block name must be shorter than 100 characters', { ...good, name: 'n'.repeat(100) }],
  ['Content Block name can only contain alphanumeric characters', { ...good, name: 'no spaces' }],
  ['Content Block name can only contain alphanumeric characters', { ...good, name: 'naïve' }],
  ['Content Block name can only contain alphanumeric characters', { ...good, name: 'a\n' }],
  ['Content cannot be blank', { name: 'block' }],
  ['Content cannot be blank', { ...good, content: '\n\t' }],
  ['Content must be a string', { ...good, content: ['x'] }],
  ['Content must be smaller than 50kb', { ...good, content: 'é'.repeat(25_600) }],
  ['Content contains malformed liquid', { ...good, content: '{% if true %}x' }],
  ['Content contains malformed liquid', { ...good, content: '{{ ${first_name} ' }],
  ['Content Block cannot be referenced within itself', { ...good, content: 'see {{content_blocks.${block}}}' }],
  ['Content Block description cannot be blank', { ...good, description: '' }],
  ['Content Block description must be a string', { ...good, description: 7 }],
  ['Content Block description must be shorter than 250 characters', { ...good, description: 'd'.repeat(250) }],
  ['Content Block state must be either active or draft', { ...good, state: 'archived' }],
  ['Tags must be an array', { ...good, tags: 'brand' }],
  ['All tags must be strings', { ...good, tags: [7] }],
  ['Some tags could not be found', { ...good, tags: ['nowhere'] }],
] as [string, object][])('%s (%#)', async (message, body) => {
  const e = emulator()
  const refused = await say(e, PATH, body)
  expect({ status: refused.status, body: refused.body, kinds: refused.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  expect(e.world.contentBlocks.list()).toEqual([])
})

test('the longest of each is taken: 99 characters, 249 characters (emoji are one each), a byte under 50 KB', async () => {
  const e = emulator()
  expect((await say(e, PATH, { name: 'n'.repeat(99), description: '🙂'.repeat(249), content: 'c'.repeat(51_199) })).status).toBe(201)
})

test('a name is taken once, as it is written', async () => {
  const e = emulator()
  await say(e, PATH, good)
  const again = await say(e, PATH, good)
  expect([again.status, again.body, again.kinds]).toEqual([400, { message: 'Content Block with this name already exists' }, ['request.refused']])
  expect((await say(e, PATH, { ...good, name: 'Block' })).status).toBe(201)
})

test('the name of a deleted block is free again', async () => {
  const e = emulator()
  const { body } = await say(e, PATH, good)
  await e.admin('DELETE', `/content_blocks/${body.content_block_id}`)
  expect((await say(e, PATH, good)).status).toBe(201)
})

test('a tag that a campaign carries exists', async () => {
  const e = emulator()
  await e.admin('POST', '/campaigns', { name: 'Spring', tags: ['season'] })
  expect((await say(e, PATH, { ...good, tags: ['season'] })).status).toBe(201)
})
