// Going through JSON with the field in hand: what a field's name says of its value, one place for learning and for masking.
import type { Kind } from './fields.ts'
import { kindOf } from './fields.ts'

export type Leaf = { value: string | number; field: string; kind: Kind | undefined }

/** JSON written inside of a text, as in `payload: "{…}"`. */
export function innerJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

// What is below a field of these kinds is a person's as well. docs: user_attributes_object (facebook { id, likes, num_friends }, twitter { id, screen_name, followers_count … })
const WITH_ALL_BELOW = new Set<Kind | undefined>(['masked', 'social'])
/** Names of members, and how many there are of something: nobody's. */
const NOT_BELOW = /^\$identifier_key$|^num_|_count$/

/** The member that holds the value of an attribute or property which another member names: the SDKs' add, rem, set, inc and ncam; filters of audiences. */
const NAMING: Readonly<Record<string, string>> = { key: 'value', custom_attribute_name: 'value', property_key: 'property_value' }

/**
 * A copy of `value` with each text and number through `leaf`, and each name of a member through `name`.
 * Elements of a list are of the list's field.
 */
export function mapLeaves(value: unknown, extra: ReadonlySet<string>, leaf: (leaf: Leaf) => string | number, name: (text: string) => string, field = '', parent = '', above?: Kind): unknown {
  const kind = kindOf(field, parent, extra) ?? (NOT_BELOW.test(field) ? undefined : above)
  const below = WITH_ALL_BELOW.has(kind) ? kind : above
  const inner = (one: unknown, itsField: string, itsParent: string, itsKind = below): unknown => mapLeaves(one, extra, leaf, name, itsField, itsParent, itsKind)
  if (typeof value === 'string') {
    const json = innerJson(value)
    if (json !== undefined) {
      const mapped = inner(json, field, parent)
      return JSON.stringify(mapped) === JSON.stringify(json) ? value : JSON.stringify(mapped)
    }
  }
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? value : leaf({ value, field, kind })
  if (Array.isArray(value)) return value.map((one) => inner(one, field, parent))
  if (value === null || typeof value !== 'object') return value
  const named = Object.entries(NAMING).filter(([member]) => extra.has((value as Record<string, unknown>)[member] as string)).map(([, holder]) => holder)
  const entries = Object.entries(value).map(([member, one]): [string, unknown] => {
    // The SDKs' event for an alias: { name: 'uae', data: { a: name, l: label } }
    if (field === 'data' && member === 'a' && parent === 'uae') return [member, inner(one, 'alias_name', field)]
    const around = member === 'data' && 'name' in value && value.name === 'uae' ? 'uae' : field
    return [name(member), inner(one, member, around, named.includes(member) ? 'masked' : below)]
  })
  // Not by assignment: `__proto__` is a name like others here
  return Object.fromEntries(entries)
}
