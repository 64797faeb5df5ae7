// ZIPs that lie: bombs, directories that do not fit the files, damaged and foreign ones.
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { filesOfZip } from '../../../emulator/domain/content/zip-files.ts'
import { Refusal } from '../../../emulator/domain/refusal.ts'
import { PNG, zip } from '../../kit/images.ts'

const MB = 1024 * 1024
const refusal = (bytes: Uint8Array, most = 5 * MB): unknown => {
  try {
    return filesOfZip(bytes, 'a.zip', most)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [error.code, error.details]
  }
}
/** Sets what every header of the ZIP says of the size of the unpacked file. */
function claiming(bytes: Buffer, size: number): Buffer {
  const lying = Buffer.from(bytes)
  for (let at = 0; at < lying.length - 4; at++) {
    if (lying.readUInt32LE(at) === 0x04034b50) lying.writeUInt32LE(size, at + 22)
    if (lying.readUInt32LE(at) === 0x02014b50) lying.writeUInt32LE(size, at + 24)
  }
  return lying
}

test('files with their names, packed and stored, in their order', () => {
  expect(filesOfZip(zip({ 'ü.png': PNG, 'b.txt': Buffer.from('x') }), 'a.zip', MB)).toEqual([{ name: 'ü.png', bytes: PNG }, { name: 'b.txt', bytes: Buffer.from('x') }])
})

test('files written as a stream, whose sizes stand behind them', () => {
  const packed = deflateRawSync(PNG)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 6)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(1, 26)
  const behind = Buffer.alloc(16)
  behind.writeUInt32LE(0x08074b50, 0)
  behind.writeUInt32LE(packed.length, 8)
  behind.writeUInt32LE(PNG.length, 12)
  const head = Buffer.concat([local, Buffer.from('a'), packed, behind])
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(8, 8)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(PNG.length, 24)
  entry.writeUInt16LE(1, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(47, 12)
  end.writeUInt32LE(head.length, 16)
  expect(filesOfZip(Buffer.concat([head, entry, Buffer.from('a'), end]), 'a.zip', MB)).toEqual([{ name: 'a', bytes: PNG }])
})

describe('bombs', () => {
  const bomb = zip({ 'a.png': new Uint8Array(64 * MB) })

  test('an honest one is refused by what its directory says', () => expect(refusal(bomb)).toEqual(['ZIP_FILE_TOO_LARGE', { zip_file_name: 'a.zip', zip_file_size: 64 * MB }]))

  test('one that calls itself small is refused as soon as more comes out than is allowed', () => {
    const [code, { zip_file_size }] = refusal(claiming(bomb, 100)) as [string, { zip_file_size: number }]
    expect(code).toBe('ZIP_FILE_TOO_LARGE')
    expect(zip_file_size).toBeGreaterThan(5 * MB)
    expect(zip_file_size).toBeLessThan(8 * MB)
  })
})

describe('broken ones', () => {
  const good = zip({ 'a.png': PNG, 'b.png': PNG })
  /** Two entries of the directory for the one file. */
  function twice(): Buffer {
    const one = zip({ 'a.png': PNG })
    const at = one.readUInt32LE(one.length - 6)
    const end = Buffer.from(one.subarray(-22))
    for (const where of [8, 10]) end.writeUInt16LE(2, where)
    const entry = one.subarray(at, -22)
    return Buffer.concat([one.subarray(0, at), entry, entry, end])
  }
  const firstData = 30 + 5

  test.each([
    ['no ZIP at all', Buffer.from('garbage')],
    ['nothing', Buffer.alloc(0)],
    ['cut off in its directory', good.subarray(0, -30)],
    ['other sizes than it says', claiming(good, 7)],
    ['a file named twice in its directory', twice()],
    ['packed data that cannot be read', Buffer.concat([good.subarray(0, firstData), Buffer.alloc(10, 0xff), good.subarray(firstData + 10)])],
    ['a packing that is not known', (() => { const other = Buffer.from(good); other.writeUInt16LE(99, 8); return other })()],
  ])('%s', (_name, bytes) => expect(refusal(bytes)).toEqual(['ZIP_UPLOAD_ERROR', { original_error: expect.stringMatching(/./) }]))
})
