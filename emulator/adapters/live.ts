// The live stream: one JSON journal row a frame over a WebSocket. A client that comes back with its last seq misses nothing and gets nothing twice.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Core, World } from '../index.ts'
import { isoTime, kindMatches } from '../index.ts'
import type { Safety } from './origin.ts'
import { refusal } from './origin.ts'
import { pushDeviceOf, streamPushes } from './push-stream.ts'

const PATH = /^\/+_emulator\/live\/?$/
const PAGE = 500

/** Refuses an upgrade in plain HTTP, as ws itself does. */
function refuse(socket: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ error: { code: { 400: 'bad_request', 401: 'unauthorized', 404: 'not_found' }[status] ?? 'forbidden', message, details: {} } })
  socket.end(`HTTP/1.1 ${status} ${message}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

/** Sends rows after `since` as they are committed. One place in the journal, moved only when a row was handed over: that is all there is to missing none. */
function stream(socket: WebSocket, world: World, query: URLSearchParams): void {
  const kinds = query.get('kind')?.split(',').map((kind) => kind.trim()).filter((kind) => kind !== '')
  const external_id = query.get('external_id')
  let from = query.has('since') ? Number(query.get('since')) : world.journal.lastSeq()
  let sending = false

  function isOf(profile: string | null): boolean {
    if (external_id === null) return true
    const user = world.profiles.byExternalId(external_id)
    return user !== undefined && profile !== null && world.profiles.lineage(user).includes(profile)
  }

  async function send(): Promise<void> {
    if (sending) return
    sending = true
    try {
      for (;;) {
        if (socket.readyState !== socket.OPEN) return
        // Rows of a transaction that is still open may yet be undone
        const upTo = world.journal.committed()
        const rows = world.journal.read({ since: from, limit: PAGE }).filter((row) => row.seq <= upTo)
        if (rows.length === 0) return
        let last: string | undefined
        for (const row of rows) {
          from = row.seq
          if (kindMatches(row.kind, kinds) && isOf(row.profile)) {
            if (last !== undefined) socket.send(last)
            last = JSON.stringify({ ...row, at: isoTime(row.at) })
          }
        }
        // The last frame of a page tells when a slow reader has taken it
        if (last !== undefined) await new Promise<void>((resolve) => socket.send(last, () => resolve()))
      }
    } finally {
      sending = false
    }
  }

  const stop = world.journal.follow(() => void send())
  socket.on('close', stop)
  socket.on('error', stop)
  void send()
}

/** Adds the live stream and the push connections of devices to a server. Answers the way to close all its connections. */
export function attachLive(server: Server, core: Core, safety: Safety, adminToken: string | undefined): () => void {
  let sockets: Promise<WebSocketServer> | undefined
  // Loaded with the first connection: a start does not need it
  const webSockets = () => (sockets ??= import('ws').then((ws) => new ws.WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const target = request.url ?? '/'
    if (!URL.canParse(target, 'http://localhost')) return refuse(socket, 400, 'Bad Request')
    const url = new URL(target, 'http://localhost')
    const device = pushDeviceOf(url.pathname)
    if (device === undefined && !PATH.test(url.pathname)) return refuse(socket, 404, 'Not Found')
    const why = refusal(safety, 'UPGRADE', url.pathname, request.headers as Record<string, string | undefined>)
    if (why !== undefined) {
      core.turnedAway({ method: request.method ?? 'GET', path: url.pathname }, why)
      return refuse(socket, 403, why.says)
    }
    // A browser's WebSocket can send no header of its own, so the token may stand in the query too
    if (adminToken !== undefined && request.headers.authorization !== `Bearer ${adminToken}` && url.searchParams.get('token') !== adminToken) return refuse(socket, 401, 'Unauthorized')
    const id = url.searchParams.get('workspace')
    const world = id === null ? core.world() : core.directory.find(id)
    if (world === undefined) return refuse(socket, 404, 'Not Found')
    const since = url.searchParams.get('since')
    if (since !== null && !/^\d{1,15}$/.test(since)) return refuse(socket, 400, 'Bad Request')
    void webSockets().then((server) => server.handleUpgrade(request, socket, head, (live) => (device === undefined ? stream(live, world, url.searchParams) : streamPushes(live, world, device, url.searchParams))))
  })
  return () => {
    void sockets?.then((live) => {
      for (const client of live.clients) client.terminate()
      live.close()
    })
  }
}
