// PUT /catalogs/:catalog_name/items/:item_id: an item replaced or made; fields left out are emptied. The page also lists item-already-exists, which a replacing call cannot raise.
import { rest } from '../../../realm.ts'
import { oneItem, success } from '../../bodies.ts'
import { catalogOf } from '../../faults.ts'
import { synchronousItems } from '../../limits.ts'
import { putItem } from './put.ts'

export const replaceItem = rest({
  method: 'PUT',
  path: '/catalogs/:catalog_name/items/:item_id',
  permission: 'catalogs.replace_item',
  limit: synchronousItems,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/put_update_catalog_item',
  evidence: ['documented'],
  body: oneItem,
  response: success,
  handle: ({ world, params: { catalog_name, item_id }, body }) => putItem(world, catalogOf(world, catalog_name), item_id!, body['items'], 'replace'),
})
