// An item as the API and messages see it: its id, then every field of the catalog in order. docs: get_catalog_item_details
import type { Catalog } from './catalogs.ts'
import type { Stored } from './item-values.ts'
import { shown } from './item-values.ts'
import type { ItemRow } from './items.sql.ts'

export type ItemData = Record<string, Stored>
export const dataOf = (row: ItemRow): ItemData => JSON.parse(row.data) as ItemData

/** Braze's examples have a value for every field; what it shows for one without is not published: here null. */
export function itemView(catalog: Catalog, row: ItemRow): Record<string, unknown> {
  const data = dataOf(row)
  return Object.fromEntries([['id', row.item_id], ...catalog.fields.slice(1).map(({ id, name, type }) => [name, shown(type, data[id])] as const)])
}
