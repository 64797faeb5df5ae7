// PUT /catalogs/:catalog_name/items: items replaced or made, asynchronously; fields left out are emptied.
import { rest } from '../../realm.ts'
import { bulkItems, success } from '../bodies.ts'
import { catalogOf } from '../faults.ts'
import { asynchronousItems } from '../limits.ts'
import { queueItems } from './bulk.ts'

export const replaceItems = rest({
  method: 'PUT',
  path: '/catalogs/:catalog_name/items',
  permission: 'catalogs.replace_items',
  limit: asynchronousItems,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_items/asynchronous/put_update_catalog_items',
  evidence: ['documented'],
  body: bulkItems,
  response: success,
  handle: ({ world, params, body }) => queueItems(world, catalogOf(world, params['catalog_name']), body['items'], 'replace'),
})
