// Carries a device's calls over any fetch: the real one or an emulator's own, in-process.
import type { Transport } from './wire-types.ts'

export type FetchLike = (request: Request) => Promise<Response> | Response

/**
 * A transport for createDevice.
 * @param baseUrl scheme, host, port and optional prefix in front of '/api/v3/…', e.g. 'http://127.0.0.1:8080'
 * @param fetchImpl anything that takes a Request and gives a Response; the global fetch by default
 * Rejects when fetch rejects, which the device reads as "no network".
 */
export const httpTransport = (baseUrl: string, fetchImpl: FetchLike = (request) => fetch(request)): Transport => {
  const base = baseUrl.replace(/\/+$/, '')
  return async (call) => {
    const response = await fetchImpl(
      new Request(base + call.path, { method: call.method, headers: call.headers, body: call.body }),
    )
    const headers: Record<string, string> = {}
    response.headers.forEach((value, name) => { headers[name.toLowerCase()] = value })
    return { status: response.status, headers, body: await response.text() }
  }
}
