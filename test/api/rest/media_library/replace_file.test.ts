// PUT /media_library/replace_file: the same id and address, another file; every error of the page.
import { beforeEach, expect, test } from 'vitest'
import { form, GIF, PNG, SVG } from '../../../kit/images.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'

const PATH = '/media_library/replace_file'
const OTHER = Buffer.concat([PNG, Buffer.alloc(10)])
let e: Emulator
let asset_id: string
let address: string
beforeEach(async () => {
  const answers: Record<string, () => Response> = { 'https://cdn.example.com/new.png': () => new Response(OTHER) }
  e = emulator({ outbound: (async (input: URL) => answers[String(input)]?.() ?? new Response('', { status: 500 })) as unknown as typeof fetch })
  const { bytes, type } = await form({ asset_file: ['logo.png', PNG], name: 'Logo' })
  address = (await ask(e, 'POST', '/media_library/create', bytes, { 'content-type': type })).body.new_assets[0].url
  asset_id = (await e.admin('GET', '/media_library')).body.media_library[0].id
  e.world.clock.moveTo(e.world.clock.now() + 1000)
})
const put = async (parts: Parameters<typeof form>[0]) => {
  const { bytes, type } = await form(parts)
  return ask(e, 'PUT', PATH, bytes, { 'content-type': type })
}
const served = async () => Buffer.from(await (await e.fetch(address)).arrayBuffer())

test('by a form: name, id and address stay, the old file is gone', async () => {
  expect(await served()).toEqual(PNG)
  const said = await put({ asset_id, asset_file: ['x.PNG', OTHER, 'image/png'] })
  expect([said.status, said.body]).toEqual([200, { info: 'Asset file updated successfully.', new_image_asset: { name: 'Logo', size: OTHER.length, url: address, ext: 'png' } }])
  expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['media_asset.replaced', { asset_id, name: 'Logo', ext: 'png', size: OTHER.length }]])
  expect(await served()).toEqual(OTHER)
  expect(e.world.db.raw.prepare('SELECT count(*) AS n FROM files').get()).toEqual({ n: 1 })
  expect((await e.admin('GET', '/media_library')).body).toEqual({
    media_library: [{ id: asset_id, name: 'Logo', ext: 'png', content_type: 'image/png', size: OTHER.length, created_at: Date.parse('2026-03-01T12:00:00Z'), updated_at: Date.parse('2026-03-01T12:00:01Z') }],
    next: null,
  })
})

test('by an address, and by base64 whose type is told by its content', async () => {
  expect((await ask(e, 'PUT', PATH, { asset_id, asset_url: 'https://cdn.example.com/new.png' })).status).toBe(200)
  expect(await served()).toEqual(OTHER)
  expect((await ask(e, 'PUT', PATH, { asset_id, asset_file: PNG.toString('base64') })).status).toBe(200)
  expect(await served()).toEqual(PNG)
})

test.each([
  ['asset_id is required.', { asset_url: 'https://cdn.example.com/new.png' }],
  ['asset_id is required.', { asset_id: '', asset_file: 'x' }],
  [`'asset_id' is not valid`, { asset_id: 7, asset_file: 'x' }],
  ['Either file or asset_url is required.', { asset_id: 'ID' }],
  ['Both asset_url and asset_file cannot be provided. Please provide only one.', { asset_id: 'ID', asset_url: 'https://cdn.example.com/new.png', asset_file: 'x' }],
] as [string, Record<string, unknown>][])('%s (%#)', async (message, body) => {
  const refused = await ask(e, 'PUT', PATH, { ...body, ...(body['asset_id'] === 'ID' ? { asset_id } : {}) })
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message }, ['request.refused']])
})

test.each([
  ['ASSET_NOT_FOUND', 404, { asset_id: 'none', asset_url: 'https://cdn.example.com/new.png' }, { asset_id: 'none' }],
  ['INVALID_ASSET_URL', 400, { asset_url: 'no address' }, { asset_url: 'no address' }],
  ['GENERIC_ERROR', 500, { asset_url: 'https://cdn.example.com/other.png' }, { original_error: 'the address answered 500' }],
  ['EXTENSION_MISMATCH', 400, { asset_file: GIF.toString('base64') }, { expected_extension: 'png', received_extension: 'gif' }],
] as [string, number, object, object][])('%s', async (error_code, status, body, meta) => {
  const refused = await ask(e, 'PUT', PATH, { asset_id, ...body })
  expect([refused.status, refused.body, refused.kinds]).toEqual([status, { message: expect.any(String), error_code, meta }, ['request.refused']])
  expect(await served()).toEqual(PNG)
})

test.each([
  ['EXTENSION_MISMATCH', ['logo.jpg', PNG], { expected_extension: 'png', received_extension: 'jpg' }],
  ['EXTENSION_MISMATCH', ['logo.svg', SVG], { expected_extension: 'png', received_extension: 'svg' }],
  ['CORRUPT_FILE', ['logo.png', Buffer.from('no image')], { file_name: 'logo.png' }],
  ['CORRUPT_FILE', ['logo.png', GIF], { file_name: 'logo.png' }],
  ['ASSET_SIZE_EXCEEDS_LIMIT', ['logo.png', Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)])], { size_limit_bytes: 5 * 1024 * 1024, file_size_bytes: 5 * 1024 * 1024 + PNG.length }],
] as [string, [string, Buffer], object][])('%s of a file (%#)', async (error_code, file, meta) => {
  const refused = await put({ asset_id, asset_file: file })
  expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: expect.any(String), error_code, meta }, ['request.refused']])
  expect(await served()).toEqual(PNG)
})
