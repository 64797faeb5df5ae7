// The reverse proxy: each request goes to the real host as it came and its answer comes back as it is, in pieces, while both are overheard.
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { elapsed } from '../../kernel/clock.ts'
import type { Pairs } from './headers.ts'
import { answered, forwarded, table } from './headers.ts'

// What is kept of a body; the rest of a longer one passes by
const KEPT_BYTES = 32 * 1024 * 1024
// A host that says nothing for so long says nothing any more. The head of an answer only: streams may be silent
const PATIENCE_MS = 120_000
// Idle connections are let go before the other side does: a request on one that just ended would be lost
const IDLE_MS = 4000

/** An exchange as it was on the wire. */
export type Overheard = {
  n: number
  at: number
  took_ms: number
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: Uint8Array
  status: number
  answerHeaders: Record<string, string>
  /** undefined: it did not end by itself, or was longer than what is kept. */
  answer: Uint8Array | undefined
}

export type ForwardOptions = {
  /** The REST host, the SDK host, or both; with one of them everything goes there. */
  rest?: URL | undefined
  sdk?: URL | undefined
  now: () => number
  /** False: take any certificate of the upstream host. */
  verify: (upstream: URL) => boolean
  overheard: (exchange: Overheard) => void
  /** Hears of a request that the host did not answer. */
  failed: (method: string, path: string, why: string) => void
}

/** What an SDK calls; everything else is REST. */
const isSdk = (path: string): boolean => /^\/+api\/+v[23](\/|$)/.test(path) || path === '/sse'
/** The admin API of an emulator that stands in for the real host: passed on, but no part of Braze. */
const isAdmin = (path: string): boolean => /^\/+_emulator(\/|$)/.test(path)

/** Keeps what passes by, up to a size. */
function overhear(message: IncomingMessage): () => Uint8Array | undefined {
  const parts: Buffer[] = []
  let size = 0
  message.on('data', (part: Buffer) => {
    size += part.length
    if (size <= KEPT_BYTES) parts.push(part)
    else parts.length = 0
  })
  return () => (size > KEPT_BYTES ? undefined : Buffer.concat(parts))
}

/** Framing is between neighbours: a body that came in chunks goes on in chunks, no body is said to be none. */
function framing({ headers, method }: IncomingMessage): Pairs {
  if (headers['transfer-encoding'] !== undefined) return [['transfer-encoding', 'chunked']]
  return headers['content-length'] === undefined && ['POST', 'PUT', 'PATCH'].includes(method ?? '') ? [['content-length', '0']] : []
}

const reason = ({ code, message }: NodeJS.ErrnoException): string => message || code || 'the connection was cut'

/** Makes the listener for a server's requests. `close` waits until what is under way has been told of, and lets go of idle connections to the host. */
export function createForward({ rest, sdk, now, verify, overheard, failed }: ForwardOptions) {
  const agents = { 'http:': new HttpAgent({ keepAlive: true, timeout: IDLE_MS }), 'https:': new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }) }
  let count = 0
  const underWay = new Set<number>()
  let quiet: (() => void) | undefined

  /** Where a path leads: the host, and the path there. */
  function upstreamOf(path: string): URL {
    return (isSdk(path) ? (sdk ?? rest) : (rest ?? sdk))!
  }

  function open(request: IncomingMessage, upstream: URL): ClientRequest {
    const options = {
      protocol: upstream.protocol,
      hostname: upstream.hostname.replace(/^\[|\]$/g, ''),
      ...(upstream.port === '' ? {} : { port: upstream.port }),
      method: request.method!,
      path: upstream.pathname.replace(/\/+$/, '') + request.url!,
      headers: [...forwarded(request, upstream), ...framing(request)] as unknown as string[],
      timeout: PATIENCE_MS,
    }
    if (upstream.protocol === 'http:') return httpRequest({ ...options, agent: agents['http:'] })
    return httpsRequest({ ...options, agent: agents['https:'], rejectUnauthorized: verify(upstream) })
  }

  return {
    listener(request: IncomingMessage, response: ServerResponse): void {
      const target = request.url!
      const at = target.indexOf('?')
      const path = at < 0 ? target : target.slice(0, at)
      if (!path.startsWith('/')) return void response.writeHead(400).end()
      const begun = { n: ++count, at: now(), elapsed: elapsed() }
      const upstream = upstreamOf(path)
      const asked = overhear(request)
      const sent = open(request, upstream)
      let [told, answers] = [false, false]
      underWay.add(begun.n)
      const over = (): void => {
        underWay.delete(begun.n)
        if (underWay.size === 0) quiet?.()
      }

      function tell(incoming: IncomingMessage, answer: Uint8Array | undefined): void {
        if (told || isAdmin(path)) return
        told = true
        const body = asked()
        // Without its body it would be another request
        if (body === undefined) return failed(request.method!, path, `its body is longer than ${KEPT_BYTES / 1024 / 1024} MB`)
        overheard({
          n: begun.n, at: begun.at, took_ms: Math.round(elapsed() - begun.elapsed),
          method: request.method!, path, query: at < 0 ? '' : target.slice(at + 1), headers: table(forwarded(request, upstream)), body,
          status: incoming.statusCode!, answerHeaders: table(answered(incoming, upstream, `http://${request.headers.host ?? 'localhost'}`)), answer,
        })
      }

      sent.on('response', (incoming) => {
        answers = true
        const heard = overhear(incoming)
        response.sendDate = false
        response.writeHead(incoming.statusCode!, incoming.statusMessage, answered(incoming, upstream, `http://${request.headers.host ?? 'localhost'}`).flat())
        response.flushHeaders() // the head of a stream must not wait for its first piece
        incoming.pipe(response)
        incoming.on('end', () => tell(incoming, heard()))
        // Whoever leaves first, what was said until then is told
        const cut = (): void => {
          tell(incoming, undefined)
          response.destroy()
          sent.destroy()
        }
        incoming.on('error', cut)
        response.on('close', () => (incoming.readableEnded ? undefined : cut()))
        incoming.on('close', over)
      })
      sent.on('timeout', () => (!response.headersSent ? sent.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)) : undefined))
      sent.on('error', (error) => {
        if (response.headersSent || response.destroyed) return void response.destroy()
        const why = `${upstream.origin}: ${reason(error)}`
        failed(request.method!, path, why)
        response.writeHead(502, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify({ message: `brazier proxy: ${why}` }))
      })
      sent.on('close', () => (answers ? undefined : over()))
      response.on('close', () => (response.writableFinished ? undefined : sent.destroy()))
      request.on('error', () => sent.destroy())
      request.pipe(sent)
    },
    async close(): Promise<void> {
      if (underWay.size > 0) await new Promise<void>((resolve) => (quiet = resolve))
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
