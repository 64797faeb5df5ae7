// GET /catalogs/:catalog_name/items/:item_id
import * as z from 'zod'
import { rest } from '../../../realm.ts'
import { items } from '../../bodies.ts'
import { catalogOf, refusal } from '../../faults.ts'
import { synchronousItems } from '../../limits.ts'

export const showItem = rest({
  method: 'GET',
  path: '/catalogs/:catalog_name/items/:item_id',
  permission: 'catalogs.get_item',
  limit: synchronousItems,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/get_catalog_item_details',
  evidence: ['documented', 'client'],
  response: () => z.strictObject({ items: items().length(1), message: z.literal('success') }),
  handle({ world, params: { catalog_name, item_id } }) {
    const item = world.catalogItems.find(catalogOf(world, catalog_name), item_id!)
    if (item === undefined) throw refusal([world.catalogItems.notFound(item_id!)], 404)
    return { items: [item], message: 'success' }
  },
})
