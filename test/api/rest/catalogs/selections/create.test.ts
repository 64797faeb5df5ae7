// POST /catalogs/:catalog_name/selections: checked at once, kept by a job. What a selection gives: test/domain/catalogs/selections.test.ts.
import { describe, expect, test } from 'vitest'
import { catalog, CATALOG_NOT_FOUND, expectRefused, fillStorage, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/selections'
const create = (e: Emulator, selection: unknown) => ask(e, 'POST', PATH, { selection })
const FILTERS = [{ field: 'Name', operator: 'equals', value: 'NYC' }, { field: 'Rating', operator: 'greater than', value: 7 }]
const filtered = (...filters: unknown[]) => ({ name: 's', filters })

async function world(): Promise<Emulator> {
  const e = emulator()
  await restaurants(e)
  return e
}

test('a selection is there when its job has run', async () => {
  const e = await world()
  const { status, body, kinds, headers } = await create(e, { name: 'favorite-restaurants', description: 'Favorite restaurants in NYC', filters: FILTERS, results_limit: 5, sort_field: 'Rating', sort_order: 'desc', external_id: 'x', source: 'Braze' })
  expect({ status, body, kinds, limit: headers.get('x-ratelimit-limit') }).toEqual({ status: 202, body: OK, kinds: [], limit: '50' })
  const definition = { description: 'Favorite restaurants in NYC', filters: FILTERS, results_limit: 5, sort_field: 'Rating', sort_order: 'desc' }
  expect(await settled(e)).toEqual([{ kind: 'catalog_selection.created', data: { catalog_name: 'restaurants', name: 'favorite-restaurants', ...definition } }])
  expect((await e.get('/catalogs')).body.catalogs[0].selections).toEqual([{ name: 'favorite-restaurants', ...definition }])
})

test('a name is enough: all items, fifty, in random order', async () => {
  const e = await world()
  await create(e, { name: 's', filters: null, results_limit: null, sort_field: null, sort_order: null, description: null })
  await e.world.scheduler.settle()
  expect((await e.get('/catalogs')).body.catalogs[0].selections).toEqual([{ name: 's', description: '', filters: [], results_limit: 50, sort_field: null, sort_order: null }])
})

test('the operators of each type, and no others', async () => {
  const operators = ['equals', 'does not equal', 'greater than', 'less than', 'is', 'before', 'after', 'includes value', 'does not include value', 'contains', 'EQUALS', '']
  const types: [string, unknown, string[]][] = [
    ['id', 'r1', ['equals', 'does not equal']], ['Name', 'x', ['equals', 'does not equal']], ['Rating', 7, ['equals', 'does not equal', 'greater than', 'less than']], ['Loyalty_Program', true, ['is']],
    ['Created_At', '2022-11-02T09:03:19.967Z', ['before', 'after']], ['Top_Dishes', 'x', ['includes value', 'does not include value']], ['Location', {}, []], ['Place', [0, 0], []],
  ]
  const e = await world()
  for (const [field, value, good] of types) {
    for (const operator of operators) {
      const said = await create(e, filtered({ field, operator, value }))
      if (good.includes(operator)) expect([field, operator, said.status]).toEqual([field, operator, 202])
      else expectRefused(said, 400, { id: 'selection-has-invalid-filter', parameters: ['filters'], parameter_values: [{ field, operator, value }] })
    }
  }
})

test('a value that may come from Liquid is taken for every type', async () => {
  const e = await world()
  for (const field of ['Name', 'Rating', 'Created_At', 'Loyalty_Program']) {
    const operator = { Name: 'equals', Rating: 'less than', Created_At: 'after', Loyalty_Program: 'is' }[field]
    expect((await create(e, filtered({ field, operator, value: '{{custom_attribute.${favorite}}}' }))).status).toBe(202)
  }
})

describe('refused, and nothing is kept', () => {
  const bad = async (selection: unknown, ...problems: Parameters<typeof expectRefused>[2][]) => {
    const e = await world()
    expectRefused(await create(e, selection), 400, ...problems)
    expect(await settled(e)).toEqual([])
  }
  test('an unknown catalog', async () => expectRefused(await ask(emulator(), 'POST', '/catalogs/nowhere/selections', { selection: { name: 's' } }), 404, CATALOG_NOT_FOUND))
  test.each([undefined, null, 'x', 7, []])('selection: %j', async (selection) => bad(selection, { id: 'invalid-selection' }))
  test.each([undefined, null, 7, '', 'with space', 'é', 'x'.repeat(251)])('name: %j', async (name) => bad({ name }, { id: 'invalid-selection', parameters: ['name'], parameter_values: [name ?? null] }))
  test.each([['description', 7], ['description', 'd'.repeat(251)], ['external_id', {}], ['source', 7]])('%s: %j', async (member, value) => bad({ name: 's', [member]: value }, { id: 'invalid-selection', parameters: [member], parameter_values: [value] }))
  test.each(['x', 7, {}])('filters: %j', async (filters) => bad({ name: 's', filters }, { id: 'selection-has-invalid-filter', parameters: ['filters'], parameter_values: [filters] }))
  test('five filters', async () => {
    await bad(filtered(...Array.from({ length: 5 }, () => FILTERS[0])), { id: 'too-many-filters' })
    expect((await create(await world(), filtered(...Array.from({ length: 4 }, () => FILTERS[0])))).status).toBe(202)
  })
  test.each([
    7, null, {}, { operator: 'equals', value: 'x' }, { field: 'none', operator: 'equals', value: 'x' }, { field: 7, operator: 'equals', value: 'x' }, { field: 'Name', value: 'x' }, { field: 'Name', operator: 'equals' }, { field: 'Name', operator: 'equals', value: null },
    { field: 'Name', operator: 'equals', value: {} }, { field: 'Rating', operator: 'equals', value: 'seven' }, { field: 'Loyalty_Program', operator: 'is', value: 'perhaps' }, { field: 'Created_At', operator: 'after', value: 'soon' }, { field: 'Top_Dishes', operator: 'includes value', value: ['x'] },
    { field: '__proto__', operator: 'equals', value: 'x' }, { field: 'constructor', operator: 'constructor', value: 'x' },
  ])('filter %j', async (filter) => bad(filtered(FILTERS[0], filter), { id: 'selection-has-invalid-filter', parameters: ['filters'], parameter_values: [filter] }))
  test('two array fields', async () => {
    const e = emulator()
    await catalog(e, 'restaurants', [{ name: 'id', type: 'string' }, { name: 'a', type: 'array' }, { name: 'b', type: 'array' }])
    const on = (field: string) => ({ field, operator: 'includes value', value: 'x' })
    expectRefused(await create(e, filtered(on('a'), on('b'))), 400, { id: 'selection-contains-too-many-arrays' })
    expect((await create(e, filtered(on('a'), on('a')))).status).toBe(202)
  })
  test.each([0, 51, -1, 1.5, '5', true, {}])('results_limit: %j', async (results_limit) => bad({ name: 's', results_limit }, { id: 'selection-invalid-results-limit', parameters: ['results_limit'], parameter_values: [results_limit] }))
  test.each([1, 50])('results_limit: %d is good', async (results_limit) => expect((await create(await world(), { name: 's', results_limit })).status).toBe(202))
  test('one of the two sort keys', async () => {
    await bad({ name: 's', sort_field: 'Name' }, { id: 'invalid-sorting' })
    await bad({ name: 's', sort_order: 'asc' }, { id: 'invalid-sorting' })
  })
  test.each(['none', 'Location', 'Top_Dishes', 'Place', 7])('sort_field: %j', async (sort_field) => bad({ name: 's', sort_field, sort_order: 'asc' }, { id: 'invalid-sort-field', parameters: ['sort_field'], parameter_values: [sort_field] }))
  test.each(['ASC', 'up', 7])('sort_order: %j', async (sort_order) => bad({ name: 's', sort_field: 'Name', sort_order }, { id: 'invalid-sort-order', parameters: ['sort_order'], parameter_values: [sort_order] }))
  test('everything that is wrong is said at once', async () => bad({ results_limit: 0, sort_field: 'none', sort_order: 'up' },
    { id: 'invalid-selection', parameters: ['name'], parameter_values: [null] }, { id: 'selection-invalid-results-limit', parameters: ['results_limit'], parameter_values: [0] },
    { id: 'invalid-sort-field', parameters: ['sort_field'], parameter_values: ['none'] }, { id: 'invalid-sort-order', parameters: ['sort_order'], parameter_values: ['up'] }))
})

test('a name that is taken, also by a call whose job is still to run', async () => {
  const e = await world()
  await create(e, { name: 's' })
  expect((await create(e, { name: 's', results_limit: 3 })).status).toBe(202)
  expect((await settled(e)).map(({ kind, data }) => [kind, data['why']])).toEqual([['catalog_selection.created', undefined], ['decision.ignored', 'selection-name-already-exists']])
  expectRefused(await create(e, { name: 's' }), 400, { id: 'selection-name-already-exists', parameters: ['name'], parameter_values: ['s'] })
  expect((await create(e, { name: 'S' })).status).toBe(202)
})

test('thirty selections a catalog', async () => {
  const e = await world()
  for (let n = 0; n < 31; n++) expect((await create(e, { name: `s${n}` })).status).toBe(202)
  expect((await settled(e)).filter(({ kind }) => kind === 'decision.ignored')).toEqual([{ kind: 'decision.ignored', data: { rule: 'catalog_selections.create', why: 'selection-limit-reached', compared: { catalog_name: 'restaurants', name: 's30' } } }])
  expectRefused(await create(e, { name: 'more' }), 400, { id: 'selection-limit-reached' })
})

test('a field that is gone when the job runs', async () => {
  const e = await world()
  await e.delete('/catalogs/restaurants/fields/Name')
  await create(e, filtered(FILTERS[0]))
  expect((await settled(e))[1]).toEqual({ kind: 'decision.ignored', data: { rule: 'catalog_selections.create', why: 'selection-has-invalid-filter', compared: { catalog_name: 'restaurants', name: 's' } } })
})

test('a string field that holds more than 1,000 characters cannot be filtered by; sorting by it is fine', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1', Name: 'x'.repeat(1001) })
  expectRefused(await create(e, filtered(FILTERS[0])), 400, { id: 'selection-has-invalid-filter', parameters: ['filters'], parameter_values: [FILTERS[0]] })
  expect((await create(e, { name: 's', sort_field: 'Name', sort_order: 'asc' })).status).toBe(202)
})

test('no room left', async () => {
  const e = await world()
  fillStorage(e)
  expectRefused(await create(e, { name: 's' }), 400, { id: 'company-size-limit-already-reached' })
})
