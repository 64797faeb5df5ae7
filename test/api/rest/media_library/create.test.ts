// POST /media_library/create: images and ZIPs of images from forms, base64 and addresses; every error of the page.
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { form, GIF, JPEG, PNG, SVG, WEBP, zip } from '../../../kit/images.ts'
import { emulator } from '../../../kit/world.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask, say } from '../../../kit/rest.ts'

const PATH = '/media_library/create'
const MB = 1024 * 1024
const DASHBOARD = 'http://localhost/_emulator/media_library?workspace=default'
const url = (ext: string) => expect.stringMatching(new RegExp(`^http://localhost/_hosted/default/media/[0-9a-f]{24}\\.${ext}$`)) as unknown

async function send(e: Emulator, parts: Parameters<typeof form>[0]) {
  const { bytes, type } = await form(parts)
  return ask(e, 'POST', PATH, bytes, { 'content-type': type })
}
/** A way out that knows some addresses; the addresses asked for are kept. */
function outbound(answers: Record<string, () => Response>) {
  const asked: string[] = []
  const fetch = (async (input: URL) => {
    asked.push(String(input))
    const answer = answers[String(input)]
    if (answer === undefined) throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') })
    return answer()
  }) as unknown as typeof globalThis.fetch
  return { asked, fetch }
}
const nothing = (e: Emulator) => {
  expect(e.world.mediaLibrary.list()).toEqual([])
  expect(e.world.db.raw.prepare('SELECT count(*) AS n FROM files').get()).toEqual({ n: 0 })
}

describe('one file', () => {
  test('in a form, with a name: kept, told, and to be had at its address', async () => {
    const e = emulator()
    const said = await send(e, { asset_file: ['cat.png', PNG, 'image/png'], name: 'Cat Graphic' })
    expect([said.status, said.body]).toEqual([200, { new_assets: [{ name: 'Cat Graphic', size: PNG.length, url: url('png'), ext: 'png' }], errors: [], dashboard_url: DASHBOARD }])
    const id = said.body.new_assets[0].url.slice(-28, -4)
    expect(said.rows.map(({ kind, data }) => [kind, data])).toEqual([['media_asset.created', { asset_id: id, name: 'Cat Graphic', ext: 'png', size: PNG.length }]])
    const file = await e.fetch(said.body.new_assets[0].url)
    expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG)
  })

  test('from an address, without a name: the file is called as there', async () => {
    const out = outbound({ 'https://cdn.example.com/a%20b/Cat%C3%A9.jpg?v=2': () => new Response(JPEG) })
    const e = emulator({ outbound: out.fetch })
    const said = await say(e, PATH, { asset_url: 'https://cdn.example.com/a%20b/Cat%C3%A9.jpg?v=2' })
    expect(said.body.new_assets).toEqual([{ name: 'Caté.jpg', size: JPEG.length, url: url('jpg'), ext: 'jpg' }])
    expect([out.asked, said.kinds]).toEqual([['https://cdn.example.com/a%20b/Cat%C3%A9.jpg?v=2'], ['media_asset.created']])
  })

  test.each([
    ['data address', `data:image/png;base64,${PNG.toString('base64')}`],
    ['bare', PNG.toString('base64')],
  ])('in JSON as base64 (%s)', async (_name, asset_file) => {
    const said = await say(emulator(), PATH, { asset_file, name: 'Cat' })
    expect(said.body.new_assets).toEqual([{ name: 'Cat', size: PNG.length, url: url('png'), ext: 'png' }])
  })

  test.each([
    ['a.gif', GIF, 'gif', 'image/gif'],
    ['a.jpeg', JPEG, 'jpeg', 'image/jpeg'],
    ['a.webp', WEBP, 'webp', 'image/webp'],
    ['a.svg', SVG, 'svg', 'image/svg+xml'],
    ['photo', PNG, 'png', 'image/png'],
    ['wrong.png', GIF, 'gif', 'image/gif'],
    ['wrong.txt', PNG, 'png', 'image/png'],
  ])('%s is known by its content', async (name, bytes, ext, type) => {
    const e = emulator()
    const said = await send(e, { asset_file: [name, bytes, 'application/octet-stream'] })
    expect(said.body.new_assets).toEqual([{ name, size: bytes.length, url: url(ext), ext }])
    expect(e.world.mediaLibrary.list()[0]!.content_type).toBe(type)
  })

  test('5 MB are taken, a byte more is not', async () => {
    const e = emulator()
    const large = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)])
    expect((await send(e, { asset_file: ['a.png', large(5 * MB)] })).status).toBe(200)
    const refused = await send(e, { asset_file: ['a.png', large(5 * MB + 1)] })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: expect.any(String), error_code: 'ASSET_SIZE_EXCEEDS_LIMIT', meta: { size_limit_bytes: 5 * MB, file_size_bytes: 5 * MB + 1 } }, ['request.refused']])
    expect(e.world.mediaLibrary.list()).toHaveLength(1)
  })
})

describe('refused before anything is read', () => {
  test.each([
    ['Either asset_url or asset_file must be provided.', {}],
    ['Either asset_url or asset_file must be provided.', { asset_url: '', asset_file: null, name: 'x' }],
    ['Both asset_url and asset_file cannot be provided. Please provide only one.', { asset_url: 'https://a.example/a.png', asset_file: 'iVBORw0KGgo=' }],
    [`'asset_url' is not valid`, { asset_url: 7 }],
    [`'asset_file' is not valid`, { asset_file: [1] }],
    [`'name' is not valid`, { asset_file: 'iVBORw0KGgo=', name: {} }],
    ['Bad Request', []],
  ] as [string, object][])('%s (%#)', async (message, body) => {
    const out = outbound({})
    const e = emulator({ outbound: out.fetch })
    const refused = await say(e, PATH, body)
    expect([refused.status, refused.body, refused.kinds, out.asked]).toEqual([400, { message }, ['request.refused'], []])
    nothing(e)
  })

  test('bodies that are neither JSON nor a form', async () => {
    const e = emulator()
    expect((await ask(e, 'POST', PATH, '{"asset_url":')).body).toEqual({ error: expect.stringContaining('message body does not match declared format') })
    expect((await ask(e, 'POST', PATH, 'x', { 'content-type': 'image/png' })).status).toBe(415)
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) expect((await ask(e, 'POST', PATH, 'no form', { 'content-type': type })).body).toEqual({ message: 'Bad Request' })
    nothing(e)
  })
})

describe('refused by what it is', () => {
  test.each([
    ['letter.pdf', Buffer.from('%PDF-1.7'), 'UNSUPPORTED_FILE_TYPE', { file_type: 'pdf' }],
    ['letter', Buffer.from('%PDF-1.7'), 'UNSUPPORTED_FILE_TYPE', { file_type: 'application/pdf' }],
    ['page.html', Buffer.from('<html><svg></svg></html>'), 'UNSUPPORTED_FILE_TYPE', { file_type: 'html' }],
    ['broken.png', Buffer.from('no image'), 'ASSET_UPLOAD_FAILED', { file_name: 'broken.png' }],
    ['broken.zip', Buffer.from('no zip'), 'ZIP_UPLOAD_ERROR', { original_error: expect.any(String) }],
  ])('%s: %s', async (name, bytes, error_code, meta) => {
    const e = emulator()
    const refused = await send(e, { asset_file: [name, bytes, 'application/pdf'] })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: expect.any(String), error_code, meta }, ['request.refused']])
    nothing(e)
  })

  test.each([
    ['no address', 'not an address', undefined],
    ['another scheme', 'file:///etc/passwd', undefined],
    ['nobody there', 'https://nowhere.example/a.png', /getaddrinfo ENOTFOUND/],
    ['an error there', 'https://cdn.example.com/gone.png', /404/],
  ])('an address: %s', async (_name, asset_url, why) => {
    const out = outbound({ 'https://cdn.example.com/gone.png': () => new Response('gone', { status: 404 }) })
    const e = emulator({ outbound: out.fetch })
    const refused = await say(e, PATH, { asset_url })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: expect.any(String), error_code: 'ASSET_UPLOAD_FAILED', meta: { original_error: why === undefined ? expect.any(String) : expect.stringMatching(why) } }, ['request.refused']])
    expect(out.asked).toEqual(why === undefined ? [] : [asset_url])
    nothing(e)
  })

  test('a file without end is read no further than needed', async () => {
    let sent = 0
    let closed = false
    const endless = () => new Response(new ReadableStream({ pull: (controller) => (controller.enqueue(sent === 0 ? PNG : new Uint8Array(MB)), void sent++), cancel: () => void (closed = true) }))
    const e = emulator({ outbound: outbound({ 'https://cdn.example.com/endless.png': endless }).fetch })
    const refused = await say(e, PATH, { asset_url: 'https://cdn.example.com/endless.png' })
    expect([refused.status, refused.body.error_code, closed]).toEqual([400, 'ASSET_SIZE_EXCEEDS_LIMIT', true])
    expect(sent).toBeLessThan(20)
    nothing(e)
  })

  test('200 assets are the most', async () => {
    const e = emulator()
    e.world.db.tx(() => {
      for (let i = 0; i < 199; i++) e.world.mediaLibrary.create({ filename: `${i}.gif`, bytes: GIF })
    })
    const said = await send(e, { asset_file: ['two.zip', zip({ 'a.png': PNG, 'b.png': PNG })] })
    expect([said.body.new_assets.length, said.body.errors]).toEqual([1, [{ name: 'b.png', size: PNG.length, ext: 'png', error: 'MEDIA_LIBRARY_LIMIT_REACHED' }]])
    for (const file of [['c.png', PNG], ['c.zip', zip({ 'a.png': PNG })]] as const) {
      const refused = await send(e, { asset_file: file })
      expect([refused.status, refused.body]).toEqual([400, { message: expect.any(String), error_code: 'MEDIA_LIBRARY_LIMIT_REACHED', meta: { limit: 200 } }])
    }
    await e.admin('PATCH', '/settings', { media_library_limit: null })
    expect((await send(e, { asset_file: ['c.png', PNG] })).status).toBe(200)
  })
})

describe('a ZIP', () => {
  test('without a name its files keep theirs; those that are no images are told', async () => {
    const e = emulator()
    const said = await send(e, { asset_file: ['all.zip', zip({ 'a.png': PNG, 'read.me.txt': Buffer.from('hello'), 'b.svg': SVG })] })
    expect([said.status, said.body]).toEqual([
      200,
      {
        new_assets: [{ name: 'a.png', size: PNG.length, url: url('png'), ext: 'png' }, { name: 'b.svg', size: SVG.length, url: url('svg'), ext: 'svg' }],
        errors: [{ name: 'read.me.txt', size: 5, ext: 'txt', error: 'UNSUPPORTED_FILE_TYPE' }],
        dashboard_url: DASHBOARD,
      },
    ])
    expect(said.kinds).toEqual(['media_asset.created', 'decision.refused', 'media_asset.created'])
  })

  test('with a name they are numbered', async () => {
    const said = await send(emulator(), { asset_file: ['all.zip', zip({ 'a.png': PNG, 'x.txt': Buffer.from('x'), 'b.gif': GIF })], name: 'My File' })
    expect(said.body.new_assets.map((one: any) => [one.name, one.ext])).toEqual([['My File 1', 'png'], ['My File 2', 'gif']])
  })

  test('by an address', async () => {
    const e = emulator({ outbound: outbound({ 'http://files.example/pack': () => new Response(zip({ 'a.png': PNG }) as unknown as BodyInit) }).fetch })
    expect((await say(e, PATH, { asset_url: 'http://files.example/pack' })).body.new_assets).toHaveLength(1)
  })

  const cut = zip({ 'a.png': PNG, 'b.png': PNG }).subarray(0, -40)
  test.each([
    ['in folders', zip({ 'a.png': PNG, 'sub/b.png': PNG }), 'ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY', {}],
    ['with a folder alone', zip({ 'sub/': new Uint8Array() }), 'ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY', {}],
    ['with a file of no name', zip({ 'a.png': PNG, '': PNG }), 'ZIPPED_ENTITY_HAS_NO_NAME', {}],
    ['cut off', cut, 'ZIP_UPLOAD_ERROR', { original_error: expect.any(String) }],
    ['of more than 5 MB unpacked', zip({ 'a.png': new Uint8Array(3 * MB), 'b.png': new Uint8Array(2 * MB + 1) }), 'ZIP_FILE_TOO_LARGE', { zip_file_name: 'all.zip', zip_file_size: 5 * MB + 1 }],
  ])('%s', async (_name, bytes, error_code, meta) => {
    const e = emulator()
    const refused = await send(e, { asset_file: ['all.zip', bytes] })
    expect([refused.status, refused.body, refused.kinds]).toEqual([400, { message: expect.any(String), error_code, meta }, ['request.refused']])
    nothing(e)
  })

  test('an empty one keeps nothing', async () => {
    const said = await send(emulator(), { asset_file: ['all.zip', Buffer.from(zipSync({}))] })
    expect([said.status, said.body]).toEqual([200, { new_assets: [], errors: [], dashboard_url: DASHBOARD }])
  })
})
