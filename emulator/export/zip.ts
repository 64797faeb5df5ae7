// A ZIP made while it is sent: its files are deflated already and read a piece at a time, so it never stands in memory whole.
import type { Zip, ZipInputFile } from 'fflate'
import { lazy } from '../kernel/lazy.ts'

const fflate = lazy<typeof import('fflate')>('fflate')
const DEFLATE = 8
const [FIRST_YEAR, LAST_YEAR] = [1980, 2099] // the years that a ZIP can name

export type ZipFile = { name: string; crc: number; plain_size: number; pieces: () => Iterable<Uint8Array> }

/** The time that a ZIP shows: in UTC, whatever the machine's zone. */
function shown(at: number): Date {
  const date = new Date(at)
  const year = Math.min(Math.max(date.getUTCFullYear(), FIRST_YEAR), LAST_YEAR)
  return new Date(year, date.getUTCMonth(), date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds())
}

/** The bytes of a ZIP of these files, in pieces. */
export function* zipOf(files: Iterable<ZipFile>, at: number): Generator<Uint8Array> {
  const out: Uint8Array[] = []
  const zip: Zip = new (fflate().Zip)((error, chunk) => {
    if (error !== null) throw error
    out.push(chunk)
  })
  for (const { name, crc, plain_size, pieces } of files) {
    const entry: ZipInputFile = { filename: name, size: plain_size, crc, compression: DEFLATE, mtime: shown(at) }
    zip.add(entry) // gives the entry its `ondata`
    for (const piece of pieces()) {
      entry.ondata!(null, piece as Uint8Array<ArrayBuffer>, false)
      yield* out.splice(0)
    }
    entry.ondata!(null, new Uint8Array(0), true)
    yield* out.splice(0)
  }
  zip.end()
  yield* out.splice(0)
}
