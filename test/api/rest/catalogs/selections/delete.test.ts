// DELETE /catalogs/:catalog_name/selections/:selection_name: a selection goes by a job.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, expectRefused, OK, restaurants, settled } from '../../../../kit/catalogs.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/selections'

test('gone when the job has run; twice is nothing', async () => {
  const e = emulator()
  await restaurants(e)
  await e.post(PATH, { selection: { name: 's' } })
  await e.post(PATH, { selection: { name: 'other' } })
  await e.world.scheduler.settle()
  const { status, body, kinds } = await ask(e, 'DELETE', `${PATH}/s`)
  expect({ status, body, kinds }).toEqual({ status: 202, body: OK, kinds: [] })
  expect((await ask(e, 'DELETE', `${PATH}/s`)).status).toBe(202)
  expect(await settled(e)).toEqual([
    { kind: 'catalog_selection.deleted', data: { catalog_name: 'restaurants', name: 's' } },
    { kind: 'decision.ignored', data: { rule: 'catalog_selections.delete', why: 'invalid-selection', compared: { catalog_name: 'restaurants', name: 's' } } },
  ])
  expect((await e.get('/catalogs')).body.catalogs[0].selections.map(({ name }: { name: string }) => name)).toEqual(['other'])
})

test('unknown: the selection, the catalog', async () => {
  const e = emulator()
  await restaurants(e)
  expectRefused(await ask(e, 'DELETE', `${PATH}/none`), 404, { id: 'invalid-selection', parameters: ['selection_name'], parameter_values: ['none'] })
  expectRefused(await ask(e, 'DELETE', '/catalogs/nowhere/selections/s'), 404, CATALOG_NOT_FOUND)
})
