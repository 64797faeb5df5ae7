// POST /users/track: purchases; revenue, quantity, currency, refunds, required fields.
import { expect, test } from 'vitest'
import { BASICS, refuses, track } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'
import { homeKeys } from '../../../../../emulator/index.ts'

const TIME = '2026-02-28T10:00:00Z'
const ONCE = '2026-02-28T10:00:00.000Z'
const purchase = (more: Record<string, unknown> = {}) => ({ purchases: [{ external_id: 'mel', product_id: 'sku', currency: 'USD', price: 12.5, time: TIME, ...more }] })

test('a purchase counts on the profile', async () => {
  const e = emulator()
  const { status, body, kinds, rows } = await track(e, purchase({ quantity: 3, app_id: homeKeys.ios, properties: { colour: 'red' } }))
  expect({ status, body, kinds }).toEqual({ status: 201, body: { purchases_processed: 1, message: 'success' }, kinds: ['profile.created', 'purchase.made'] })
  const { received_at: _received, ...data } = rows[1]!.data
  expect(data).toEqual({ product_id: 'sku', time: Date.parse(TIME), currency: 'USD', price: 12.5, quantity: 3, properties: { colour: 'red' }, source: 'rest', app_id: homeKeys.ios })
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', total_revenue: 37.5, purchases: [{ name: 'sku', first: ONCE, last: ONCE, count: 3 }] })
})

test('a refund has a negative price: revenue shrinks, the count grows', async () => {
  const e = emulator()
  await track(e, purchase({ price: 12 }))
  await track(e, purchase({ price: -5 }))
  expect(await e.exported('mel', ['total_revenue', 'purchases'])).toEqual({ total_revenue: 7, purchases: [{ name: 'sku', first: ONCE, last: ONCE, count: 2 }] })
})

test('cents do not drift, and a price of 0 is a purchase', async () => {
  const e = emulator()
  await track(e, { purchases: Array.from({ length: 10 }, () => purchase({ price: 0.1 }).purchases[0]) })
  await track(e, purchase({ price: 0 }))
  expect(await e.exported('mel', ['total_revenue', 'purchases'])).toEqual({ total_revenue: 1, purchases: [{ name: 'sku', first: ONCE, last: ONCE, count: 11 }] })
})

test('another currency is counted in USD at the rate of the settings, 1:1 with a trace without one', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 1.1 } })
  expect((await track(e, purchase({ currency: 'eur', price: 10 }))).kinds).toEqual(['profile.created', 'purchase.made'])
  expect((await track(e, purchase({ currency: 'CAD', price: 10 }))).kinds).toEqual(['decision.ignored', 'purchase.made'])
  expect(await e.exported('mel', ['total_revenue'])).toEqual({ total_revenue: 21 })
})

const cases: [string, unknown, string][] = [
  ...['product_id', 'currency', 'price', 'time'].flatMap((field) => [undefined, null, ''].map((value): [string, unknown, string] => [field, value, `'${field}' is required`])),
  ...[7, true, [], {}, 'x'.repeat(256)].map((value): [string, unknown, string] => ['product_id', value, `'product_id' is not valid`]),
  ...['XYZ', 'US', 'dollars', '$', 7, true, [], {}].map((value): [string, unknown, string] => ['currency', value, `'currency' is not valid`]),
  ...['12', 'free', true, [], {}, 1e300].map((value): [string, unknown, string] => ['price', value, `'price' is not valid`]),
  ...[0, -1, 101, 1.5, '2', '', true, [], {}].map((value): [string, unknown, string] => ['quantity', value, `'quantity' is not valid`]),
  ...[7, true, [], {}].map((value): [string, unknown, string] => ['app_id', value, `'app_id' is not valid`]),
  ...['text', 7, [], { time: 1 }, { product_id: 1 }, { quantity: 1 }, { event_name: 1 }, { price: 1 }, { currency: 1 }, { $a: 1 }, { '': 1 }, Object.fromEntries(Array.from({ length: 210 }, (_, i) => [`k${i}`, 'x'.repeat(250)]))].map((value): [string, unknown, string] => ['properties', value, `Invalid 'properties' field`]),
  ...['yes', 1, [], {}].map((value): [string, unknown, string] => ['_update_existing_only', value, `'_update_existing_only' is not valid`]),
]
test.each(cases)('%s %.60j: refused', async (field, value, type) => {
  const e = emulator()
  await refuses(e, 'purchases', purchase({ [field]: value }).purchases[0], type)
})

test('quantity is 1 when absent or null, and 100 at most', async () => {
  const e = emulator()
  for (const quantity of [undefined, null, 1, 100]) expect((await track(e, purchase({ quantity }))).status).toBe(201)
  expect((await e.exported('mel', ['purchases'])).purchases[0].count).toBe(103)
})

test('a product on the block list is ignored and counted', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { purchases: ['sku'] } })
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { body, rows } = await track(e, purchase())
  expect(body).toEqual({ purchases_processed: 1, message: 'success' })
  expect(rows.map((row) => [row.kind, row.data['rule']])).toEqual([['decision.ignored', 'block_list.purchases']])
  expect(await e.exported('mel', ['purchases', 'total_revenue'])).toEqual({})
})

test('what stands in the list and is no object is refused', async () => {
  const e = emulator()
  for (const one of [null, 'x', 7, true, []]) await refuses(e, 'purchases', one, `'purchases' must be an array of objects`)
})
