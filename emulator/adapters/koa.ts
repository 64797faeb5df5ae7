// The HTTP host: Koa around the core. Reads the body up to the endpoint's limit, checks Host and Origin, writes the plain response.
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import Koa from 'koa'
import type { Core, WireRequest, WireResponse } from '../index.ts'
import { isWhole } from '../index.ts'
import type { Safety } from './origin.ts'
import { corsHeaders, refusal } from './origin.ts'

const DRAINED = 64 * 1024 * 1024 // a sender of more than this is cut off instead of being read to the end

/** The body up to `most` bytes; of a larger one nothing is kept, but it is read so that the sender hears the answer. */
function readBody(incoming: IncomingMessage, most: number): Promise<Uint8Array | 'oversize'> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    incoming.on('data', (part: Buffer) => {
      size += part.length
      if (size <= most) parts.push(part)
      else {
        parts.length = 0
        if (size > most + DRAINED) incoming.destroy()
      }
    })
    incoming.on('end', () => resolve(size > most ? 'oversize' : parts.length === 1 ? parts[0]! : Buffer.concat(parts)))
    incoming.on('error', reject)
    incoming.on('close', () => (incoming.complete ? undefined : reject(new Error('the sender went away'))))
  })
}

/** Header values as one string each, names in lower case as Node gives them. */
function plainHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}

/** The shape of the refusal depends on who is called, like every other error. */
const refused = (path: string, why: string): WireResponse => ({
  status: 403,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(/^\/+_emulator(\/|$)/.test(path) ? { error: { code: 'forbidden', message: why, details: {} } } : { message: 'Forbidden' }),
})

/** A Koa application that answers for the core. `page` may answer GET requests for the web page first. */
export function koaApp(core: Core, safety: Safety, page?: (path: string) => WireResponse | undefined): Koa {
  const app = new Koa()
  app.use(async (ctx) => {
    const at = ctx.url.indexOf('?')
    const path = at < 0 ? ctx.url : ctx.url.slice(0, at)
    // A browser asks for it by itself wherever it opens a page: nobody's request, so it is on no record
    if (path === '/favicon.ico') return void (ctx.status = 204)
    const headers = plainHeaders(ctx.req)
    const why = refusal(safety, ctx.method, path, headers)
    const cors = why === undefined ? corsHeaders(safety, path, headers) : {}
    if (ctx.method === 'OPTIONS' && cors['access-control-allow-methods'] !== undefined) {
      ctx.set(cors)
      return void (ctx.status = 204)
    }
    const body = await readBody(ctx.req, why === undefined ? core.bodyLimit(ctx.method, path) : 0)
    const request: WireRequest = {
      method: ctx.method, path, query: at < 0 ? '' : ctx.url.slice(at + 1), headers, ip: ctx.req.socket.remoteAddress ?? '', origin: `${ctx.protocol}://${ctx.host}`,
      body: body === 'oversize' ? new Uint8Array() : body, ...(body === 'oversize' ? { oversize: true } : {}),
    }
    if (why !== undefined) core.turnedAway({ method: ctx.method, path }, why)
    const response = why !== undefined ? refused(path, why.says) : ((ctx.method === 'GET' ? page?.(path) : undefined) ?? (await core.dispatch(request)))
    if (response.drop === true) {
      ctx.respond = false
      ctx.req.socket.destroy()
      return
    }
    ctx.status = response.status
    for (const [name, value] of Object.entries({ ...response.headers, ...cors })) ctx.set(name, value)
    if (response.status === 204 || response.status === 304) ctx.body = null
    else ctx.body = typeof response.body === 'string' ? response.body : isWhole(response.body) ? Buffer.from(response.body) : Readable.from(response.body, { objectMode: false })
  })
  // A sender that went away needs no line on the console; what the core did not expect it reports itself.
  app.silent = true
  return app
}
