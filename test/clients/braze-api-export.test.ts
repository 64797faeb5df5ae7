// npm braze-api: users in files that come later, and one user with everything an SDK brings. What it returns is held against its own types.
// Drives POST /users/export/segment, POST /users/export/global_control_group, POST /users/export/ids
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'
import { crowd } from '../kit/exports.ts'

const called: { url: string; body: unknown }[] = []
const world = clientWorld({
  outbound: (async (url: string, init: RequestInit) => {
    called.push({ url, body: JSON.parse(String(init.body)) })
    return new Response('')
  }) as never,
})
const PREFIX = expect.stringMatching(/^[0-9a-f-]{36}-1772366400$/) as unknown as string
const settle = () => did(world.e, () => world.e.world.scheduler.settle())

/** The lines of the ZIP at an address, over the network. */
async function lines(url: string): Promise<unknown[]> {
  const response = await fetch(url)
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({ status: 200, type: 'application/zip' })
  const files = Object.values(unzipSync(new Uint8Array(await response.arrayBuffer())))
  return files.flatMap((bytes) => Buffer.from(bytes).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown))
}

test('export.segment: a prefix and an address at once, the file when it is ready, then the callback', async () => {
  called.length = 0
  await world.e.admin('POST', '/segments', { id: 'pro', name: 'Pro', filters: { filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' } })
  await world.e.post('/users/track', { attributes: [{ external_id: 'ann', plan: 'pro', first_name: 'Ann' }, { external_id: 'bob', plan: 'free' }] })
  const { answer, kinds } = await did(world.e, () => world.braze.users.export.segment({ segment_id: 'pro', fields_to_export: ['external_id', 'first_name', 'custom_attributes'], callback_endpoint: 'https://example.com/done', output_format: 'zip' }))
  expect({ answer, kinds }).toEqual({ answer: { message: 'success', object_prefix: PREFIX, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/_hosted\/default\/exports\/.+\.zip$/) }, kinds: ['export.started'] })
  expect((await fetch(answer.url!)).status).toBe(404)
  await expect(world.braze.users.export.segment({ segment_id: 'pro', fields_to_export: ['email'] })).rejects.toMatchObject({ status: 429, message: expect.any(String) })
  expect((await settle()).kinds).toEqual(['export.finished', 'callback.posted'])
  expect(await lines(answer.url!)).toEqual([{ external_id: 'ann', first_name: 'Ann', custom_attributes: { plan: 'pro' } }])
  expect(called).toEqual([{ url: 'https://example.com/done', body: expect.objectContaining({ success: true, url: answer.url }) }])
})

test('export.segment: an unknown segment', async () => {
  await expect(world.braze.users.export.segment({ segment_id: 'none', fields_to_export: ['email'] })).rejects.toMatchObject({ status: 400, message: 'Invalid Segment ID' })
})

test('export.global_control_group: its users, in a file', async () => {
  await expect(world.braze.users.export.global_control_group({ fields_to_export: ['email'] })).rejects.toMatchObject({ status: 400, message: 'There is no Global Control Group' })
  crowd(world.e, 200)
  await world.e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } })
  const { answer, kinds } = await did(world.e, () => world.braze.users.export.global_control_group({ fields_to_export: ['external_id', 'random_bucket'], output_format: 'zip' }))
  expect({ answer, kinds }).toEqual({ answer: { message: 'success', object_prefix: PREFIX, url: expect.stringContaining(`/exports/${answer.object_prefix}.zip`) }, kinds: ['export.started'] })
  expect((await settle()).kinds).toEqual(['export.finished'])
  const members = Array.from({ length: 200 }, (_, n) => world.e.world.profiles.byExternalId(`user-${n}`)!).filter((one) => world.e.world.globalControlGroup.has(one))
  expect(members.length).toBeGreaterThan(0)
  expect(await lines(answer.url!)).toEqual(members.map(({ external_id, random_bucket }) => ({ external_id, random_bucket })))
})

test('export.ids: a user with every field that can be told, as the client types it', async () => {
  const time = Date.parse('2026-03-01T11:00:00Z') / 1000
  await world.e.sdk('android', '/data', {
    device_id: '312ef2c1-0000-4000-8000-000000000001', time, user_id: 'mel', app_version: '3.29.0', device: { model: 'Pixel XL', os_version: 'Android (Q)', carrier: 'T', google_ad_id: '00000000-0000-4000-8000-000000000009', ad_tracking_enabled: true },
    events: [{ name: 'ss', time, session_id: '11111111-0000-4000-8000-000000000001', data: {} }], attributes: [{ user_id: 'mel', push_token: '12345abcd' }],
  })
  await world.e.post('/users/track', {
    attributes: [{
      external_id: 'mel', first_name: 'Mel', last_name: 'B', email: 'mel@example.com', dob: '1990-01-02', home_city: 'Leeds', country: 'GB', phone: '+16505551234', language: 'en', time_zone: 'Europe/London', gender: 'F',
      current_location: { longitude: -73.99, latitude: 40.73 }, email_subscribe: 'opted_in', push_subscribe: 'opted_in', plan: 'pro', tags: ['a'],
    }],
    events: [{ external_id: 'mel', name: 'seen', time: '2026-02-28T00:00:00Z' }],
    purchases: [{ external_id: 'mel', product_id: 'book', currency: 'USD', price: 3, time: '2026-02-28T00:00:00Z' }],
  })
  await world.e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_name: 'a', alias_label: 'crm' }] })
  const counted = { first: '2026-02-28T00:00:00.000Z', last: '2026-02-28T00:00:00.000Z', count: 1 }
  const device_id = '312ef2c1-0000-4000-8000-000000000001'
  expect(await did(world.e, () => world.braze.users.export.ids({ device_id }))).toEqual({
    answer: {
      message: 'success',
      users: [{
        created_at: '2026-03-01 12:00:00.000 UTC', external_id: 'mel', user_aliases: [{ alias_name: 'a', alias_label: 'crm' }], braze_id: expect.stringMatching(/^[0-9a-f]{24}$/), random_bucket: expect.any(Number),
        first_name: 'Mel', last_name: 'B', email: 'mel@example.com', dob: '1990-01-02', home_city: 'Leeds', country: 'GB', phone: '+16505551234', language: 'en', time_zone: 'Europe/London', gender: 'F',
        last_coordinates: [-73.99, 40.73], total_revenue: 3, email_subscribe: 'opted_in', push_subscribe: 'opted_in', push_opted_in_at: '2026-03-01T12:00:00.000Z', custom_attributes: { plan: 'pro', tags: ['a'] },
        custom_events: [{ name: 'seen', ...counted }], purchases: [{ name: 'book', ...counted }],
        devices: [{ model: 'Pixel XL', os: 'Android (Q)', carrier: 'T', device_id, google_ad_id: '00000000-0000-4000-8000-000000000009', ad_tracking_enabled: true }],
        push_tokens: [{ app: 'Android', platform: 'Android', token: '12345abcd', device_id, notifications_enabled: true }],
        apps: [{ name: 'Android', platform: 'Android', version: '3.29.0', sessions: 1, first_used: '2026-03-01T11:00:00.000Z', last_used: '2026-03-01T11:00:00.000Z' }],
      }],
    },
    kinds: [],
  })
})

test('export.ids: of a device known by little, model, system and version are left out', async () => {
  const time = Date.parse('2026-03-01T11:00:00Z') / 1000
  await world.e.sdk('web', '/data', { device_id: 'web-device', time, user_id: 'mel', events: [{ name: 'ss', time, session_id: '11111111-0000-4000-8000-000000000001', data: {}, user_id: 'mel' }] })
  const answer = await world.braze.users.export.ids({ external_ids: ['mel'], fields_to_export: ['external_id', 'devices', 'apps'] })
  expect(answer).toEqual({
    users: [{
      external_id: 'mel', devices: [{ carrier: null, device_id: 'web-device' }],
      apps: [{ name: 'Web', platform: 'Web', sessions: 1, first_used: '2026-03-01T11:00:00.000Z', last_used: '2026-03-01T11:00:00.000Z' }],
    }],
    message: 'success',
  })
})

everyMethodOf(import.meta.filename, 'users.export')
