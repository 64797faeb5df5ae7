// DELETE /catalogs/:catalog_name: everything in it goes, also what was still to be done.
import { expect, test } from 'vitest'
import { catalog, CATALOG_NOT_FOUND, expectRefused, restaurants, settled } from '../../../kit/catalogs.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

test('a catalog goes with fields, items and selections; others stay', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' }, { id: 'r2' })
  await catalog(e, 'other')
  await e.post('/catalogs/restaurants/selections', { selection: { name: 's' } })
  await e.post('/catalogs/other/items/o1', { items: [{}] })
  await e.world.scheduler.settle()
  const { status, body, rows } = await ask(e, 'DELETE', '/catalogs/restaurants')
  expect({ status, body, rows: rows.map(({ kind, data }) => ({ kind, data })) }).toEqual({ status: 200, body: { message: 'success' }, rows: [{ kind: 'catalog.deleted', data: { catalog_name: 'restaurants', num_items: 2 } }] })
  const count = (table: string): number => (e.world.db.raw.prepare(`SELECT count(*) AS n FROM ${table} WHERE catalog_id NOT IN (SELECT id FROM catalogs)`).get() as { n: number }).n
  expect(['catalog_fields', 'catalog_items', 'catalog_selections'].map(count)).toEqual([0, 0, 0])
  expect((await e.get('/catalogs/other/items/o1')).status).toBe(200)
  expectRefused(await ask(e, 'GET', '/catalogs/restaurants/items'), 404, { ...CATALOG_NOT_FOUND, parameter_values: ['restaurants'] })
})

test('jobs that were still to run do no harm, not even to a new catalog of that name', async () => {
  const e = emulator()
  await restaurants(e)
  await e.post('/catalogs/restaurants/items', { items: [{ id: 'r1' }] })
  await e.post('/catalogs/restaurants/fields', { fields: [{ name: 'New', type: 'string' }] })
  await e.delete('/catalogs/restaurants')
  await catalog(e)
  expect(await settled(e)).toEqual(['items', 'create_fields'].map((work) => ({ kind: 'decision.ignored', data: { rule: 'catalogs.job', why: 'catalog-not-found', compared: { catalog_name: 'restaurants', work } } })))
  expect((await e.get('/catalogs')).body.catalogs).toMatchObject([{ num_items: 0, fields: { length: 8 } }])
})

test('an unknown catalog, and one already deleted', async () => {
  const e = emulator()
  expectRefused(await ask(e, 'DELETE', '/catalogs/nowhere'), 404, CATALOG_NOT_FOUND)
  await catalog(e, 'nowhere')
  await e.delete('/catalogs/nowhere')
  expectRefused(await ask(e, 'DELETE', '/catalogs/nowhere'), 404, CATALOG_NOT_FOUND)
})
