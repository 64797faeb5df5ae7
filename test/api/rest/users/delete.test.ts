// POST /users/delete: every kind of id; what is gone, what is counted.
import { expect, test } from 'vitest'
import { say, track, users } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'
import { homeKeys } from '../../../../emulator/index.ts'

const remove = (e: Emulator, body: unknown) => say(e, '/users/delete', body)
const ALIAS = { alias_name: 'a', alias_label: 'l' }

test('a user is gone with everything on it; the id is free', async () => {
  const e = emulator()
  await track(e, {
    attributes: [{ external_id: 'mel', email: 'mel@example.com', plan: 'pro', push_tokens: [{ app_id: homeKeys.ios, token: 't', device_id: 'device-0001' }] }, { external_id: 'ann' }],
    events: [{ external_id: 'mel', name: 'x', time: '2026-02-01' }],
    purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: '2026-02-01' }],
  })
  const { status, body, kinds } = await remove(e, { external_ids: ['mel'] })
  expect({ status, body, kinds }).toEqual({ status: 201, body: { deleted: 1, message: 'success' }, kinds: ['push_token.removed', 'profile.deleted'] })
  expect((await e.post('/users/export/ids', { external_ids: ['mel'] })).body).toEqual({ users: [], invalid_user_ids: ['mel'], message: 'success' })
  expect(users(e)).toBe(1)
  for (const table of ['custom_events', 'purchases', 'event_summaries', 'purchase_summaries', 'push_tokens']) expect(e.world.db.raw.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 })
  await track(e, { attributes: [{ external_id: 'mel' }] })
  expect(await e.exported('mel', ['custom_attributes', 'custom_events', 'email'])).toEqual({})
})

test('every kind of id, mixed; deleted counts the ids, unknown ones too', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: '7' }, { external_id: 'b' }, { user_alias: ALIAS, _update_existing_only: false }, { email: 'c@example.com' }, { phone: '+16505551234' }, { external_id: 'stays' }] })
  const { braze_id } = await e.exported('b', ['braze_id'])
  const { status, body, kinds } = await remove(e, {
    external_ids: [7, 'nobody'], braze_ids: [braze_id], user_aliases: [ALIAS], email_addresses: [{ email: 'C@example.com', prioritization: ['unidentified'] }], phone_numbers: [{ phone: '+1 650 555 1234', prioritization: ['most_recently_updated'] }],
  })
  expect({ status, body }).toEqual({ status: 201, body: { deleted: 6, message: 'success' } })
  expect(kinds.toSorted()).toEqual(['decision.ignored', ...Array(5).fill('profile.deleted')])
  expect(users(e)).toBe(1)
  expect(await e.exported('stays', ['external_id'])).toEqual({ external_id: 'stays' })
})

test('more than one profile left after prioritization: nothing is deleted', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'a', email: 'x@example.com' }, { external_id: 'b', email: 'x@example.com' }] })
  expect(await remove(e, { email_addresses: [{ email: 'x@example.com', prioritization: ['identified'] }] })).toMatchObject({ status: 201, body: { deleted: 1, message: 'success' }, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(2)
})

test('a deprecated external_id deletes the whole profile', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'old' }] })
  await e.post('/users/external_ids/rename', { external_id_renames: [{ current_external_id: 'old', new_external_id: 'new' }] })
  expect((await remove(e, { external_ids: ['old'] })).kinds).toEqual(['profile.deleted'])
  expect(users(e)).toBe(0)
})

test('the same id twice is deleted once', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  expect(await remove(e, { external_ids: ['mel', 'mel'] })).toMatchObject({ body: { deleted: 2, message: 'success' }, kinds: ['profile.deleted', 'decision.ignored'] })
})

test('over 50 ids in all is 400; 50 are taken', async () => {
  const e = emulator()
  const ids = (n: number) => Array.from({ length: n }, (_, i) => `u${i}`)
  expect(await remove(e, { external_ids: ids(51) })).toMatchObject({ status: 400, body: { message: 'The max number of ids per request was exceeded' }, kinds: ['request.refused'] })
  expect((await remove(e, { external_ids: ids(50) })).body).toEqual({ deleted: 50, message: 'success' })
})

test('wrong types are 400 and delete nobody', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const bad = (body: Record<string, unknown>, message: string) => remove(e, { external_ids: ['mel'], ...body }).then((said) => expect({ sent: body, status: said.status, body: said.body }).toEqual({ sent: body, status: 400, body: { message } }))
  for (const value of [null, 'mel', 7, true, {}, [null], [true], [{}], [['mel']], [1.5]]) for (const name of ['external_ids', 'braze_ids']) await bad({ [name]: value }, `'${name}' must be an array of strings`)
  for (const value of [null, 'mel', 7, true, {}, [null], ['mel'], [7], [[]]]) for (const name of ['user_aliases', 'email_addresses', 'phone_numbers']) await bad({ [name]: value }, `'${name}' must be an array of objects`)
  for (const value of [{}, { alias_name: 'a' }, { alias_label: 'l' }, { alias_name: 7, alias_label: 'l' }, { alias_name: '', alias_label: 'l' }]) await bad({ user_aliases: [value] }, `'user_aliases' must be an array of objects with 'alias_name' and 'alias_label'`)
  for (const [name, field] of [['email_addresses', 'email'], ['phone_numbers', 'phone']] as const) {
    for (const value of [undefined, null, '', 7, {}]) await bad({ [name]: [{ [field]: value, prioritization: ['identified'] }] }, `'${field}' is required`)
    await bad({ [name]: [{ [field]: 'x' }] }, `'prioritization' is required`)
    for (const prioritization of ['identified', {}, ['least_recently_updated'], ['newest'], [7]]) await bad({ [name]: [{ [field]: 'x', prioritization }] }, `'prioritization' is not valid`)
    await bad({ [name]: [{ [field]: 'x', prioritization: ['identified', 'unidentified'] }] }, `Request can not contain both of 'identified' and 'unidentified' values in the 'prioritization' array`)
  }
  expect(users(e)).toBe(1)
  for (const body of [{}, { external_ids: [] }]) expect(await remove(e, body)).toMatchObject({ status: 400, body: { message: `'external_ids', 'user_aliases', 'braze_ids', 'email_addresses' or 'phone_numbers' is required` } })
})
