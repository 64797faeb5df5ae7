// POST /catalogs/:catalog_name/selections: a new selection, asynchronously. `external_id` and `source` of the newest text are taken and not kept.
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { described, success } from '../bodies.ts'
import { catalogOf, refusal } from '../faults.ts'
import { fieldsAndSelections } from '../limits.ts'

export const createSelection = rest({
  method: 'POST',
  path: '/catalogs/:catalog_name/selections',
  permission: 'catalogs.create_selection',
  limit: fieldsAndSelections,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_selections/asynchronous/post_create_catalog_selections',
  evidence: ['documented'],
  body: () =>
    described({
      selection: z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        filters: z.array(z.looseObject({ field: z.string(), operator: z.string().meta({ description: 'equals, does not equal (string, number); greater than, less than (number); is (boolean); before, after (time); includes value, does not include value (array)' }), value: z.unknown().meta({ description: 'May hold Liquid.' }) })).max(4).optional(),
        results_limit: z.int().min(1).max(50).optional(),
        sort_field: z.string().optional().meta({ description: 'Together with sort_order; without both the order is random.' }),
        sort_order: z.enum(['asc', 'desc']).optional(),
        external_id: z.string().optional(),
        source: z.string().optional(),
      }),
    }),
  response: success,
  handle({ world, params, body }) {
    const catalog = catalogOf(world, params['catalog_name'])
    const checked = world.catalogSelections.check(catalog, body['selection'])
    if ('problems' in checked) throw refusal(checked.problems)
    world.catalogJobs.queue(catalog, { work: 'create_selection', selection: checked.selection })
    return { message: 'success' }
  },
})
