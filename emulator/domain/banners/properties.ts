// Properties of a Banner after Liquid: texts become what their type says; what can not is left out, as a getter of that type would find nothing. docs: developer_guide/banners/placements (custom properties)
import { flagIn, numberIn, objectIn } from '../rendered-values.ts'
import { parseTime } from '../times.ts'

type Typed = { type: string; value: unknown }
const SPELLINGS: Readonly<Record<string, string>> = { timestamp: 'datetime', json: 'jsonobject', JSON: 'jsonobject', object: 'jsonobject' }

const READ: Readonly<Record<string, (text: string) => unknown>> = {
  string: (text) => text,
  image: (text) => text,
  number: numberIn,
  boolean: flagIn,
  datetime: (text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : parseTime(text)),
  jsonobject: objectIn,
}

/** `{key: {type, value}}` as SDKs get it. */
export function settledProperties(given: unknown): Record<string, Typed> {
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, property]: [string, Partial<Typed> | null]): [string, Typed][] => {
      if (typeof property?.type !== 'string') return []
      const type = Object.hasOwn(SPELLINGS, property.type) ? SPELLINGS[property.type]! : property.type
      const value = typeof property.value === 'string' && Object.hasOwn(READ, type) ? READ[type]!(property.value) : property.value
      return value === undefined ? [] : [[key, { type, value }]]
    }),
  )
}
