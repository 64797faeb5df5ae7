// Catalogs: their names, what they hold and how much room it takes. docs: api/endpoints/catalogs/catalog_management
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { CatalogRow, FieldRow } from './catalogs.sql.ts'
import { catalogStatements, fieldStatements } from './catalogs.sql.ts'
import { fieldProblems, MOST_FIELDS } from './field-rules.ts'
import type { FieldType } from './item-values.ts'
import type { Problem } from './problems.ts'
import { isObject, isPlainName, LONGEST_NAME, longer, problem } from './problems.ts'

/** A catalog with its fields in their order; the first is `id`. */
export type Catalog = CatalogRow & { fields: readonly FieldRow[] }
export type NewCatalog = { name: string; description: string; fields: readonly { name: string; type: FieldType }[] }

/** "up to 500 MB"; older pages say 100 MB. docs: user_guide/data/activation/catalogs/create ("free version") */
export const STORAGE_BYTES = 500 * 1024 * 1024

/** The catalogs of one world. */
export function createCatalogs({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const sql = catalogStatements(db)
  const fields = fieldStatements(db)
  const whole = (row: CatalogRow | undefined): Catalog | undefined => (row === undefined ? undefined : { ...row, fields: fields.of.all(row.id) })

  return {
    list: (): Catalog[] => sql.all.all().map((row) => whole(row)!),
    find: (name: string): Catalog | undefined => whole(sql.byName.get(name)),
    byId: (id: number): Catalog | undefined => whole(sql.byId.get(id)),
    /** True when the items of all catalogs take all the room there is. */
    full: (): boolean => sql.storage.get()!.bytes >= STORAGE_BYTES,

    /** What is wrong with the array `catalogs` of a request; none: it may be created. */
    check(given: unknown): Problem[] {
      if (!Array.isArray(given) || given.length === 0 || !given.every(isObject)) return [problem('catalog-array-invalid')]
      if (given.length > 1) return [problem('too-many-catalog-atoms')]
      const { name, description, fields: list } = given[0] as Record<string, unknown>
      const found: Problem[] = []
      if (typeof name !== 'string' || !isPlainName(name)) found.push(problem('invalid-catalog-name', 'name', [name ?? null]))
      else if (longer(name, LONGEST_NAME)) found.push(problem('catalog-name-too-large', 'name', [name]))
      else if (sql.byName.get(name) !== undefined) found.push(problem('catalog-name-already-exists', 'name', [name]))
      // listed as required, optional in the dashboard, without an error of its own: absent is empty
      if (description !== undefined && description !== null && typeof description !== 'string') found.push(problem('catalog-array-invalid', 'description', [description]))
      else if (typeof description === 'string' && longer(description, LONGEST_NAME)) found.push(problem('description-too-long', 'description', [description]))
      if (Array.isArray(list) && list.length > MOST_FIELDS) return [...found, problem('too-many-fields')]
      const wrong = fieldProblems(list)
      const first = wrong.length === 0 ? (list as { name: string; type: string }[])[0] : undefined
      if (wrong.length === 0 && (first?.name !== 'id' || first.type !== 'string')) wrong.push(problem('id-not-first-column'))
      return [...found, ...wrong]
    },

    /** Makes a catalog that {@link check} found good. */
    create({ name, description, fields: list }: NewCatalog): Catalog {
      const now = clock.now()
      const id = Number(sql.insert.run(name, description, now, now).lastInsertRowid)
      for (const field of list) fields.insert.run(id, field.name, field.type)
      journal.append('catalog.created', { catalog_name: name, description, fields: list.map((field) => ({ name: field.name, type: field.type })) })
      return whole(sql.byId.get(id))!
    },

    /** Removes it with its fields, items and selections. */
    remove(catalog: Catalog): void {
      sql.remove.run(catalog.id)
      journal.append('catalog.deleted', { catalog_name: catalog.name, num_items: catalog.num_items })
    },

    /** Notes that something in it changed: how many items came, and bytes. */
    touch: (id: number, items = 0, bytes = 0): void => void sql.touch.run(clock.now(), items, bytes, id),
  }
}

export type Catalogs = ReturnType<typeof createCatalogs>
