// Where the SDK's calls go for a baseUrl (web wire 1): a scheme is put in front, /api/v3 behind a bare host only.
import { httpTransport } from '../device/http-transport.ts'
import type { FetchLike } from '../device/http-transport.ts'
import type { Transport } from '../device/wire-types.ts'

const API = '/api/v3'

/** The address in front of `/data/`, for a baseUrl as given to initialize(). observed: web SDK 6.13.0 */
export const apiRoot = (baseUrl: string): string => {
  const url = /^https?:\/\//.test(baseUrl) ? baseUrl : `https://${baseUrl}`
  const path = url.replace(/^https?:\/\/[^/]*/, '')
  return path === '' || path === '/' ? `${url.replace(/\/$/, '')}${API}` : url
}

/** A transport to the server at `baseUrl`. */
export const serverAt = (baseUrl: string, fetchImpl: FetchLike): Transport => {
  const root = apiRoot(baseUrl)
  const send = httpTransport('', fetchImpl)
  return (call) => send({ ...call, path: root + call.path.slice(API.length) })
}
