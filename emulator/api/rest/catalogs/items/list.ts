// GET /catalogs/:catalog_name/items: fifty a page, the neighbours in the Link header.
import * as z from 'zod'
import { problem } from '../../../../domain/catalogs/problems.ts'
import { Reply } from '../../../endpoint.ts'
import { rest } from '../../realm.ts'
import { items } from '../bodies.ts'
import { catalogOf, refusal } from '../faults.ts'
import { synchronousItems } from '../limits.ts'

export const listItems = rest({
  method: 'GET',
  path: '/catalogs/:catalog_name/items',
  permission: 'catalogs.get_items',
  limit: synchronousItems,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_items/synchronous/get_catalog_items_details_bulk',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ cursor: z.union([z.string(), z.array(z.string())]).optional().meta({ description: 'From the Link header of the page before.' }) }),
  response: () => z.strictObject({ items: items(), message: z.literal('success') }),
  handle({ world, params, query: { cursor } }) {
    const catalog = catalogOf(world, params['catalog_name'])
    const page = Array.isArray(cursor) ? undefined : world.catalogItems.page(catalog, cursor)
    if (page === undefined) throw refusal([problem('invalid-cursor', 'cursor', [cursor])])
    const link = [['prev', page.prev], ['next', page.next]].flatMap(([rel, to]) => (to === null ? [] : [`</catalogs/${catalog.name}/items?cursor=${to}>; rel="${rel}"`]))
    const headers = { 'content-type': 'application/json; charset=utf-8', ...(link.length > 0 ? { link: link.join(',') } : {}) }
    return new Reply({ status: 200, headers, body: JSON.stringify({ items: page.items, message: 'success' }) })
  },
})
