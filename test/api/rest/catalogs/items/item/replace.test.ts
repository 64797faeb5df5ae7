// PUT /catalogs/:catalog_name/items/:item_id: replaced or made before the answer. The checks of its request: create.test.ts.
import { expect, test } from 'vitest'
import { EMPTY, item, OK, restaurants } from '../../../../../kit/catalogs.ts'
import { ask } from '../../../../../kit/rest.ts'
import { emulator } from '../../../../../kit/world.ts'

const put = (e: ReturnType<typeof emulator>, values: Record<string, unknown>) => ask(e, 'PUT', '/catalogs/restaurants/items/r1', { items: [values] })

test('made when missing, then replaced: fields left out are emptied; the same again is nothing', async () => {
  const e = emulator()
  await restaurants(e)
  const made = await put(e, { Name: 'One', Rating: 5, Location: { a: 1 } })
  expect([made.status, made.body, made.kinds]).toEqual([200, OK, ['catalog_item.created']])
  const replaced = await put(e, { Name: 'Uno', Location: { a: 1 } })
  expect({ status: replaced.status, body: replaced.body, rows: replaced.rows.map(({ kind, data }) => ({ kind, data })) }).toEqual({
    status: 200, body: OK, rows: [{ kind: 'catalog_item.replaced', data: { catalog_name: 'restaurants', item_id: 'r1', changes: { Name: { from: 'One', to: 'Uno' }, Rating: { from: 5, to: null } } } }],
  })
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY, Name: 'Uno', Location: { a: 1 } })
  expect((await put(e, { Location: { a: 1 }, Name: 'Uno' })).kinds).toEqual([])
  expect((await put(e, {})).kinds).toEqual(['catalog_item.replaced'])
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY })
})
