// POST /catalogs/:catalog_name/items/:item_id: made before the answer; and the checks that the three writing calls share.
import { describe, expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, fillStorage, item, OK, restaurants } from '../../../../../kit/catalogs.ts'
import { ask } from '../../../../../kit/rest.ts'
import { emulator } from '../../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/items'
const WRITING = ['POST', 'PUT', 'PATCH'] as const

test('an item is there at once', async () => {
  const e = emulator()
  await restaurants(e)
  const { status, body, rows } = await ask(e, 'POST', `${PATH}/restaurant1`, { items: [{ Name: 'Restaurant1', Rating: 5, Loyalty_Program: true, Created_At: '2022-11-01T09:03:19.967+00:00' }] })
  expect({ status, body, rows: rows.map(({ kind, data }) => ({ kind, data })) }).toEqual({ status: 201, body: OK, rows: [{ kind: 'catalog_item.created', data: { catalog_name: 'restaurants', item_id: 'restaurant1' } }] })
  expect(await item(e, 'restaurant1')).toEqual({ id: 'restaurant1', ...EMPTY, Name: 'Restaurant1', Rating: 5, Loyalty_Program: true, Created_At: '2022-11-01T09:03:19.967Z' })
})

test('an id that is taken', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'first' })
  expectRefused(await ask(e, 'POST', `${PATH}/r1`, { items: [{ Name: 'second' }] }), 400, { id: 'item-already-exists', parameters: ['item_id'], parameter_values: ['r1'] })
  expect((await item(e, 'r1'))!['Name']).toBe('first')
})

describe.each(WRITING)('%s refused, and nothing is done', (method) => {
  const put = async (id: string, items: unknown) => {
    const e = emulator()
    await restaurants(e, ...(method === 'PATCH' ? [{ id: 'r1', Name: 'before' }] : []))
    return ask(e, method, `${PATH}/${encodeURIComponent(id)}`, { items })
  }
  const about = (...fields: string[]) => ({ parameters: ['id', 'field'], parameter_values: fields.map((field) => ({ id: 'r1', field })) })

  test('an unknown catalog', async () => expectRefused(await ask(emulator(), method, '/catalogs/nowhere/items/r1', { items: [{}] }), 404, CATALOG_NOT_FOUND))
  test.each([undefined, null, 'x', {}, [], [7]])('items: %j', async (items) => expectRefused(await put('r1', items), 400, { id: 'item-array-invalid' }))
  test('two items', async () => expectRefused(await put('r1', [{}, {}]), 400, { id: 'request-includes-too-many-items' }))
  test.each(['r1', null, 7])('the id in the body: %j', async (id) => expectRefused(await put('r1', [{ id }]), 400, { id: 'id-in-body', parameters: ['id'], parameter_values: ['r1'] }))
  test.each(['with space', 'é', 'a.b'])('the id %s', async (id) => expectRefused(await put(id, [{}]), 400, { id: 'invalid-ids', parameters: ['id'], parameter_values: [id] }))
  test('an id of 251 characters', async () => expectRefused(await put('x'.repeat(251), [{}]), 400, { id: 'ids-too-large', parameters: ['id'], parameter_values: ['x'.repeat(251)] }))
  test('an unknown field', async () => expectRefused(await put('r1', [{ Nam: 'x' }]), 400, { id: 'invalid-fields', message: 'Some of the fields given do not exist in the catalog', parameters: ['id'], parameter_values: ['r1'] }))
  test('a value that is none of its type', async () => expectRefused(await put('r1', [{ Rating: true, Place: [200, 0] }]), 400, { id: 'unable-to-coerce-value', ...about('Rating', 'Place') }))
  test('a value too large', async () => expectRefused(await put('r1', [{ Name: 'x'.repeat(5001) }]), 400, { id: 'items-too-large', ...about('Name') }))
  test('keys with . or $', async () => expectRefused(await put('r1', [{ Location: { a: [{ $b: 1 }] } }]), 400, { id: 'invalid-keys-in-value-object', ...about('Location') }))
  test('nested too deep', async () => expectRefused(await put('r1', [{ Location: JSON.parse(`${'{"a":'.repeat(51)}1${'}'.repeat(51)}`) as unknown }]), 400, { id: 'too-deep-nesting-in-value-object', ...about('Location') }))
  test('no room left', async () => {
    const e = emulator()
    await restaurants(e, { id: 'r1' })
    fillStorage(e)
    expectRefused(await ask(e, method, `${PATH}/${method === 'POST' ? 'r2' : 'r1'}`, { items: [{ Name: 'x' }] }), 400, { id: 'company-size-limit-already-reached' })
  })
  test('a string that a selection filters by has over 1,000 characters', async () => {
    const e = emulator()
    await restaurants(e, ...(method === 'PATCH' ? [{ id: 'r1' }] : []))
    await e.post('/catalogs/restaurants/selections', { selection: { name: 's', filters: [{ field: 'Name', operator: 'equals', value: 'x' }] } })
    await e.world.scheduler.settle()
    expectRefused(await ask(e, method, `${PATH}/r1`, { items: [{ Name: 'x'.repeat(1001) }] }), 400, { id: 'filtered-set-field-too-long', ...about('Name') })
    expect((await ask(e, method, `${PATH}/r1`, { items: [{ Name: '👩'.repeat(1000) }] })).status).toBeLessThan(300)
  })
})
