// What a selection may ask for: filters by the type of their field, sorting, how many results. docs: post_create_catalog_selections
import type { Catalog } from './catalogs.ts'
import type { FieldRow } from './catalogs.sql.ts'
import type { FieldType } from './item-values.ts'
import { judge } from './item-values.ts'
import type { Problem } from './problems.ts'
import { isObject, isPlainName, LONGEST_NAME, longer, problem } from './problems.ts'

/** "A maximum of four filters can be included." docs: post_create_catalog_selections; the dashboard takes ten */
export const MOST_FILTERS = 4
/** "a number between 1 and 50" docs: post_create_catalog_selections */
export const MOST_RESULTS = 50

export type Filter = { field: string; operator: string; value: unknown }
export type Selection = {
  name: string
  description: string
  filters: readonly Filter[]
  results_limit: number
  /** Absent: in random order. */
  sort_field: string | null
  sort_order: 'asc' | 'desc' | null
}

/** docs: post_create_catalog_selections ("Filter operators") */
export const OPERATORS: Record<FieldType, readonly string[]> = {
  string: ['equals', 'does not equal'],
  number: ['equals', 'does not equal', 'greater than', 'less than'],
  boolean: ['is'],
  time: ['before', 'after'],
  array: ['includes value', 'does not include value'],
  object: [],
  geo: [],
}
const SORTABLE: readonly FieldType[] = ['string', 'number', 'boolean', 'time']

/** A value with Liquid in it is known only when a message is made. docs: user_guide/data/activation/catalogs/selections ("Liquid in selection results") */
export const isTemplate = (value: unknown): boolean => typeof value === 'string' && /\{\{|\{%/.test(value)

/** A filter's value as its field keeps values; undefined when it is none of the type. An array's filter looks for one element. */
export function filterValue(type: FieldType, value: unknown): string | number | undefined {
  const judged = judge(type === 'array' ? 'string' : type, value)
  if ('problem' in judged || judged.value === null || typeof judged.value === 'object') return undefined
  return typeof judged.value === 'boolean' ? Number(judged.value) : judged.value
}

const fits = (fields: ReadonlyMap<string, FieldRow>, filter: unknown): boolean => {
  if (!isObject(filter) || typeof filter['field'] !== 'string' || typeof filter['operator'] !== 'string') return false
  const field = fields.get(filter['field'])
  if (field === undefined || !OPERATORS[field.type].includes(filter['operator'])) return false
  return isTemplate(filter['value']) || filterValue(field.type, filter['value']) !== undefined
}

const absent = (value: unknown): value is null | undefined => value === undefined || value === null
const optionalText = (value: unknown): boolean => absent(value) || typeof value === 'string'

/** What is wrong with the selection of a request, looked at alone; the selection itself when nothing is. */
export function readSelection(catalog: Catalog, given: unknown): { problems: Problem[] } | { selection: Selection } {
  if (!isObject(given)) return { problems: [problem('invalid-selection')] }
  const { name, description, filters, results_limit, sort_field, sort_order, external_id, source } = given
  const fields = new Map(catalog.fields.map((field) => [field.name, field]))
  const problems: Problem[] = []
  // the tag {% catalog_selection_items <catalog> <selection> %} parts its words at spaces: the characters of a name are taken to be those of a catalog's
  if (typeof name !== 'string' || !isPlainName(name) || longer(name, LONGEST_NAME)) problems.push(problem('invalid-selection', 'name', [name ?? null]))
  if (!optionalText(description) || (typeof description === 'string' && longer(description, LONGEST_NAME))) problems.push(problem('invalid-selection', 'description', [description]))
  for (const [member, value] of [['external_id', external_id], ['source', source]] as const) if (!optionalText(value)) problems.push(problem('invalid-selection', member, [value]))

  const list = absent(filters) ? [] : filters
  if (!Array.isArray(list)) problems.push(problem('selection-has-invalid-filter', 'filters', [list]))
  else if (list.length > MOST_FILTERS) problems.push(problem('too-many-filters'))
  else {
    const bad = list.filter((filter) => !fits(fields, filter))
    if (bad.length > 0) problems.push(problem('selection-has-invalid-filter', 'filters', bad))
    else if (new Set((list as Filter[]).map(({ field }) => field).filter((field) => fields.get(field)!.type === 'array')).size > 1) problems.push(problem('selection-contains-too-many-arrays'))
  }
  if (!absent(results_limit) && !(Number.isInteger(results_limit) && (results_limit as number) >= 1 && (results_limit as number) <= MOST_RESULTS)) problems.push(problem('selection-invalid-results-limit', 'results_limit', [results_limit]))
  if (absent(sort_field) !== absent(sort_order)) problems.push(problem('invalid-sorting'))
  if (!absent(sort_field) && !(typeof sort_field === 'string' && SORTABLE.includes(fields.get(sort_field)?.type as FieldType))) problems.push(problem('invalid-sort-field', 'sort_field', [sort_field]))
  if (!absent(sort_order) && sort_order !== 'asc' && sort_order !== 'desc') problems.push(problem('invalid-sort-order', 'sort_order', [sort_order]))
  if (problems.length > 0) return { problems }
  return {
    selection: {
      name: name as string,
      description: (description as string | null | undefined) ?? '',
      filters: (list as Filter[]).map(({ field, operator, value }) => ({ field, operator, value })),
      results_limit: (results_limit as number | null | undefined) ?? MOST_RESULTS,
      sort_field: (sort_field as string | null | undefined) ?? null,
      sort_order: (sort_order as 'asc' | 'desc' | null | undefined) ?? null,
    },
  }
}
