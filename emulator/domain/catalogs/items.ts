// Items of catalogs: made, replaced, edited, deleted, read one by one and by the page. docs: api/endpoints/catalogs/catalog_items
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Catalog, Catalogs } from './catalogs.ts'
import { nextCursor, readCursor, skipCursor } from './cursors.ts'
import type { ItemVerb, Prepared } from './item-checks.ts'
import type { Stored } from './item-values.ts'
import { changed, shown, tooLarge } from './item-values.ts'
import type { ItemData } from './item-view.ts'
import { dataOf, itemView } from './item-view.ts'
import type { ItemRow } from './items.sql.ts'
import { itemStatements } from './items.sql.ts'
import type { Problem } from './problems.ts'
import { problem } from './problems.ts'
import type { CatalogSelections } from './selections.ts'

/** "each call to this endpoint will return 50 items". docs: get_catalog_items_details_bulk */
export const PAGE = 50

export type Page = { items: Record<string, unknown>[]; prev: string | null; next: string | null }

/** The items of the catalogs of one world. */
export function createCatalogItems({ db, journal, catalogs, catalogSelections }: { db: Db; journal: Journal; catalogs: Catalogs; catalogSelections: CatalogSelections }) {
  const sql = itemStatements(db)
  const absent = (item_id: string): Problem => problem('item-not-found', 'item_id', [item_id])

  /** The data of an item after the call: null and what a replacing call leaves out are gone. Keys in ascending order, so equal data is equal text. */
  function merged(before: ItemData, { values }: Prepared, verb: ItemVerb): ItemData {
    const after: ItemData = verb === 'edit' ? { ...before } : {}
    for (const [id, setting] of values) {
      const value = 'change' in setting ? changed(before[id], setting.change) : setting.value
      if (value === null) delete after[id]
      else after[id] = value
    }
    return after
  }

  /** What is wrong with an item only in this catalog and at this time. */
  function dataProblems(catalog: Catalog, item_id: string, data: ItemData, filtered: ReadonlySet<string>): Problem[] {
    const of = (id: string, test: (value: Stored, name: string) => boolean): Problem[] => {
      const fields = catalog.fields.slice(1).filter((field) => data[field.id] !== undefined && test(data[field.id]!, field.name))
      return fields.length === 0 ? [] : [{ id, parameters: ['id', 'field'], parameter_values: fields.map(({ name }) => ({ id: item_id, field: name })) }]
    }
    return [
      ...of('items-too-large', (value) => Array.isArray(value) && tooLarge(value)), // grown by $add
      ...of('filtered-set-field-too-long', (value, name) => typeof value === 'string' && filtered.has(name) && catalogSelections.isTooLong(value)),
    ]
  }

  function changes(catalog: Catalog, before: ItemData, after: ItemData): Record<string, { from: unknown; to: unknown }> {
    const different = catalog.fields.slice(1).filter(({ id }) => JSON.stringify(before[id]) !== JSON.stringify(after[id]))
    return Object.fromEntries(different.map(({ id, name, type }) => [name, { from: shown(type, before[id]), to: shown(type, after[id]) }]))
  }

  function write(catalog: Catalog, row: ItemRow | undefined, prepared: Prepared, after: ItemData, verb: ItemVerb): void {
    const data = JSON.stringify(after)
    const size = prepared.item_id.length + Buffer.byteLength(data)
    const about = { catalog_name: catalog.name, item_id: prepared.item_id }
    if (row === undefined) {
      sql.insert.run(catalog.id, prepared.item_id, data, size)
      catalogs.touch(catalog.id, 1, size)
      journal.append('catalog_item.created', about)
      return
    }
    const different = changes(catalog, dataOf(row), after)
    if (Object.keys(different).length === 0) return
    sql.save.run(data, size, row.id)
    catalogs.touch(catalog.id, 0, size - row.size)
    journal.append(verb === 'edit' ? 'catalog_item.updated' : 'catalog_item.replaced', { ...about, changes: different })
  }

  return {
    find: (catalog: Catalog, item_id: string): Record<string, unknown> | undefined => {
      const row = sql.find.get(catalog.id, item_id)
      return row === undefined ? undefined : itemView(catalog, row)
    },
    notFound: absent,

    /** Does one item of a call; returns why it could not. `create` makes only new ones, `edit` changes only those there, `replace` does both. */
    put(catalog: Catalog, prepared: Prepared, verb: Exclude<ItemVerb, 'delete'>, filtered: ReadonlySet<string> = catalogSelections.filteredStrings(catalog)): Problem[] {
      const row = sql.find.get(catalog.id, prepared.item_id)
      if (verb === 'create' && row !== undefined) return [problem('item-already-exists', 'item_id', [prepared.item_id])]
      if (verb === 'edit' && row === undefined) return [absent(prepared.item_id)]
      const after = merged(row === undefined ? {} : dataOf(row), prepared, verb)
      const problems = dataProblems(catalog, prepared.item_id, after, filtered)
      if (problems.length === 0) write(catalog, row, prepared, after, verb)
      return problems
    },

    /** Deletes an item; returns why it could not. */
    remove(catalog: Catalog, item_id: string): Problem[] {
      const row = sql.find.get(catalog.id, item_id)
      if (row === undefined) return [absent(item_id)]
      sql.remove.run(row.id)
      catalogs.touch(catalog.id, -1, -row.size)
      journal.append('catalog_item.deleted', { catalog_name: catalog.name, item_id })
      return []
    },

    /** A page of items in the order they were made; undefined for a cursor that is none. */
    page(catalog: Catalog, cursor: string | undefined): Page | undefined {
      const place = readCursor(cursor)
      if (place === undefined) return undefined
      const rows = place.after === undefined ? sql.skipping.all(catalog.id, PAGE + 1, place.skip) : sql.after.all(catalog.id, place.after, PAGE + 1)
      const shownRows = rows.slice(0, PAGE)
      return {
        items: shownRows.map((row) => itemView(catalog, row)),
        prev: place.skip === 0 ? null : skipCursor(Math.max(0, place.skip - PAGE)),
        next: rows.length <= PAGE ? null : nextCursor(place.skip + PAGE, shownRows.at(-1)!.id),
      }
    },
  }
}

export type CatalogItems = ReturnType<typeof createCatalogItems>
