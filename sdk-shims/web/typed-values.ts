// Properties of flags and banners as the server types them, read by type or not at all (F4, B9; web wire 8, 9).
import { typedProperty } from '../device/typed-properties.ts'
import type { PropertyType } from '../device/content-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import { note } from './logger.ts'

export interface StringProperty { type: 'string'; value: string }
export interface NumberProperty { type: 'number'; value: number }
export interface BooleanProperty { type: 'boolean'; value: boolean }
/** `value`: the image's address. */
export interface ImageProperty { type: 'image'; value: string }
/** `value`: ms since 1970. */
export interface TimestampProperty { type: 'datetime'; value: number }
export type JsonPropertyValue = Partial<Record<string, any>>
export interface JsonProperty { type: 'jsonobject'; value: JsonPropertyValue }

export type PropertiesJson = Partial<Record<string, StringProperty | NumberProperty | BooleanProperty | ImageProperty | JsonProperty | TimestampProperty>>

/** The value of `key` when it is there and of `type`, else null. */
export const readProperty = (properties: PropertiesJson, key: string, type: PropertyType): any => {
  const value = typedProperty({ properties: properties as unknown as JsonObject }, key, type)
  if (value === null) note(`the properties hold no ${type} "${key}".`)
  return value
}
