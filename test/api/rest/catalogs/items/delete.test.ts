// DELETE /catalogs/:catalog_name/items: deleted by a job. The checks of its request: create.test.ts.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, expectRefused, names, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

test('items go, unknown ids are nothing, other members are not looked at', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' }, { id: 'r2' }, { id: 'r3' })
  const { status, body, kinds } = await ask(e, 'DELETE', '/catalogs/restaurants/items/', { items: [{ id: 'r3', Nonsense: { $: 1 } }, { id: 'none' }, { id: 'r1' }] })
  expect({ status, body, kinds }).toEqual({ status: 202, body: OK, kinds: ['request.suspicious'] }) // the slash
  expect(await names(e)).toEqual(['r1', 'r2', 'r3'])
  const gone = (item_id: string) => ({ kind: 'catalog_item.deleted', data: { catalog_name: 'restaurants', item_id } })
  expect(await settled(e)).toEqual([gone('r3'), { kind: 'decision.ignored', data: { rule: 'catalog_items.delete', why: 'item-not-found', compared: { catalog_name: 'restaurants', item_id: 'none' } } }, gone('r1')])
  expect(await names(e)).toEqual(['r2'])
  expect((await e.get('/catalogs')).body.catalogs[0].num_items).toBe(1)
})

test('without a body', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  expectRefused(await ask(e, 'DELETE', '/catalogs/restaurants/items'), 400, { id: 'item-array-invalid' })
})

test('an unknown catalog', async () => expectRefused(await ask(emulator(), 'DELETE', '/catalogs/nowhere/items', { items: [{ id: 'r1' }] }), 404, CATALOG_NOT_FOUND))
