// GET /catalogs: all of them, with what they hold.
import { expect, test } from 'vitest'
import { catalog, FIELDS, restaurants } from '../../../kit/catalogs.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

test('none, then each in the order it came', async () => {
  const e = emulator()
  const none = await ask(e, 'GET', '/catalogs')
  expect([none.status, none.body, none.kinds]).toEqual([200, { catalogs: [], message: 'success' }, []])
  await catalog(e, 'b')
  await catalog(e, 'a')
  expect((await ask(e, 'GET', '/catalogs')).body.catalogs.map(({ name }: { name: string }) => name)).toEqual(['b', 'a'])
})

test('fields with tokens, number and size of items, selections; updated_at is the last change', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'One' }, { id: 'r2', Name: 'Two' })
  await e.post('/catalogs/restaurants/selections', { selection: { name: 's', filters: [{ field: 'Rating', operator: 'less than', value: 5 }], results_limit: 3, sort_field: 'Name', sort_order: 'asc' } })
  await e.world.scheduler.advanceTo(e.world.clock.now() + 1000)
  await e.patch('/catalogs/restaurants/items/r1', { items: [{ Rating: 7 }] })
  const { catalogs } = (await ask(e, 'GET', '/catalogs')).body
  expect(catalogs).toEqual([{
    description: '', name: 'restaurants', num_items: 2, updated_at: '2026-03-01T12:00:01.000+00:00',
    fields: FIELDS.map((field) => ({ ...field, token: expect.stringMatching(/./) as unknown })),
    storage_size: expect.any(Number) as unknown,
    selections: [{ name: 's', description: '', filters: [{ field: 'Rating', operator: 'less than', value: 5 }], results_limit: 3, sort_field: 'Name', sort_order: 'asc' }],
    selections_size: 1,
  }])
  expect(new Set(catalogs[0].fields.map(({ token }: { token: string }) => token)).size).toBe(FIELDS.length)
})

test('the size grows and shrinks with the items, to nothing', async () => {
  const e = emulator()
  const size = async (): Promise<number> => (await e.get('/catalogs')).body.catalogs[0].storage_size
  await restaurants(e, { id: 'r1', Name: 'x'.repeat(1000) })
  const one = await size()
  expect(one).toBeGreaterThan(1000)
  expect(one).toBeLessThan(1100)
  await e.patch('/catalogs/restaurants/items/r1', { items: [{ Name: 'x'.repeat(500) }] })
  expect(await size()).toBe(one - 500)
  await e.post('/catalogs/restaurants/items/r2', { items: [{ Name: 'é'.repeat(500) }] })
  expect(await size()).toBe(2 * one - 500)
  await e.delete('/catalogs/restaurants/items/r1')
  await e.delete('/catalogs/restaurants/items/r2')
  expect(await size()).toBe(0)
})
