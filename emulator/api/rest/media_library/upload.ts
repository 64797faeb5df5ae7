// How a file comes to the media library: as the part `asset_file` of a form, as base64 in JSON, or from an address. What is read is limited while it is read.
// The page shows `asset_file` as raw binary inside JSON, which no client can send; clients send multipart/form-data, Braze's own MCP server takes base64.
import type { Upload } from '../../../domain/content/media-library.ts'
import type { World } from '../../../world.ts'
import { Fault } from '../../endpoint.ts'
import { nestedTooDeep, parseJson } from '../../json.ts'
import type { WireRequest } from '../../wire.ts'
import { fault, MALFORMED_JSON } from '../realm.ts'

/** Room for what is over Braze's 5 MB, so that it is refused in Braze's words. */
export const BODY_BYTES = 16 * 1024 * 1024
const PATIENCE_MS = 30_000

/** The members of a request; `asset_file` is the file of a form or the text of a JSON member. */
export type Given = { asset_id?: unknown; asset_url?: unknown; asset_file?: unknown; name?: unknown }

export const BOTH = 'Both asset_url and asset_file cannot be provided. Please provide only one.'

/** A processing error: `{message, error_code, meta}`. docs: manage_assets/create, manage_assets/replace_file */
export const processingFault = (code: string, meta: Record<string, unknown>): Fault => {
  const { status, message } = PROCESSING[code]!
  return new Fault(status, { message, error_code: code, meta }, {}, { field: 'asset', seen: meta })
}

/** Statuses are Braze's, messages ours: it publishes only the codes. */
export const PROCESSING: Readonly<Record<string, { status: number; message: string }>> = {
  UNSUPPORTED_FILE_TYPE: { status: 400, message: 'The uploaded file type is not supported.' },
  ASSET_SIZE_EXCEEDS_LIMIT: { status: 400, message: 'The file exceeds the maximum allowed size of 5 MB.' },
  MEDIA_LIBRARY_LIMIT_REACHED: { status: 400, message: 'The workspace has reached its maximum number of assets.' },
  ASSET_UPLOAD_FAILED: { status: 400, message: 'The asset failed to upload.' },
  ZIP_UPLOAD_ERROR: { status: 400, message: 'The ZIP file is corrupted or could not be opened.' },
  ZIP_FILE_TOO_LARGE: { status: 400, message: 'The total uncompressed size of the ZIP file exceeds the 5 MB limit.' },
  ZIPPED_ENTITY_HAS_NO_NAME: { status: 400, message: 'A file entry inside the ZIP has no name.' },
  ZIPPED_ENTITY_CANNOT_HAVE_NESTED_DIRECTORY: { status: 400, message: 'The ZIP file contains nested directories, which are not supported.' },
  ASSET_NOT_FOUND: { status: 404, message: 'No asset with this asset_id exists in this workspace.' },
  INVALID_ASSET_URL: { status: 400, message: 'The asset_url is not a valid URI.' },
  EXTENSION_MISMATCH: { status: 400, message: "The file extension of the replacement does not match that of the existing asset." },
  CORRUPT_FILE: { status: 400, message: 'The image file is corrupted or unreadable.' },
  GENERIC_ERROR: { status: 500, message: 'An unexpected error occurred.' },
}

async function formOf(request: WireRequest, type: string): Promise<Given> {
  try {
    const form = await new Response(request.body as BodyInit, { headers: { 'content-type': type } }).formData()
    return Object.fromEntries(form.entries())
  } catch {
    throw fault(400, 'Bad Request', {}, { field: 'body', expected: 'multipart/form-data with its boundary' })
  }
}

/** The members of a JSON or multipart body. */
export async function givenIn(request: WireRequest): Promise<Given> {
  const type = request.headers['content-type'] ?? ''
  if (/^multipart\/form-data\b/i.test(type)) return formOf(request, type)
  if (!/^application\/json\b/i.test(type)) throw fault(415, 'Unsupported Media Type', {}, { field: 'content-type', seen: type, expected: 'application/json or multipart/form-data' })
  const parsed = parseJson(request.body)
  if (parsed === undefined) throw new Fault(400, MALFORMED_JSON)
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value) || nestedTooDeep(parsed.value)) throw fault(400, 'Bad Request')
  return parsed.value as Given
}

/** A text that is there and not empty; refuses what is no text. */
export function textIn(given: Given, name: keyof Given): string | undefined {
  const value = given[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw fault(400, `'${name}' is not valid`, {}, { field: name, seen: value, expected: 'a string' })
  return value
}

async function fileOf(file: unknown): Promise<Upload> {
  if (file instanceof Blob) return { filename: (file as File).name ?? 'asset', bytes: new Uint8Array(await file.arrayBuffer()), declared: file.type }
  if (typeof file !== 'string') throw fault(400, `'asset_file' is not valid`, {}, { field: 'asset_file', seen: file, expected: 'a file, or base64' })
  const [, declared, base64] = /^data:([^;,]*)[^,]*;base64,([\s\S]*)$/.exec(file) ?? [undefined, undefined, file]
  return { filename: 'asset', bytes: Buffer.from(base64!, 'base64'), declared }
}

/** The last part of the address's path, as a person would name the file. */
function nameIn(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? url.hostname
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}

/** Downloads a file. `failed` says how its failure is told. */
async function download(world: World, url: URL, failed: (why: string) => Fault): Promise<Upload> {
  const pieces: Uint8Array[] = []
  let size = 0
  let declared: string | undefined
  try {
    const response = await world.outbound(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!response.ok) throw new Error(`the address answered ${response.status}`)
    declared = response.headers.get('content-type')?.split(';')[0]?.trim()
    // Leaving the loop closes the connection: a file without end is read no further
    for await (const piece of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      pieces.push(piece)
      if ((size += piece.length) > BODY_BYTES) break
    }
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message
    throw failed(cause === undefined ? String((error as Error).message) : `${(error as Error).message}: ${cause}`)
  }
  return { filename: nameIn(url), bytes: Buffer.concat(pieces), declared }
}

/** The file of a request that named exactly one source. `badUrl` and `failed` are the family's words. */
export async function uploadOf(world: World, given: Given, { badUrl, failed }: { badUrl: (url: string) => Fault; failed: (why: string) => Fault }): Promise<Upload> {
  const address = textIn(given, 'asset_url')
  if (address === undefined) return fileOf(given.asset_file)
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw badUrl(address)
  return download(world, url, failed)
}

/** True when the member names a file at all. */
export const hasFile = ({ asset_file }: Given): boolean => asset_file !== undefined && asset_file !== null && asset_file !== ''
