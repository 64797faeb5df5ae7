// The statements of catalog items: by id, and in the order they came.
import type { Db } from '../../kernel/db.ts'

/** `data`: the values that are not null, JSON by token of the field; `size` in bytes. */
export type ItemRow = { id: number; catalog_id: number; item_id: string; data: string; size: number }

export function itemStatements(db: Db) {
  return {
    find: db.prepare<[number, string], ItemRow>('SELECT * FROM catalog_items WHERE catalog_id = ? AND item_id = ?'),
    insert: db.prepare<[number, string, string, number]>('INSERT INTO catalog_items (catalog_id, item_id, data, size) VALUES (?, ?, ?, ?)'),
    save: db.prepare<[string, number, number]>('UPDATE catalog_items SET data = ?, size = ? WHERE id = ?'),
    remove: db.prepare<[number]>('DELETE FROM catalog_items WHERE id = ?'),
    after: db.prepare<[number, number, number], ItemRow>('SELECT * FROM catalog_items WHERE catalog_id = ? AND id > ? ORDER BY id LIMIT ?'),
    skipping: db.prepare<[number, number, number], ItemRow>(
      'SELECT * FROM catalog_items WHERE id IN (SELECT id FROM catalog_items WHERE catalog_id = ? ORDER BY id LIMIT ? OFFSET ?) ORDER BY id', // the inner part reads the index alone
    ),
  }
}
