// POST /users/track: one bad object never blocks the others; errors by position; nothing acceptable; order of work.
import { expect, test } from 'vitest'
import { NOTHING_VALID, track, users } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const TIME = '2026-02-28T10:00:00Z'
const REQUIRED = `'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required`

test('the recorded answer: a second event without identifier, a purchase with a bad quantity', async () => {
  const e = emulator()
  const { status, body, kinds } = await track(e, {
    events: [{ external_id: 'mel', name: 'a', time: TIME }, { name: 'b', time: TIME }],
    purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, quantity: -1, time: TIME }],
  })
  expect({ status, body }).toEqual({
    status: 201,
    body: { events_processed: 1, message: 'success', errors: [{ type: REQUIRED, input_array: 'events', index: 1 }, { type: `'quantity' is not valid`, input_array: 'purchases', index: 0 }] },
  })
  expect(kinds).toEqual(['profile.created', 'custom_event.logged', 'decision.refused', 'decision.refused'])
  expect(await e.exported('mel', ['custom_events', 'purchases'])).toEqual({ custom_events: [{ name: 'a', first: '2026-02-28T10:00:00.000Z', last: '2026-02-28T10:00:00.000Z', count: 1 }] })
})

test('the trace of a refusal says which object and why', async () => {
  const e = emulator()
  const { rows } = await track(e, { attributes: [{ external_id: 'mel' }, {}] })
  expect(rows.at(-1)!.data).toEqual({ rule: 'users/track', why: REQUIRED, compared: { input_array: 'attributes', index: 1 } })
})

test('good objects around bad ones are all applied, in order', async () => {
  const e = emulator()
  const { body } = await track(e, { attributes: [{ external_id: 'mel', n: 1 }, null, { external_id: 'mel', n: 2, email: 'bad' }, 'text', { external_id: 'mel', n: 3 }] })
  expect(body).toEqual({
    attributes_processed: 2,
    errors: [
      { type: `'attributes' must be an array of objects`, input_array: 'attributes', index: 1 },
      { type: `The value provided for the 'email' field is not a valid email.`, input_array: 'attributes', index: 2 },
      { type: `'attributes' must be an array of objects`, input_array: 'attributes', index: 3 },
    ],
    message: 'success',
  })
  expect(await e.exported('mel', ['custom_attributes', 'email'])).toEqual({ custom_attributes: { n: 3 } })
})

test('nothing acceptable: 400 with the reason of each, and nothing is written', async () => {
  const e = emulator()
  const { status, body, rows } = await track(e, { attributes: [{}], events: [{ external_id: 'mel', time: TIME }], purchases: [{ external_id: 'mel', time: TIME }] })
  expect({ status, body }).toEqual({
    status: 400,
    body: { message: NOTHING_VALID, errors: [{ type: REQUIRED, input_array: 'attributes', index: 0 }, { type: `'name' is required`, input_array: 'events', index: 0 }, { type: `'product_id' is required`, input_array: 'purchases', index: 0 }] },
  })
  expect(rows.map((row) => row.kind)).toEqual(['request.refused'])
  expect(JSON.parse(rows[0]!.data['answer'] as string)).toEqual(body)
  expect(users(e)).toBe(0)
})

test.each([[{}], [{ attributes: [] }], [{ attributes: [], events: [], purchases: [] }], [{ attributes: null, events: null, purchases: null }], [{ partner: 'RudderStack' }], [{ attributes: {} }], [{ events: 'x' }], [{ purchases: 7 }], [null]])('%j holds nothing', async (sent) => {
  const e = emulator()
  expect(await track(e, sent === null ? 'null' : sent)).toMatchObject({ status: 400, body: { message: NOTHING_VALID } })
  expect(users(e)).toBe(0)
})

test('an array of the wrong type refuses the request, whatever the others hold', async () => {
  const e = emulator()
  for (const events of ['x', 7, true, {}, { 0: {} }]) expect(await track(e, { attributes: [{ external_id: 'mel' }], events })).toMatchObject({ status: 400, body: { message: NOTHING_VALID }, kinds: ['request.refused'] })
  expect(users(e)).toBe(0)
})

test('work is done in the order attributes, events, purchases: an event finds the user the attributes made', async () => {
  const e = emulator()
  const { kinds } = await track(e, {
    purchases: [{ email: 'mel@example.com', product_id: 'p', currency: 'USD', price: 1, time: TIME, _update_existing_only: true }],
    events: [{ email: 'mel@example.com', name: 'x', time: TIME, _update_existing_only: true }],
    attributes: [{ email: 'mel@example.com' }],
  })
  expect(kinds).toEqual(['profile.created', 'profile.updated', 'custom_event.logged', 'purchase.made'])
})

test('75 objects in all are taken, 76 are not; nothing of them is written', async () => {
  const e = emulator()
  const attributes = Array.from({ length: 25 }, (_, i) => ({ external_id: `u${i}` }))
  const events = Array.from({ length: 25 }, (_, i) => ({ external_id: `u${i}`, name: 'x', time: TIME }))
  const purchases = Array.from({ length: 25 }, (_, i) => ({ external_id: `u${i}`, product_id: 'p', currency: 'USD', price: 1, time: TIME }))
  expect(await track(e, { attributes: [...attributes, { external_id: 'one too many' }], events, purchases })).toMatchObject({ status: 400, body: { message: 'Max Input Length Exceeded' }, kinds: ['request.refused'] })
  expect(users(e)).toBe(0)
  expect((await track(e, { attributes, events, purchases })).body).toEqual({ attributes_processed: 25, events_processed: 25, purchases_processed: 25, message: 'success' })
  expect(users(e)).toBe(25)
})

test('the legacy limit is 75 in each array', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { track_limit: 'per_array' })
  const many = (n: number) => ({
    attributes: Array.from({ length: n }, (_, i) => ({ external_id: `u${i}` })),
    events: Array.from({ length: n }, (_, i) => ({ external_id: `u${i}`, name: 'x', time: TIME })),
    purchases: Array.from({ length: n }, (_, i) => ({ external_id: `u${i}`, product_id: 'p', currency: 'USD', price: 1, time: TIME })),
  })
  expect((await track(e, many(75))).body).toEqual({ attributes_processed: 75, events_processed: 75, purchases_processed: 75, message: 'success' })
  expect(await track(e, { events: many(76).events })).toMatchObject({ status: 400, body: { message: 'Max Input Length Exceeded' } })
})

test('unknown keys beside the arrays are ignored; the batch headers change nothing', async () => {
  const e = emulator()
  const body = { attributes: [{ external_id: 'mel' }], partner: 'RudderStack', other: [1], constructor: 1 }
  for (const name of ['x-braze-bulk', 'x-braze-batch']) expect((await e.post('/users/track', body, { [name]: 'true' })).body).toEqual({ attributes_processed: 1, message: 'success' })
})

test('the same request twice does everything twice', async () => {
  const e = emulator()
  const body = { attributes: [{ external_id: 'mel', n: { inc: 1 } }], events: [{ external_id: 'mel', name: 'x', time: TIME }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: TIME }] }
  await track(e, body)
  expect((await track(e, body)).kinds).toEqual(['profile.updated', 'custom_event.logged', 'purchase.made'])
  expect(await e.exported('mel', ['custom_attributes', 'total_revenue'])).toEqual({ custom_attributes: { n: 2 }, total_revenue: 2 })
  expect((await e.exported('mel', ['custom_events'])).custom_events[0].count).toBe(2)
})
