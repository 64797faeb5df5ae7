// POST /catalogs/:catalog_name/fields: new fields, asynchronously.
import type { NewField } from '../../../../domain/catalogs/fields.ts'
import { rest } from '../../realm.ts'
import { described, fieldList, success } from '../bodies.ts'
import { catalogOf, refuse } from '../faults.ts'
import { fieldsAndSelections } from '../limits.ts'

export const createFields = rest({
  method: 'POST',
  path: '/catalogs/:catalog_name/fields',
  permission: 'catalogs.create_fields',
  limit: fieldsAndSelections,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_fields/asynchronous/post_create_catalog_fields',
  evidence: ['documented'],
  body: () => described({ fields: fieldList('At most 50 a call, 500 a catalog.') }),
  response: success,
  handle({ world, params, body }) {
    const catalog = catalogOf(world, params['catalog_name'])
    refuse(world.catalogFields.check(catalog, body['fields']))
    world.catalogJobs.queue(catalog, { work: 'create_fields', fields: (body['fields'] as NewField[]).map(({ name, type }) => ({ name, type })) })
    return { message: 'success' }
  },
})
