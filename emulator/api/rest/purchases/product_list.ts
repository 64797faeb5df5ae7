// GET /purchases/product_list: the ids of the products that were ever bought. docs: get_list_product_id
import * as z from 'zod'
import { customDataLimit, namesOfPage, pageQuery } from '../name-lists.ts'
import { rest } from '../realm.ts'
import { prepareAnalytics } from '../series.ts'

export const listProducts = rest({
  method: 'GET',
  path: '/purchases/product_list',
  permission: 'purchases.product_list',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/purchases/get_list_product_id',
  evidence: ['documented'],
  query: pageQuery,
  response: () => z.strictObject({ products: z.array(z.string()), message: z.literal('success') }),
  prepare: prepareAnalytics,
  handle: ({ world, query }) => ({ products: namesOfPage(world, 'product', query.page), message: 'success' }),
})
