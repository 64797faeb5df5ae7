// The sync calls answer their own empty envelope and nothing else (web wire 7-9, mobile wire 4.3-4.8 and 9).
import { describe, expect, it } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { allUsers, envelope, event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const APPS = ['web', 'ios', 'android'] as const

describe('content cards', () => {
  it.each(APPS)('C5: the first sync is full and has both watermarks (%s)', async (app) => {
    const answer = await emulator().sdk(app, '/content_cards/sync', envelope(app, { user_id: 'u1', last_full_sync_at: 0, last_card_updated_at: 0 }))
    expect([answer.status, answer.body]).toEqual([201, { cards: [], full_sync: true, last_full_sync_at: T, last_card_updated_at: 0 }])
  })

  it('C5: a later one is incremental and keeps the watermarks', async () => {
    const { body } = await emulator().sdk('web', '/content_cards/sync', envelope('web', { last_full_sync_at: T - 5, last_card_updated_at: T - 9 }))
    expect(body).toEqual({ cards: [], full_sync: false, last_full_sync_at: T - 5, last_card_updated_at: T - 9 })
  })

  it.each(['x', null, -1, {}, undefined])('C5: watermarks of %j count as none', async (mark) => {
    const { body } = await emulator().sdk('ios', '/content_cards/sync', envelope('ios', { last_full_sync_at: mark, last_card_updated_at: mark }))
    expect(body).toEqual({ cards: [], full_sync: true, last_full_sync_at: T, last_card_updated_at: 0 })
  })
})

it.each(APPS)('F1: no feature flags (%s)', async (app) => {
  const answer = await emulator().sdk(app, '/feature_flags/sync', envelope(app, { user_id: 'u1' }))
  expect([answer.status, answer.body]).toEqual([201, { feature_flags: [] }])
})

describe('banners', () => {
  it('B3, B6: placements are null, time_ms comes back, dismissals are stored and acknowledged', async () => {
    const e = emulator()
    const dismissal = { banner_id: 'b1', dismissal_time: T * 1000 }
    const rows = await e.rowsOf(async () => {
      const answer = await e.sdk('web', '/banners/sync', envelope('web', { user_id: 'u1', time_ms: T * 1000 + 356, placements: [{ id: 'home' }, { id: 'side' }], pending_dismissals: [dismissal] }))
      expect([answer.status, answer.body]).toEqual([201, { banners: { home: { banner: null }, side: { banner: null } }, request_time: T * 1000 + 356, dismissals: { acknowledged: [dismissal] } }])
    })
    expect(rows.map((row) => [row.kind, row.data])).toEqual([
      ['device.registered', { device_id: 'e5585b85-web', app_id: homeKeys.web }], ['profile.created', expect.objectContaining({ external_id: 'u1' })],
      ['banner.dismissal', { ...dismissal, app_id: homeKeys.web, device_id: 'e5585b85-web' }],
    ])
  })

  it.each([[undefined, undefined], ['home', 7], [[7, null, {}, { id: '' }], ['x', null]]])('B3: placements %j and dismissals %j that are none ask for nothing', async (placements, pending_dismissals) => {
    const e = emulator()
    expect((await e.sdk('android', '/banners/sync', envelope('android', { placements, pending_dismissals }))).body).toEqual({ banners: {}, dismissals: { acknowledged: [] } })
    expect(e.errors).toEqual([])
  })
})

it.each(['/template', '/template/'])('M10: %s has no message, and says why in the journal', async (path) => {
  const e = emulator()
  const template = { trigger_id: 't1', trigger_event_type: 'custom_event', data: event('ce', { n: 'buy', p: { q: 1 } }) }
  const rows = await e.rowsOf(async () => {
    const answer = await e.sdk('web', path, envelope('web', { respond_with: { user_id: 'u1', config: { config_time: T } }, template }))
    expect([answer.status, answer.body]).toEqual([201, {}])
  })
  expect(rows.map((row) => [row.kind, row.data['rule'], row.data['compared']])).toEqual([['decision.ignored', 'M10', { template, app_id: homeKeys.web }]])
  expect(await allUsers(e)).toEqual([])
})

describe('geofences and receipts', () => {
  it('G2: no fences near', async () => {
    expect((await emulator().sdk('ios', '/geofence/request', envelope('ios', { location: { latitude: 1, longitude: 2 } }))).body).toEqual({ geofences: [] })
  })
  it('G4: a transition is a row', async () => {
    const e = emulator()
    const answer = await e.sdk('android', '/geofence/report', envelope('android', { user_id: 'u1', events: [event('g', { geo_id: 'g1', event_type: 'exit' })] }))
    expect([answer.status, answer.body]).toEqual([201, { message: 'success', triggers: [] }])
    expect(e.journal().at(-1)).toMatchObject({ kind: 'geofence.transition', profile: (await userView(e, 'u1')).braze_id, data: { geo_id: 'g1', event_type: 'exit' } })
  })
  it('P11: a push receipt is a row', async () => {
    const e = emulator()
    const answer = await e.sdk('android', '/push/delivery_events', envelope('android', { user_id: 'u1', events: [event('pd', { cid: 'c1' })] }))
    expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
    expect(e.journal().at(-1)).toMatchObject({ kind: 'push.delivery', data: { cid: 'c1' } })
  })
})

describe('push/unregister', () => {
  const withToken = async () => {
    const e = emulator()
    await sendData(e, 'ios', { events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', push_token: 'f00d' }] }, 'u1')
    const unregister = (body: Record<string, unknown>) => traces(e, async () => expect(await e.sdk('ios', '/push/unregister', envelope('ios', { user_id: 'u1', ...body }))).toMatchObject({ status: 201, body: { message: 'success' } }))
    const tokens = async () => (await userView(e, 'u1')).push_tokens.map((one: any) => one.token)
    return { e, unregister, tokens }
  }

  it('P3: the token named, or the device’s when none is named, goes', async () => {
    for (const body of [{ push_token: 'f00d' }, {}, { push_token: null }, { push_token: '' }]) {
      const { unregister, tokens } = await withToken()
      expect(await unregister(body)).toEqual(['push_token.removed'])
      expect(await tokens()).toEqual([])
      expect(await unregister(body)).toEqual(['decision.ignored:P3'])
    }
  })

  it.each(['other', 7, {}])('P3: the token %j is not the device’s: nothing goes', async (push_token) => {
    const { unregister, tokens } = await withToken()
    expect(await unregister({ push_token })).toEqual(['decision.ignored:P3'])
    expect(await tokens()).toEqual(['f00d'])
  })

  it('P3: another device keeps its token', async () => {
    const { unregister, tokens } = await withToken()
    expect(await unregister({ device_id: 'another', push_token: 'f00d' })).toEqual(['decision.ignored:P3'])
    expect(await tokens()).toEqual(['f00d'])
  })
})

describe('queued data that travels with another call', () => {
  const PATHS = ['/template/', '/content_cards/sync', '/feature_flags/sync', '/banners/sync', '/geofence/request', '/push/unregister'] as const
  it.each(PATHS)('N4: events and attributes sent with %s are stored, once', async (path) => {
    const e = emulator()
    const body = { user_id: 'u1', events: [event('ce', { n: 'queued' }, { user: 'u1' })], attributes: [{ user_id: 'u1', first_name: 'Ada' }] }
    const { status } = await e.sdk('android', path, envelope('android', body))
    expect(status).toBe(201)
    expect(await e.exported('u1', ['first_name', 'custom_events'])).toMatchObject({ first_name: 'Ada', custom_events: [{ name: 'queued', count: 1 }] })
    expect(await allUsers(e)).toHaveLength(1)
  })

  it.each(PATHS)('N4: %s without data writes nothing of the kind', async (path) => {
    const e = emulator()
    const kinds = await traces(e, () => e.sdk('android', path, envelope('android', { user_id: 'u1', events: [] })))
    expect(kinds.filter((kind) => /^(custom_event|session|profile.updated)/.test(kind))).toEqual([])
  })
})
