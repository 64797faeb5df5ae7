// The statements of CSV imports: identifiers seen in a running one, and the value that some user has for an attribute.
import type { Db } from '../../kernel/db.ts'

/** `type` is SQLite's word for a JSON type; `value` of arrays and objects is JSON text. */
export type SomeValue = { type: 'true' | 'false' | 'integer' | 'real' | 'text' | 'array' | 'object' | 'null'; value: unknown }

export const importStatements = (db: Db) => ({
  see: db.prepare<[string, string]>('INSERT INTO import_identifiers (import_id, identifier) VALUES (?, ?) ON CONFLICT DO NOTHING'),
  forget: db.prepare<[string]>('DELETE FROM import_identifiers WHERE import_id = ?'),
  someValue: db.prepare<[string], SomeValue>(`SELECT e.type, e.value FROM profiles p, json_each(p.custom_attributes) e WHERE p.state = 'active' AND e.key = ? LIMIT 1`),
})
