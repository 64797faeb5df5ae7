// The device's line to the push service, over the emulator's WebSocket: each push that comes is handed to the device (V).
import type { Device } from './device-types.ts'

export type PushConnection = {
  /** The last push that came: connect again with it as `since`, and none is missed. */
  since(): number | undefined
  /** Resolves when this many pushes have come. */
  until(count: number): Promise<void>
  close(): Promise<void>
}

export type PushConnectionOptions = { apiKey: string; since?: number; workspace?: string; adminToken?: string }

/** Connects a device to the emulator at `url` (`http://127.0.0.1:27293`). Rejects when it is not let in. */
export async function connectPush(device: Device, url: string, { apiKey, since, workspace, adminToken }: PushConnectionOptions): Promise<PushConnection> {
  const { WebSocket } = await import('ws')
  const query = new URLSearchParams({ app_id: apiKey, ...(since === undefined ? {} : { since: String(since) }), ...(workspace === undefined ? {} : { workspace }) })
  const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/+$/, '')}/_emulator/devices/${encodeURIComponent(device.state().deviceId)}/push?${query}`, adminToken === undefined ? {} : { headers: { authorization: `Bearer ${adminToken}` } })
  let last = since
  let count = 0
  let ended = false
  const waiting = new Set<() => void>()
  const wake = (): void => [...waiting].forEach((one) => one())
  socket.on('message', (frame) => {
    const { seq, payload } = JSON.parse(String(frame)) as { seq: number; payload: unknown }
    last = seq
    count++
    device.receivePush(payload)
    wake()
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => { ended = true; wake(); resolve() }))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    since: () => last,
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (count < wanted && !ended) return
          waiting.delete(look)
          if (count >= wanted) resolve()
          else reject(new Error(`the connection ended after ${count} pushes`))
        }
        waiting.add(look)
        look()
      }),
    close: () => {
      socket.close()
      return closed
    },
  }
}
