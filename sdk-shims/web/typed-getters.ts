// The typed getters that flags and banners share (F4, B9).
import type { JsonPropertyValue, PropertiesJson } from './typed-values.ts'
import { readProperty } from './typed-values.ts'

/** What holds properties that the server typed. */
export class TypedProperties {
  /** As the server types them; the getters below read them. */
  properties: PropertiesJson = {}

  /** The text at `key`; null when there is none or it is of another type. */
  getStringProperty(key: string): string | null {
    return readProperty(this.properties, key, 'string')
  }

  /** The number at `key`; null when there is none or it is of another type. */
  getNumberProperty(key: string): number | null {
    return readProperty(this.properties, key, 'number')
  }

  /** The boolean at `key`; null when there is none or it is of another type. */
  getBooleanProperty(key: string): boolean | null {
    return readProperty(this.properties, key, 'boolean')
  }

  /** The image address at `key`; null when there is none or it is of another type. */
  getImageProperty(key: string): string | null {
    return readProperty(this.properties, key, 'image')
  }

  /** The JSON object at `key`; null when there is none or it is of another type. */
  getJsonProperty(key: string): JsonPropertyValue | null {
    return readProperty(this.properties, key, 'jsonobject')
  }

  /** The date in ms since 1970 at `key`; null when there is none or it is of another type. */
  getTimestampProperty(key: string): number | null {
    return readProperty(this.properties, key, 'datetime')
  }
}
