// GET /purchases/quantity_series, /purchases/revenue_series and /purchases/product_list.
import { describe, expect, test } from 'vitest'
import { APPS, bought, get, logged, numbers, refuses, session, setZone } from '../../../kit/analytics.ts'
import { track } from '../../../kit/rest.ts'
import { event, sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const QUANTITY = '/purchases/quantity_series'
const REVENUE = '/purchases/revenue_series'

describe.each([[QUANTITY, 'purchase_quantity'], [REVENUE, 'revenue']])('%s', (path, name) => {
  test('days and hours, oldest first', async () => {
    const said = await get(emulator(), path, { length: 2 })
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 200, body: { message: 'success', data: [{ time: '2026-02-28', [name]: 0 }, { time: '2026-03-01', [name]: 0 }] }, kinds: [] })
    expect((await get(emulator(), path, { length: 2, unit: 'hour' })).body.data).toEqual([{ time: '2026-03-01T11:00:00Z', [name]: 0 }, { time: '2026-03-01T12:00:00Z', [name]: 0 }])
  })

  test('what is wrong with a query', async () => {
    const e = emulator()
    await refuses(e, path, {}, `'length' is required`)
    await refuses(e, path, { length: 101 }, `'length' must be an integer between 1 and 100`)
    await refuses(e, path, { length: 1, unit: 'x' }, `'unit' must be 'day' or 'hour'`)
    await refuses(e, path, { length: 1, ending_at: 'x' }, `'ending_at' is not valid`)
    await refuses(e, path, { length: 1, app_id: 'x' }, `'app_id' is not valid`)
    await refuses(e, path, { length: 1, 'product[]': 'x' }, `'product' is not valid`)
  })
})

test('a quantity of n is n purchases; by product, by app, by the time of the purchase', async () => {
  const e = emulator()
  await track(e, { purchases: [bought('ann', 'hat', 10, '2026-02-28T10:00Z', { quantity: 3 }), bought('bob', 'sock', 2.5, '2026-03-01T10:00Z', { app_id: APPS.ios }), bought('bob', 'hat', 10, '2026-03-01T10:00Z')] })
  await sendData(e, 'web', { events: [event('p', { pid: 'hat', c: 'USD', p: 9.99, q: 2 })] })
  expect(await numbers(e, QUANTITY, { length: 3 })).toEqual([0, 3, 4])
  expect(await numbers(e, REVENUE, { length: 3 })).toEqual([0, 30, 32.48])
  expect(await numbers(e, QUANTITY, { length: 3, product: 'hat' })).toEqual([0, 3, 3])
  expect(await numbers(e, REVENUE, { length: 3, product: 'sock' })).toEqual([0, 0, 2.5])
  expect(await numbers(e, QUANTITY, { length: 3, product: '' })).toEqual([0, 3, 4])
  expect(await numbers(e, QUANTITY, { length: 3, product: 'Hat' })).toEqual([0, 0, 0])
  expect(await numbers(e, REVENUE, { length: 3, app_id: APPS.ios })).toEqual([0, 0, 2.5])
  expect(await numbers(e, REVENUE, { length: 3, app_id: APPS.web, product: 'hat' })).toEqual([0, 0, 19.98])
  expect((await e.get('/purchases/product_list')).body).toEqual({ products: ['hat', 'sock'], message: 'success' })
})

test('revenue is in USD at the rate of the time of the purchase, as on the profile; refunds lessen it', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 1.1, JPY: 0.0067 } })
  await track(e, { purchases: [bought('ann', 'hat', 10, '2026-03-01T10:00Z', { currency: 'EUR' }), bought('ann', 'tea', 999, '2026-03-01T10:00Z', { currency: 'JPY' })] })
  await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 2 } })
  await track(e, { purchases: [bought('ann', 'hat', 10, '2026-02-28T10:00Z', { currency: 'EUR' }), bought('ann', 'pen', 7, '2026-02-27T10:00Z', { currency: 'CAD' }), bought('ann', 'hat', -5, '2026-03-01T11:00Z')] })
  expect(await numbers(e, REVENUE, { length: 3 })).toEqual([7, 20, 12.69]) // 11 + 6.69 - 5; no rate for CAD: 1:1
  expect((await e.exported('ann', ['total_revenue'])).total_revenue).toBe(39.69)
  expect(await numbers(e, REVENUE, { length: 1, ending_at: '2026-03-01' })).toEqual([12.69])
  await track(e, { purchases: [bought('ann', 'hat', -50, '2026-02-26T10:00Z')] })
  expect(await numbers(e, REVENUE, { length: 1, ending_at: '2026-02-26' })).toEqual([-50])
})

test('rates that stood in a snapshot are those of its purchases', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 3 } })
  await track(e, { purchases: [bought('ann', 'hat', 1, '2026-03-01T10:00Z', { currency: 'EUR' })] })
  const image = e.world.snapshot()
  await e.admin('PATCH', '/settings', { exchange_rates: { EUR: 5 } })
  expect(await numbers(e, REVENUE, { length: 1 })).toEqual([3])
  e.world.restore(image)
  await track(e, { purchases: [bought('ann', 'hat', 1, '2026-03-01T10:00Z', { currency: 'EUR' })] })
  expect(await numbers(e, REVENUE, { length: 1 })).toEqual([6])
})

test('blocked products and refused purchases do not count; deleted users stay', async () => {
  const e = emulator()
  await e.admin('PATCH', '/settings', { block_lists: { purchases: ['blocked'] } })
  await track(e, { purchases: [bought('ann', 'hat', 1, '2026-03-01T10:00Z'), bought('ann', 'blocked', 1, '2026-03-01T10:00Z'), bought('ann', 'hat', 1, '2026-03-01T10:00Z', { quantity: 101 })] })
  await e.post('/users/delete', { external_ids: ['ann'] })
  expect(await numbers(e, QUANTITY, { length: 1 })).toEqual([1])
  expect((await e.get('/purchases/product_list')).body).toEqual({ products: ['hat'], message: 'success' })
})

test('days of the zone', async () => {
  const e = emulator()
  await track(e, { purchases: [bought('ann', 'hat', 1, '2026-02-28T23:30Z')] })
  expect(await numbers(e, QUANTITY, { length: 2 })).toEqual([1, 0])
  await setZone(e, 'Europe/Paris')
  expect(await numbers(e, QUANTITY, { length: 2 })).toEqual([0, 1])
})

test('products: 250 a page from 0; sessions and events make none', async () => {
  const e = emulator()
  const names = Array.from({ length: 300 }, (_, n) => `p${String(n).padStart(3, '0')}`)
  for (let n = 0; n < 300; n += 75) await track(e, { purchases: names.slice(n, n + 75).map((name) => bought('ann', name, 1, '2026-03-01T10:00Z')) })
  await track(e, { events: [logged('ann', 'seen', '2026-03-01T10:00Z')] })
  await session(e, 'ann', '2026-03-01T10:00Z')
  const products = async (query = {}) => (await get(e, '/purchases/product_list', query)).body.products
  expect(await products()).toEqual(names.slice(0, 250))
  expect(await products({ page: 1 })).toEqual(names.slice(250))
  expect(await products({ page: 2 })).toEqual([])
  for (const page of ['-1', 'x']) await refuses(e, '/purchases/product_list', { page }, `'page' must be a non-negative integer`)
})
