// DELETE /catalogs/:catalog_name/items: items deleted, asynchronously. Unknown ids raise no documented error.
import { rest } from '../../realm.ts'
import { bulkItems, success } from '../bodies.ts'
import { catalogOf } from '../faults.ts'
import { asynchronousItems } from '../limits.ts'
import { queueItems } from './bulk.ts'

export const deleteItems = rest({
  method: 'DELETE',
  path: '/catalogs/:catalog_name/items',
  permission: 'catalogs.delete_items',
  limit: asynchronousItems,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_items/asynchronous/delete_catalog_items_bulk',
  evidence: ['documented'],
  body: bulkItems,
  response: success,
  handle: ({ world, params, body }) => queueItems(world, catalogOf(world, params['catalog_name']), body['items'], 'delete'),
})
