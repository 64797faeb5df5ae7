// Typed getters of flags and banners: the right type or null (F4, B9; web wire 8).
import type { PropertyType } from './content-types.ts'
import type { Json, JsonObject } from './wire-types.ts'

/** How each type is written; `datetime` is a number of ms. */
const FORMS: Record<PropertyType, 'string' | 'number' | 'boolean' | 'object'> = {
  string: 'string', number: 'number', boolean: 'boolean', image: 'string', jsonobject: 'object', datetime: 'number',
}

/** The value of `key` when it is of `type` in word and in deed, else null. */
export const typedProperty = (holder: { properties: JsonObject } | null, key: string, type: PropertyType): Json => {
  const found = holder?.properties[key]
  if (typeof found !== 'object' || found === null || Array.isArray(found) || found['type'] !== type) return null
  const value = found['value']
  if (value === undefined || value === null || Array.isArray(value)) return null
  return typeof value === FORMS[type] ? structuredClone(value) : null
}
