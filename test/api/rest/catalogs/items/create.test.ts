// POST /catalogs/:catalog_name/items: checked at once, made by a job; and the checks that all bulk calls share.
import { describe, expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, fillStorage, item, names, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/items'
const post = (e: Emulator, ...items: unknown[]) => ask(e, 'POST', PATH, { items })
const created = (item_id: string) => ({ kind: 'catalog_item.created', data: { catalog_name: 'restaurants', item_id } })

test('items are there when their job has run, and not before', async () => {
  const e = emulator()
  await restaurants(e)
  const said = await post(e,
    { id: 'restaurant1', Name: 'Restaurant1', Rating: 5, Loyalty_Program: true, Location: { Latitude: 33.6112, Longitude: -117.8711 }, Top_Dishes: ['Hamburger', 'Deluxe Cheeseburger'], Created_At: '2022-11-01T11:03:19.967+02:00', Place: [-117.8711, 33.6112] },
    { id: 'restaurant2', Name: 'Restaurant2' },
  )
  expect({ status: said.status, body: said.body, kinds: said.kinds, limit: said.headers.get('x-ratelimit-limit') }).toEqual({ status: 202, body: OK, kinds: [], limit: '16000' })
  expect(await names(e)).toEqual([])
  expect(await settled(e)).toEqual([created('restaurant1'), created('restaurant2')])
  expect(await item(e, 'restaurant1')).toEqual({
    id: 'restaurant1', Name: 'Restaurant1', Rating: 5, Loyalty_Program: true, Location: { Latitude: 33.6112, Longitude: -117.8711 }, Top_Dishes: ['Hamburger', 'Deluxe Cheeseburger'], Created_At: '2022-11-01T09:03:19.967Z', Place: [-117.8711, 33.6112],
  })
  expect(await item(e, 'restaurant2')).toEqual({ id: 'restaurant2', ...EMPTY, Name: 'Restaurant2' })
  expect((await e.get('/catalogs')).body.catalogs[0].num_items).toBe(2)
})

test('an id that is there by then stays as it is; the others are made', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'first' })
  expect((await post(e, { id: 'r1', Name: 'second' }, { id: 'r2' })).status).toBe(202)
  expect(await settled(e)).toEqual([{ kind: 'decision.ignored', data: { rule: 'catalog_items.create', why: 'item-already-exists', compared: { catalog_name: 'restaurants', item_id: 'r1' } } }, created('r2')])
  expect((await item(e, 'r1'))!['Name']).toBe('first')
})

test('jobs run in the order of their calls, also beside a synchronous one', async () => {
  const e = emulator()
  await restaurants(e)
  await post(e, { id: 'r1', Rating: 1 })
  await e.patch(PATH, { items: [{ id: 'r1', Rating: 2 }] })
  await e.delete(PATH, { items: [{ id: 'r1' }] })
  await post(e, { id: 'r1', Rating: 3 })
  await e.put('/catalogs/restaurants/items/r9', { items: [{ Rating: 9 }] })
  expect((await settled(e)).map(({ kind }) => kind)).toEqual(['catalog_item.created', 'catalog_item.updated', 'catalog_item.deleted', 'catalog_item.created'])
  expect((await item(e, 'r1'))!['Rating']).toBe(3)
})

test('a job survives a restart', async () => {
  const e = emulator()
  await restaurants(e)
  await post(e, { id: 'r1', Name: 'kept' })
  const after = emulator({ image: e.world.snapshot() })
  await after.world.scheduler.settle()
  expect((await item(after, 'r1'))!['Name']).toBe('kept')
})

test('a field that is gone when the job runs takes its item along, not the others', async () => {
  const e = emulator()
  await restaurants(e)
  await e.delete('/catalogs/restaurants/fields/Name')
  await post(e, { id: 'r1', Name: 'x' }, { id: 'r2', Rating: 1 })
  expect(await settled(e)).toEqual([
    { kind: 'catalog_field.deleted', data: { catalog_name: 'restaurants', name: 'Name', type: 'string' } },
    { kind: 'decision.ignored', data: { rule: 'catalog_items.create', why: 'invalid-fields', compared: { catalog_name: 'restaurants', item_id: 'r1', fields: ['Name'] } } },
    created('r2'),
  ])
})

test('a field that is another when the job runs: its type counts', async () => {
  const e = emulator()
  await restaurants(e)
  await e.delete('/catalogs/restaurants/fields/Name')
  await post(e, { id: 'r1', Name: 'x' }, { id: 'r2', Name: '7' })
  // between the two jobs, as another caller's call would be
  e.world.db.tx(() => e.world.catalogFields.remove(e.world.catalogs.find('restaurants')!, 'Name'))
  e.world.db.tx(() => e.world.catalogFields.create(e.world.catalogs.find('restaurants')!, { name: 'Name', type: 'number' }))
  e.world.db.raw.prepare(`DELETE FROM timers WHERE data LIKE '%delete_field%'`).run()
  expect(await settled(e)).toEqual([
    { kind: 'decision.ignored', data: { rule: 'catalog_items.create', why: 'unable-to-coerce-value', compared: { catalog_name: 'restaurants', item_id: 'r1', field: 'Name' } } },
    created('r2'),
  ])
  expect((await item(e, 'r2'))!['Name']).toBe(7)
})

test('a value that a selection filters by has 1,000 characters at most: the item is left out', async () => {
  const e = emulator()
  await restaurants(e)
  await e.post('/catalogs/restaurants/selections', { selection: { name: 's', filters: [{ field: 'Name', operator: 'equals', value: 'x' }] } })
  await post(e, { id: 'r1', Name: 'x'.repeat(1001) }, { id: 'r2', Name: 'x'.repeat(1000) })
  expect((await settled(e)).slice(1)).toEqual([{ kind: 'decision.ignored', data: { rule: 'catalog_items.create', why: 'filtered-set-field-too-long', compared: { catalog_name: 'restaurants', item_id: 'r1' } } }, created('r2')])
})

describe('refused, and nothing is done', () => {
  test('an unknown catalog comes first', async () => expectRefused(await ask(emulator(), 'POST', '/catalogs/nowhere/items', {}), 404, CATALOG_NOT_FOUND))

  test.each([undefined, null, 'x', 7, {}, [], [7], [null], [[]]])('items: %j is no array of objects', async (items) => {
    const e = emulator()
    await restaurants(e)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) expectRefused(await ask(e, method, PATH, { items }), 400, { id: 'item-array-invalid' })
  })

  test('fifty items, not fifty-one', async () => {
    const e = emulator()
    await restaurants(e)
    const many = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `r${i}` }))
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expectRefused(await ask(e, method, PATH, { items: many(51) }), 400, { id: 'request-includes-too-many-items' })
      expect((await ask(e, method, PATH, { items: many(50) })).status).toBe(202)
    }
  })

  test('ids: each kind of wrong, all of them named; one bad item refuses all', async () => {
    const e = emulator()
    await restaurants(e)
    const long = 'x'.repeat(251)
    const items = [{}, { id: null }, { id: '' }, { id: 7 }, { id: ['a'] }, { id: 'with space' }, { id: 'é' }, { id: long }, { id: 'twice' }, { id: 'twice' }, { id: 'twice' }, { id: 'good' }, { id: 'y'.repeat(250) }]
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      expectRefused(await ask(e, method, PATH, { items }), 400,
        { id: 'items-missing-ids', message: 'There are 3 item(s) that do not have ids' },
        { id: 'ids-not-strings', parameters: ['id'], parameter_values: [7, ['a']] },
        { id: 'invalid-ids', parameters: ['id'], parameter_values: ['with space', 'é'] },
        { id: 'ids-too-large', parameters: ['id'], parameter_values: [long] },
        { id: 'ids-not-unique', parameters: ['id'], parameter_values: ['twice'] })
    }
    expectRefused(await post(e, { id: 'good' }, { Name: 'x' }), 400, { id: 'items-missing-ids', message: 'There are 1 item(s) that do not have ids' })
    expect(await settled(e)).toEqual([])
  })

  test('fields that the catalog does not have: the items are named', async () => {
    const e = emulator()
    await restaurants(e)
    for (const method of ['POST', 'PUT', 'PATCH'] as const) {
      const said = await ask(e, method, PATH, { items: [{ id: 'r1', Nam: 'x', nAme: 'y' }, { id: 'r2' }, { id: 'r3', '': 1 }] })
      expectRefused(said, 400, { id: 'invalid-fields', message: 'Some of the fields given do not exist in the catalog', parameters: ['id'], parameter_values: ['r1', 'r3'] })
    }
  })

  test('values: each kind of wrong, with its item and field', async () => {
    const e = emulator()
    await restaurants(e)
    const items = [{ id: 'r1', Rating: 'five', Loyalty_Program: 1 }, { id: 'r2', Name: 'x'.repeat(5001) }, { id: 'r3', Location: { 'a.b': 1 } }, { id: 'r4', Location: JSON.parse(`${'{"a":'.repeat(51)}1${'}'.repeat(51)}`) as unknown, Rating: {} }]
    for (const method of ['POST', 'PUT', 'PATCH'] as const) {
      const said = await ask(e, method, PATH, { items })
      expectRefused(said, 400,
        { id: 'unable-to-coerce-value', parameters: ['id', 'field'], parameter_values: [{ id: 'r1', field: 'Rating' }, { id: 'r1', field: 'Loyalty_Program' }, { id: 'r4', field: 'Rating' }] },
        { id: 'items-too-large', parameters: ['id', 'field'], parameter_values: [{ id: 'r2', field: 'Name' }] },
        { id: 'invalid-keys-in-value-object', parameters: ['id', 'field'], parameter_values: [{ id: 'r3', field: 'Location' }] },
        { id: 'too-deep-nesting-in-value-object', parameters: ['id', 'field'], parameter_values: [{ id: 'r4', field: 'Location' }] })
    }
    expect(await settled(e)).toEqual([])
  })

  test('$add and $remove are for PATCH', async () => {
    const e = emulator()
    await restaurants(e)
    for (const method of ['POST', 'PUT'] as const) expectRefused(await ask(e, method, PATH, { items: [{ id: 'r1', Top_Dishes: { $add: ['x'] } }] }), 400, { id: 'invalid-keys-in-value-object', parameters: ['id', 'field'], parameter_values: [{ id: 'r1', field: 'Top_Dishes' }] })
  })

  test('when the items of all catalogs take all the room', async () => {
    const e = emulator()
    await restaurants(e, { id: 'r1' })
    fillStorage(e)
    for (const method of ['POST', 'PUT', 'PATCH'] as const) expectRefused(await ask(e, method, PATH, { items: [{ id: 'r2' }] }), 400, { id: 'company-size-limit-already-reached' })
    expect((await ask(e, 'DELETE', PATH, { items: [{ id: 'r1' }] })).status).toBe(202)
  })
})
