// POST /catalogs/:catalog_name/items/:item_id: a new item.
import { rest } from '../../../realm.ts'
import { oneItem, success } from '../../bodies.ts'
import { catalogOf } from '../../faults.ts'
import { synchronousItems } from '../../limits.ts'
import { putItem } from './put.ts'

export const createItem = rest({
  method: 'POST',
  path: '/catalogs/:catalog_name/items/:item_id',
  permission: 'catalogs.create_item',
  limit: synchronousItems,
  status: 201,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/post_create_catalog_item',
  evidence: ['documented'],
  body: oneItem,
  response: success,
  handle: ({ world, params: { catalog_name, item_id }, body }) => putItem(world, catalogOf(world, catalog_name), item_id!, body['items'], 'create'),
})
