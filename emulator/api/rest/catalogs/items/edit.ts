// PATCH /catalogs/:catalog_name/items: items changed field by field, asynchronously. An unknown id is left out: the page speaks of existing items and documents no error.
import { rest } from '../../realm.ts'
import { bulkItems, success } from '../bodies.ts'
import { catalogOf } from '../faults.ts'
import { asynchronousItems } from '../limits.ts'
import { queueItems } from './bulk.ts'

export const editItems = rest({
  method: 'PATCH',
  path: '/catalogs/:catalog_name/items',
  permission: 'catalogs.update_items',
  limit: asynchronousItems,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_items/asynchronous/patch_catalog_items_bulk',
  evidence: ['documented'],
  body: bulkItems,
  response: success,
  handle: ({ world, params, body }) => queueItems(world, catalogOf(world, params['catalog_name']), body['items'], 'edit'),
})
