// How values given by app code are written on the wire: dates, cuts, dropped nulls (U16; web wire 3).
import type { PlatformWire } from './platform-wire.ts'
import type { AppObject, AppValue, Json, JsonObject } from './wire-types.ts'

/** U16, in characters. */
const MAX_STRING = 255

/** U16: names and string values are cut, not refused; web sends them whole. observed: web SDK 6.13.0 */
export const shorten = (wire: PlatformWire, text: string): string => (wire.cutsTexts ? text.slice(0, MAX_STRING) : text)

/** One value as JSON; `date` writes Date objects. undefined becomes null, in an object nothing. */
export const jsonOf = (wire: PlatformWire, value: AppValue, date: (value: Date) => string): Json => {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return date(value)
  if (typeof value === 'string') return shorten(wire, value)
  if (Array.isArray(value)) return value.map((one) => jsonOf(wire, one, date))
  if (typeof value !== 'object') return value
  const out: JsonObject = {}
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) out[shorten(wire, key)] = jsonOf(wire, inner, date)
  return out
}

/** Event and purchase properties; those that are null are dropped. */
export const propertiesOf = (wire: PlatformWire, props: AppObject): JsonObject => {
  const out: JsonObject = {}
  for (const [key, value] of Object.entries(props)) {
    if (value !== null && value !== undefined) out[shorten(wire, key)] = jsonOf(wire, value, wire.date)
  }
  return out
}

/** Dates inside nested attribute objects: full ISO with milliseconds (web wire 3). */
export const nestedDate = (value: Date): string => value.toISOString()
