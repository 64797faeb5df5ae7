// What is wrong with the items of a request: the array, their ids, their fields, their values. All or nothing: one bad item refuses the request.
import type { Catalog } from './catalogs.ts'
import type { ArrayChange, Stored } from './item-values.ts'
import { arrayChange, judge } from './item-values.ts'
import type { Problem } from './problems.ts'
import { isObject, isPlainName, LONGEST_NAME, longer, problem } from './problems.ts'

/** "Up to 50 item objects are allowed per request." docs: post_create_catalog_items_bulk */
export const MOST_ITEMS = 50

export type ItemVerb = 'create' | 'replace' | 'edit' | 'delete'
export type ItemObject = Record<string, unknown>
/** What happens to one field: a new value (null empties it), or a change of an array. */
export type Setting = { value: Stored | null } | { change: ArrayChange }
/** An item as it can be stored: what happens to its fields, by their id. */
export type Prepared = { item_id: string; values: ReadonlyMap<number, Setting> }

/** What is wrong with the array itself. */
export function arrayProblems(items: unknown, most: number): Problem[] {
  if (!Array.isArray(items) || items.length === 0 || !items.every(isObject)) return [problem('item-array-invalid')]
  return items.length > most ? [problem('request-includes-too-many-items')] : []
}

/** What is wrong with one id. */
export function idProblem(id: string): Problem | undefined {
  if (!isPlainName(id)) return problem('invalid-ids', 'id', [id])
  return longer(id, LONGEST_NAME) ? problem('ids-too-large', 'id', [id]) : undefined
}

/** What is wrong with the ids of the items of a bulk call, one entry for each kind. */
export function idProblems(items: readonly ItemObject[]): Problem[] {
  const ids = items.map(({ id }) => id).filter((id) => id !== undefined && id !== null && id !== '')
  const given = ids.filter((id) => typeof id === 'string')
  const wrong = (kind: string): string[] => given.filter((id) => idProblem(id)?.id === kind)
  const seen = new Set<string>()
  const twice = new Set(given.filter((id) => seen.has(id) || !seen.add(id)))
  const missing = items.length - ids.length
  const of = (id: string, values: readonly unknown[]): Problem[] => (values.length === 0 ? [] : [problem(id, 'id', values)])
  return [
    ...(missing === 0 ? [] : [{ id: 'items-missing-ids', parameters: [], parameter_values: [], count: missing }]),
    ...of('ids-not-strings', ids.filter((id) => typeof id !== 'string')),
    ...of('invalid-ids', wrong('invalid-ids')),
    ...of('ids-too-large', wrong('ids-too-large')),
    ...of('ids-not-unique', [...twice]),
  ]
}

/** Turns the fields of one item into stored values, or says which are wrong: unknown fields as null, values by their problem. */
export function prepare(catalog: Catalog, item_id: string, item: ItemObject, verb: ItemVerb): { prepared: Prepared; unknown: string[]; wrong: { id: string; field: string }[] } {
  const values = new Map<number, Setting>()
  const unknown: string[] = []
  const wrong: { id: string; field: string }[] = []
  const fields = new Map(catalog.fields.slice(1).map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(item)) {
    if (name === 'id') continue
    const field = fields.get(name)
    if (field === undefined) {
      unknown.push(name)
      continue
    }
    const change = verb === 'edit' && field.type === 'array' ? arrayChange(value) : undefined
    const judged = change ?? judge(field.type, value)
    if ('problem' in judged) wrong.push({ id: judged.problem, field: name })
    else values.set(field.id, judged)
  }
  return { prepared: { item_id, values }, unknown, wrong }
}

/** Prepares all items of a request; the problems name every item that has one. */
export function prepareAll(catalog: Catalog, items: readonly { item_id: string; item: ItemObject }[], verb: ItemVerb): { prepared: Prepared[]; problems: Problem[] } {
  const prepared: Prepared[] = []
  const strangers: string[] = []
  const wrong = new Map<string, { id: string; field: string }[]>()
  for (const { item_id, item } of items) {
    const one = prepare(catalog, item_id, item, verb)
    prepared.push(one.prepared)
    if (one.unknown.length > 0) strangers.push(item_id)
    for (const { id, field } of one.wrong) wrong.set(id, [...(wrong.get(id) ?? []), { id: item_id, field }])
  }
  return {
    prepared,
    problems: [
      ...(strangers.length === 0 ? [] : [problem('invalid-fields', 'id', strangers)]),
      ...[...wrong].map(([id, parameter_values]) => ({ id, parameters: ['id', 'field'], parameter_values })),
    ],
  }
}
