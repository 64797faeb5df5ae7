// Properties of events and purchases: names, types, sizes. docs: api/objects_filters/event_object, purchase_object
export const PROPERTIES = 256
export const PROPERTY_NAME_CHARS = 255
export const PROPERTY_STRING_CHARS = 255
export const EVENT_BYTES = 100 * 1024
export const PURCHASE_BYTES = 50 * 1024

/** The text for every property error; observed for reserved names. docs: user_guide/.../purchase_events */
export const INVALID_PROPERTIES = `Invalid 'properties' field`
const RESERVED = { event: ['time', 'event_name'], purchase: ['time', 'product_id', 'quantity', 'event_name', 'price', 'currency'] }

export type PropertyReading = { properties: Record<string, unknown>; notes: { why: string; property: string; seen: unknown }[] } | { type: string }

/**
 * Reads the properties of an event or purchase. Too many: the first 256 stay; a string over 255 characters is cut; null is dropped; each leaves a note.
 * Reserved or malformed names, an oversize object, anything but an object: a refusal.
 */
export function readProperties(sent: unknown, kind: 'event' | 'purchase'): PropertyReading {
  if (sent === undefined || sent === null) return { properties: {}, notes: [] }
  if (typeof sent !== 'object' || Array.isArray(sent)) return { type: INVALID_PROPERTIES }
  const notes: { why: string; property: string; seen: unknown }[] = []
  const kept: [string, unknown][] = []
  const cut = (value: unknown, property: string): unknown => {
    if (typeof value === 'string' && value.length > PROPERTY_STRING_CHARS) {
      notes.push({ why: `cut to ${PROPERTY_STRING_CHARS} characters`, property, seen: value.length })
      return value.slice(0, PROPERTY_STRING_CHARS)
    }
    if (Array.isArray(value)) return value.map((item) => cut(item, property))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, cut(inner, `${property}.${name}`)]))
    return value
  }
  for (const [name, value] of Object.entries(sent)) {
    if (name === '' || name.length > PROPERTY_NAME_CHARS || name.startsWith('$') || RESERVED[kind].includes(name)) return { type: INVALID_PROPERTIES }
    if (value === null || (typeof value === 'number' && !Number.isFinite(value))) notes.push({ why: 'null is not stored', property: name, seen: value === null ? null : String(value) })
    else if (kept.length === PROPERTIES) notes.push({ why: `only the first ${PROPERTIES} properties stay`, property: name, seen: Object.keys(sent).length })
    else kept.push([name, cut(value, name)])
  }
  const properties = Object.fromEntries(kept)
  if (Buffer.byteLength(JSON.stringify(properties)) > (kind === 'event' ? EVENT_BYTES : PURCHASE_BYTES)) return { type: INVALID_PROPERTIES }
  return { properties, notes }
}
