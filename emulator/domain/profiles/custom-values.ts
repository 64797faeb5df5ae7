// Custom attribute values: their types, limits, and what each operation makes of the value that is there.
import { parseTime } from '../times.ts'

export const NAME_CHARS = 255 // docs: api/objects_filters/user_attributes_object
export const STRING_CHARS = 255
export const NESTED_BYTES = 100 * 1024 // docs: nested_custom_attribute_support, array_of_objects
const DEEPEST = 500 // Brazier's own: far beyond any real profile, short of what a recursive walk can take

/** A time is kept with the text it came in: exports give the text back, filters use the number. */
export type StoredTime = { $time: number; as: string }
export type StoredValue = string | number | boolean | StoredTime | StoredValue[] | { [key: string]: StoredValue }

/** What an operation leaves behind: a new value (without the array items that were `dropped`), nothing, or a reason why the old one stays. */
export type Outcome = { value: StoredValue; dropped?: number } | { remove: true } | { ignored: string; seen?: unknown }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isStoredTime = (value: unknown): value is StoredTime => isObject(value) && typeof value['$time'] === 'number' && typeof value['as'] === 'string'
const isStoredObject = (value: StoredValue | undefined): value is { [key: string]: StoredValue } => isObject(value) && !isStoredTime(value)
const isObjectArray = (value: StoredValue | undefined): value is { [key: string]: StoredValue }[] => Array.isArray(value) && value.every(isStoredObject)

/** The value as it leaves the emulator: times as the text they came in. */
export function plainValue(value: StoredValue): unknown {
  if (isStoredTime(value)) return value.as
  if (Array.isArray(value)) return value.map(plainValue)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner as StoredValue)]))
  return value
}

/** Braze's word for the type of a stored value. */
export function typeOf(value: StoredValue): string {
  if (isStoredTime(value)) return 'time'
  if (Array.isArray(value)) return value.length > 0 && isObjectArray(value) ? 'object_array' : 'array'
  return typeof value === 'object' ? 'object' : typeof value
}

function scalar(value: unknown): Outcome {
  switch (typeof value) {
    case 'boolean':
      return { value }
    case 'number':
      return Number.isFinite(value) ? { value } : { ignored: 'the number is not finite', seen: String(value) }
    case 'string': {
      const at = parseTime(value)
      if (at !== undefined) return { value: { $time: at, as: value } }
      return value.length > STRING_CHARS ? { ignored: `the string has more than ${STRING_CHARS} characters`, seen: value.length } : { value }
    }
    default:
      return { ignored: 'not a type of custom attribute', seen: typeof value }
  }
}

/** A value inside a nested object. Throws a reason: one bad value drops the whole update of the attribute. docs: nested_custom_attribute_support */
function nested(value: unknown, path: string, depth: number): StoredValue {
  if (depth > DEEPEST) throw new Error(`'${path.slice(0, 80)}' is nested deeper than ${DEEPEST} levels`)
  if (value === null) throw new Error(`'${path}' is null inside a nested object`)
  if (Array.isArray(value)) return value.map((item, index) => nested(item, `${path}[${index}]`, depth + 1))
  if (isObject(value)) {
    const keys = Object.keys(value)
    if (keys.length === 1 && keys[0] === '$time') {
      const at = typeof value['$time'] === 'string' ? parseTime(value['$time']) : undefined
      if (at === undefined) throw new Error(`'${path}' has a $time that is no time: ${JSON.stringify(value['$time']).slice(0, 60)}`)
      return { $time: at, as: value['$time'] as string }
    }
    const result: { [key: string]: StoredValue } = {}
    for (const key of keys) {
      if (key.length > NAME_CHARS) throw new Error(`a key under '${path}' has more than ${NAME_CHARS} characters`)
      if (key === '' || /[\s.$]/.test(key)) throw new Error(`the key '${key}' under '${path}' is empty or has a space, a dot or a $`)
      Object.defineProperty(result, key, { value: nested(value[key], `${path}.${key}`, depth + 1), enumerable: true, writable: true, configurable: true })
    }
    return result
  }
  if (typeof value === 'string' && value.length > STRING_CHARS) throw new Error(`'${path}' has more than ${STRING_CHARS} characters`)
  const outcome = typeof value === 'string' ? { value } : scalar(value)
  if ('value' in outcome) return outcome.value
  throw new Error(`'${path}': ${'ignored' in outcome ? outcome.ignored : 'no value'}`)
}

function bounded(value: StoredValue): Outcome {
  const bytes = Buffer.byteLength(JSON.stringify(plainValue(value)))
  return bytes > NESTED_BYTES ? { ignored: `the attribute would have more than ${NESTED_BYTES} bytes`, seen: bytes } : { value }
}

function attempt(work: () => StoredValue): Outcome {
  try {
    return bounded(work())
  } catch (error) {
    return { ignored: (error as Error).message }
  }
}

/** Deep merge at every level; anything but two objects is replaced. */
function merged(old: StoredValue | undefined, fresh: StoredValue): StoredValue {
  if (!isStoredObject(old) || !isStoredObject(fresh)) return fresh
  const stored: { [key: string]: StoredValue } = old
  const result: { [key: string]: StoredValue } = { ...stored }
  for (const [key, value] of Object.entries(fresh))
    Object.defineProperty(result, key, { value: merged(Object.hasOwn(stored, key) ? stored[key] : undefined, value), enumerable: true, writable: true, configurable: true })
  return result
}

/** As sent: `['hotdog','hotdog','pizza']` becomes `['hotdog','pizza']`, the first occurrence keeps its place. docs: user_attributes_object */
const distinct = (items: readonly StoredValue[]): StoredValue[] => [...new Set(items)]

/** The items that an array of scalars can hold; what is too long or no scalar is left out. */
const scalars = (items: readonly unknown[]): StoredValue[] =>
  items.filter((item): item is string | number | boolean => (typeof item === 'string' ? item.length <= STRING_CHARS : typeof item === 'boolean' || Number.isFinite(item)))

/** The outcome of an array of scalars: over the cap the oldest drop out, from the front. docs: data_types, "arrays" */
function array(items: readonly StoredValue[], cap: number, dropped: number): Outcome {
  const outcome = bounded(items.slice(-cap))
  return dropped > 0 && 'value' in outcome ? { ...outcome, dropped } : outcome
}

/** Sets an attribute to an array of scalars or of objects. */
function setArray(items: readonly unknown[], cap: number): Outcome {
  if (items.length > 0 && items.every(isObject)) return attempt(() => items.map((item, index) => nested(item, `[${index}]`, 1)))
  const kept = scalars(items)
  if (kept.length === 0 && items.length > 0) return { ignored: 'no item of the array is a string of at most 255 characters, a number or a boolean' }
  return array(distinct(kept), cap, items.length - kept.length)
}

/** `{add:[…], remove:[…]}` on an array attribute; both may be used together. What is added again moves to the end. docs: user_attributes_object */
function changeArray(old: StoredValue | undefined, operation: Record<string, unknown>, cap: number): Outcome {
  if (old !== undefined && (!Array.isArray(old) || (old.length > 0 && isObjectArray(old)))) return { ignored: 'the attribute is not an array', seen: typeOf(old) }
  const list = (value: unknown): unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])
  const [sent, remove] = [list(operation['add']), list(operation['remove'])]
  const add = distinct(scalars(sent))
  if (old === undefined && add.length === 0) return { ignored: sent.length > 0 ? 'there is nothing to add' : 'there is nothing to remove from' }
  const [again, gone] = [new Set(add), new Set(remove)]
  const after = [...(old ?? []).filter((item) => !again.has(item)), ...add].filter((item) => !gone.has(item))
  return array(after, cap, sent.length - scalars(sent).length)
}

const listOfObjects = (value: unknown): Record<string, unknown>[] | undefined =>
  value === undefined ? [] : Array.isArray(value) && value.every(isObject) ? value : isObject(value) ? [value] : undefined

/** `$add`, `$remove`, `$update` on an array of objects, in that order. docs: array_of_objects */
function changeObjects(old: StoredValue | undefined, operation: Record<string, unknown>, merge: boolean): Outcome {
  if (old !== undefined && !isObjectArray(old)) return { ignored: 'the attribute is not an array of objects', seen: typeOf(old) }
  const add = listOfObjects(operation['$add'])
  const remove = listOfObjects(operation['$remove'])
  const update = listOfObjects(operation['$update'])
  if (add === undefined || remove === undefined || update === undefined) return { ignored: '$add, $remove and $update take arrays of objects' }
  if (old === undefined && add.length === 0) return { ignored: 'there is no array of objects to change' }
  return attempt(() => {
    let items: { [key: string]: StoredValue }[] = [...(old ?? []), ...add.map((item, index) => nested(item, `$add[${index}]`, 1) as { [key: string]: StoredValue })]
    for (const change of [...remove, ...update]) if (typeof change['$identifier_key'] !== 'string' || !('$identifier_value' in change)) throw new Error('$identifier_key and $identifier_value are needed')
    // One look at each item for all removals: thousands of criteria against thousands of items would stop the whole emulator
    const gone = new Map<string, Set<string>>()
    for (const { $identifier_key, $identifier_value } of remove) gone.set($identifier_key as string, (gone.get($identifier_key as string) ?? new Set()).add(JSON.stringify($identifier_value)))
    if (gone.size > 0) items = items.filter((item) => !Object.keys(item).some((key) => gone.get(key)?.has(JSON.stringify(plainValue(item[key]!))) === true))
    const picks = (key: string, wanted: unknown) => {
      const text = JSON.stringify(wanted)
      return (item: { [key: string]: StoredValue }): boolean => {
        if (!Object.hasOwn(item, key)) return false
        const value = item[key]!
        return typeof value === 'object' ? JSON.stringify(plainValue(value)) === text : value === wanted
      }
    }
    for (const change of update) {
      if (!isObject(change['$new_object'])) throw new Error('$new_object must be an object')
      const fresh = nested(change['$new_object'], '$new_object', 1) as { [key: string]: StoredValue }
      const picked = picks(change['$identifier_key'] as string, change['$identifier_value'])
      items = items.map((item) => (picked(item) ? (merge ? (merged(item, fresh) as { [key: string]: StoredValue }) : fresh) : item))
    }
    return items
  })
}

const onlyKeys = (value: Record<string, unknown>, allowed: readonly string[]): boolean => {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => allowed.includes(key))
}

/**
 * What a value sent for a custom attribute makes of the value stored (undefined when there is none).
 * Takes plain values, `null`, `{inc:n}`, `{add,remove}` (both objects like others without `operations`), `{$add,$remove,$update}`, nested objects and arrays of objects.
 */
export function applyCustomValue(old: StoredValue | undefined, sent: unknown, { merge, arrayCap, operations = true }: { merge: boolean; arrayCap: number; operations?: boolean }): Outcome {
  if (sent === null) return { remove: true }
  if (Array.isArray(sent)) return setArray(sent, arrayCap)
  if (!isObject(sent)) return scalar(sent)
  if (operations && onlyKeys(sent, ['inc'])) return increment(old, sent['inc'])
  if (operations && onlyKeys(sent, ['add', 'remove'])) return changeArray(old, sent, arrayCap)
  if (onlyKeys(sent, ['$add', '$remove', '$update'])) return changeObjects(old, sent, merge)
  return attempt(() => {
    const fresh = nested(sent, '', 0)
    return merge ? merged(old, fresh) : fresh
  })
}

/** Adds an integer; a missing attribute counts as 0, one that is no integer stays. docs: user_attributes_object ("inc") */
function increment(old: StoredValue | undefined, by: unknown): Outcome {
  if (typeof by !== 'number' || !Number.isSafeInteger(by)) return { ignored: 'inc takes an integer', seen: by }
  if (old !== undefined && !(typeof old === 'number' && Number.isInteger(old))) return { ignored: 'the attribute is not an integer', seen: plainValue(old) }
  const value = (old ?? 0) + by
  return Number.isSafeInteger(value) ? { value } : { ignored: 'the sum is beyond the integers', seen: value }
}
