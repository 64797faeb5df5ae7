// GET /_hosted/:workspace/exports/<object_prefix>.zip: a real ZIP, made while it is sent. docs: post_users_segment ("the URL will only become a valid location once the export is ready")
import { createHash } from 'node:crypto'
import { strFromU8, Unzip, UnzipInflate } from 'fflate'
import { beforeEach, describe, expect, test } from 'vitest'
import { crowd, download } from '../../kit/exports.ts'
import type { Emulator } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

let e: Emulator
let url: string
beforeEach(async () => {
  e = emulator()
  crowd(e, 6000)
  await e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [] } })
  url = (await e.post('/users/export/segment', { segment_id: 's', fields_to_export: ['external_id'] })).body.url
  await e.world.scheduler.settle()
})

test('is a ZIP to a stream reader, file by file', async () => {
  const files = new Map<string, string>()
  const unzip = new Unzip((file) => {
    file.ondata = (error, chunk) => {
      if (error !== null) throw error
      files.set(file.name, (files.get(file.name) ?? '') + strFromU8(chunk))
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  const response = await e.fetch(new URL(url).pathname)
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) unzip.push(chunk)
  unzip.push(new Uint8Array(0), true)
  expect([...files.values()].map((text) => text.split('\n').length - 1)).toEqual([5000, 1000])
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${new URL(url).pathname.split('/').at(-1)!}"`)
})

test('has the checksums and sizes that a ZIP has', async () => {
  const bytes = Buffer.from((await download(e, url))!)
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  expect(bytes.readUInt16LE(end + 10)).toBe(2)
  let at = bytes.readUInt32LE(end + 16)
  for (let i = 0; i < 2; i++) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [method, crc, packed, plain, name, offset] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const { inflateRawSync } = await import('node:zlib')
    const data = inflateRawSync(bytes.subarray(offset + 30 + name, offset + 30 + name + packed))
    expect([method, data.length, crcOf(data)]).toEqual([8, plain, crc])
    at += 46 + name
  }
})

/** CRC-32 bit by bit, as the standard writes it. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

test('is the same each time, and over a restart', async () => {
  const hash = (bytes: Uint8Array | undefined) => createHash('sha256').update(bytes!).digest('hex')
  const first = hash(await download(e, url))
  expect(hash(await download(e, url))).toBe(first)
  expect(hash(await download(emulator({ image: e.world.snapshot() }), url))).toBe(first)
})

describe('is not there', () => {
  test.each(['/_hosted/default/exports/none.zip', '/_hosted/default/exports/none', '/_hosted/other/exports/x.zip', '/_hosted/default/exports/.zip', '/_hosted/default/exports/%2e%2e.zip'])('%s', async (path) => {
    const response = await e.fetch(path)
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }])
  })
  test('without its ending', async () => expect((await e.fetch(new URL(url).pathname.replace('.zip', ''))).status).toBe(404))
  test('in another workspace', async () => {
    await e.admin('POST', '/workspaces', { id: 'two' })
    expect((await e.fetch(new URL(url).pathname.replace('default', 'two'))).status).toBe(404)
  })
})

test('HEAD has no body', async () => {
  const response = await e.fetch(new URL(url).pathname, { method: 'HEAD' })
  expect([response.status, await response.text()]).toEqual([200, ''])
})

test('a download that loses its file fails, instead of ending early as if it were whole', async () => {
  const response = await e.fetch(new URL(url).pathname)
  e.world.db.raw.exec('DELETE FROM file_pieces WHERE n > 0 OR rowid % 2 = 0')
  await expect(response.arrayBuffer()).rejects.toThrow(/ended while it was read/)
})
