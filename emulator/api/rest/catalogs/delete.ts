// DELETE /catalogs/:catalog_name: a catalog goes with its fields, items and selections.
import { rest } from '../realm.ts'
import { success } from './bodies.ts'
import { catalogOf } from './faults.ts'
import { catalogCalls } from './limits.ts'

export const deleteCatalog = rest({
  method: 'DELETE',
  path: '/catalogs/:catalog_name',
  permission: 'catalogs.delete',
  limit: catalogCalls,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_management/synchronous/delete_catalog',
  evidence: ['documented'],
  response: success,
  handle({ world, params }) {
    world.catalogs.remove(catalogOf(world, params['catalog_name']))
    return { message: 'success' }
  },
})
