// npm braze-api: catalogs and their items, which it pages through by the Link header. What it returns is held against its own types.
// Drives GET /catalogs, GET /catalogs/:catalog_name/items, GET /catalogs/:catalog_name/items/:item_id
import { expect, test } from 'vitest'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'
import { catalog, CATALOG_NOT_FOUND, EMPTY, restaurants } from '../kit/catalogs.ts'

const world = clientWorld()
type Restaurant = { id: string; Name: string | null; Rating: number | null }
const FIELDS = [{ name: 'id', type: 'string' }, { name: 'Rating', type: 'number' }]

test('list: each catalog with its fields', async () => {
  const { synchronous } = world.braze.catalogs
  expect(await synchronous.list()).toEqual({ catalogs: [], message: 'success' })
  await catalog(world.e, 'restaurants', FIELDS)
  expect(await did(world.e, () => synchronous.list())).toEqual({
    answer: {
      catalogs: [{ name: 'restaurants', description: '', num_items: 0, updated_at: '2026-03-01T12:00:00.000+00:00', storage_size: 0, selections: [], selections_size: 0, fields: FIELDS.map((field) => ({ ...field, token: expect.any(String) })) }],
      message: 'success',
    },
    kinds: [],
  })
})

test('items: 120 of them, by three requests, in order', async () => {
  await restaurants(world.e, ...Array.from({ length: 120 }, (_, n) => ({ id: `r${n}`, Rating: n })))
  const before = world.e.world.requests.list({}).at(-1)!.id
  const { answer, kinds } = await did(world.e, async () => {
    const items: Restaurant[] = []
    for await (const item of world.braze.catalogs.synchronous.items<Restaurant>({ catalog_name: 'restaurants' })) items.push(item)
    return items
  })
  expect({ answer, kinds }).toEqual({ answer: Array.from({ length: 120 }, (_, n) => ({ id: `r${n}`, ...EMPTY, Rating: n })), kinds: [] })
  const asked = world.e.world.requests.list({ since: before }).map(({ path, query }) => [path, query.replace(/^\?/, '')])
  expect(asked).toEqual(['', /^cursor=\w+/, /^cursor=\w+/].map((query) => ['/catalogs/restaurants/items', query === '' ? '' : expect.stringMatching(query)]))
})

test('items: 50 are one page, none is none', async () => {
  const ids = async (): Promise<string[]> => {
    const found: string[] = []
    for await (const { id } of world.braze.catalogs.synchronous.items({ catalog_name: 'restaurants' })) found.push(id)
    return found
  }
  await restaurants(world.e)
  expect(await ids()).toEqual([])
  await world.e.post('/catalogs/restaurants/items', { items: Array.from({ length: 50 }, (_, n) => ({ id: `r${n}` })) })
  await world.e.world.scheduler.settle()
  expect(await ids()).toHaveLength(50)
  expect(world.e.world.requests.list({ path: '/catalogs/restaurants/items', method: 'GET' })).toHaveLength(2)
})

test('items of an unknown catalog: thrown with the errors of catalogs', async () => {
  await expect(world.braze.catalogs.synchronous.items({ catalog_name: 'nowhere' }).next()).rejects.toMatchObject({ status: 404, message: 'Invalid Request', errors: [CATALOG_NOT_FOUND] })
})

test('item: one, and one that is not there', async () => {
  await restaurants(world.e, { id: 'r1', Name: 'One', Location: { city: 'Paris' }, Top_Dishes: ['soup'] })
  const { synchronous } = world.braze.catalogs
  expect(await did(world.e, () => synchronous.item<Restaurant>({ catalog_name: 'restaurants', item_id: 'r1' }))).toEqual({
    answer: { items: [{ id: 'r1', ...EMPTY, Name: 'One', Location: { city: 'Paris' }, Top_Dishes: ['soup'] }], message: 'success' }, kinds: [],
  })
  await expect(synchronous.item({ catalog_name: 'restaurants', item_id: 'none' })).rejects.toMatchObject({ status: 404, message: 'Invalid Request', errors: [{ id: 'item-not-found', message: 'Could not find item', parameters: ['item_id'], parameter_values: ['none'] }] })
})

everyMethodOf(import.meta.filename, 'catalogs')
