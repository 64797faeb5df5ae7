// Typed properties of feature flags and banners: the right getter or nothing (F4, B9).
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { PropertyType } from '../device/content-types.ts'

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Readers over the properties that a flag or banner came with; undefined for another type or an unknown key. */
export const createTypedValues = (device: Device, properties: JsonObject) => {
  const read = (key: string, type: PropertyType): unknown => device.typedProperty({ properties }, key, type) ?? undefined
  return {
    string: (key: string) => read(key, 'string') as string | undefined,
    number: (key: string) => read(key, 'number') as number | undefined,
    boolean: (key: string) => read(key, 'boolean') as boolean | undefined,
    image: (key: string) => read(key, 'image') as string | undefined,
    timestamp: (key: string) => read(key, 'datetime') as number | undefined,
    /** Entries of null are dropped. docs: braze-swift-sdk changelog 9.3.1 */
    json: (key: string): JsonObject | undefined => {
      const value = read(key, 'jsonobject')
      return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null)) : undefined
    },
  }
}

export type TypedValues = ReturnType<typeof createTypedValues>
