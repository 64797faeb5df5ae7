// Deflating a file piece by piece, with nothing kept in memory between two pieces: each ends on a whole byte, and the checksum goes on from the last.
import { constants, deflateRawSync } from 'node:zlib'

let table: Uint32Array | undefined
function crcTable(): Uint32Array {
  return (table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    return c
  }))
}

/** The CRC-32 of everything so far (`before`) and `bytes`. Node has one of its own from 22.2 only. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const entries = crcTable()
  let c = ~before
  for (let i = 0; i < bytes.length; i++) c = entries[(c ^ bytes[i]!) & 0xff]! ^ (c >>> 8)
  return ~c >>> 0
}

/** A piece in the middle of a deflated stream. */
export const deflated = (bytes: Uint8Array): Uint8Array => deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
/** The empty last block, which ends the stream. */
export const LAST_BLOCK: Uint8Array = Uint8Array.of(0x03, 0x00)
