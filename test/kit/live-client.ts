// A client of the live stream: collects rows, and says when what was waited for is there.
import { WebSocket } from 'ws'

export type LiveRow = { seq: number; at: string; kind: string; profile: string | null; data: Record<string, unknown> }

/** Connects to the live stream of the emulator at `base`. Resolves once it is open. */
export async function liveClient(base: string, query: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/_emulator/live${query}`, { headers })
  const rows: LiveRow[] = []
  const waiting = new Set<() => void>()
  let ended = false
  const wake = (): void => [...waiting].forEach((one) => one())
  socket.on('message', (frame) => {
    rows.push(JSON.parse(String(frame)) as LiveRow)
    wake()
  })
  const closed = new Promise<void>((resolve) =>
    socket.on('close', () => {
      ended = true
      wake()
      resolve()
    }),
  )
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    rows,
    kinds: (): string[] => rows.map((row) => row.kind),
    closed,
    /** Resolves when `there(rows)` is true; rejects when the connection ends before. */
    until: (there: (rows: readonly LiveRow[]) => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (there(rows)) resolve()
          else if (ended) reject(new Error(`the stream ended before; ${rows.length} rows came`))
          else return
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
    /** Ends the connection without a goodbye, as a broken network does. */
    cut(): Promise<void> {
      socket.terminate()
      return closed
    },
  }
}

/** The HTTP status with which an upgrade was refused. */
export const refusedUpgrade = (base: string, path: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${base.replace(/^http/, 'ws')}${path}`, { headers })
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode!)
      request.destroy()
    })
    socket.on('error', () => {}) // follows the destroyed request
    socket.on('open', () => {
      socket.terminate()
      reject(new Error('the upgrade was let in'))
    })
  })
