// POST /users/export/ids: who is found, by what; which fields; who is not.
import { expect, test } from 'vitest'
import { BASICS, say, track } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'
import { homeKeys } from '../../../../../emulator/index.ts'

const ids = (e: Emulator, body: unknown) => say(e, '/users/export/ids', body)
const ALIAS = { alias_name: 'a', alias_label: 'l' }

test('an empty user has only what every profile has', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { status, body, kinds, headers } = await ids(e, { external_ids: ['mel'] })
  expect({ status, body, kinds }).toEqual({ status: 200, body: { users: [{ ...BASICS, external_id: 'mel' }], message: 'success' }, kinds: [] })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['250', '249'])
})

test('unknown ids are no error', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { status, body } = await ids(e, { external_ids: ['nope', 'mel', 9], user_aliases: [ALIAS], fields_to_export: ['external_id'] })
  expect({ status, body }).toEqual({ status: 200, body: { users: [{ external_id: 'mel' }], invalid_user_ids: ['nope', '9', 'a'], message: 'success' } })
})

test('every kind of identifier at once; each user once', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+16505551234' }, { external_id: 'ann', email: 'mel@example.com' }, { user_alias: ALIAS, _update_existing_only: false }] })
  await e.sdk('ios', '/data', { device_id: 'device-0001', time: Date.parse('2026-03-01T12:00:00Z') / 1000, user_id: 'bob', events: [{ name: 'ce', time: Date.parse('2026-03-01T12:00:00Z') / 1000, data: { n: 'x', p: {} } }] })
  const { braze_id } = await e.exported('ann', ['braze_id'])
  const { body } = await ids(e, { external_ids: ['mel', 'mel'], user_aliases: [ALIAS], braze_id, email_address: 'MEL@example.com', phone: '(650) 555-1234', device_id: 'device-0001', fields_to_export: ['external_id', 'user_aliases'] })
  expect(body).toEqual({ users: [{ external_id: 'mel' }, { user_aliases: [ALIAS] }, { external_id: 'ann' }, { external_id: 'bob' }], message: 'success' })
})

test.each([
  [{ external_ids: ['mel'] }], [{ user_aliases: [ALIAS] }], [{ email_address: 'mel@example.com' }], [{ phone: '+16505551234' }],
])('by %j', async (by) => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+16505551234' }] })
  await e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', ...ALIAS }] })
  expect((await ids(e, { ...by, fields_to_export: ['external_id'] })).body).toEqual({ users: [{ external_id: 'mel' }], message: 'success' })
})

test('devices, apps and tokens of a user with an SDK', async () => {
  const e = emulator()
  const time = Date.parse('2026-03-01T11:00:00Z') / 1000
  await e.sdk('android', '/data', {
    device_id: '312ef2c1-0000-4000-8000-000000000001', time, user_id: 'mel', app_version: '3.29.0', device: { model: 'Pixel XL', os_version: 'Android (Q)', carrier: 'T' },
    events: [{ name: 'ss', time, session_id: '11111111-0000-4000-8000-000000000001', data: {} }], attributes: [{ user_id: 'mel', push_token: '12345abcd' }],
  })
  const user = await e.exported('mel', ['devices', 'apps', 'push_tokens'])
  expect(user.devices).toEqual([{ model: 'Pixel XL', os: 'Android (Q)', carrier: 'T', device_id: '312ef2c1-0000-4000-8000-000000000001' }])
  expect(user.apps).toEqual([{ name: 'Android', platform: 'Android', version: '3.29.0', sessions: 1, first_used: '2026-03-01T11:00:00.000Z', last_used: '2026-03-01T11:00:00.000Z' }])
  expect(user.push_tokens).toEqual([{ app: 'Android', platform: 'Android', token: '12345abcd', device_id: '312ef2c1-0000-4000-8000-000000000001', notifications_enabled: true }])
  expect(homeKeys.android).toBe('b4a2e000-0000-4000-8000-0000000000a3')
})

test('fields_to_export: only those, and only when they hold something', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', first_name: 'Mel', plan: 'pro' }] })
  const fields = ['created_at', 'custom_attributes', 'dob', 'email', 'first_name', 'gender', 'home_city', 'last_name', 'phone', 'time_zone', 'external_id', 'user_aliases']
  expect((await ids(e, { external_ids: ['mel'], fields_to_export: fields })).body.users).toEqual([{ created_at: '2026-03-01 12:00:00.000 UTC', custom_attributes: { plan: 'pro' }, first_name: 'Mel', external_id: 'mel' }])
  for (const fields_to_export of [['apps', 'attributed_campaign', 'attributed_source', 'attributed_adgroup', 'attributed_ad', 'devices', 'last_coordinates', 'language', 'country', 'purchases', 'custom_events', 'push_tokens', 'total_revenue', 'uninstalled_at', 'campaigns_received', 'canvases_received', 'cards_clicked', 'push_opted_in_at']])
    expect((await ids(e, { external_ids: ['mel'], fields_to_export })).body.users).toEqual([{}])
  expect((await ids(e, { external_ids: ['mel'], fields_to_export: null })).body.users).toEqual([{ ...BASICS, external_id: 'mel', first_name: 'Mel', custom_attributes: { plan: 'pro' } }])
})

test.each(['password', 'constructor', '__proto__', 'id', 'phone_e164'])('the field %s can not be exported', async (field) => {
  const e = emulator()
  expect(await ids(e, { external_ids: ['mel'], fields_to_export: ['email', field] })).toMatchObject({ status: 400, body: { message: `'fields_to_export' has a field that can not be exported: ${field}` } })
})

test('50 of each kind are taken, 51 are not', async () => {
  const e = emulator()
  const TOO_MANY = { status: 400, body: { message: 'The max number of external_ids and aliases per request was exceeded' }, kinds: ['request.refused'] }
  const many = (n: number) => Array.from({ length: n }, (_, i) => `u${i}`)
  const aliases = (n: number) => many(n).map((alias_name) => ({ alias_name, alias_label: 'l' }))
  expect(await ids(e, { external_ids: many(51) })).toMatchObject(TOO_MANY)
  expect(await ids(e, { user_aliases: aliases(51) })).toMatchObject(TOO_MANY)
  expect((await ids(e, { external_ids: many(50), user_aliases: aliases(50) })).body.invalid_user_ids).toHaveLength(100)
})

test('no identifier, and wrong types, are 400', async () => {
  const e = emulator()
  const bad = (body: Record<string, unknown>, message: string) => ids(e, body).then((said) => expect({ sent: body, status: said.status, body: said.body }).toEqual({ sent: body, status: 400, body: { message } }))
  for (const body of [{}, { external_ids: [] }, { external_ids: null, email_address: null }, { email_address: '' }, { fields_to_export: ['email'] }]) await bad(body, `'external_ids', 'user_aliases', 'device_id', 'braze_id', 'email_address' or 'phone' is required`)
  for (const value of ['mel', 7, true, {}, [null], [true], [{}], [['mel']]]) await bad({ external_ids: value }, `'external_ids' must be an array of strings`)
  for (const value of ['a', 7, true, {}, [null], ['a'], [{}], [{ alias_name: 'a' }], [{ alias_name: 7, alias_label: 'l' }], [[]]]) await bad({ user_aliases: value }, `'user_aliases' must be an array of objects with 'alias_name' and 'alias_label'`)
  for (const name of ['device_id', 'braze_id', 'email_address', 'phone']) for (const value of [7, true, [], {}, ['x']]) await bad({ [name]: value }, `'${name}' must be a string`)
  for (const value of ['email', 7, true, {}, [7], [null], [{}]]) await bad({ external_ids: ['mel'], fields_to_export: value }, `'fields_to_export' must be an array of strings`)
})
