// PATCH /catalogs/:catalog_name/items/:item_id: an item changed field by field.
import { rest } from '../../../realm.ts'
import { oneItem, success } from '../../bodies.ts'
import { catalogOf } from '../../faults.ts'
import { synchronousItems } from '../../limits.ts'
import { putItem } from './put.ts'

export const editItem = rest({
  method: 'PATCH',
  path: '/catalogs/:catalog_name/items/:item_id',
  permission: 'catalogs.update_item',
  limit: synchronousItems,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/patch_catalog_item',
  evidence: ['documented'],
  body: oneItem,
  response: success,
  handle: ({ world, params: { catalog_name, item_id }, body }) => putItem(world, catalogOf(world, catalog_name), item_id!, body['items'], 'edit'),
})
