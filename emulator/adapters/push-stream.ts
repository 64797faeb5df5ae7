// The push connection of a device: each push for it as one JSON frame, in order; with `since` it gets all that came while it was away.
import type { WebSocket } from 'ws'
import type { World } from '../index.ts'
import { isoTime } from '../index.ts'

const PATH = /^\/+_emulator\/devices\/([^/]+)\/push\/?$/
const PAGE = 100

/** The device whose push connection this path is. */
export function pushDeviceOf(path: string): string | undefined {
  const id = PATH.exec(path)?.[1]
  try {
    return id === undefined ? undefined : decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/**
 * Sends the pushes after `since` (without it: those from now on) as they are handed over. Push services keep only the newest of an app or a collapse key for a device
 * that is off; here none is left out, so that a test sees everything that was sent.
 */
export function streamPushes(socket: WebSocket, world: World, device_id: string, query: URLSearchParams): void {
  const app_id = query.get('app_id')
  const since = query.get('since')
  // A change of a transaction that is still open may yet be undone
  world.db.flush()
  let from = since === null ? world.pushes.lastSeq() : Number(since)
  let sending = false

  async function send(): Promise<void> {
    if (sending) return
    sending = true
    try {
      for (;;) {
        if (socket.readyState !== socket.OPEN) return
        world.db.flush()
        const pushes = world.pushes.ofDevice({ device_id, app_id, since: from, limit: PAGE })
        if (pushes.length === 0) return
        for (const push of pushes) {
          from = push.seq
          const frame = JSON.stringify({ ...push, at: isoTime(push.at) })
          // A slow reader is waited for
          await new Promise<void>((resolve) => socket.send(frame, () => resolve()))
        }
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
