// A catalog as the API gives it.
import * as z from 'zod'
import type { Catalog } from '../../../domain/catalogs/catalogs.ts'
import { FIELD_TYPES } from '../../../domain/catalogs/item-values.ts'
import { isoTime } from '../../../kernel/clock.ts'

/** "2022-11-02T20:04:06.879+00:00". docs: get_list_catalogs */
const offsetTime = (ms: number): string => isoTime(ms).replace('Z', '+00:00')

export const catalogShape = () => ({
  description: z.string(),
  fields: z.array(z.strictObject({ name: z.string(), type: z.enum(FIELD_TYPES) })),
  name: z.string(),
  num_items: z.int(),
  updated_at: z.string().meta({ description: 'With milliseconds and the offset +00:00.' }),
})

/** What Braze's page shows of a catalog. docs: post_create_catalog */
export const catalogView = ({ name, description, fields, num_items, updated_at }: Catalog) => ({
  description,
  fields: fields.map((field) => ({ name: field.name, type: field.type })),
  name,
  num_items,
  updated_at: offsetTime(updated_at),
})
