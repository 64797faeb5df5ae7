// How values given by app code are written on the wire: dates, cuts, dropped nulls (U16; web wire 3).
import type { PlatformWire } from './platform-wire.ts'
import type { AppObject, AppValue, Json, JsonObject } from './wire-types.ts'

/** U16, in characters. */
const MAX_STRING = 255

/** U16: names and string values are cut, not refused; web sends them whole. observed: web SDK 6.13.0 */
export const shorten = (wire: PlatformWire, text: string): string => (wire.cutsTexts ? text.slice(0, MAX_STRING) : text)

/**
 * False for a Date that is no moment and a number that JSON has no word for: the mobile SDKs leave them out. The web SDK throws at such a Date
 * and writes null for such a number. observed: web SDK 6.13.0
 */
export const isSendable = ({ platform }: PlatformWire, value: AppValue): boolean =>
  platform === 'web' || !(value instanceof Date ? Number.isNaN(value.getTime()) : typeof value === 'number' && !Number.isFinite(value))

/** One value as JSON; `date` writes Date objects. undefined becomes null, in an object nothing. `dropped` hears of what is left out. */
export const jsonOf = (wire: PlatformWire, value: AppValue, date: (value: Date) => string, dropped: (key: string) => void): Json => {
  if (value === undefined || value === null) return null
  if (value instanceof Date) return date(value)
  if (typeof value === 'string') return shorten(wire, value)
  if (typeof value !== 'object') return value
  const goes = (key: string | number, inner: AppValue): boolean => {
    if (!isSendable(wire, inner)) dropped(String(key))
    return isSendable(wire, inner)
  }
  if (Array.isArray(value)) return value.filter((inner, at) => goes(at, inner)).map((inner) => jsonOf(wire, inner, date, dropped))
  const members = Object.entries(value).filter(([key, inner]) => inner !== undefined && goes(key, inner))
  return Object.fromEntries(members.map(([key, inner]) => [shorten(wire, key), jsonOf(wire, inner, date, dropped)]))
}

/** Event and purchase properties; those that are null are dropped. */
export const propertiesOf = (wire: PlatformWire, props: AppObject, dropped: (key: string) => void): JsonObject =>
  jsonOf(wire, Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null)), wire.date, dropped) as JsonObject

/** Dates inside nested attribute objects: full ISO with milliseconds (web wire 3). */
export const nestedDate = (value: Date): string => value.toISOString()
