// PATCH /catalogs/:catalog_name/items: changed by a job, field by field. The checks of its request: create.test.ts.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, item, names, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/items'

test('fields left out stay, null empties, arrays take $add and $remove', async () => {
  const e = emulator()
  await restaurants(e, { id: 'restaurant1', Name: 'One', Rating: 5, Top_Dishes: ['French Fries', 'Burger'] }, { id: 'restaurant3', Name: 'Three', Top_Dishes: ['x'] })
  const { status, body, kinds } = await ask(e, 'PATCH', PATH, {
    items: [
      { id: 'restaurant1', Rating: null, Loyalty_Program: false, Location: { Latitude: 33.6112 }, Top_Dishes: { $add: ['Biscuits', 'Coleslaw'], $remove: ['French Fries'] } },
      { id: 'restaurant3', Rating: 2, Top_Dishes: ['Buffalo Wings'] },
    ],
  })
  expect({ status, body, kinds }).toEqual({ status: 202, body: OK, kinds: [] })
  expect(await settled(e)).toEqual([
    { kind: 'catalog_item.updated', data: { catalog_name: 'restaurants', item_id: 'restaurant1', changes: { Rating: { from: 5, to: null }, Loyalty_Program: { from: null, to: false }, Location: { from: null, to: { Latitude: 33.6112 } }, Top_Dishes: { from: ['French Fries', 'Burger'], to: ['Burger', 'Biscuits', 'Coleslaw'] } } } },
    { kind: 'catalog_item.updated', data: { catalog_name: 'restaurants', item_id: 'restaurant3', changes: { Rating: { from: null, to: 2 }, Top_Dishes: { from: ['x'], to: ['Buffalo Wings'] } } } },
  ])
  expect(await item(e, 'restaurant1')).toEqual({ id: 'restaurant1', ...EMPTY, Name: 'One', Loyalty_Program: false, Location: { Latitude: 33.6112 }, Top_Dishes: ['Burger', 'Biscuits', 'Coleslaw'] })
})

test('an object is replaced whole: merging is by field', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Location: { a: 1, b: { c: 2 } } })
  await ask(e, 'PATCH', PATH, { items: [{ id: 'r1', Location: { b: { d: 3 } } }] })
  await e.world.scheduler.settle()
  expect((await item(e, 'r1'))!['Location']).toEqual({ b: { d: 3 } })
})

test('an unknown id is left out, the others are done', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  expect((await ask(e, 'PATCH', PATH, { items: [{ id: 'none', Rating: 1 }, { id: 'r1', Rating: 1 }] })).status).toBe(202)
  expect(await settled(e)).toEqual([
    { kind: 'decision.ignored', data: { rule: 'catalog_items.edit', why: 'item-not-found', compared: { catalog_name: 'restaurants', item_id: 'none' } } },
    { kind: 'catalog_item.updated', data: { catalog_name: 'restaurants', item_id: 'r1', changes: { Rating: { from: null, to: 1 } } } },
  ])
  expect(await names(e)).toEqual(['r1'])
})

test('an array that would grow over 100 elements stays', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Top_Dishes: Array.from({ length: 99 }, (_, i) => `d${i}`) })
  await ask(e, 'PATCH', PATH, { items: [{ id: 'r1', Top_Dishes: { $add: ['x', 'y'] } }] })
  expect(await settled(e)).toEqual([{ kind: 'decision.ignored', data: { rule: 'catalog_items.edit', why: 'items-too-large', compared: { catalog_name: 'restaurants', item_id: 'r1' } } }])
  await ask(e, 'PATCH', PATH, { items: [{ id: 'r1', Top_Dishes: { $add: ['x'] } }] })
  expect((await settled(e)).map(({ kind }) => kind)).toEqual(['catalog_item.updated'])
})

test('an unknown catalog', async () => expectRefused(await ask(emulator(), 'PATCH', '/catalogs/nowhere/items', { items: [{ id: 'r1' }] }), 404, CATALOG_NOT_FOUND))
