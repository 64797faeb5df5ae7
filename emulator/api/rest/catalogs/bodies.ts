// Bodies of catalog endpoints: described here, judged in the domain, because catalog errors have ids and a shape of their own.
import * as z from 'zod'
import { FIELD_TYPES } from '../../../domain/catalogs/item-values.ts'

/** Takes these members whatever they are; the document shows what `shape` says of them. */
export function described(shape: z.ZodRawShape): z.ZodObject<Record<string, z.ZodOptional<z.ZodUnknown>>, z.core.$loose> {
  const { $schema: _, ...schema } = z.toJSONSchema(z.looseObject(shape), { io: 'input' })
  return z.looseObject(Object.fromEntries(Object.keys(shape).map((name) => [name, z.unknown().optional()]))).meta(schema as Record<string, unknown>)
}

export const success = () => z.strictObject({ message: z.literal('success') })

export const fieldList = (meta: string) => z.array(z.looseObject({ name: z.string().regex(/^[A-Za-z0-9_-]{1,250}$/), type: z.enum(FIELD_TYPES) })).meta({ description: meta })

const values = 'Fields of the catalog with their values; null empties a field. A time is ISO 8601 or Unix seconds, a geo [longitude, latitude].'
const id = () => z.string().regex(/^[A-Za-z0-9_-]{1,250}$/)
/** `items` of a bulk call. */
export const bulkItems = () => described({ items: z.array(z.looseObject({ id: id() }).meta({ description: values })).min(1).max(50) })
/** `items` of a call about one item, whose id is in the path. */
export const oneItem = () => described({ items: z.array(z.looseObject({}).meta({ description: values })).length(1) })

/** Items as they are given out: the fields are the catalog's. */
export const items = () => z.array(z.looseObject({ id: z.string() }).meta({ description: 'The id, then every field of the catalog; null where the item has no value.' }))
