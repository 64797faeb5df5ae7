// GET /_hosted/:workspace/media/<id>.<ext>: the bytes, their type, and that no file of ours runs anything.
import { expect, test } from 'vitest'
import { createEmulator, homeKeys } from '../../../emulator/adapters/package.ts'
import { GIF, PNG, SVG } from '../../kit/images.ts'
import { emulator } from '../../kit/world.ts'

function kept(filename: string, bytes: Uint8Array) {
  const e = emulator()
  const { assets } = e.world.db.tx(() => e.world.mediaLibrary.create({ filename, bytes }))
  const asset = assets[0]!
  return { e, asset, path: `/_hosted/default/media/${asset.id}.${asset.ext}` }
}

test('an image comes with its type, its length and a mark of its version', async () => {
  const { e, asset, path } = kept('cat.gif', GIF)
  const answer = await e.fetch(path)
  expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, GIF])
  expect(Object.fromEntries(['content-type', 'content-length', 'x-content-type-options', 'cache-control', 'etag', 'last-modified'].map((name) => [name, answer.headers.get(name)]))).toEqual({
    'content-type': 'image/gif', 'content-length': String(GIF.length), 'x-content-type-options': 'nosniff', 'cache-control': 'public, no-cache', etag: `"${asset.file_id}"`, 'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT',
  })
  expect((await e.fetch(`/_hosted/default/media/${asset.id}`)).status).toBe(200)
})

test('a file of many pieces arrives whole', async () => {
  const large = Buffer.concat([PNG, Buffer.alloc(1_000_000, 7)])
  const { e, path } = kept('large.png', large)
  expect(Buffer.from(await (await e.fetch(path)).arrayBuffer()).equals(large)).toBe(true)
})

test('who has it is told so, until it is replaced', async () => {
  const { e, asset, path } = kept('cat.png', PNG)
  const etag = `"${asset.file_id}"`
  for (const known of [etag, `W/${etag}`, `"old", ${etag}`, '*']) {
    const answer = await e.fetch(path, { headers: { 'if-none-match': known } })
    expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag])
  }
  e.world.db.tx(() => e.world.mediaLibrary.replace(asset.id, { filename: 'b.png', bytes: Buffer.concat([PNG, Buffer.alloc(1)]) }))
  const answer = await e.fetch(path, { headers: { 'if-none-match': etag } })
  expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, PNG.length + 1])
})

test('an SVG opened by its address runs no script on our origin', async () => {
  const { e, path } = kept('logo.svg', SVG)
  const answer = await e.fetch(path)
  expect(answer.headers.get('content-type')).toBe('image/svg+xml')
  const policy = answer.headers.get('content-security-policy')!.split(';').map((one) => one.trim())
  expect(policy).toContain('sandbox')
  expect(policy).toContain("default-src 'none'")
  expect(policy.some((one) => one.startsWith('script-src'))).toBe(false)
})

test('what there is none of', async () => {
  const { e, asset } = kept('cat.png', PNG)
  for (const path of ['/_hosted/default/media/none', `/_hosted/default/media/${asset.id}.gif`, `/_hosted/other/media/${asset.id}.png`, '/_hosted/default/media/.png']) {
    const answer = await e.call('GET', path)
    expect([path, answer.status, answer.body]).toEqual([path, 404, { message: 'Not Found' }])
  }
})

test('over a socket: a form goes in, the address of the answer gives the file back', async () => {
  const host = createEmulator({ holdClock: '2026-03-01T12:00:00.000Z' })
  try {
    const origin = await host.listen({ port: 0 })
    const large = Buffer.concat([PNG, Buffer.alloc(600_000, 7)])
    const data = new FormData()
    data.append('asset_file', new Blob([large], { type: 'image/png' }), 'large.png')
    const said = (await (await fetch(`${origin}/media_library/create`, { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}` }, body: data })).json()) as { new_assets: { name: string; url: string }[] }
    expect(said.new_assets).toEqual([{ name: 'large.png', size: large.length, ext: 'png', url: expect.stringMatching(new RegExp(`^${origin.replaceAll('.', '\\.')}/_hosted/default/media/[0-9a-f]{24}\\.png$`)) }])
    const { url } = said.new_assets[0]!
    const file = await fetch(url)
    expect([file.status, file.headers.get('content-length'), file.headers.get('content-type'), Buffer.from(await file.arrayBuffer()).equals(large)]).toEqual([200, String(large.length), 'image/png', true])
    expect((await fetch(url, { headers: { 'if-none-match': file.headers.get('etag')! } })).status).toBe(304)
  } finally {
    await host.close()
  }
})
