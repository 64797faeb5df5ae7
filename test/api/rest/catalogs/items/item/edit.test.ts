// PATCH /catalogs/:catalog_name/items/:item_id: changed before the answer, field by field. The checks of its request: create.test.ts.
import { expect, test } from 'vitest'
import { EMPTY, expectRefused, item, OK, restaurants } from '../../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../../kit/rest.ts'
import { ask } from '../../../../../kit/rest.ts'
import { emulator } from '../../../../../kit/world.ts'

const edit = (e: Emulator, values: Record<string, unknown>, id = 'r1') => ask(e, 'PATCH', `/catalogs/restaurants/items/${id}`, { items: [values] })
const dishes = async (e: Emulator) => (await item(e, 'r1'))!['Top_Dishes']

test('fields left out stay, null empties; the same again is nothing', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'One', Rating: 5 })
  const { status, body, rows } = await edit(e, { Name: null, Loyalty_Program: true })
  expect({ status, body, rows: rows.map(({ kind, data }) => ({ kind, data })) }).toEqual({
    status: 200, body: OK, rows: [{ kind: 'catalog_item.updated', data: { catalog_name: 'restaurants', item_id: 'r1', changes: { Name: { from: 'One', to: null }, Loyalty_Program: { from: null, to: true } } } }],
  })
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY, Rating: 5, Loyalty_Program: true })
  expect((await edit(e, { Name: null, Rating: 5 })).kinds).toEqual([])
})

test('an array: $add at its end, once each; $remove all that are equal; both; from nothing; whole', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  await edit(e, { Top_Dishes: { $add: ['b', 'a', 'b'] } })
  expect(await dishes(e)).toEqual(['b', 'a'])
  await edit(e, { Top_Dishes: ['a', 'b', 'a'] })
  expect(await dishes(e)).toEqual(['a', 'b', 'a'])
  await edit(e, { Top_Dishes: { $add: ['c', 'b'], $remove: ['a', 'none'] } })
  expect(await dishes(e)).toEqual(['b', 'c'])
  await edit(e, { Top_Dishes: { $remove: ['b', 'c'] } })
  expect(await dishes(e)).toEqual([])
  expect((await edit(e, { Top_Dishes: { $remove: ['b'] } })).kinds).toEqual([])
})

test.each([
  [{ Top_Dishes: { $add: 'x' } }, 'unable-to-coerce-value'], [{ Top_Dishes: { $add: ['x'], $update: ['y'] } }, 'unable-to-coerce-value'], [{ Top_Dishes: { $add: [{}] } }, 'unable-to-coerce-value'], [{ Top_Dishes: { $remove: null } }, 'unable-to-coerce-value'],
  [{ Top_Dishes: { $update: [] } }, 'invalid-keys-in-value-object'], [{ Top_Dishes: {} }, 'unable-to-coerce-value'], [{ Top_Dishes: { $add: Array.from({ length: 101 }, (_, i) => `d${i}`) } }, 'items-too-large'],
  [{ Location: { $add: ['x'] } }, 'invalid-keys-in-value-object'], [{ Rating: { inc: 1 } }, 'unable-to-coerce-value'],
])('%j: %s', async (values, id) => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Top_Dishes: ['a'], Rating: 1 })
  expectRefused(await edit(e, values), 400, { id, parameters: ['id', 'field'], parameter_values: [{ id: 'r1', field: Object.keys(values)[0] }] })
  expect(await dishes(e)).toEqual(['a'])
})

test('an array never grows over its limits', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Top_Dishes: Array.from({ length: 100 }, (_, i) => `d${i}`) })
  expectRefused(await edit(e, { Top_Dishes: { $add: ['x'] } }), 400, { id: 'items-too-large', parameters: ['id', 'field'], parameter_values: [{ id: 'r1', field: 'Top_Dishes' }] })
  expect((await edit(e, { Top_Dishes: { $add: ['x'], $remove: ['d0'] } })).status).toBe(200)
})

test('an object may have members of any name', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  for (const Location of [{ change: 1 }, { value: null }, { problem: 'x', add: [], remove: [] }]) {
    expect((await edit(e, { Location })).status).toBe(200)
    expect((await item(e, 'r1'))!['Location']).toEqual(Location)
  }
})

test('an unknown item', async () => {
  const e = emulator()
  await restaurants(e)
  expectRefused(await edit(e, { Name: 'x' }, 'none'), 404, { id: 'item-not-found', message: 'Could not find item', parameters: ['item_id'], parameter_values: ['none'] })
  expect(await item(e, 'none')).toBeUndefined()
})
