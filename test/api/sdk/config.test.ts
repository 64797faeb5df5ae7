// The config and triggers of a data answer (web wire 5, mobile wire 4.1 and 9).
import { describe, expect, it } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { decodeForIos } from '../../../sdk-shims/device/ios-decoder.ts'
import { envelope, T } from '../../kit/sdk-wire.ts'
import type { App } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const ask = async (e: Emulator, app: App, respond_with: unknown) => (await e.sdk(app, '/data', envelope(app, respond_with === undefined ? {} : { respond_with }))).body
const IOS = { time: T, events_blacklist: [], attributes_blacklist: [], purchases_blacklist: [], messaging_session_timeout: 1800, content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 0 }, global_request_rate_limit: { enabled: false, capacity: 1000, refill_rate: 0.01 } }
const WEB = { ...IOS, events_blocklist: [], attributes_blocklist: [], purchases_blocklist: [], minimum_session_timeout: 10, vapid_public_key: null, banners: { enabled: true, max_placements: 10 }, dust: { enabled: true }, conversational_chat: { enabled: false } }
const ANDROID = { ...WEB, dust: { enabled: false } }

describe('config', () => {
  it.each([['ios', IOS], ['web', WEB], ['android', ANDROID]] as const)('S3: the whole first answer (%s); iOS gets exactly the members a real one was seen to take', async (app, config) => {
    expect(await ask(emulator(), app, { config: { config_time: 0 } })).toEqual({ message: 'success', config })
  })

  it('S3: only when asked, and only when the client has another', async () => {
    const e = emulator()
    expect(await ask(e, 'web', undefined)).toEqual({ message: 'success' })
    expect(await ask(e, 'web', {})).toEqual({ message: 'success' })
    expect(await ask(e, 'web', { config: { config_time: T } })).toEqual({ message: 'success' })
    expect((await ask(e, 'web', { config: {} })).config.time).toBe(T)
    expect((await ask(e, 'web', { config: { config_time: T - 1 } })).config.time).toBe(T)
  })

  it('S3: for a client with a later time it is later still, every time', async () => {
    const e = emulator()
    let time = T + 5000
    for (let turn = 0; turn < 3; turn++) {
      const next = (await ask(e, 'ios', { config: { config_time: time } })).config.time
      expect(next).toBeGreaterThan(time)
      time = next
    }
    expect((await ask(e, 'web', { config: { config_time: T + 0.5 } })).config.time).toBe(T + 1)
  })

  it('S3: a time that was told never stands for another config: after a restored snapshot, a reset, and beside later ones', async () => {
    const e = emulator()
    const at = async (config_time: number): Promise<number | undefined> => (await ask(e, 'web', { config: { config_time } })).config?.time
    const changes = (n: number) => e.admin('PATCH', '/settings', { block_lists: { events: [`e${n}`] } })
    expect(await at(0)).toBe(T)
    const image = e.world.snapshot()
    await changes(1)
    expect(await at(T)).toBe(T + 1)
    e.world.restore(image)
    expect(await at(T + 1)).toBe(T + 2) // that of the snapshot, whose own time was told, too
    await changes(2)
    expect((await ask(e, 'web', { config: { config_time: T + 1 } })).config).toMatchObject({ time: T + 3, events_blacklist: ['e2'] })
    expect(await at(T + 5)).toBe(T + 6)
    for (const n of [3, 4, 5]) await changes(n)
    expect(await at(0)).toBe(T + 4)
    expect(await at(T + 4)).toBeUndefined()
    expect(await at(T + 6)).toBe(T + 7)
    for (const n of [6, 7]) await changes(n)
    expect([await at(T + 4), await at(T + 5), await at(T + 6)]).toEqual([T + 8, T + 8, T + 8])
    await e.admin('POST', '/reset')
    await changes(8)
    for (const time of [T, T + 1, T + 4, T + 8]) expect((await ask(e, 'web', { config: { config_time: time } })).config).toMatchObject({ events_blacklist: ['e8'] })
    expect(e.world.settings.changedAt()).toBe(T + 1) // what is drawn by it is as in any other world
  })

  it.each(['yesterday', null, true, -5, 1e300, Number.MAX_SAFE_INTEGER, {}])('S3: config_time %j still gets a config that decodes', async (config_time) => {
    const e = emulator()
    const body = await ask(e, 'ios', { config: { config_time } })
    expect(body.config.time).toBe(T)
    expect(decodeForIos('data', body)).toBeUndefined()
  })

  it('S3: an endless config_time is none', async () => {
    const e = emulator()
    const text = JSON.stringify(envelope('ios', { respond_with: { config: { config_time: 7 } } })).replace('"config_time":7', '"config_time":1e999')
    expect((await e.call('POST', '/api/v3/data', text, { 'x-braze-api-key': homeKeys.ios })).body.config.time).toBe(T)
  })

  it('U18: changed settings make it newer, and the lists stand in it in both spellings', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { block_lists: { events: ['noise'], attributes: ['secret'], purchases: ['bag'] }, sessions: { minimum_session_timeout: 60, messaging_session_timeout: 90 } })
    const { config } = await ask(e, 'android', { config: { config_time: T } })
    expect(config).toEqual({ ...ANDROID, time: T + 1, messaging_session_timeout: 90, minimum_session_timeout: 60, events_blacklist: ['noise'], attributes_blacklist: ['secret'], purchases_blacklist: ['bag'], events_blocklist: ['noise'], attributes_blocklist: ['secret'], purchases_blocklist: ['bag'] })
    await e.admin('PATCH', '/settings', { sdk_features: { content_cards: false, feature_flags: false, banners: false } })
    const next = await ask(e, 'ios', { config: { config_time: T + 1 } })
    expect(next.config).toMatchObject({ time: T + 2, content_cards: { enabled: false }, feature_flags: { enabled: false, refresh_rate_limit: 0 } })
    expect(decodeForIos('data', next)).toBeUndefined()
  })

  it('N7: the request limit is generous, or Braze’s own', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { sdk_request_limit: 'braze' })
    expect((await ask(e, 'web', { config: { config_time: 0 } })).config.global_request_rate_limit).toEqual({ enabled: true, capacity: 30, refill_rate: 30 })
  })
})

describe('settings of the config', () => {
  const config = async (e: Emulator, app: App, config_time = 0) => (await ask(e, app, { config: { config_time } })).config

  it('F2: how often flags may be asked for', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { sdk_config: { feature_flags_refresh_rate_limit: 300 } })
    for (const app of ['web', 'ios', 'android'] as const) expect((await config(e, app)).feature_flags).toEqual({ enabled: true, refresh_rate_limit: 300 })
    expect((await e.admin('GET', '/settings')).body.sdk_config).toEqual({ feature_flags_refresh_rate_limit: 300, endpoint_request_limits: {}, request_backoff: null })
  })

  it('N7: limits of single endpoints stand beside the common one, generous or Braze’s; iOS decodes them', async () => {
    const e = emulator()
    const own = { 'content_cards/sync': { capacity: 5, refill_rate: 60 }, data: { capacity: 1, refill_rate: 0.5 } }
    await e.admin('PATCH', '/settings', { sdk_config: { endpoint_request_limits: own } })
    expect((await config(e, 'web')).global_request_rate_limit).toEqual({ enabled: false, capacity: 1000, refill_rate: 0.01, endpoint_overrides: own })
    await e.admin('PATCH', '/settings', { sdk_request_limit: 'braze' })
    const ios = await ask(e, 'ios', { config: { config_time: 0 } })
    expect(ios.config.global_request_rate_limit).toEqual({ enabled: true, capacity: 30, refill_rate: 30, endpoint_overrides: own })
    expect(decodeForIos('data', ios)).toBeUndefined()
  })

  it('N6: the back-off, where it was set; iOS never gets a member that no real one was seen to take', async () => {
    const e = emulator()
    const request_backoff = { min_sleep_duration_ms: 10, max_sleep_duration_ms: 50, scale_factor: 2 }
    await e.admin('PATCH', '/settings', { sdk_config: { request_backoff } })
    expect([(await config(e, 'web')).request_backoff, (await config(e, 'android')).request_backoff]).toEqual([request_backoff, request_backoff])
    expect(await config(e, 'ios')).not.toHaveProperty('request_backoff')
    await e.admin('PATCH', '/settings', { sdk_config: { request_backoff: null } })
    expect(await config(e, 'web')).not.toHaveProperty('request_backoff')
  })

  it.each([
    [{ feature_flags_refresh_rate_limit: -2 }], [{ feature_flags_refresh_rate_limit: 1.5 }], [{ endpoint_request_limits: { '/data/': { capacity: 1, refill_rate: 1 } } }], [{ endpoint_request_limits: { data: { capacity: 0, refill_rate: 1 } } }],
    [{ endpoint_request_limits: { data: { capacity: 1, refill_rate: 0 } } }], [{ request_backoff: { min_sleep_duration_ms: 1 } }], [{ colour: 1 }],
  ])('%j is refused', async (sdk_config) => {
    const e = emulator()
    expect((await e.admin('PATCH', '/settings', { sdk_config })).status).toBe(422)
    expect((await config(e, 'web')).time).toBe(T)
  })

  it('B2: iOS is told of Banners once there is a Banner, and not before', async () => {
    const e = emulator()
    expect(await config(e, 'ios')).not.toHaveProperty('banners')
    expect(await e.admin('POST', '/campaigns', { id: 'b', name: 'B', schedule_type: 'time_based', schedule: { at: '2026-03-01T00:00:00Z' }, messages: { m: { channel: 'banner', placement_id: 'home', html: '<p>x</p>' } } })).toMatchObject({ status: 201 })
    const ios = await ask(e, 'ios', { config: { config_time: T } })
    expect(ios.config).toMatchObject({ time: T + 1, banners: { enabled: true, max_placements: 10 } })
    expect(decodeForIos('data', ios)).toBeUndefined()
    await e.admin('POST', '/campaigns/b/stop')
    expect(await config(e, 'ios', T + 1)).toEqual(expect.not.objectContaining({ banners: expect.anything() }))
  })
})

describe('S3: config.time grows with whatever the config says', () => {
  const vapid_public_key = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url')
  const app = '/apps/b4a2e000-0000-4000-8000-0000000000a1'
  it.each<[string, (e: Emulator) => Promise<unknown>]>([
    ['an app becomes one of another platform', (e) => e.admin('PATCH', app, { platform: 'Android' })],
    ['an app is deleted', (e) => e.admin('DELETE', '/apps/b4a2e000-0000-4000-8000-0000000000a3')],
    ['a location set is made', (e) => e.admin('POST', '/locations', { id: 'l', name: 'L', geofences: [{ latitude: 1, longitude: 1, radius_meters: 100 }] })],
    ['the VAPID key', (e) => e.admin('PATCH', '/settings', { forwarding: { web_push: { vapid_public_key, vapid_private_key: Buffer.alloc(32, 1).toString('base64url'), vapid_subject: 'mailto:a@b.test' } } })],
    ['block lists', (e) => e.admin('PATCH', '/settings', { block_lists: { events: ['x'] } })],
    ['features', (e) => e.admin('PATCH', '/settings', { sdk_features: { real_time: false } })],
    ['limits', (e) => e.admin('PATCH', '/settings', { sdk_request_limit: 'braze' })],
  ])('%s', async (_, change) => {
    const e = emulator()
    expect((await change(e)) as { status: number }).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) })
    expect((await ask(e, 'web', { config: { config_time: T } })).config.time).toBe(T + 1)
  })

  it('each change of a location set is newer than the one before, within one second; what no config says changes nothing', async () => {
    const e = emulator()
    const time = async () => (await ask(e, 'ios', { config: { config_time: 0 } })).config.time
    await e.admin('POST', '/locations', { id: 'l', name: 'L' })
    await e.admin('PATCH', '/locations/l', { geofences: [{ latitude: 1, longitude: 1, radius_meters: 100 }] })
    await e.admin('DELETE', '/locations/l')
    expect(await time()).toBe(T + 3)
    await e.admin('PATCH', app, { name: 'Another' })
    await e.admin('POST', '/apps', { name: 'New', platform: 'iOS' })
    await e.admin('POST', '/feature_flags', { id: 'f' })
    await e.admin('POST', '/campaigns', { name: 'W', messages: { m: { channel: 'webhook', url: 'https://x.test' } } })
    expect(await time()).toBe(T + 3)
  })
})

describe('triggers', () => {
  it('M1: an empty list when asked for, no member otherwise: a list would replace what the device has', async () => {
    const e = emulator()
    expect(await ask(e, 'web', { triggers: true, config: { config_time: T } })).toEqual({ message: 'success', triggers: [] })
    for (const triggers of [false, null, 'true', 1, undefined]) expect(await ask(e, 'web', { triggers, config: { config_time: T } })).toEqual({ message: 'success' })
  })
})
