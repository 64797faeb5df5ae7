// Tags, the end of a Content Block and the list of media assets, which Braze leaves to its dashboard: '/tags', '/content_blocks', '/media_library'.
import { expect, test } from 'vitest'
import { GIF } from '../../kit/images.ts'
import { say } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const AT = Date.parse('2026-03-01T12:00:00Z')

test('tags are made once, listed by name, deleted', async () => {
  const e = emulator()
  const kinds = await e.kindsOf(async () => {
    expect(await e.admin('POST', '/tags', { name: 'b c' })).toMatchObject({ status: 201, body: { name: 'b c', created_at: AT } })
    await e.admin('POST', '/tags', { name: 'a' })
    expect((await e.admin('POST', '/tags', { name: 'a' })).status).toBe(409)
    expect((await e.admin('GET', '/tags')).body).toEqual({ tags: [{ name: 'a', created_at: AT }, { name: 'b c', created_at: AT }], next: null })
    expect((await e.admin('DELETE', '/tags/b%20c')).body).toEqual({ deleted: 'b c' })
    expect((await e.admin('DELETE', '/tags/b%20c')).status).toBe(404)
    expect((await e.admin('GET', '/tags')).body.tags).toHaveLength(1)
    expect((await e.admin('POST', '/tags', { name: '' })).status).toBe(422)
  })
  expect(kinds).toEqual(['tag.created', 'tag.created', 'tag.deleted'])
})

test('a block keeps a tag that is deleted', async () => {
  const e = emulator()
  await e.admin('POST', '/tags', { name: 'a' })
  await say(e, '/content_blocks/create', { name: 'b', content: 'x', tags: ['a'] })
  await e.admin('DELETE', '/tags/a')
  expect((await e.get('/content_blocks/list')).body.content_blocks[0].tags).toEqual(['a'])
})

test('a Content Block is deleted once', async () => {
  const e = emulator()
  const { content_block_id } = (await say(e, '/content_blocks/create', { name: 'b', content: 'x' })).body
  const rows = await e.rowsOf(async () => {
    expect((await e.admin('DELETE', `/content_blocks/${content_block_id}`)).body).toEqual({ deleted: content_block_id })
    expect((await e.admin('DELETE', `/content_blocks/${content_block_id}`)).status).toBe(422)
    expect((await e.admin('DELETE', '/content_blocks/unknown')).status).toBe(404)
  })
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['content_block.deleted', { content_block_id, name: 'b' }]])
})

test('media assets with the ids that replacing one asks for', async () => {
  const e = emulator()
  expect((await e.admin('GET', '/media_library')).body).toEqual({ media_library: [], next: null })
  await e.post('/media_library/create', { asset_file: GIF.toString('base64'), name: 'Cat' })
  expect((await e.admin('GET', '/media_library')).body.media_library).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{24}$/), name: 'Cat', ext: 'gif', content_type: 'image/gif', size: GIF.length, created_at: AT, updated_at: AT }])
})
