// PUT /catalogs/:catalog_name/items: replaced or made by a job. The checks of its request: create.test.ts.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, item, names, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

test('fields left out are emptied, unknown ids are made, the same again is nothing', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'One', Rating: 5, Created_At: '2022-11-01T09:03:19.967Z' }, { id: 'r2', Name: 'Two' })
  // with the slash at the end that a shipped connector sends
  const { status, body, kinds } = await ask(e, 'PUT', '/catalogs/restaurants/items/', { items: [{ id: 'r3', Rating: 3 }, { id: 'r1', Name: 'Uno' }, { id: 'r2', Name: 'Two' }] })
  expect({ status, body, kinds }).toEqual({ status: 202, body: OK, kinds: ['request.suspicious'] }) // the slash
  expect((await item(e, 'r1'))!['Rating']).toBe(5)
  expect(await settled(e)).toEqual([
    { kind: 'catalog_item.created', data: { catalog_name: 'restaurants', item_id: 'r3' } },
    { kind: 'catalog_item.replaced', data: { catalog_name: 'restaurants', item_id: 'r1', changes: { Name: { from: 'One', to: 'Uno' }, Rating: { from: 5, to: null }, Created_At: { from: '2022-11-01T09:03:19.967Z', to: null } } } },
  ])
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY, Name: 'Uno' })
  expect(await item(e, 'r2')).toEqual({ id: 'r2', ...EMPTY, Name: 'Two' })
  expect(await names(e)).toEqual(['r1', 'r2', 'r3'])
})

test('an unknown catalog', async () => expectRefused(await ask(emulator(), 'PUT', '/catalogs/nowhere/items', { items: [{ id: 'r1' }] }), 404, CATALOG_NOT_FOUND))
