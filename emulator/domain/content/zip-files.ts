// The files of an uploaded ZIP: at the root, named, 5 MB together. What comes out is counted while it is inflated: a bomb is refused at the limit, whatever its directory says.
import { lazy } from '../../kernel/lazy.ts'
import { Refusal } from '../refusal.ts'

const fflate = lazy<typeof import('fflate')>('fflate')

export type ZipFile = { name: string; bytes: Uint8Array }

const SLICE = 2048 // bytes given to the inflater at once: at most 2 MB come out of them before they are counted

/** What the directory at the end of the ZIP says of its files. Throws Refusal `ZIP_UPLOAD_ERROR` when there is none. */
function directoryOf(zip: Uint8Array): { name: string; originalSize: number }[] {
  const listed: { name: string; originalSize: number }[] = []
  try {
    fflate().unzipSync(zip, { filter: ({ name, originalSize }) => (listed.push({ name, originalSize }), false) })
  } catch (error) {
    throw new Refusal('ZIP_UPLOAD_ERROR', { original_error: (error as Error).message })
  }
  return listed
}

/** Inflates all files, no more than `most` bytes together. Throws `tooLarge()` or what the inflater says. */
function inflate(zip: Uint8Array, most: number, tooLarge: (bytes: number) => Error): ZipFile[] {
  const files: { name: string; pieces: Uint8Array[]; whole: boolean }[] = []
  let total = 0
  const unzip = new (fflate().Unzip)((entry) => {
    const file = { name: entry.name, pieces: [] as Uint8Array[], whole: false }
    files.push(file)
    entry.ondata = (error, piece, final) => {
      if (error) throw error
      if ((total += piece.length) > most) throw tooLarge(total)
      file.pieces.push(piece)
      file.whole ||= final
    }
    entry.start()
  })
  unzip.register(fflate().UnzipInflate)
  for (let at = 0; at < zip.length; at += SLICE) unzip.push(zip.subarray(at, at + SLICE), at + SLICE >= zip.length)
  return files.map(({ name, pieces, whole }) => {
    if (!whole) throw new Error(`'${name}' is cut off`)
    return { name, bytes: Buffer.concat(pieces) }
  })
}

/**
 * The files of a ZIP, all or none. Throws a Refusal with Braze's code and `meta`: `ZIP_UPLOAD_ERROR`, `ZIP_FILE_TOO_LARGE`, `ZIPPED_ENTITY_HAS_NO_NAME`,
 * `ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY`. docs: api/endpoints/media_library/manage_assets/create
 */
export function filesOfZip(zip: Uint8Array, zipName: string, most: number): ZipFile[] {
  const listed = directoryOf(zip)
  if (listed.some(({ name }) => name === '')) throw new Refusal('ZIPPED_ENTITY_HAS_NO_NAME')
  const nested = listed.find(({ name }) => /[/\\]/.test(name))
  if (nested !== undefined) throw new Refusal('ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY')
  const tooLarge = (zip_file_size: number): Refusal => new Refusal('ZIP_FILE_TOO_LARGE', { zip_file_name: zipName, zip_file_size })
  const claimed = listed.reduce((sum, { originalSize }) => sum + originalSize, 0)
  if (claimed > most) throw tooLarge(claimed)
  try {
    const files = inflate(zip, most, tooLarge)
    if (files.length !== listed.length || files.some(({ name, bytes }, index) => name !== listed[index]!.name || bytes.length !== listed[index]!.originalSize)) throw new Error('the files are not those of the directory')
    return files
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal('ZIP_UPLOAD_ERROR', { original_error: (error as Error).message })
  }
}
