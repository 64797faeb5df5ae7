// DELETE /catalogs/:catalog_name/fields/:field_name: a field goes by a job.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, item, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const remove = (e: Emulator, name: string) => ask(e, 'DELETE', `/catalogs/restaurants/fields/${name}`)

test('the field and its values go; a new one of that name begins empty', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'One', Rating: 5 })
  const { status, body, kinds } = await remove(e, 'Name')
  expect({ status, body, kinds }).toEqual({ status: 202, body: OK, kinds: [] })
  expect((await item(e, 'r1'))!['Name']).toBe('One')
  expect(await settled(e)).toEqual([{ kind: 'catalog_field.deleted', data: { catalog_name: 'restaurants', name: 'Name', type: 'string' } }])
  const { Name: _, ...rest } = EMPTY
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...rest, Rating: 5 })
  await e.post('/catalogs/restaurants/fields', { fields: [{ name: 'Name', type: 'number' }] })
  await e.world.scheduler.settle()
  expect((await item(e, 'r1'))!['Name']).toBeNull()
  expectRefused(await ask(e, 'POST', '/catalogs/restaurants/items/r2', { items: [{ Name: 'text' }] }), 400, { id: 'unable-to-coerce-value', parameters: ['id', 'field'], parameter_values: [{ id: 'r2', field: 'Name' }] })
})

test('a field that a selection filters or sorts by stays, also when the selection comes between', async () => {
  const e = emulator()
  await restaurants(e)
  await e.post('/catalogs/restaurants/selections', { selection: { name: 's', filters: [{ field: 'Name', operator: 'equals', value: 'x' }], sort_field: 'Rating', sort_order: 'asc' } })
  expect((await remove(e, 'Name')).status).toBe(202)
  expect((await settled(e))[1]).toEqual({ kind: 'decision.ignored', data: { rule: 'catalog_fields.delete', why: 'field-referenced-by-selection', compared: { catalog_name: 'restaurants', name: 'Name' } } })
  for (const name of ['Name', 'Rating']) expectRefused(await remove(e, name), 400, { id: 'field-referenced-by-selection', parameters: ['field_name'], parameter_values: [name] })
  await e.delete('/catalogs/restaurants/selections/s')
  await e.world.scheduler.settle()
  expect((await remove(e, 'Name')).status).toBe(202)
})

test('names that are no field, the id, twice; an unknown catalog', async () => {
  const e = emulator()
  await restaurants(e)
  for (const name of ['name', 'none', 'id', '__proto__']) expectRefused(await remove(e, name), 404, { id: 'invalid-field-name', parameters: ['field_name'], parameter_values: [name] })
  await remove(e, 'Name')
  await remove(e, 'Name')
  expect((await settled(e)).map(({ kind, data }) => [kind, data['why']])).toEqual([['catalog_field.deleted', undefined], ['decision.ignored', 'invalid-field-name']])
  expectRefused(await ask(e, 'DELETE', '/catalogs/nowhere/fields/Name'), 404, CATALOG_NOT_FOUND)
})
