// POST /catalogs: what is made, and each way to be refused.
import { expect, test } from 'vitest'
import { catalog, expectRefused, FIELDS } from '../../../kit/catalogs.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const create = (e: Emulator, ...catalogs: unknown[]) => ask(e, 'POST', '/catalogs', { catalogs })
const ID = { name: 'id', type: 'string' }
const GOOD = { name: 'restaurants', description: 'My Restaurants', fields: [ID] }
const count = async (e: Emulator): Promise<number> => (await e.get('/catalogs')).body.catalogs.length

test('a catalog with fields of every type', async () => {
  const e = emulator()
  const said = await create(e, { name: 'restaurants', description: 'My Restaurants', fields: FIELDS })
  expect({ status: said.status, body: said.body }).toEqual({
    status: 201,
    body: { catalogs: [{ description: 'My Restaurants', fields: FIELDS, name: 'restaurants', num_items: 0, updated_at: '2026-03-01T12:00:00.000+00:00' }], message: 'success' },
  })
  expect(said.rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'catalog.created', data: { catalog_name: 'restaurants', description: 'My Restaurants', fields: FIELDS } }])
  expect(said.headers.get('x-ratelimit-limit')).toBe('50')
})

test('members that it does not know are left out', async () => {
  const { body } = await create(emulator(), { ...GOOD, id: 'x', fields: [{ ...ID, token: 't' }] })
  expect(body.catalogs[0]).toEqual({ ...GOOD, num_items: 0, updated_at: expect.any(String) })
})

test('a description may be absent; the names of others are free again once deleted', async () => {
  const e = emulator()
  expect((await create(e, { name: 'a', fields: [ID] })).body.catalogs[0].description).toBe('')
  expectRefused(await create(e, { name: 'a', fields: [ID] }), 400, { id: 'catalog-name-already-exists', message: 'A catalog with that name already exists', parameters: ['name'], parameter_values: ['a'] })
  await e.delete('/catalogs/a')
  expect((await create(e, { name: 'a', description: null, fields: [ID] })).status).toBe(201)
})

test('limits are reached exactly', async () => {
  const e = emulator()
  const many = (n: number) => [ID, ...Array.from({ length: n - 1 }, (_, i) => ({ name: `f${i}`, type: 'number' }))]
  expect((await create(e, { name: 'n'.repeat(250), description: '👩'.repeat(250), fields: many(500) })).status).toBe(201)
  expect((await create(e, { ...GOOD, fields: [ID, { name: 'f'.repeat(250), type: 'string' }] })).status).toBe(201)
  expectRefused(await create(e, { ...GOOD, name: 'b', fields: many(501) }), 400, { id: 'too-many-fields' })
  expectRefused(await create(e, { ...GOOD, name: 'n'.repeat(251) }), 400, { id: 'catalog-name-too-large', parameters: ['name'], parameter_values: ['n'.repeat(251)] })
  expectRefused(await create(e, { ...GOOD, name: 'b', description: 'd'.repeat(251) }), 400, { id: 'description-too-long', parameters: ['description'], parameter_values: ['d'.repeat(251)] })
  expectRefused(await create(e, { ...GOOD, name: 'b', fields: [ID, { name: 'f'.repeat(251), type: 'string' }] }), 400, { id: 'field-names-too-large', parameters: ['name'], parameter_values: ['f'.repeat(251)] })
  expect(await count(e)).toBe(2)
})

test.each([undefined, null, 'x', 7, {}, [], [7], [null], [[GOOD]]])('catalogs: %j is no array of objects', async (catalogs) => {
  const e = emulator()
  expectRefused(await ask(e, 'POST', '/catalogs', { catalogs }), 400, { id: 'catalog-array-invalid' })
})

test('one catalog a request', async () => {
  const e = emulator()
  expectRefused(await create(e, GOOD, { ...GOOD, name: 'b' }), 400, { id: 'too-many-catalog-atoms' })
  expect(await count(e)).toBe(0)
})

test.each([undefined, null, 7, '', 'with space', 'é', 'a.b', 'a/b', '{{name}}', {}])('name: %j', async (name) => {
  expectRefused(await create(emulator(), { ...GOOD, name }), 400, { id: 'invalid-catalog-name', parameters: ['name'], parameter_values: [name ?? null] })
})

test.each([undefined, null, 'x', {}, [7], [ID, { name: 'a' }], [ID, { type: 'string' }], [ID, { name: 7, type: 'string' }], [ID, { name: 'a', type: null }], [ID, []]])('fields: %j are badly formed', async (fields) => {
  expectRefused(await create(emulator(), { ...GOOD, fields }), 400, { id: 'invalid-fields', message: `'fields' is not formatted correctly`, parameters: ['fields'] })
})

test.each([[[]], [[{ name: 'Name', type: 'string' }, ID]], [[{ name: 'id', type: 'number' }]], [[{ name: 'ID', type: 'string' }]]])('fields: %j: the id comes first, a string', async (fields) => {
  expectRefused(await create(emulator(), { ...GOOD, fields }), 400, { id: 'id-not-first-column' })
})

test('names and types of fields', async () => {
  const e = emulator()
  const fields = (...more: unknown[]) => create(e, { ...GOOD, fields: [ID, ...more] })
  expectRefused(await fields({ name: 'a b', type: 'string' }, { name: '', type: 'string' }), 400, { id: 'invalid-field-names', parameters: ['name'], parameter_values: ['a b', ''] })
  expectRefused(await fields({ name: 'a', type: 'float' }, { name: 'b', type: 'String' }), 400, { id: 'invalid-field-types', parameters: ['name'], parameter_values: ['a', 'b'] })
  expectRefused(await fields({ name: 'a', type: 'string' }, { name: 'a', type: 'number' }, ID), 400, { id: 'field-names-not-unique', parameters: ['name'], parameter_values: ['a', 'id'] })
  expect((await fields({ name: 'a', type: 'string' }, { name: 'A', type: 'string' }, { name: '__proto__', type: 'string' }, { name: '7', type: 'string' })).status).toBe(201)
})

test('everything that is wrong is said at once', async () => {
  const e = emulator()
  await catalog(e, 'taken')
  expectRefused(await create(e, { name: 'taken', description: 7, fields: [{ name: 'a b', type: 'x' }] }), 400,
    { id: 'catalog-name-already-exists', parameters: ['name'], parameter_values: ['taken'] }, { id: 'catalog-array-invalid', parameters: ['description'], parameter_values: [7] },
    { id: 'invalid-field-names', parameters: ['name'], parameter_values: ['a b'] }, { id: 'invalid-field-types', parameters: ['name'], parameter_values: ['a b'] })
})
