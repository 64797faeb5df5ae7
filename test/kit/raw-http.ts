// Requests as they are on the wire: any path, any Host, any Origin, one answer with its bytes. Node's own client, because fetch tidies up too much.
import type { Agent, IncomingHttpHeaders } from 'node:http'
import { request as httpRequest } from 'node:http'

export type RawRequest = { method?: string; path: string; headers?: Record<string, string>; body?: string | Uint8Array; agent?: Agent }
export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer; localPort: number }

/** Sends one request to the server at `base`; the path goes out as it is given. */
export const raw = (base: string, { method = 'GET', path, headers = {}, body, agent }: RawRequest): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const request = httpRequest({ host: hostname.replace(/[[\]]/g, ''), port, method, path, headers: { host: `${hostname}:${port}`, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...headers }, agent: agent ?? false }, (response) => {
      const localPort = response.socket.localPort!
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts), localPort }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })

/** The JSON of an answer. */
export const jsonOf = (answer: RawAnswer): any => JSON.parse(answer.body.toString('utf8'))
