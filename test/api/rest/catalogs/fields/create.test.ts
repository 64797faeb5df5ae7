// POST /catalogs/:catalog_name/fields: new fields by a job.
import { expect, test } from 'vitest'
import { catalog, CATALOG_NOT_FOUND, EMPTY, expectRefused, fillStorage, item, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const add = (e: Emulator, fields: unknown) => ask(e, 'POST', '/catalogs/restaurants/fields', { fields })
const many = (n: number, prefix: string) => Array.from({ length: n }, (_, i) => ({ name: `${prefix}${i}`, type: 'string' }))

test('fields are there when the job has run; items have no value in them', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  const { status, body, kinds, headers } = await add(e, [{ name: 'City', type: 'string' }, { name: 'Open', type: 'time', extra: 1 }])
  expect({ status, body, kinds, limit: headers.get('x-ratelimit-limit') }).toEqual({ status: 202, body: OK, kinds: [], limit: '50' })
  expect((await e.post('/catalogs/restaurants/items', { items: [{ id: 'r2', City: 'x' }] })).body.errors[0].id).toBe('invalid-fields')
  expect(await settled(e)).toEqual([
    { kind: 'catalog_field.created', data: { catalog_name: 'restaurants', name: 'City', type: 'string' } },
    { kind: 'catalog_field.created', data: { catalog_name: 'restaurants', name: 'Open', type: 'time' } },
  ])
  await e.patch('/catalogs/restaurants/items/r1', { items: [{ City: 'NYC' }] })
  expect(await item(e, 'r1')).toEqual({ id: 'r1', ...EMPTY, City: 'NYC', Open: null })
})

test('fifty a call, five hundred a catalog', async () => {
  const e = emulator()
  await catalog(e, 'restaurants', [{ name: 'id', type: 'string' }, ...many(449, 'a')])
  expectRefused(await add(e, many(51, 'b')), 400, { id: 'request-includes-too-many-fields' })
  expect((await add(e, many(50, 'b'))).status).toBe(202)
  expect((await add(e, many(1, 'c'))).status).toBe(202) // before the job there was room
  expect((await settled(e)).filter(({ kind }) => kind !== 'catalog_field.created')).toEqual([{ kind: 'decision.ignored', data: { rule: 'catalog_fields.create', why: 'catalog-exceeds-fields-limit', compared: { catalog_name: 'restaurants', fields: ['c0'] } } }])
  expectRefused(await add(e, many(1, 'c')), 400, { id: 'catalog-exceeds-fields-limit' })
})

test('the same field twice: the second call has no effect', async () => {
  const e = emulator()
  await restaurants(e)
  await add(e, [{ name: 'City', type: 'string' }])
  await add(e, [{ name: 'City', type: 'number' }, { name: 'Zip', type: 'string' }])
  expect((await settled(e)).map(({ kind, data }) => [kind, data['why']])).toEqual([['catalog_field.created', undefined], ['decision.ignored', 'field-names-not-unique']])
  expectRefused(await add(e, [{ name: 'City', type: 'string' }]), 400, { id: 'field-names-not-unique', parameters: ['name'], parameter_values: ['City'] })
  expectRefused(await add(e, [{ name: 'id', type: 'string' }]), 400, { id: 'field-names-not-unique', parameters: ['name'], parameter_values: ['id'] })
})

test('refused as the fields of a new catalog are', async () => {
  const e = emulator()
  await restaurants(e)
  for (const fields of [undefined, null, 'x', {}, [], [7], [{ name: 'a' }], [{ name: 7, type: 'string' }]]) expectRefused(await add(e, fields), 400, { id: 'invalid-fields', message: `'fields' is not formatted correctly`, parameters: ['fields'] })
  expectRefused(await add(e, [{ name: 'a b', type: 'string' }]), 400, { id: 'invalid-field-names', parameters: ['name'], parameter_values: ['a b'] })
  expectRefused(await add(e, [{ name: 'a', type: 'text' }]), 400, { id: 'invalid-field-types', parameters: ['name'], parameter_values: ['a'] })
  expectRefused(await add(e, [{ name: 'f'.repeat(251), type: 'string' }]), 400, { id: 'field-names-too-large', parameters: ['name'], parameter_values: ['f'.repeat(251)] })
  expectRefused(await ask(e, 'POST', '/catalogs/nowhere/fields', { fields: [] }), 404, CATALOG_NOT_FOUND)
  fillStorage(e)
  expectRefused(await add(e, [{ name: 'City', type: 'string' }]), 400, { id: 'company-size-limit-already-reached' })
  expect(await settled(e)).toEqual([])
})
