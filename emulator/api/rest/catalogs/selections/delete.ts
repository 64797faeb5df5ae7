// DELETE /catalogs/:catalog_name/selections/:selection_name: a selection goes, asynchronously.
import { problem } from '../../../../domain/catalogs/problems.ts'
import { rest } from '../../realm.ts'
import { success } from '../bodies.ts'
import { catalogOf, refusal } from '../faults.ts'
import { fieldsAndSelections } from '../limits.ts'

export const deleteSelection = rest({
  method: 'DELETE',
  path: '/catalogs/:catalog_name/selections/:selection_name',
  permission: 'catalogs.delete_selection',
  limit: fieldsAndSelections,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_selections/asynchronous/delete_catalog_selection',
  evidence: ['documented'],
  response: success,
  handle({ world, params: { catalog_name, selection_name } }) {
    const catalog = catalogOf(world, catalog_name)
    if (world.catalogSelections.find(catalog, selection_name!) === undefined) throw refusal([problem('invalid-selection', 'selection_name', [selection_name])], 404)
    world.catalogJobs.queue(catalog, { work: 'delete_selection', name: selection_name! })
    return { message: 'success' }
  },
})
