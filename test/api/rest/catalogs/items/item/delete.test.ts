// DELETE /catalogs/:catalog_name/items/:item_id: gone before the answer.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, item, OK, restaurants } from '../../../../../kit/catalogs.ts'
import { ask } from '../../../../../kit/rest.ts'
import { emulator } from '../../../../../kit/world.ts'

const NOT_FOUND = { id: 'item-not-found', message: 'Could not find item', parameters: ['item_id'], parameter_values: ['r1'] }

test('gone at once, also with the body that a shipped connector sends; again: not found', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'x' }, { id: 'r2' })
  const { status, body, rows } = await ask(e, 'DELETE', '/catalogs/restaurants/items/r1', { items: [{}] })
  expect({ status, body, rows: rows.map(({ kind, data }) => ({ kind, data })) }).toEqual({ status: 202, body: OK, rows: [{ kind: 'catalog_item.deleted', data: { catalog_name: 'restaurants', item_id: 'r1' } }] })
  expect(await item(e, 'r1')).toBeUndefined()
  expect((await e.get('/catalogs')).body.catalogs[0].num_items).toBe(1)
  expectRefused(await ask(e, 'DELETE', '/catalogs/restaurants/items/r1'), 404, NOT_FOUND)
  expectRefused(await ask(e, 'DELETE', '/catalogs/nowhere/items/r1'), 404, CATALOG_NOT_FOUND)
})

test('made again it is empty', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'x' })
  await e.delete('/catalogs/restaurants/items/r1')
  await e.post('/catalogs/restaurants/items/r1', { items: [{}] })
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY })
})
