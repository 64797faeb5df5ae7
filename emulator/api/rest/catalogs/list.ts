// GET /catalogs: all catalogs of the workspace in one answer.
import * as z from 'zod'
import { FIELD_TYPES } from '../../../domain/catalogs/item-values.ts'
import { rest } from '../realm.ts'
import { catalogShape, catalogView } from './catalog-view.ts'
import { catalogCalls } from './limits.ts'

export const listCatalogs = rest({
  method: 'GET',
  path: '/catalogs',
  permission: 'catalogs.get',
  limit: catalogCalls,
  status: 200,
  docs: 'api/endpoints/catalogs/catalog_management/synchronous/get_list_catalogs',
  evidence: ['documented', 'client'],
  response: () =>
    z.strictObject({
      catalogs: z.array(
        z.strictObject({
          ...catalogShape(),
          fields: z.array(z.strictObject({ name: z.string(), token: z.string().meta({ description: 'Stays with the field, not with its name.' }), type: z.enum(FIELD_TYPES) })),
          storage_size: z.int().meta({ description: 'Bytes.' }),
          selections: z.array(
            z.strictObject({
              name: z.string(),
              description: z.string(),
              filters: z.array(z.strictObject({ field: z.string(), operator: z.string(), value: z.unknown() })),
              results_limit: z.int(),
              sort_field: z.string().nullable(),
              sort_order: z.enum(['asc', 'desc']).nullable(),
            }),
          ),
          selections_size: z.int(),
        }),
      ),
      message: z.literal('success'),
    }),
  /** Members that Braze sends and does not document are there too, except `source`, whose numbers are not known. observed: segmentio/action-destinations, upsertCatalogItem/types.ts */
  handle: ({ world }) => ({
    catalogs: world.catalogs.list().map((catalog) => {
      const selections = world.catalogSelections.list(catalog)
      return {
        ...catalogView(catalog),
        fields: catalog.fields.map(({ id, name, type }) => ({ name, token: String(id), type })),
        storage_size: catalog.storage_size,
        selections,
        selections_size: selections.length,
      }
    }),
    message: 'success',
  }),
})
