// The media library: images under addresses that stay, from single files and from ZIPs, and their replacement. Refusals carry Braze's own codes. docs: api/endpoints/media_library/manage_assets
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { Files } from '../files.ts'
import { Refusal } from '../refusal.ts'
import type { Settings } from '../settings.ts'
import type { AssetType } from './asset-types.ts'
import { claimedType, endingOf, imageType, isZip } from './asset-types.ts'
import type { MediaAsset } from './content.sql.ts'
import { mediaStatements } from './content.sql.ts'
import { filesOfZip } from './zip-files.ts'

export type { MediaAsset } from './content.sql.ts'

/** "Images have a 5 MB limit", and "the total uncompressed size of the ZIP". docs: manage_assets/create */
const MOST_BYTES = 5 * 1024 * 1024
/** A file as it came in: `filename` as the sender calls it, `declared` the content type the sender named. */
export type Upload = { filename: string; bytes: Uint8Array; declared?: string | undefined }
export type AssetError = { name: string; size: number; ext: string; error: string }

/** The assets of one world. */
export function createMediaLibrary({ db, clock, ids, journal, decisions, settings, files }: { db: Db; clock: Clock; ids: Ids; journal: Journal; decisions: Decisions; settings: Settings; files: Files }) {
  const rows = mediaStatements(db)

  /** The image that a file is. Throws `UNSUPPORTED_FILE_TYPE`, `ASSET_SIZE_EXCEEDS_LIMIT` or `ASSET_UPLOAD_FAILED`. */
  function checkedImage({ filename, bytes, declared }: Upload): AssetType {
    if (bytes.length > MOST_BYTES) throw new Refusal('ASSET_SIZE_EXCEEDS_LIMIT', { size_limit_bytes: MOST_BYTES, file_size_bytes: bytes.length })
    const type = imageType(bytes)
    if (type !== undefined) return type
    // A name that promises an image, without one in the file: broken, not unsupported
    if (claimedType(filename) !== undefined) throw new Refusal('ASSET_UPLOAD_FAILED', { file_name: filename })
    throw new Refusal('UNSUPPORTED_FILE_TYPE', { file_type: endingOf(filename) || (declared ?? 'application/octet-stream') })
  }

  function notFull(): void {
    const limit = settings.get().media_library_limit
    if (limit !== null && rows.count.get()!.n >= limit) throw new Refusal('MEDIA_LIBRARY_LIMIT_REACHED', { limit })
  }

  function store(type: AssetType, bytes: Uint8Array): string {
    const file_id = ids.hex(24)
    files.create({ id: file_id, name: `media.${type.ext}`, content_type: type.content_type })
    files.append(file_id, bytes)
    return file_id
  }

  function keep(name: string, upload: Upload): MediaAsset {
    const type = checkedImage(upload)
    notFull()
    // A name with its own spelling of the ending (`jpeg`) keeps it: a replacement must have the same
    const ext = type.names.includes(endingOf(upload.filename)) ? endingOf(upload.filename) : type.ext
    const now = clock.now()
    const asset: MediaAsset = { id: ids.hex(24), name, ext, content_type: type.content_type, size: upload.bytes.length, file_id: store(type, upload.bytes), created_at: now, updated_at: now }
    rows.insert.run(asset)
    journal.append('media_asset.created', { asset_id: asset.id, name, ext, size: asset.size })
    return asset
  }

  /** Every file of a ZIP that is an image; the others are told one by one. With a name: "My File 1", "My File 2" … */
  function keepZip(name: string | undefined, { filename, bytes }: Upload): { assets: MediaAsset[]; errors: AssetError[] } {
    notFull()
    const assets: MediaAsset[] = []
    const errors: AssetError[] = []
    for (const file of filesOfZip(bytes, filename, MOST_BYTES)) {
      try {
        assets.push(keep(name === undefined ? file.name : `${name} ${assets.length + 1}`, { filename: file.name, bytes: file.bytes }))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        errors.push({ name: file.name, size: file.bytes.length, ext: endingOf(file.name), error: error.code })
        decisions.refused({ rule: 'media library: a file of a ZIP', why: error.code, compared: { zip: filename, file: file.name, ...error.details } })
      }
    }
    return { assets, errors }
  }

  return {
    list: (): MediaAsset[] => rows.all.all(),
    find: (id: string): MediaAsset | undefined => rows.one.get(id),
    /** Keeps an image, or the images of a ZIP. Throws a Refusal with Braze's code when nothing can be kept at all. */
    create(upload: Upload, name?: string): { assets: MediaAsset[]; errors: AssetError[] } {
      const zip = isZip(upload.bytes) || (endingOf(upload.filename) === 'zip' && imageType(upload.bytes) === undefined)
      return zip ? keepZip(name, upload) : { assets: [keep(name ?? upload.filename, upload)], errors: [] }
    },
    /**
     * Puts another file under an asset's id and address. "must exactly match the extension of the existing asset".
     * Throws `ASSET_NOT_FOUND`, `EXTENSION_MISMATCH`, `ASSET_SIZE_EXCEEDS_LIMIT` or `CORRUPT_FILE`. docs: manage_assets/replace_file
     */
    replace(id: string, { filename, bytes }: Upload): MediaAsset {
      const asset = rows.one.get(id)
      if (asset === undefined) throw new Refusal('ASSET_NOT_FOUND', { asset_id: id })
      const type = imageType(bytes)
      const received = endingOf(filename) || (type?.ext ?? '')
      if (received !== asset.ext) throw new Refusal('EXTENSION_MISMATCH', { expected_extension: asset.ext, received_extension: received })
      if (bytes.length > MOST_BYTES) throw new Refusal('ASSET_SIZE_EXCEEDS_LIMIT', { size_limit_bytes: MOST_BYTES, file_size_bytes: bytes.length })
      if (type === undefined || type.content_type !== asset.content_type) throw new Refusal('CORRUPT_FILE', { file_name: filename })
      const after: MediaAsset = { ...asset, size: bytes.length, file_id: store(type, bytes), updated_at: clock.now() }
      rows.save.run(after)
      files.remove(asset.file_id)
      journal.append('media_asset.replaced', { asset_id: id, name: asset.name, ext: asset.ext, size: after.size })
      return after
    },
  }
}

export type MediaLibrary = ReturnType<typeof createMediaLibrary>
