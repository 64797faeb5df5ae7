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
const WEB = { ...IOS, events_blocklist: [], attributes_blocklist: [], purchases_blocklist: [], minimum_session_timeout: 10, vapid_public_key: null, banners: { enabled: true, max_placements: 10 }, dust: { enabled: false }, conversational_chat: { enabled: false } }

describe('config', () => {
  it.each([['ios', IOS], ['web', WEB], ['android', WEB]] as const)('S3: the whole first answer (%s); iOS gets exactly the members a real one was seen to take', async (app, config) => {
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
    expect(config).toEqual({ ...WEB, time: T + 1, messaging_session_timeout: 90, minimum_session_timeout: 60, events_blacklist: ['noise'], attributes_blacklist: ['secret'], purchases_blacklist: ['bag'], events_blocklist: ['noise'], attributes_blocklist: ['secret'], purchases_blocklist: ['bag'] })
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

describe('triggers', () => {
  it('M1: an empty list when asked for, no member otherwise: a list would replace what the device has', async () => {
    const e = emulator()
    expect(await ask(e, 'web', { triggers: true, config: { config_time: T } })).toEqual({ message: 'success', triggers: [] })
    for (const triggers of [false, null, 'true', 1, undefined]) expect(await ask(e, 'web', { triggers, config: { config_time: T } })).toEqual({ message: 'success' })
  })
})
