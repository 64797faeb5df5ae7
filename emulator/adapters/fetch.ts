// From a web Request to the core and back: for tests, and for everything that speaks fetch in the same process.
import type { Core, WireRequest, WireResponse } from '../index.ts'
import { isWhole } from '../index.ts'

/** The plain form of a web Request. */
export async function wireRequest(request: Request): Promise<WireRequest> {
  const url = new URL(request.url)
  return { method: request.method, path: url.pathname, query: url.search.slice(1), headers: Object.fromEntries(request.headers), body: new Uint8Array(await request.arrayBuffer()), origin: url.origin, ip: '127.0.0.1' }
}

/** A stream that takes the next piece when it is asked for. */
function pieces(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

/** The web Response of a plain one. Throws the TypeError of a lost connection when a fault asks for it. */
export function webResponse(response: WireResponse): Response {
  if (response.drop === true) throw new TypeError('fetch failed: the connection was cut by an injected fault')
  const empty = response.status === 204 || response.status === 304
  return new Response(empty ? null : isWhole(response.body) ? (response.body as BodyInit) : pieces(response.body), { status: response.status, headers: response.headers })
}

/** `fetch` against a core, without a socket. Takes what fetch takes; a path alone is as good as a URL. */
export const fetchOf = (core: Core) => async (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
  webResponse(await core.dispatch(await wireRequest(new Request(typeof input === 'string' && input.startsWith('/') ? `http://localhost${input}` : input, init))))
