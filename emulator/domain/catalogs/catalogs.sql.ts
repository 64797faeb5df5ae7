// The statements of catalogs and their fields, and their row types.
import type { Db } from '../../kernel/db.ts'
import type { FieldType } from './item-values.ts'

/** A catalog as stored. Times in ms, `storage_size` in bytes. */
export type CatalogRow = { id: number; name: string; description: string; created_at: number; updated_at: number; num_items: number; storage_size: number }
/** `id` is the field's token: the name of its values in `catalog_items.data`. */
export type FieldRow = { id: number; name: string; type: FieldType }

export function catalogStatements(db: Db) {
  return {
    all: db.prepare<[], CatalogRow>('SELECT * FROM catalogs ORDER BY id'),
    byName: db.prepare<[string], CatalogRow>('SELECT * FROM catalogs WHERE name = ?'),
    byId: db.prepare<[number], CatalogRow>('SELECT * FROM catalogs WHERE id = ?'),
    insert: db.prepare<[string, string, number, number]>('INSERT INTO catalogs (name, description, created_at, updated_at) VALUES (?, ?, ?, ?)'),
    remove: db.prepare<[number]>('DELETE FROM catalogs WHERE id = ?'),
    touch: db.prepare<[number, number, number, number]>('UPDATE catalogs SET updated_at = ?, num_items = num_items + ?, storage_size = storage_size + ? WHERE id = ?'),
    storage: db.prepare<[], { bytes: number }>('SELECT coalesce(sum(storage_size), 0) AS bytes FROM catalogs'),
  }
}

export function fieldStatements(db: Db) {
  return {
    of: db.prepare<[number], FieldRow>('SELECT id, name, type FROM catalog_fields WHERE catalog_id = ? ORDER BY id'),
    insert: db.prepare<[number, string, string]>('INSERT INTO catalog_fields (catalog_id, name, type) VALUES (?, ?, ?)'),
    remove: db.prepare<[number]>('DELETE FROM catalog_fields WHERE id = ?'),
  }
}
