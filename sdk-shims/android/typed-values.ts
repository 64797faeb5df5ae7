// Typed properties of feature flags and banners: the right getter or null (F4, B9).
import type { PropertyType } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'

/** What flags and banners have in common. */
export class TypedProperties {
  readonly #device: Device
  readonly properties: JsonObject

  constructor(device: Device, properties: JsonObject) {
    this.#device = device
    this.properties = structuredClone(properties)
  }

  #read<T>(key: string, type: PropertyType): T | null {
    return this.#device.typedProperty({ properties: this.properties }, key, type) as T | null
  }

  getStringProperty(key: string): string | null { return this.#read(key, 'string') }
  getNumberProperty(key: string): number | null { return this.#read(key, 'number') }
  getBooleanProperty(key: string): boolean | null { return this.#read(key, 'boolean') }
  getImageProperty(key: string): string | null { return this.#read(key, 'image') }
  /** In ms. */
  getTimestampProperty(key: string): number | null { return this.#read(key, 'datetime') }
  getJSONProperty(key: string): JsonObject | null { return this.#read(key, 'jsonobject') }
}
