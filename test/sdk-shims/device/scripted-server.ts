// A scripted transport for device tests: answers in order, else a default per path; nothing of the emulator.
import { advance, createDevice, createVirtualClock } from '../../../sdk-shims/device/index.ts'
import type { CallRecord, Device, DeviceOptions, JsonObject, Platform, Transport, VirtualClock, WireAnswer } from '../../../sdk-shims/device/index.ts'

export const START = 1_700_000_000_000
export const START_S = START / 1000

/** A config every platform reads, with everything off but the words of `more`. */
export const config = (more: JsonObject = {}): JsonObject => ({
  time: START_S, events_blacklist: [], attributes_blacklist: [], purchases_blacklist: [],
  global_request_rate_limit: { enabled: false }, ...more,
})

export const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): WireAnswer =>
  ({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })

export const DEFAULT_ANSWERS: Record<string, JsonObject> = {
  '/api/v3/data/': { config: config() },
  '/api/v3/content_cards/sync': { cards: [], full_sync: true, last_full_sync_at: 5, last_card_updated_at: 6 },
  '/api/v3/feature_flags/sync': { feature_flags: [] },
  '/api/v3/banners/sync': { banners: {} },
  '/api/v3/push/unregister': { message: 'success' },
}

/** A promise holds the call in flight until the test resolves it. */
export type Scripted = WireAnswer | Error | Promise<WireAnswer>

export type Bench = {
  device: Device
  clock: VirtualClock
  /** Answers for coming calls to a path, in order; an Error = no network. */
  script(path: string, ...answers: Scripted[]): void
  /** Replaces the standing answer of a path. */
  standing(path: string, body: JsonObject): void
  pass(seconds: number): Promise<void>
  /** Calls made since the last look, after all work is done. */
  news(): Promise<CallRecord[]>
}

export const bench = (platform: Platform, more: Partial<DeviceOptions> = {}): Bench => {
  const clock = createVirtualClock(START)
  const scripted = new Map<string, Scripted[]>()
  const standing = structuredClone(DEFAULT_ANSWERS)
  const transport: Transport = async (call) => {
    const next = scripted.get(call.path)?.shift() ?? answer(standing[call.path] ?? { error: 'unknown path' })
    if (next instanceof Error) throw next
    return next
  }
  const device = createDevice({ platform, apiKey: 'key-1', transport, clock, seed: 1, deviceId: 'dev-1', ...more })
  let seen = 0
  return {
    device,
    clock,
    script: (path, ...answers) => void scripted.set(path, [...(scripted.get(path) ?? []), ...answers]),
    standing: (path, body) => { standing[path] = body },
    pass: (seconds) => advance(clock, seconds * 1000, device.idle),
    news: async () => {
      await device.idle()
      const fresh = device.requests.slice(seen)
      seen = device.requests.length
      return fresh
    },
  }
}

export const DATA = '/api/v3/data/'

/** Event codes of a request, in order. */
export const codes = (record: CallRecord | undefined): string[] => events(record).map((one) => String(one['name']))
export const events = (record: CallRecord | undefined): JsonObject[] => (record?.body['events'] ?? []) as JsonObject[]
export const attributes = (record: CallRecord | undefined): JsonObject[] => (record?.body['attributes'] ?? []) as JsonObject[]
export const paths = (records: CallRecord[]): string[] => records.map((one) => one.path.replace('/api/v3/', ''))
