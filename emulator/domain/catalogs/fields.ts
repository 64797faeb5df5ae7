// Fields that come to a catalog and go from it. docs: api/endpoints/catalogs/catalog_fields
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Catalog, Catalogs } from './catalogs.ts'
import { fieldStatements } from './catalogs.sql.ts'
import { fieldProblems, MOST_FIELDS, MOST_NEW_FIELDS } from './field-rules.ts'
import type { FieldType } from './item-values.ts'
import type { Problem } from './problems.ts'
import { problem } from './problems.ts'
import type { CatalogSelections } from './selections.ts'

export type NewField = { name: string; type: FieldType }

/** The fields of the catalogs of one world. */
export function createCatalogFields({ db, journal, catalogs, catalogSelections }: { db: Db; journal: Journal; catalogs: Catalogs; catalogSelections: CatalogSelections }) {
  const sql = fieldStatements(db)

  return {
    /** What is wrong with new fields for a catalog. Errors of names and types, which the page does not list, are those of a new catalog. */
    check(catalog: Catalog, given: unknown): Problem[] {
      if (Array.isArray(given) && given.length > MOST_NEW_FIELDS) return [problem('request-includes-too-many-fields')]
      if (Array.isArray(given) && given.length === 0) return [problem('fields-malformed', 'fields', [])]
      const wrong = fieldProblems(given, new Set(catalog.fields.map(({ name }) => name)))
      if (wrong.length > 0) return wrong
      if (catalog.fields.length + (given as unknown[]).length > MOST_FIELDS) return [problem('catalog-exceeds-fields-limit')]
      return catalogs.full() ? [problem('company-size-limit-already-reached')] : []
    },

    /** Adds a field that {@link check} found good. */
    create(catalog: Catalog, { name, type }: NewField): void {
      sql.insert.run(catalog.id, name, type)
      catalogs.touch(catalog.id)
      journal.append('catalog_field.created', { catalog_name: catalog.name, name, type })
    },

    /** Why a field cannot be deleted. NOTE: `field-is-inventory` cannot happen: the inventory field is chosen in Braze's dashboard alone. */
    checkRemove(catalog: Catalog, name: string): Problem[] {
      const known = catalog.fields.slice(1).some((field) => field.name === name)
      if (!known) return [problem('invalid-field-name', 'field_name', [name])]
      return catalogSelections.list(catalog).some((one) => one.filters.some(({ field }) => field === name) || one.sort_field === name) ? [problem('field-referenced-by-selection', 'field_name', [name])] : []
    },

    /** Removes a field; its values are out of sight with it. */
    remove(catalog: Catalog, name: string): void {
      const field = catalog.fields.find((one) => one.name === name)!
      sql.remove.run(field.id)
      catalogs.touch(catalog.id)
      journal.append('catalog_field.deleted', { catalog_name: catalog.name, name, type: field.type })
    },
  }
}

export type CatalogFields = ReturnType<typeof createCatalogFields>
