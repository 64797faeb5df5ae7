// Hostile input to catalogs that exist: values of every type for every member and field never end in a 500, and what is taken reads back.
import { expect, test } from 'vitest'
import { catalog, FIELDS, restaurants } from '../../../kit/catalogs.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const VALUES: unknown[] = [null, true, 7, -1.5, 1e308, '', 'text', '7', 'true', '2026-13-45', '\u0000', '\ud800', '𐀀'.repeat(300), {}, [], [[]], [{}], [null], ['text'], { $add: [] }, { $add: [null] }, { $remove: {} }, { '': { '': [] } }, JSON.parse('{"__proto__":{"a":1},"constructor":7}')]
const CALLS = [['POST', '/items'], ['PUT', '/items'], ['PATCH', '/items'], ['POST', '/items/r2'], ['PUT', '/items/r1'], ['PATCH', '/items/r1']] as const

test('any value in any field of any writing call', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  for (const [method, path] of CALLS) {
    for (const { name } of FIELDS) {
      for (const value of VALUES) {
        const { status } = await ask(e, method, `/catalogs/restaurants${path}`, { items: [{ ...(path === '/items' ? { id: 'r1' } : {}), [name]: value }] })
        expect([method, path, name, value, [200, 201, 202, 400].includes(status)]).toEqual([method, path, name, value, true])
        if (path === '/items/r2') await e.delete('/catalogs/restaurants/items/r2')
      }
    }
  }
  await e.world.scheduler.settle()
  expect(e.errors).toEqual([])
  expect((await ask(e, 'GET', '/catalogs/restaurants/items')).status).toBe(200)
})

test('any value in any member of a catalog, a list of fields, a selection and its filters', async () => {
  const e = emulator()
  await restaurants(e)
  const good = { name: 'x', description: '', fields: FIELDS }
  const selection = { name: 's', description: '', filters: [], results_limit: 5, sort_field: 'Name', sort_order: 'asc', external_id: 'x', source: 'Braze' }
  const filter = { field: 'Name', operator: 'equals', value: 'x' }
  const send = async (path: string, body: unknown) => expect([path, body, (await ask(e, 'POST', path, body)).status < 500]).toEqual([path, body, true])
  for (const value of VALUES) {
    for (const member of Object.keys(good)) await send('/catalogs', { catalogs: [{ ...good, [member]: value }] })
    for (const member of ['name', 'type']) await send('/catalogs/restaurants/fields', { fields: [{ name: 'new', type: 'string', [member]: value }] })
    for (const member of Object.keys(selection)) await send('/catalogs/restaurants/selections', { selection: { ...selection, [member]: value } })
    for (const member of Object.keys(filter)) await send('/catalogs/restaurants/selections', { selection: { ...selection, filters: [{ ...filter, [member]: value }] } })
  }
  await e.world.scheduler.settle()
  expect(e.errors).toEqual([])
})

test('fields with the names of JavaScript are fields', async () => {
  const e = emulator()
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '7', '-']
  await catalog(e, 'restaurants', [{ name: 'id', type: 'string' }, ...names.map((name) => ({ name, type: 'string' }))])
  expect((await ask(e, 'POST', '/catalogs/restaurants/items/r1', `{"items":[{${names.map((name) => `"${name}":"of ${name}"`).join()}}]}`)).status).toBe(201)
  const entries = async () => Object.entries((await e.get('/catalogs/restaurants/items/r1')).body.items[0] as object).toSorted()
  const whole = [['id', 'r1'], ...names.map((name) => [name, `of ${name}`])].toSorted()
  expect(await entries()).toEqual(whole)
  await e.patch('/catalogs/restaurants/items/r1', '{"items":[{"__proto__":null}]}')
  expect(await entries()).toEqual(whole.map(([name, value]) => [name, name === '__proto__' ? null : value]))
})

test('a body full of elements is refused quickly, and nothing breaks', async () => {
  const e = emulator()
  await restaurants(e)
  for (const value of [Array.from({ length: 500_000 }, () => 1), { a: Array.from({ length: 500_000 }, () => 1) }, 'x'.repeat(3_000_000)]) {
    for (const field of ['Name', 'Location', 'Top_Dishes']) expect((await ask(e, 'PATCH', '/catalogs/restaurants/items', { items: [{ id: 'r1', [field]: value }] })).status).toBe(400)
  }
  expect((await ask(e, 'PATCH', '/catalogs/restaurants/items', { items: [{ id: 'r1', Top_Dishes: { $add: Array.from({ length: 500_000 }, (_, i) => i) } }] })).status).toBe(400)
})
