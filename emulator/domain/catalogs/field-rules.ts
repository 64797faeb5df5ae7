// What a list of fields may look like: names, types, numbers. docs: post_create_catalog, post_create_catalog_fields
import { FIELD_TYPES } from './item-values.ts'
import type { Problem } from './problems.ts'
import { isObject, isPlainName, LONGEST_NAME, longer, problem } from './problems.ts'

/** "Number of fields limit is 500." docs: post_create_catalog. The page on CSV files says 1,000 columns: that is the dashboard's way in. */
export const MOST_FIELDS = 500
/** "Each request can support up to 50 new fields." docs: post_create_catalog_fields */
export const MOST_NEW_FIELDS = 50

/** What is wrong with a list of `{name, type}`, `taken` being the names that are there already. */
export function fieldProblems(given: unknown, taken: ReadonlySet<string> = new Set()): Problem[] {
  if (!Array.isArray(given) || !given.every((one) => isObject(one) && typeof one['name'] === 'string' && typeof one['type'] === 'string')) return [problem('fields-malformed', 'fields', [])]
  const fields = given as { name: string; type: string }[]
  const seen = new Set(taken)
  const twice: string[] = []
  for (const { name } of fields) seen.has(name) ? twice.push(name) : seen.add(name)
  const names = (wrong: readonly string[], id: string): Problem[] => (wrong.length === 0 ? [] : [problem(id, 'name', wrong)])
  return [
    ...names(fields.map(({ name }) => name).filter((name) => !isPlainName(name)), 'invalid-field-names'),
    ...names(fields.map(({ name }) => name).filter((name) => longer(name, LONGEST_NAME)), 'field-names-too-large'),
    ...names(twice, 'field-names-not-unique'),
    ...names(fields.filter(({ type }) => !(FIELD_TYPES as readonly string[]).includes(type)).map(({ name }) => name), 'invalid-field-types'),
  ]
}
