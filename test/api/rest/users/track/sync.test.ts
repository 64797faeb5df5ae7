// POST /users/track/sync: exactly one object, and what is stored after it.
import { expect, test } from 'vitest'
import { refusedAlone, say, track, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const sync = (e: Emulator, body: unknown) => say(e, '/users/track/sync', body)

test('attributes: the custom ones of the request, as stored; the others are not told', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'xyz123', old: 1, first_name: 'Mel' }] })
  const { status, body, kinds, headers } = await sync(e, { attributes: [{ external_id: 'xyz123', first_name: 'Mia', string_attribute: 'fruit', boolean_attribute_1: true, integer_attribute: 25, array_attribute: ['banana', 'apple'] }] })
  expect({ status, body, kinds }).toEqual({
    status: 201,
    body: { users: [{ external_id: 'xyz123', custom_attributes: { string_attribute: 'fruit', boolean_attribute_1: true, integer_attribute: 25, array_attribute: ['banana', 'apple'] } }], message: 'success' },
    kinds: ['profile.updated'],
  })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['500', '499'])
})

test('a value that could not be changed shows what is stored now', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', plan: 'pro', score: 2, list: ['a'] }] })
  expect((await sync(e, { attributes: [{ external_id: 'mel', plan: 'x'.repeat(256), score: { inc: 3 }, list: { add: ['b'] }, gone: null }] })).body).toEqual({ users: [{ external_id: 'mel', custom_attributes: { plan: 'pro', score: 5, list: ['a', 'b'] } }], message: 'success' })
})

test('an event: first, last and count of its name; the email is named back', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', email: 'test@braze.com' }], events: [{ external_id: 'mel', name: 'rented_movie', time: '2022-01-01' }, { external_id: 'mel', name: 'other', time: '2022-01-01' }] })
  const { status, body, kinds } = await sync(e, { events: [{ email: 'test@braze.com', app_id: 'x', name: 'rented_movie', time: '2022-12-06T19:20:45+01:00', properties: { release: { studio: 'FilmStudio', year: '2022' }, cast: [{ name: 'Actor1' }] } }] })
  expect({ status, body, kinds }).toEqual({
    status: 201,
    body: { users: [{ email: 'test@braze.com', custom_events: [{ name: 'rented_movie', first: '2022-01-01T00:00:00.000Z', last: '2022-12-06T18:20:45.000Z', count: 2 }] }], message: 'success' },
    kinds: ['decision.ignored', 'custom_event.logged'],
  })
})

test('a purchase: first, last and count of its product; the alias is named back', async () => {
  const e = emulator()
  const user_alias = { alias_name: 'device123', alias_label: 'my_device_identifier' }
  await track(e, { attributes: [{ user_alias, _update_existing_only: false }] })
  const { body } = await sync(e, { purchases: [{ user_alias, product_id: 'Completed Order', currency: 'USD', price: 219.98, quantity: 3, time: '2022-12-06T18:20:45Z' }] })
  expect(body).toEqual({ users: [{ user_alias, purchase_events: [{ product_id: 'Completed Order', first: '2022-12-06T18:20:45.000Z', last: '2022-12-06T18:20:45.000Z', count: 3 }] }], message: 'success' })
})

test('phone and braze_id are named back under their own keys', async () => {
  const e = emulator()
  expect((await sync(e, { attributes: [{ phone: '+16505551234', a: 1 }] })).body.users).toEqual([{ phone: '+16505551234', custom_attributes: { a: 1 } }])
  const { braze_id } = (await e.post('/users/export/ids', { phone: '+16505551234' })).body.users[0]
  expect((await sync(e, { attributes: [{ braze_id, a: 2 }] })).body.users).toEqual([{ braze_id, custom_attributes: { a: 2 } }])
})

test('nobody there and update-only: 201 with no users', async () => {
  const e = emulator()
  const { status, body, kinds } = await sync(e, { attributes: [{ external_id: 'mel', a: 1, _update_existing_only: true }] })
  expect({ status, body, kinds }).toEqual({ status: 201, body: { users: [], message: 'success' }, kinds: ['decision.ignored'] })
})

test('a bare object is as good as an array of one', async () => {
  const e = emulator()
  expect((await sync(e, { attributes: { external_id: 'mel', a: 1 } })).body).toEqual({ users: [{ external_id: 'mel', custom_attributes: { a: 1 } }], message: 'success' })
})

test('more than one object is refused, and nothing written', async () => {
  const e = emulator()
  const one = { external_id: 'mel' }
  for (const body of [{ attributes: [one, one] }, { attributes: [one], events: [{ ...one, name: 'x', time: '2022-01-01' }] }]) expect(await sync(e, body)).toMatchObject({ status: 400, body: { message: 'Max Input Length Exceeded' }, kinds: ['request.refused'] })
  expect(users(e)).toBe(0)
})

test('a bad object is 400 with its reason', async () => {
  const e = emulator()
  expect(await sync(e, { events: [{ external_id: 'mel', name: 'x' }] })).toMatchObject({ status: 400, body: refusedAlone(`'time' is required`, 'events') })
  expect(users(e)).toBe(0)
})

test('a blocked event shows that none is stored', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { events: ['x'] } })
  expect((await sync(e, { events: [{ external_id: 'mel', name: 'x', time: '2022-01-01' }] })).body).toEqual({ users: [{ external_id: 'mel', custom_events: [] }], message: 'success' })
})
