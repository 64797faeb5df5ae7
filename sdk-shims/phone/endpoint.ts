// Where the mobile SDKs' calls go for an endpoint (mobile wire 1): https unless it names a scheme, its base path kept, /api/v3 behind.
import { httpTransport } from '../device/http-transport.ts'
import type { FetchLike } from '../device/http-transport.ts'
import type { Transport } from '../device/wire-types.ts'

/** The address in front of `/api/v3/…`; undefined when the endpoint is none: the SDK then stays off the network. docs: braze-swift-sdk changelog 7.7.0, 11.8.0 */
export const serverRoot = (endpoint: string): string | undefined => {
  const url = (/^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`).replace(/\/+$/, '')
  return URL.canParse(url) && new URL(url).hostname !== '' ? url : undefined
}

/** A transport to the server of an endpoint. */
export const serverAt = (endpoint: string, fetchImpl: FetchLike): Transport => {
  const root = serverRoot(endpoint)
  return root === undefined ? () => Promise.reject(new Error(`the endpoint ${JSON.stringify(endpoint)} is no address`)) : httpTransport(root, fetchImpl)
}
