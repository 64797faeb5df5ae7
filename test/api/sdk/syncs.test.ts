// The sync calls answer their own empty envelope and nothing else (web wire 7-9, mobile wire 4.3-4.8 and 9).
import { describe, expect, it } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { allUsers, envelope, event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const APPS = ['web', 'ios', 'android'] as const

it.each(APPS)('F1: no feature flags (%s)', async (app) => {
  const answer = await emulator().sdk(app, '/feature_flags/sync', envelope(app, { user_id: 'u1' }))
  expect([answer.status, answer.body]).toEqual([201, { feature_flags: [] }])
})

it.each(['/template', '/template/'])('M10: %s has no message, and says why in the journal', async (path) => {
  const e = emulator()
  const template = { trigger_id: 't1', trigger_event_type: 'custom_event', data: event('ce', { n: 'buy', p: { q: 1 } }) }
  const rows = await e.rowsOf(async () => {
    const answer = await e.sdk('web', path, envelope('web', { respond_with: { user_id: 'u1', config: { config_time: T } }, template }))
    expect([answer.status, answer.body]).toEqual([201, { error: 'aborted' }])
  })
  expect(rows.map((row) => [row.kind, row.data['rule'], row.data['compared']])).toEqual([['decision.ignored', 'M10', { template, app_id: homeKeys.web }]])
  expect(await allUsers(e)).toEqual([])
})

describe('whose and what', () => {
  const start = (at: number, user?: string) => event('ss', {}, { at, session: `s-${at}`, ...(user === undefined ? {} : { user }) })

  it.each(['/feature_flags/sync', '/banners/sync', '/content_cards/sync', '/dust/config', '/geofence/request'])('U8: %s that names nobody is of the device’s user, not of the one before him who came from its anonymous user', async (path) => {
    const e = emulator()
    await sendData(e, 'web', { events: [start(T)] })
    await sendData(e, 'web', { events: [start(T + 1, 'mel')] }, 'mel')
    await sendData(e, 'web', { events: [start(T + 2, 'kai')] }, 'kai')
    const rule = { audience: { filters: { filter: 'external_user_id', cmp: 'equals', value: 'kai' } }, rollout_percent: 100 }
    await e.admin('POST', '/feature_flags', { id: 'f', rules: [rule] })
    const { body } = await e.sdk('web', path, envelope('web', { time: T + 1, location: { latitude: 1, longitude: 1 } }))
    const { braze_id } = e.world.profiles.byExternalId('kai')!
    if (path === '/feature_flags/sync') expect(body.feature_flags).toMatchObject([{ id: 'f', enabled: true }])
    if (path === '/dust/config') expect(body.mite).toContain(braze_id)
    expect(await allUsers(e)).toHaveLength(2)
  })

  it('N4: the device may be described on any call', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [start(T, 'mel')] }, 'mel')
    const sync = (device: unknown) => e.sdk('web', '/content_cards/sync', envelope('web', { user_id: 'mel', device }))
    expect(await traces(e, () => sync({ browser: 'Chrome' }))).toEqual(['device.updated'])
    expect(await traces(e, () => sync({ browser: 'Chrome' }))).toEqual([])
    expect(await traces(e, () => sync('Chrome'))).toEqual(['decision.ignored:sdk.device'])
    expect((await userView(e, 'mel')).devices).toMatchObject([{ details: { browser: 'Chrome' } }])
  })
})

describe('receipts', () => {
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
