// One row of a catalog sync: an item made, edited or deleted by its ID. docs: cloud_ingestion/sync_catalogs_data
import type { Catalog, Catalogs } from '../catalogs/catalogs.ts'
import { idProblem, prepare } from '../catalogs/item-checks.ts'
import type { CatalogItems } from '../catalogs/items.ts'
import type { Problem } from '../catalogs/problems.ts'
import type { Decisions } from '../decisions.ts'
import type { Cells } from './source-rows.ts'
import { isRefused, payloadOf } from './source-rows.ts'

const isTrue = (value: unknown): boolean => value === true || value === 1 || (typeof value === 'string' && value.toLowerCase() === 'true')
const reason = (problems: readonly Problem[]): string | undefined => problems[0]?.id

/** Applies rows to catalogs. */
export function createCdiCatalogRows({ decisions, catalogs, catalogItems }: { decisions: Decisions; catalogs: Catalogs; catalogItems: CatalogItems }) {
  function write(catalog: Catalog, item_id: string, fields: Cells): string | undefined {
    // "creates or updates by ID": fields that the payload does not name stay
    const verb = catalogItems.find(catalog, item_id) === undefined ? 'create' : 'edit'
    if (verb === 'create' && catalogs.full()) return 'catalog storage is full'
    const { prepared, unknown, wrong } = prepare(catalog, item_id, fields, verb)
    if (unknown.length > 0) return `invalid-fields: ${unknown.join(', ')}` // "schema changes are made outside of CDI"
    if (wrong.length > 0) return `${wrong[0]!.id}: ${wrong[0]!.field}`
    return reason(catalogItems.put(catalog, prepared, verb))
  }

  return {
    /** The catalog of an integration is the one with its name. */
    exists: (name: string): boolean => catalogs.find(name) !== undefined,
    /** Applies a row; a text is the reason why it failed. */
    apply(name: string, cells: Cells): string | undefined {
      const catalog = catalogs.find(name)
      if (catalog === undefined) return 'catalog-not-found' // deleted while the run was under way
      const id = typeof cells['ID'] === 'number' ? String(cells['ID']) : cells['ID']
      if (typeof id !== 'string' || id === '') return 'ID is required'
      const wrong = idProblem(id)
      if (wrong !== undefined) return wrong.id
      if (isTrue(cells['DELETED'])) {
        // Rows of the newest time come again with the next run: an item that is gone already is no error
        for (const { id: why } of catalogItems.remove(catalog, id)) decisions.ignored({ rule: 'cdi', why, compared: { catalog_name: name, item_id: id } })
        return undefined
      }
      const payload = payloadOf(cells)
      return isRefused(payload) ? payload.refused : write(catalog, id, payload)
    },
  }
}

export type CdiCatalogRows = ReturnType<typeof createCdiCatalogRows>
