// The push connection of a device over a real WebSocket: what was sent while it was away, then what is sent; each once, in order; refusals.
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import type { EmulatorOptions } from '../../emulator/adapters/package.ts'
import { connectPush, createDevice, createVirtualClock, httpTransport } from '../../sdk-shims/device/index.ts'
import { refusedUpgrade } from '../kit/live-client.ts'

const START = '2026-03-01T12:00:00.000Z'
const open: (() => unknown)[] = []
afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end()
})

async function listening(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ holdClock: START, ...options })
  open.push(emulator.close)
  const url = await emulator.listen({ port: 0 })
  const device = createDevice({ platform: 'android', apiKey: homeKeys.android, clock: createVirtualClock(Date.parse(START)), transport: httpTransport(url, fetch) })
  device.launch()
  device.changeUser('mel')
  device.allowPush('fcm-1')
  await device.idle()
  const send = async (title: string): Promise<void> => {
    const response = await fetch(`${url}/messages/send`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${homeKeys.rest}` }, body: JSON.stringify({ external_user_ids: ['mel'], messages: { android_push: { title, alert: 'There' } } }) })
    expect(response.status).toBe(201)
    await emulator.settle()
  }
  const titles = (): unknown[] => device.state().pushes.map(({ payload }) => (payload as any).body.message.data.t)
  const connect = async (since?: number) => {
    const connection = await connectPush(device, url, { apiKey: homeKeys.android, ...(since === undefined ? {} : { since }) })
    open.push(connection.close)
    return connection
  }
  return { emulator, url, device, send, titles, connect }
}

describe('what arrives', () => {
  test('since=0: all that was sent, then what is sent; the device shows it', async () => {
    const { send, titles, connect, device } = await listening()
    await send('one')
    await send('two')
    const line = await connect(0)
    await line.until(2)
    await send('three')
    await line.until(3)
    expect(titles()).toEqual(['one', 'two', 'three'])
    expect(device.state().notifications.map(({ title }) => title)).toEqual(['one', 'two', 'three'])
  })

  test('without since: only what is sent from now on', async () => {
    const { send, titles, connect } = await listening()
    await send('before')
    const line = await connect()
    await send('after')
    await line.until(1)
    expect(titles()).toEqual(['after'])
  })

  test('cut off and back with the last seq: no gap, nothing twice', async () => {
    const { send, titles, connect } = await listening()
    const first = await connect(0)
    await send('one')
    await first.until(1)
    await first.close()
    await send('two')
    await send('three')
    const second = await connect(first.since())
    await second.until(2)
    await send('four')
    await second.until(3)
    expect(titles()).toEqual(['one', 'two', 'three', 'four'])
  })

  test('a frame is the push as the admin API lists it', async () => {
    const { send, url, device, emulator } = await listening()
    await send('one')
    const socket = new WebSocket(`${url.replace('http', 'ws')}/_emulator/devices/${device.state().deviceId}/push?since=0`)
    const frame = await new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))
    socket.terminate()
    const { pushes } = await emulator.admin('GET', `/devices/${device.state().deviceId}/push`)
    expect(pushes).toEqual([JSON.parse(frame)])
    expect(pushes[0]).toEqual({ seq: expect.any(Number), message_id: expect.any(String), at: START, payload: expect.objectContaining({ url: expect.stringContaining('fcm.googleapis.com') }) })
  })

  test('other devices’ pushes do not come, nor those of another app', async () => {
    const { send, url, device } = await listening()
    const others = await Promise.all(['/_emulator/devices/another/push?since=0', `/_emulator/devices/${device.state().deviceId}/push?since=0&app_id=${homeKeys.ios}`].map(async (path) => {
      const frames: string[] = []
      const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`)
      socket.on('message', (data) => void frames.push(String(data)))
      await new Promise((resolve) => socket.once('open', resolve))
      return { frames, socket }
    }))
    await send('one')
    // a ping is answered after every frame before it
    for (const { frames, socket } of others) {
      socket.ping()
      await new Promise((resolve) => socket.once('pong', resolve))
      expect(frames).toEqual([])
      socket.terminate()
    }
  })
})

describe('refusals, as of the live stream', () => {
  test.each([['/_emulator/devices//push', 404], ['/_emulator/devices/%/push', 404], ['/_emulator/devices/d1/pull', 404], ['/_emulator/devices/d1/push?since=abc', 400], ['/_emulator/devices/d1/push?workspace=none', 404]])('%s: %i', async (path, status) => {
    const { url } = await listening()
    expect(await refusedUpgrade(url, path)).toBe(status)
  })
  test('a page of another site: 403', async () => {
    const { url } = await listening()
    expect(await refusedUpgrade(url, '/_emulator/devices/d1/push', { origin: 'https://evil.example' })).toBe(403)
  })
  test('without the admin token: 401; with it, the device connects', async () => {
    const { url, device } = await listening({ adminToken: 'secret' })
    expect(await refusedUpgrade(url, '/_emulator/devices/d1/push')).toBe(401)
    const line = await connectPush(device, url, { apiKey: homeKeys.android, adminToken: 'secret' })
    await line.close()
  })
})
