// What a selection gives: filters by type, order, limit, random order by key, values rendered by Liquid.
import { expect, test } from 'vitest'
import { EMPTY, restaurants, settled } from '../../kit/catalogs.ts'
import type { Emulator } from '../../kit/rest.ts'
import { ask } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const ITEMS = [
  { id: 'a', Name: 'NYC', Rating: 9, Loyalty_Program: true, Top_Dishes: ['Pie', 'Soup'], Created_At: '2022-01-01' },
  { id: 'b', Name: 'nyc', Rating: 10, Loyalty_Program: false, Top_Dishes: ['Pie'], Created_At: '2023-01-01T00:00:00+02:00' },
  { id: 'c', Name: 'LA', Rating: -1.5, Loyalty_Program: true, Top_Dishes: [], Created_At: '2024-01-01' },
  { id: 'd' },
]

async function select(e: Emulator, selection: Record<string, unknown>, options: { key?: string; values?: unknown[] } = {}): Promise<string[]> {
  expect((await ask(e, 'POST', '/catalogs/restaurants/selections', { selection: { name: 's', ...selection } })).status).toBe(202)
  await settled(e)
  const ids = e.world.catalogSelections.items('restaurants', 's', options)!.map(({ id }) => id as string)
  await e.delete('/catalogs/restaurants/selections/s')
  await settled(e)
  return ids
}
async function world(): Promise<Emulator> {
  const e = emulator()
  await restaurants(e, ...ITEMS)
  return e
}
const BY_ID = { sort_field: 'id', sort_order: 'asc' }

test.each([
  ['id', 'equals', 'b', 'b'], ['id', 'does not equal', 'b', 'acd'],
  ['Name', 'equals', 'NYC', 'a'], ['Name', 'does not equal', 'NYC', 'bcd'], ['Name', 'equals', 'none', ''],
  ['Rating', 'equals', 10, 'b'], ['Rating', 'equals', '9', 'a'], ['Rating', 'does not equal', 10, 'acd'], ['Rating', 'greater than', 9, 'b'], ['Rating', 'less than', 9, 'c'], ['Rating', 'less than', 9.5, 'ac'],
  ['Loyalty_Program', 'is', true, 'ac'], ['Loyalty_Program', 'is', false, 'b'], ['Loyalty_Program', 'is', 'true', 'ac'],
  ['Created_At', 'before', '2022-12-31T22:00:00.001Z', 'ab'], ['Created_At', 'before', '2022-12-31T22:00:00.000Z', 'a'], ['Created_At', 'after', 1672524000, 'c'], ['Created_At', 'after', '2021-01-01', 'abc'],
  ['Top_Dishes', 'includes value', 'Pie', 'ab'], ['Top_Dishes', 'includes value', 'pie', ''], ['Top_Dishes', 'does not include value', 'Pie', 'cd'], ['Top_Dishes', 'does not include value', 'Soup', 'bcd'],
])('%s %s %j: %s', async (field, operator, value, expected) => {
  expect((await select(await world(), { filters: [{ field, operator, value }], ...BY_ID })).join('')).toBe(expected)
})

test('filters all hold together; items come whole', async () => {
  const e = await world()
  expect(await select(e, { filters: [{ field: 'Loyalty_Program', operator: 'is', value: true }, { field: 'Rating', operator: 'greater than', value: 0 }], ...BY_ID })).toEqual(['a'])
  await e.post('/catalogs/restaurants/selections', { selection: { name: 'whole', filters: [{ field: 'id', operator: 'equals', value: 'a' }] } })
  await settled(e)
  expect(e.world.catalogSelections.items('restaurants', 'whole')).toEqual([{ ...EMPTY, ...ITEMS[0], Created_At: '2022-01-01T00:00:00.000Z' }])
})

test('sorted by numbers as numbers, by text as text, both ways; equal ones as they came', async () => {
  const e = await world()
  expect(await select(e, { sort_field: 'Rating', sort_order: 'asc' })).toEqual(['d', 'c', 'a', 'b'])
  expect(await select(e, { sort_field: 'Rating', sort_order: 'desc' })).toEqual(['b', 'a', 'c', 'd'])
  expect(await select(e, { sort_field: 'Created_At', sort_order: 'desc', results_limit: 2 })).toEqual(['c', 'b'])
  expect(await select(e, { sort_field: 'Loyalty_Program', sort_order: 'desc' })).toEqual(['a', 'c', 'b', 'd'])
})

test('without sorting the order is random: the same for one key, another for another, every item once', async () => {
  const e = emulator()
  const items = Array.from({ length: 200 }, (_, i) => ({ id: `r${i}` }))
  await restaurants(e, ...items)
  const [one, again, other] = [await select(e, {}, { key: 'mel' }), await select(e, {}, { key: 'mel' }), await select(e, {}, { key: 'ann' })]
  expect(one).toHaveLength(50)
  expect(new Set(one).size).toBe(50)
  expect(again).toEqual(one)
  expect(other).not.toEqual(one)
  expect(one).not.toEqual(items.slice(0, 50).map(({ id }) => id))
  const seen = new Set<string>()
  for (let n = 0; n < 40; n++) for (const id of await select(e, {}, { key: `k${n}` })) seen.add(id)
  expect(seen.size).toBe(200)
})

test('rendered values stand in for the filters of the same place; one that does not fit gives nothing', async () => {
  const e = await world()
  const filters = [{ field: 'Rating', operator: 'greater than', value: '{{custom_attribute.${least}}}' }, { field: 'Loyalty_Program', operator: 'is', value: true }]
  expect(await select(e, { filters, ...BY_ID }, { values: ['-2'] })).toEqual(['a', 'c'])
  expect(await select(e, { filters, ...BY_ID }, { values: ['0', 'false'] })).toEqual(['b'])
  expect(await select(e, { filters, ...BY_ID }, { values: [''] })).toEqual([])
  expect(await select(e, { filters, ...BY_ID })).toEqual([])
})

test('hostile values are values', async () => {
  const e = emulator()
  const Name = `x' OR 1=1 --"); DROP TABLE catalogs;`
  await restaurants(e, { id: 'a', Name, Top_Dishes: [Name, '%', '"'] }, { id: 'b', Name: 'y', Top_Dishes: ['x'] })
  expect(await select(e, { filters: [{ field: 'Name', operator: 'equals', value: Name }] })).toEqual(['a'])
  for (const value of [Name, '%', '"']) expect(await select(e, { filters: [{ field: 'Top_Dishes', operator: 'includes value', value }] })).toEqual(['a'])
})

test('unknown names give undefined; another catalog does not mix in', async () => {
  const e = await world()
  await e.post('/catalogs', { catalogs: [{ name: 'other', fields: [{ name: 'id', type: 'string' }] }] })
  await e.post('/catalogs/other/items/o1', { items: [{}] })
  await e.post('/catalogs/other/selections', { selection: { name: 's' } })
  await settled(e)
  expect(e.world.catalogSelections.items('other', 's')).toEqual([{ id: 'o1' }])
  expect(e.world.catalogSelections.items('restaurants', 's')).toBeUndefined()
  expect(e.world.catalogSelections.items('nowhere', 's')).toBeUndefined()
})
