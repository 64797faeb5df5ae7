// Properties of feature flags and Banners: typed values as SDKs get them, and what is wrong with them. docs: developer_guide/feature_flags/create ("Create custom properties"); observed: web SDK 6.13.0 (types on the wire)
import type { Issue } from '../campaigns/messages.ts'
import { issue } from '../campaigns/messages.ts'
import { parseTime } from '../times.ts'

export const PROPERTY_TYPES = ['string', 'number', 'boolean', 'image', 'datetime', 'jsonobject'] as const
export type PropertyType = (typeof PROPERTY_TYPES)[number]
/** `datetime` is ms since 1970. */
export type Property = { type: PropertyType; value: unknown }
export type Properties = Record<string, Property>

/** As the dashboard calls them. */
const SPELLINGS: Readonly<Record<string, PropertyType>> = { timestamp: 'datetime', json: 'jsonobject', JSON: 'jsonobject', object: 'jsonobject' }
const MOST_BYTES = 10 * 1024 // "limited to a total of 10 KB"
const LONGEST = 255 // "Both property values and keys are limited to 255 characters"

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const TAKES: Readonly<Record<PropertyType, [takes: (value: unknown) => boolean, what: string]>> = {
  string: [isText, 'a text'], image: [isText, 'the URL of an image'], boolean: [(value) => typeof value === 'boolean', 'true or false'], number: [(value) => typeof value === 'number' && Number.isFinite(value), 'a number'],
  datetime: [(value) => Number.isSafeInteger(value), 'a time: ISO 8601, or ms since 1970'], jsonobject: [isObject, 'an object'], // SDKs give no list. observed: web SDK 6.13.0; docs: "JSONObject", "[String: Any]"
}

const typeOf = (type: unknown): unknown => (typeof type === 'string' && Object.hasOwn(SPELLINGS, type) ? SPELLINGS[type] : type)
const valueOf = (type: unknown, value: unknown): unknown => (type === 'datetime' && typeof value === 'string' ? (parseTime(value) ?? value) : value)

/** The properties as SDKs get them: types as on the wire, times in ms. What is no property stays, for `checkProperties` to name. */
export function readProperties(given: unknown): unknown {
  if (!isObject(given)) return given
  return Object.fromEntries(Object.entries(given).map(([key, property]) => (isObject(property) ? [key, { ...property, type: typeOf(property['type']), ...('value' in property ? { value: valueOf(typeOf(property['type']), property['value']) } : {}) }] : [key, property])))
}

/** The defaults with what an experiment's variant or a Canvas step says instead; a bare value has the default's type. What the flag does not take (any more) is left out: iOS decodes strictly. */
export function overridden(defaults: Properties, given: unknown): Properties {
  if (!isObject(given)) return defaults
  const read = readProperties(typed(given, defaults)) as Properties
  return { ...defaults, ...Object.fromEntries(Object.entries(read).filter(([key]) => checkOverrides('', { [key]: given[key] }, defaults).length === 0)) }
}
const isTyped = (value: unknown): boolean => isObject(value) && 'type' in value && 'value' in value
const typed = (given: Record<string, unknown>, defaults: Properties): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [key, isTyped(value) || !Object.hasOwn(defaults, key) ? value : { type: defaults[key]!.type, value }]))

/** What is wrong with such overrides: "to edit, add, or remove additional default properties, edit the feature flag itself". docs: feature_flags/experiments */
export function checkOverrides(path: string, given: unknown, defaults: Properties): Issue[] {
  if (!isObject(given)) return [issue(path, 'are an object: {key: value}, or {key: {type, value}}')]
  const strange = Object.keys(given).filter((key) => !Object.hasOwn(defaults, key))
  if (strange.length > 0) return strange.map((key) => issue(`${path}.${key}`, `is no property of the feature flag: ${Object.keys(defaults).join(', ') || 'it has none'}`))
  const properties = readProperties(typed(given, defaults)) as Properties
  const others = Object.entries(properties).flatMap(([key, { type }]) => (type === defaults[key]!.type ? [] : [issue(`${path}.${key}.type`, `is ${String(type)}: the feature flag has a ${defaults[key]!.type}`)]))
  return others.length > 0 ? others : checkProperties(path, properties)
}

/** What is wrong with properties that were read. */
export function checkProperties(path: string, properties: unknown): Issue[] {
  if (!isObject(properties)) return [issue(path, 'are an object: {key: {type, value}}')]
  const issues = Object.entries(properties).flatMap(([key, property]): Issue[] => {
    const at = `${path}.${key}`
    if (key === '' || key.length > LONGEST) return [issue(`${path}.${key.slice(0, 40)}`, `has a key of ${key.length} characters: from 1 to ${LONGEST}`)]
    if (!isObject(property)) return [issue(at, 'is no {type, value}')]
    const { type, value, ...rest } = property
    if (!(PROPERTY_TYPES as readonly unknown[]).includes(type)) return [issue(`${at}.type`, `is none of ${PROPERTY_TYPES.join(', ')}`)]
    const [takes, what] = TAKES[type as PropertyType]
    return [
      ...Object.keys(rest).map((member) => issue(`${at}.${member}`, 'is no member: type, value')),
      ...(takes(value) ? [] : [issue(`${at}.value`, `is no ${String(type)}: ${what}`)]),
      ...(typeof value === 'string' && value.length > LONGEST ? [issue(`${at}.value`, `has ${value.length} characters: at most ${LONGEST}`)] : []),
    ]
  })
  const bytes = Buffer.byteLength(JSON.stringify(properties))
  return bytes > MOST_BYTES ? [...issues, issue(path, `have ${bytes} bytes together: at most ${MOST_BYTES} (10 KB)`)] : issues
}
