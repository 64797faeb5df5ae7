// The one request and the one response that the core speaks; hosts translate. No Koa, no stream, no web Request inside.

/** A request as plain data. `path` is decoded only where a parameter is read; header names are lower case. */
export type WireRequest = {
  method: string
  path: string
  /** The raw query, without `?`. */
  query: string
  headers: Record<string, string>
  body: Uint8Array
  /** Scheme and host by which the caller reached us: links in answers begin with it. */
  origin?: string
  /** Address of the caller. */
  ip: string
  /** The host stopped reading: the body is larger than the endpoint allows. */
  oversize?: boolean
}

export type WireResponse = {
  status: number
  headers: Record<string, string>
  /** Bytes in pieces are read while they are sent: a large file never stands in memory, a stream of events goes on until its reader leaves. */
  body: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>
  /** A fault asked for the connection to be cut instead of answering. */
  drop?: true
}

/** Members of a query: `a=1&b[]=2&b[]=3` is `{a:'1', b:['2','3']}`; a repeated name without `[]` keeps the last, as Braze does. */
export function parseQuery(query: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of new URLSearchParams(query)) {
    if (!name.endsWith('[]')) result[name] = value
    else {
      const list = result[name.slice(0, -2)]
      result[name.slice(0, -2)] = Array.isArray(list) ? [...list, value] : [value]
    }
  }
  return result
}

export const isWhole = (body: WireResponse['body']): body is string | Uint8Array => typeof body === 'string' || body instanceof Uint8Array
