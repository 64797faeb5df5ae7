// A session with everything in it that the recorder must see through: an emulator stands for the real host, with other keys and ids than the one it is played into.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createEmulator } from '../../../emulator/adapters/package.ts'
import type { Proxy, ProxyOptions } from '../../../emulator/adapters/recording/proxy.ts'
import { startProxy } from '../../../emulator/adapters/recording/proxy.ts'
import { readFixture } from '../../../emulator/adapters/recording/fixture.ts'
import { createDevice, createVirtualClock, httpTransport } from '../../../sdk-shims/device/index.ts'
import type { Device, Platform } from '../../../sdk-shims/device/index.ts'

export const START = '2026-03-01T12:00:00.000Z'
/** Not of this recording: what the real workspace has, and no emulator knows. */
export const REAL = { rest: '5f1c2d3e-7a8b-4c9d-8e0f-112233445566', web: '77777777-aaaa-4bbb-8ccc-0123456789ab', ios: '88888888-aaaa-4bbb-8ccc-0123456789ab', android: '99999999-aaaa-4bbb-8ccc-0123456789ab' }

/** Definitions that both sides have. */
export const SEEDS = {
  subscription_groups: [{ id: 'news', name: 'News', channel: 'email' }],
  segments: [{ id: 'pro', name: 'Pro', filters: { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' } }],
  feature_flags: [{ id: 'new_shop', everyone_else: true, fts: 'track-1', properties: { colour: { type: 'string', value: 'red' } } }],
  campaigns: [
    { id: 'sale', name: 'Sale', enabled: true, reeligibility_seconds: 0, trigger: { type: 'custom_event', name: 'look' }, messages: { m: { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'Hello {{${first_name}}}' } } },
    { id: 'card', name: 'Card', enabled: true, messages: { c: { channel: 'content_cards', title: 'For you', message: 'A card' } } },
  ],
}

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'brazier-recording-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export type Session = Awaited<ReturnType<typeof session>>

/** A real host, a proxy in front of it, and who calls through it. */
export async function session(options: Partial<ProxyOptions> & { seeds?: object } = {}) {
  const { seeds = SEEDS, ...more } = options
  const real = createEmulator({ holdClock: START, seed: 4711 })
  onTestFinished(() => real.close())
  for (const [name, platform] of [['web', 'Web'], ['ios', 'iOS'], ['android', 'Android']] as const) await real.admin('POST', '/apps', { id: REAL[name], name: platform, platform })
  await real.admin('POST', '/rest_keys', { key: REAL.rest, name: 'real', permissions: ['*'] })
  // By the same way as a config file's
  for (const [kind, bodies] of Object.entries(seeds)) for (const body of bodies as object[]) await real.admin('POST', `/${kind}`, body)
  const url = new URL(await real.listen({ port: 0 }))
  const file = join(folder(), 'recording.json')
  const proxy: Proxy = await startProxy({ rest: url, port: 0, host: '127.0.0.1', file, now: () => Date.parse(real.clock.now()), ...more })
  onTestFinished(() => proxy.close())

  const virtual = createVirtualClock(Date.parse(START))
  const devices: Device[] = []
  const idle = async (): Promise<void> => {
    await Promise.all(devices.map((one) => one.idle()))
    await real.settle()
    await Promise.all(devices.map((one) => one.idle()))
  }

  return {
    real,
    proxy,
    file,
    url: url.origin,
    device(platform: Platform): Device {
      const made = createDevice({ platform, apiKey: REAL[platform], clock: virtual, transport: httpTransport(proxy.url), minimumIntervalBetweenTriggerActionsInSeconds: 0 })
      devices.push(made)
      return made
    },
    idle,
    /** Time for the host and all devices. */
    async pass(seconds: number): Promise<void> {
      const end = virtual.now() + seconds * 1000
      const step = async (to: number): Promise<void> => {
        await real.admin('POST', '/clock/advance', { to: new Date(to).toISOString() })
        virtual.setNow(to)
        virtual.runDue()
        await idle()
      }
      for (let due = virtual.nextDue(); due !== undefined && due <= end; due = virtual.nextDue()) await step(Math.max(due, virtual.now()))
      await step(end)
    },
    /** A REST call through the proxy; the host has done all of it then. */
    async rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: any }> {
      const response = await fetch(proxy.url + path, { method, headers: { authorization: `Bearer ${REAL.rest}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData ? (body as BodyInit) : JSON.stringify(body) }) })
      const text = await response.text()
      await real.settle()
      return { status: response.status, headers: response.headers, body: response.headers.get('content-type')?.includes('json') === true && text !== '' ? JSON.parse(text) : text }
    },
    /** Ends the recording and reads it. */
    async recording() {
      await proxy.close()
      const text = readFileSync(file, 'utf8')
      return { text, fixture: readFixture(text, file) }
    },
  }
}
