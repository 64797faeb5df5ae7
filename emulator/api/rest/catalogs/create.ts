// POST /catalogs: a new catalog with its fields.
import * as z from 'zod'
import type { NewCatalog } from '../../../domain/catalogs/catalogs.ts'
import { rest } from '../realm.ts'
import { described, fieldList } from './bodies.ts'
import { catalogShape, catalogView } from './catalog-view.ts'
import { refuse } from './faults.ts'
import { catalogCalls } from './limits.ts'

export const createCatalog = rest({
  method: 'POST',
  path: '/catalogs',
  permission: 'catalogs.create',
  limit: catalogCalls,
  status: 201,
  docs: 'api/endpoints/catalogs/catalog_management/synchronous/post_create_catalog',
  evidence: ['documented'],
  body: () =>
    described({
      catalogs: z
        .array(z.looseObject({ name: z.string().regex(/^[A-Za-z0-9_-]{1,250}$/), description: z.string().max(250).optional(), fields: fieldList('At most 500; the first is `id`, a string.') }))
        .length(1),
    }),
  response: () => z.strictObject({ catalogs: z.array(z.strictObject(catalogShape())).length(1), message: z.literal('success') }),
  handle({ world, body }) {
    refuse(world.catalogs.check(body['catalogs']))
    const [{ name, description, fields }] = body['catalogs'] as [Omit<NewCatalog, 'description'> & { description?: string | null }]
    return { catalogs: [catalogView(world.catalogs.create({ name, description: description ?? '', fields }))], message: 'success' }
  },
})
