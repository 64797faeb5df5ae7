// DELETE /catalogs/:catalog_name/items/:item_id: listed as synchronous, and done at once, yet it answers 202. A body is not looked at: shipped connectors send one.
import { rest } from '../../../realm.ts'
import { success } from '../../bodies.ts'
import { catalogOf, refusal } from '../../faults.ts'
import { synchronousItems } from '../../limits.ts'

export const deleteItem = rest({
  method: 'DELETE',
  path: '/catalogs/:catalog_name/items/:item_id',
  permission: 'catalogs.delete_item',
  limit: synchronousItems,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/delete_catalog_item',
  evidence: ['documented'],
  response: success,
  handle({ world, params: { catalog_name, item_id } }) {
    const problems = world.catalogItems.remove(catalogOf(world, catalog_name), item_id!)
    if (problems.length > 0) throw refusal(problems, 404)
    return { message: 'success' }
  },
})
