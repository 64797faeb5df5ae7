// Geofences from definition to device and back: asked for, crossed, what starts by them, the push that asks for them anew (rules G1-G4). docs: locations_and_geofences/creating_geofences
import { describe, expect, it, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { decodeForIos } from '../../../sdk-shims/device/ios-decoder.ts'
import type { App } from '../../kit/sdk-wire.ts'
import { envelope, event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const fence = (id: string, latitude: number, longitude = 0, more: object = {}) => ({ id, latitude, longitude, radius_meters: 150, ...more })
const locations = async (e: Emulator, geofences: object[], more: object = {}) => expect(await e.admin('POST', '/locations', { id: 'airports', name: 'Airports', geofences, ...more })).toMatchObject({ status: 201 })
const request = (e: Emulator, app: App, location: unknown) => e.sdk(app, '/geofence/request', envelope(app, { user_id: 'u1', location }))
const report = (e: Emulator, data: object, { at = T, app = 'android' as App } = {}) => e.sdk(app, '/geofence/report', envelope(app, { time: at, user_id: 'u1', events: [event('g', data, { at })] }))
const push = async (e: Emulator, app: App, token: string) => sendData(e, app, { events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', push_token: token }], device: { remote_notification_enabled: 1 } }, 'u1')

describe('request', () => {
  it.each(['ios', 'android'] as const)('G2, G3: the nearest 20, in the names of the wire (%s)', async (app) => {
    const e = emulator()
    await locations(e, [...Array.from({ length: 21 }, (_, n) => fence(`g${n}`, 50 - n / 100)), fence('here', 50.001, 0, { cooldown_enter_seconds: 60, analytics_enabled_exit: false, exit_events: false })])
    const answer = await request(e, app, { latitude: 50.001, longitude: 0 })
    expect(answer.status).toBe(201)
    expect(answer.body.geofences.map(({ id }: { id: string }) => id)).toEqual(['here', ...Array.from({ length: 19 }, (_, n) => `g${n}`)])
    expect(answer.body.geofences[0]).toEqual({
      id: 'here', latitude: 50.001, longitude: 0, radius: 150, cooldown_enter: 60, cooldown_exit: 21_600, analytics_enabled_enter: true, analytics_enabled_exit: false, enter_events: true, exit_events: false, notification_responsiveness: 30_000,
    })
  })

  it.each([undefined, null, {}, 'here', { latitude: '1', longitude: 2 }, { latitude: 91, longitude: 0 }, { latitude: 0, longitude: -180.1 }])('G2: the location %j is none: nothing is near, and the journal says why', async (location) => {
    const e = emulator()
    await locations(e, [fence('g', 0)])
    await e.post('/users/track', { attributes: [{ external_id: 'u1' }] })
    await request(e, 'ios', { latitude: 0, longitude: 0 })
    let body: unknown
    expect(await traces(e, async () => void (body = (await request(e, 'ios', location)).body))).toEqual(['decision.ignored:G2'])
    expect(body).toEqual({ geofences: [] })
  })

  test('G1: asking tells nothing of where the user is; queued data that travels with it is taken', async () => {
    const e = emulator()
    await locations(e, [fence('g', 0)])
    await e.sdk('ios', '/geofence/request', envelope('ios', { user_id: 'u1', location: { latitude: 7, longitude: 8 }, events: [event('ce', { n: 'queued' }, { user: 'u1' })] }))
    expect(e.journal().map(({ kind }) => kind)).not.toContain('location.recorded')
    expect(e.world.profiles.byExternalId('u1')).toMatchObject({ latitude: null, longitude: null })
    expect(await e.exported('u1', ['custom_events'])).toMatchObject({ custom_events: [{ name: 'queued', count: 1 }] })
  })
})

describe('report', () => {
  test('G4: a transition is one row that says which geofence of which set it is; where the user is stays unknown', async () => {
    const e = emulator()
    await locations(e, [fence('fra', 50.03, 8.57, { name: 'Frankfurt' })])
    await sendData(e, 'android', { events: [event('ss', {}, { user: 'u1' })] }, 'u1')
    let answer: unknown
    const rows = await e.rowsOf(async () => void (answer = await report(e, { geo_id: 'fra', event_type: 'enter', location_set_id: 'forged' })))
    expect(answer).toMatchObject({ status: 201, body: { message: 'success' } })
    expect(rows.map(({ kind, profile, data }) => [kind, profile, data])).toEqual([
      ['geofence.transition', (await userView(e, 'u1')).braze_id, { geo_id: 'fra', event_type: 'enter', time: T * 1000, app_id: homeKeys.android, device_id: 'a0d0-android', session_id: 's-1', location_set_id: 'airports', geofence_set_name: 'Airports', geofence_name: 'Frankfurt' }],
    ])
    expect(e.world.profiles.byExternalId('u1')).toMatchObject({ latitude: null })
  })

  test('G4: unknown geofences and repetitions within the cooldown are kept and noted; what makes no sense is left out', async () => {
    const e = emulator()
    await locations(e, [fence('fra', 50, 8, { cooldown_enter_seconds: 600 })])
    await report(e, { geo_id: 'fra', event_type: 'enter' })
    expect(await traces(e, () => report(e, { geo_id: 'gone', event_type: 'enter' }))).toEqual(['decision.ignored:G4', 'geofence.transition'])
    expect(e.journal().at(-1)!.data).not.toHaveProperty('location_set_id')
    expect(await traces(e, () => report(e, { geo_id: 'fra', event_type: 'enter' }, { at: T + 599 }))).toEqual(['decision.ignored:G4', 'geofence.transition'])
    expect(e.journal().at(-1)!.data).toMatchObject({ within_cooldown: true })
    expect(await traces(e, () => report(e, { geo_id: 'fra', event_type: 'exit' }, { at: T + 599 }))).toEqual(['geofence.transition'])
    expect(await traces(e, () => report(e, { geo_id: 'fra', event_type: 'enter' }, { at: T + 600 }))).toEqual(['geofence.transition'])
    for (const data of [{ geo_id: 'fra' }, { event_type: 'enter' }, { geo_id: 'fra', event_type: 'dwell' }, { geo_id: 7, event_type: 'exit' }]) expect(await traces(e, () => report(e, data))).toEqual(['decision.ignored:G4'])
  })
})

describe('triggers', () => {
  const campaign = async (e: Emulator, id: string, trigger: object) =>
    expect(await e.admin('POST', '/campaigns', { id, name: id, reeligibility_seconds: 0, trigger: { type: 'geofence', ...trigger }, messages: { [`${id}-m`]: { channel: 'webhook', url: 'https://hooks.test/x', body: '{{event_properties.${geofence_name}}} in {{event_properties.${geofence_set_name}}}' } } })).toMatchObject({ status: 201 })
  const sent = async (e: Emulator) => (await e.admin('GET', '/messages?channel=webhook')).body.messages.map(({ campaign_id, payload }: any) => [campaign_id, payload.body])

  test('G4: by set (id or name), by geofence, by direction; not by unknown ones or within the cooldown', async () => {
    const e = emulator({ outbound: () => Promise.resolve(new Response('')) })
    await locations(e, [fence('fra', 50, 8, { name: 'Frankfurt' }), fence('muc', 48, 11, { name: 'Munich' })])
    await e.admin('POST', '/locations', { id: 'shops', name: 'Shops', geofences: [fence('hq', 1)] })
    await campaign(e, 'any', {})
    await campaign(e, 'by-name', { set: 'Airports', event: 'enter' })
    await campaign(e, 'by-id', { set: 'airports', event: 'exit' })
    await campaign(e, 'one', { geofence_id: 'muc' })
    await e.admin('POST', '/settle')
    await report(e, { geo_id: 'fra', event_type: 'enter' })
    await report(e, { geo_id: 'hq', event_type: 'enter' })
    await report(e, { geo_id: 'muc', event_type: 'exit' })
    await report(e, { geo_id: 'muc', event_type: 'exit' }, { at: T + 60 }) // cooldown
    await report(e, { geo_id: 'nowhere', event_type: 'enter' })
    await e.admin('POST', '/settle')
    expect(await sent(e)).toEqual([
      ['any', 'Frankfurt in Airports'], ['by-name', 'Frankfurt in Airports'], ['any', 'Geofence 1 in Shops'], ['any', 'Munich in Airports'], ['by-id', 'Munich in Airports'], ['one', 'Munich in Airports'],
    ])
  })

  test('a trigger that names a set or a geofence which there is not is taken, and said to start nothing', async () => {
    const e = emulator()
    await locations(e, [fence('fra', 50, 8)])
    await e.admin('POST', '/locations', { id: 'o', name: 'Others', geofences: [fence('muc', 48, 11)] })
    const notes = async (path: string, body: object) => (await e.rowsOf(async () => expect(await e.admin('POST', path, body)).toMatchObject({ status: 201, body: {} }))).filter(({ kind }) => kind === 'decision.ignored').map(({ data }) => [data['rule'], String(data['why']).split(':')[0], data['compared']])
    const campaign = (id: string, trigger: object) => ({ id, name: id, schedule_type: 'action_based', trigger, messages: { [`${id}-m`]: { channel: 'webhook', url: 'https://x.test', body: '1' } } })
    const geofence = (more: object) => ({ type: 'geofence', ...more })
    expect(await notes('/campaigns', campaign('good', { any_of: [geofence({}), geofence({ set: 'airports' }), geofence({ set: 'Others', geofence_id: 'muc' })] }))).toEqual([])
    expect(await notes('/campaigns', campaign('bad', { any_of: [geofence({ set: 'nope' }), geofence({ geofence_id: 'ham' }), geofence({ set: 'airports', geofence_id: 'muc' })] }))).toEqual([
      ['trigger.geofence', 'there is no location set with this id or name', { field: 'trigger.any_of[0]', campaign_id: 'bad', set: 'nope' }],
      ['trigger.geofence', 'there is no such geofence', { field: 'trigger.any_of[1]', campaign_id: 'bad', geofence_id: 'ham' }],
      ['trigger.geofence', 'the location set has no such geofence', { field: 'trigger.any_of[2]', campaign_id: 'bad', set: 'airports', geofence_id: 'muc' }],
    ])
    const steps = [{ id: 's', type: 'action_paths', settings: { groups: [{ name: 'A', triggers: [geofence({ set: 'gone' })] }] } }]
    expect(await notes('/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: geofence({ set: 'nope' }) }, variants: [{ id: 'v', first_step_ids: ['s'] }], steps })).toEqual([
      ['trigger.geofence', expect.any(String), { field: 'entry.trigger', canvas_id: 'c', set: 'nope' }],
      ['trigger.geofence', expect.any(String), { field: 'steps[0].settings.groups[0].triggers[0]', canvas_id: 'c', set: 'gone' }],
    ])
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics.filter(({ rule }: { rule: string }) => rule === 'trigger.geofence')).toMatchObject([{ level: 'ignored', field: 'trigger.any_of[0]' }, {}, {}, {}, {}])
  })

  test('a Canvas is entered by a geofence', async () => {
    const e = emulator()
    await locations(e, [fence('fra', 50, 8)])
    await e.admin('POST', '/canvases', { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'geofence', set: 'airports', event: 'enter' } }, variants: [{ id: 'v', first_step_ids: ['s'] }], steps: [{ id: 's', type: 'delay', settings: { duration_seconds: 60 } }] })
    await report(e, { geo_id: 'fra', event_type: 'exit' })
    await e.admin('POST', '/settle')
    expect(e.journal().filter(({ kind }) => kind === 'canvas.entered')).toHaveLength(0)
    await report(e, { geo_id: 'fra', event_type: 'enter' })
    await e.admin('POST', '/settle')
    expect(e.journal().filter(({ kind }) => kind === 'canvas.entered')).toHaveLength(1)
  })
})

describe('re-sync', () => {
  test('G2: a silent push to the user’s phones, under the key that their SDKs read; nobody else, nothing counted', async () => {
    const e = emulator()
    await push(e, 'ios', 'f00d')
    await push(e, 'android', 'fcm-1')
    await e.post('/users/track', { attributes: [{ external_id: 'none' }] })
    const rows = await e.rowsOf(async () => {
      const answer = await e.admin('POST', '/locations/resync', { external_ids: ['u1', 'u1'] })
      expect([answer.status, answer.body.message_ids.length]).toEqual([200, 2])
    })
    expect(rows.map(({ kind, data }) => [kind, data['channel'], data['test']])).toEqual([['push.sent', 'ios_push', true], ['push.sent', 'android_push', true]])
    const [ios, android] = (await e.admin('GET', '/messages?external_id=u1')).body.messages.map(({ payload }: any) => payload)
    expect(ios.headers).toMatchObject({ 'apns-push-type': 'background', 'apns-priority': '5' })
    expect(ios.body).toEqual({ aps: { 'content-available': 1 }, ab: { c: expect.any(String) }, ab_sync_geos: true })
    expect(android.body.message.data).toEqual({ _ab: 'true', cid: expect.any(String), br_p_id: expect.any(String), ab_sync_geos: 'true' })
    expect((await e.admin('POST', '/locations/resync', { external_ids: ['nobody'] })).status).toBe(404)
  })

  test('nothing is pushed when a set changes: "you’ll need to wait 24 hours"', async () => {
    const e = emulator()
    await push(e, 'ios', 'f00d')
    expect(await e.kindsOf(async () => (await locations(e, [fence('a', 1)]), await e.admin('POST', '/settle')))).toEqual(['location_set.created'])
  })
})

describe('config', () => {
  const config = async (e: Emulator, app: App, config_time = 0) => (await e.sdk(app, '/data', envelope(app, { respond_with: { config: { config_time } } }))).body

  test('G3: iOS and Android are told of geofences once there are some, and iOS decodes it; web never', async () => {
    const e = emulator()
    for (const app of ['ios', 'android', 'web'] as const) expect((await config(e, app)).config).not.toHaveProperty('geofences')
    await e.admin('POST', '/locations', { id: 'empty', name: 'Empty' })
    expect((await config(e, 'ios')).config).not.toHaveProperty('geofences')
    await locations(e, [fence('a', 1)])
    const ios = await config(e, 'ios')
    expect(ios.config.geofences).toEqual({ enabled: true, min_time_since_last_request: 0, min_time_since_last_report: 0, max_num_to_register: 20 })
    expect(decodeForIos('data', ios)).toBeUndefined()
    expect((await config(e, 'android')).config.geofences).toEqual(ios.config.geofences)
    expect((await config(e, 'web')).config).not.toHaveProperty('geofences')
    await e.admin('PATCH', '/settings', { sdk_request_limit: 'braze' })
    expect((await config(e, 'android')).config.geofences.min_time_since_last_request).toBe(86_400)
    await e.admin('PATCH', '/settings', { sdk_features: { geofences: false } })
    expect((await config(e, 'ios')).config).not.toHaveProperty('geofences')
  })
})

test('geofences and cooldowns survive a snapshot', async () => {
  const e = emulator()
  await locations(e, [fence('fra', 50, 8)])
  await report(e, { geo_id: 'fra', event_type: 'enter' })
  const other = emulator()
  other.world.restore(e.world.snapshot())
  expect((await request(other, 'android', { latitude: 50, longitude: 8 })).body.geofences).toMatchObject([{ id: 'fra' }])
  expect(await traces(other, () => report(other, { geo_id: 'fra', event_type: 'enter' }, { at: T + 60 }))).toEqual(['decision.ignored:G4', 'geofence.transition'])
})
