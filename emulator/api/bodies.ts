// The body of a request before anything is read in it: how large it may be, how it is packed, what it says it is.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { Check } from './dispatch.ts'
import { Fault } from './endpoint.ts'

/** `deflate` means zlib's format by the standard; some senders leave its header out. docs: RFC 9110, 8.4.1.2 */
const isZlib = (body: Uint8Array): boolean => body.length > 1 && (body[0]! & 0x0f) === 8 && ((body[0]! << 8) | body[1]!) % 31 === 0

const LARGEST_INFLATED = 64 * 1024 * 1024

export const measureBody: Check = ({ request, endpoint, realm }) => {
  if (request.oversize === true || request.body.length > endpoint!.maxBytes) throw new Fault(endpoint!.oversizeStatus, realm.message(endpoint!.oversizeStatus, 'Request Entity Too Large'))
}

export const inflateBody: Check = (passage) => {
  const coding = passage.request.headers['content-encoding']?.trim().toLowerCase()
  if (coding === undefined || coding === '' || coding === 'identity') return
  const { request, endpoint, realm } = passage
  const inflate = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: isZlib(request.body) ? inflateSync : inflateRawSync, br: brotliDecompressSync }[coding]
  if (inflate === undefined) throw new Fault(415, realm.message(415, 'Unsupported Media Type'))
  try {
    passage.request = { ...request, body: inflate(request.body, { maxOutputLength: Math.min(endpoint!.maxBytes, LARGEST_INFLATED) }) }
  } catch (error) {
    const over = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    throw over ? new Fault(endpoint!.oversizeStatus, realm.message(endpoint!.oversizeStatus, 'Request Entity Too Large')) : new Fault(400, realm.message(400, 'Bad Request'))
  }
}

export const readContentType: Check = ({ request, endpoint, realm }) => {
  if (!realm.wantsJson || endpoint!.raw === true || endpoint!.method === 'GET' || (request.method === 'DELETE' && request.body.length === 0)) return
  const [type, ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';').map((part) => part.trim())
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice(8).replaceAll('"', '')
  if (!/^application\/(json|[\w.-]+\+json)$/.test(type ?? '') || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) throw new Fault(415, realm.message(415, 'Unsupported Media Type'))
}
