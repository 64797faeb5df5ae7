// DELETE /catalogs/:catalog_name/fields/:field_name: a field and its values go, asynchronously.
import { rest } from '../../realm.ts'
import { success } from '../bodies.ts'
import { catalogOf, refusal } from '../faults.ts'
import { fieldsAndSelections } from '../limits.ts'

export const deleteField = rest({
  method: 'DELETE',
  path: '/catalogs/:catalog_name/fields/:field_name',
  permission: 'catalogs.delete_fields',
  limit: fieldsAndSelections,
  status: 202,
  docs: 'api/endpoints/catalogs/catalog_fields/asynchronous/delete_catalog_field',
  evidence: ['documented'],
  response: success,
  /** The page knows 202 and 404 only: a name that is no deletable field's (`id` neither) is 404; one in use is there, so 400 as elsewhere in the family. */
  handle({ world, params: { catalog_name, field_name } }) {
    const catalog = catalogOf(world, catalog_name)
    const problems = world.catalogFields.checkRemove(catalog, field_name!)
    if (problems.length > 0) throw refusal(problems, problems[0]!.id === 'invalid-field-name' ? 404 : 400)
    world.catalogJobs.queue(catalog, { work: 'delete_field', name: field_name! })
    return { message: 'success' }
  },
})
