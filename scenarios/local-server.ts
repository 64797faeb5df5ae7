// A small HTTP server on this machine, for what calls out: webhooks and Connected Content. It lives as long as the scenario needs it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server was asked; `body` as text. */
export type Hit = { method: string; path: string; query: Record<string, string>; headers: Record<string, string | string[] | undefined>; body: string }
export type LocalServer = { /** e.g. 'http://127.0.0.1:51234' */ url: string; /** Everything that came, oldest first. */ hits: Hit[] }
/** What it answers: `json`, with 200 or `status`. */
export type ServerAnswer = { status?: number; json: unknown }

/**
 * Runs `work` with a server on a free port of 127.0.0.1, which an emulator on this machine can reach; it is stopped afterwards, whatever happens.
 * @param answer what the server says to each call; when it throws, the caller gets a 500 and the scenario fails with the error
 */
export async function withLocalServer<T>(answer: (hit: Hit) => ServerAnswer, work: (server: LocalServer) => Promise<T>): Promise<T> {
  const hits: Hit[] = []
  const errors: unknown[] = []
  const reply = (hit: Hit): ServerAnswer => {
    hits.push(hit)
    try {
      return answer(hit)
    } catch (error) {
      errors.push(error)
      return { status: 500, json: { message: String(error) } }
    }
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const [path = '/', query = ''] = request.url!.split('?', 2)
      const { status = 200, json } = reply({ method: request.method!, path, query: Object.fromEntries(new URLSearchParams(query)), headers: request.headers, body: Buffer.concat(parts).toString('utf8') })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
    })
  })
  server.unref() // a scenario that was given up keeps no process alive
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  try {
    const done = await work({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits })
    if (errors.length > 0) throw errors[0]
    return done
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
