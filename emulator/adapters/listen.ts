// An emulator that listens: Koa and the live stream on one port, and an orderly end.
import type { Server, ServerResponse } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Core } from '../index.ts'
import { koaApp } from './koa.ts'
import { attachLive } from './live.ts'
import { hostName, isLoopback, originsOf } from './origin.ts'

// Of the 2 s that an end may take, what is left to callers that never finish what they began
const GRACE_MS = 1500

export type ListenOptions = {
  /** 0 chooses a free port. */
  port: number
  host: string
  /** Names besides the loopback ones that callers may use for this machine. */
  allowedHosts?: readonly string[] | undefined
  /** Origins of pages that may call REST and admin paths, such as `http://localhost:5173`. */
  allowedOrigins?: readonly string[] | undefined
  adminToken?: string | undefined
  /** Key and certificate (PEM) for https. */
  tls?: { key: string; cert: string } | undefined
}

export type Listening = { url: string; port: number; close(): Promise<void> }

/** By which names an address is reached besides the loopback ones. Numbers only: what DNS rebinding turns to this machine is a name. */
function namesOf(host: string): string[] {
  if (isLoopback(host)) return []
  if (!['0.0.0.0', '::', '[::]'].includes(host)) return [hostName(host)]
  return [hostName(host), ...Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address.toLowerCase()))]
}

/** Listens. Rejects with Node's own error (EADDRINUSE, EACCES) when the port can not be had, with RangeError for an origin that is none. */
export async function listen(core: Core, { port, host, allowedHosts = [], allowedOrigins = [], adminToken, tls }: ListenOptions): Promise<Listening> {
  const safety = { hosts: [...allowedHosts, ...namesOf(host)], origins: originsOf(allowedOrigins) }
  const handler = koaApp(core, safety).callback()
  const server: Server = tls === undefined ? createHttpServer(handler) : ((await import('node:https')).createServer(tls, handler) as unknown as Server)
  const closeLive = attachLive(server, core, safety, adminToken)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const answering = new Set<ServerResponse>()
  let closing: Promise<void> | undefined
  server.on('request', (_request, response: ServerResponse) => {
    answering.add(response)
    response.once('close', () => {
      answering.delete(response)
      if (closing !== undefined) setImmediate(() => server.closeIdleConnections())
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address

  /** Takes no more, finishes what is under way, and cuts off who has not finished by then. */
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      closeLive()
      core.endStreams()
      server.close(() => resolve())
      server.closeIdleConnections()
      // Otherwise a connection that is kept alive would stay until its client or its timeout ends it
      for (const response of answering) response.shouldKeepAlive = false
      AbortSignal.timeout(GRACE_MS).addEventListener('abort', () => {
        for (const socket of sockets) socket.destroy()
      })
    })
  const url = `${tls === undefined ? 'http' : 'https'}://${name}:${address.port}`
  core.listensAt(url)
  return {
    url,
    port: address.port,
    close: () => (closing ??= end()),
  }
}
