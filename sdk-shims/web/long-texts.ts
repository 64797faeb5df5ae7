// Texts of more than 255 characters in events and purchases: the web SDK sends them whole, the device core cuts them. observed: web SDK 6.13.0
// NOTE for the device core: with `shorten` of app-values.ts off for web, this file and its two uses in events.ts can go; until then
// an event that holds such a text sets off no in-app message.
import { secondsOf } from '../device/platform-wire.ts'
import type { Json, JsonObject } from '../device/wire-types.ts'

const LONGEST_OF_DEVICE = 255

/** Whether the device would cut something of it. */
export const isLong = (value: unknown): boolean => {
  if (typeof value === 'string') return value.length > LONGEST_OF_DEVICE
  if (typeof value !== 'object' || value === null || value instanceof Date) return false
  return Object.entries(value).some(([key, inner]) => isLong(key) || isLong(inner))
}

const jsonOf = (value: unknown): Json => {
  if (value instanceof Date) return secondsOf(value)
  if (Array.isArray(value)) return value.map(jsonOf)
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, jsonOf(inner)]))
}

/** Properties as the web SDK writes them: dates to the second, null on the first level left out. */
export const wholeProperties = (given: Record<string, unknown>): JsonObject =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined).map(([key, value]) => [key, jsonOf(value)]))
