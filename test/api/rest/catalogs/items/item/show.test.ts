// GET /catalogs/:catalog_name/items/:item_id
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, restaurants } from '../../../../../kit/catalogs.ts'
import { ask } from '../../../../../kit/rest.ts'
import { emulator } from '../../../../../kit/world.ts'

test('one item, its fields in the order of the catalog', async () => {
  const e = emulator()
  await restaurants(e, { Rating: 5, Name: 'One', id: 'r1' })
  const { status, body, kinds, headers } = await ask(e, 'GET', '/catalogs/restaurants/items/r1')
  expect({ status, body, kinds }).toEqual({ status: 200, body: { items: [{ id: 'r1', ...EMPTY, Name: 'One', Rating: 5 }], message: 'success' }, kinds: [] })
  expect(Object.keys(body.items[0])).toEqual(['id', ...Object.keys(EMPTY)])
  expect(headers.get('x-ratelimit-limit')).toBe('50')
})

test('unknown: the item, the catalog; case counts', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  for (const id of ['R1', 'none', 'with space', 'é', 'x'.repeat(300)]) expectRefused(await ask(e, 'GET', `/catalogs/restaurants/items/${encodeURIComponent(id)}`), 404, { id: 'item-not-found', message: 'Could not find item', parameters: ['item_id'], parameter_values: [id] })
  expectRefused(await ask(e, 'GET', '/catalogs/nowhere/items/r1'), 404, CATALOG_NOT_FOUND)
  expectRefused(await ask(e, 'GET', '/catalogs/Restaurants/items/r1'), 404, { ...CATALOG_NOT_FOUND, parameter_values: ['Restaurants'] })
})
