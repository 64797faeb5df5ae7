// POST /catalogs/:catalog_name/items: new items, asynchronously. An id that is there by then is left as it is: Braze documents no error and no effect.
import { rest } from '../../realm.ts'
import { bulkItems, success } from '../bodies.ts'
import { catalogOf } from '../faults.ts'
import { asynchronousItems } from '../limits.ts'
import { queueItems } from './bulk.ts'

export const createItems = rest({
  method: 'POST',
  path: '/catalogs/:catalog_name/items',
  permission: 'catalogs.add_items',
  limit: asynchronousItems,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_items/asynchronous/post_create_catalog_items_bulk',
  evidence: ['documented'],
  body: bulkItems,
  response: success,
  handle: ({ world, params, body }) => queueItems(world, catalogOf(world, params['catalog_name']), body['items'], 'create'),
})
