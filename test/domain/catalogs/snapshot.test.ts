// Catalogs in a snapshot and after a reset: whole, or gone.
import { expect, test } from 'vitest'
import { item, names, restaurants } from '../../kit/catalogs.ts'
import { emulator } from '../../kit/world.ts'

test('a snapshot takes catalogs, items and selections along; a reset leaves none; restored all is there', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'One' }, { id: 'r2' })
  await e.post('/catalogs/restaurants/selections', { selection: { name: 's' } })
  await e.world.scheduler.settle()
  const image = e.world.snapshot()
  const before = (await e.get('/catalogs')).body
  e.world.reset()
  expect((await e.get('/catalogs')).body.catalogs).toEqual([])
  expect((e.world.db.raw.prepare('SELECT count(*) AS n FROM catalog_items').get() as { n: number }).n).toBe(0)
  await restaurants(e, { id: 'other' })
  e.world.restore(image)
  expect((await e.get('/catalogs')).body).toEqual(before)
  expect(await names(e)).toEqual(['r1', 'r2'])
  expect((await item(e, 'r1'))!['Name']).toBe('One')
  await e.post('/catalogs/restaurants/items', { items: [{ id: 'r3' }] })
  await e.world.scheduler.settle()
  expect(await names(e)).toEqual(['r1', 'r2', 'r3'])
})
