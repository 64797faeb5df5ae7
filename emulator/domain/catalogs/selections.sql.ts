// The statements of selections, and the question that a selection asks of the items of its catalog.
import type { Db } from '../../kernel/db.ts'
import type { FieldRow } from './catalogs.sql.ts'
import type { ItemRow } from './items.sql.ts'

export type SelectionRow = { id: number; name: string; definition: string }
/** One filter as the database can judge it. */
export type Test = { field: FieldRow; operator: string; value: string | number }
export type Question = { catalog_id: number; tests: readonly Test[]; sort: { field: FieldRow; descending: boolean } | { shuffle: number }; limit: number }

/** Tokens are numbers that the database made: they may stand in the text of a statement. */
const path = (field: FieldRow): string => `'$."${field.id}"'`
const of = (field: FieldRow): string => (field.name === 'id' ? 'item_id' : `json_extract(data, ${path(field)})`)
const elements = (field: FieldRow): string => `json_each(data, ${path(field)})`

/** An item without a value is not equal to any and includes none; it is neither greater nor less. */
const CONDITION: Record<string, (field: FieldRow) => string> = {
  equals: (field) => `${of(field)} = ?`,
  'does not equal': (field) => `${of(field)} IS NOT ?`,
  'greater than': (field) => `${of(field)} > ?`,
  'less than': (field) => `${of(field)} < ?`,
  is: (field) => `${of(field)} = ?`,
  before: (field) => `${of(field)} < ?`,
  after: (field) => `${of(field)} > ?`,
  'includes value': (field) => `EXISTS (SELECT 1 FROM ${elements(field)} AS element WHERE element.value = ?)`,
  'does not include value': (field) => `NOT EXISTS (SELECT 1 FROM ${elements(field)} AS element WHERE element.value = ?)`,
}

/** Ids times a number modulo a prime: every number its own order. */
const PRIME = 2_147_483_647

export function selectionStatements(db: Db) {
  return {
    of: db.prepare<[number], SelectionRow>('SELECT id, name, definition FROM catalog_selections WHERE catalog_id = ? ORDER BY id'),
    byName: db.prepare<[number, string], SelectionRow>('SELECT id, name, definition FROM catalog_selections WHERE catalog_id = ? AND name = ?'),
    insert: db.prepare<[number, string, string, number]>('INSERT INTO catalog_selections (catalog_id, name, definition, created_at) VALUES (?, ?, ?, ?)'),
    remove: db.prepare<[number]>('DELETE FROM catalog_selections WHERE id = ?'),
    /** True when an item has more than `limit` characters in a field. */
    hasLonger: (catalog_id: number, field: FieldRow, limit: number): boolean =>
      db.prepare<[number, number], { found: number }>(`SELECT 1 AS found FROM catalog_items WHERE catalog_id = ? AND length(${of(field)}) > ? LIMIT 1`).get(catalog_id, limit) !== undefined,
    /** The items that answer a question: the database reads them one by one and keeps `limit` of them. */
    select({ catalog_id, tests, sort, limit }: Question): ItemRow[] {
      const where = ['catalog_id = ?', ...tests.map(({ field, operator }) => CONDITION[operator]!(field))].join(' AND ')
      const order = 'shuffle' in sort ? `(id * ${1 + Math.trunc(sort.shuffle * (PRIME - 2))}) % ${PRIME}` : `${of(sort.field)} ${sort.descending ? 'DESC' : 'ASC'}, id`
      return db.prepare<unknown[], ItemRow>(`SELECT * FROM catalog_items WHERE ${where} ORDER BY ${order} LIMIT ?`).all(catalog_id, ...tests.map(({ value }) => value), limit)
    },
  }
}
