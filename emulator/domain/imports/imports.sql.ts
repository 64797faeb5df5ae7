// The statements of CSV imports: identifiers seen in a running one, and the values that some users have for its attributes.
import type { Db } from '../../kernel/db.ts'

/** `type` is SQLite's word for a JSON type; `value` of arrays and objects is JSON text. */
export type SomeValue = { name: string; type: 'true' | 'false' | 'integer' | 'real' | 'text' | 'array' | 'object' | 'null'; value: unknown }

export const importStatements = (db: Db) => ({
  begin: db.prepare<[string, string]>('INSERT INTO csv_imports (id, name) VALUES (?, ?)'),
  touch: db.prepare<[string, number]>('INSERT INTO csv_import_members (import_id, profile_id) VALUES (?, ?) ON CONFLICT DO NOTHING'),
  /** Moves the memberships of one profile (second) to another (first), by braze_id. */
  move: db.prepare<[string, string]>(
    `INSERT INTO csv_import_members (import_id, profile_id) SELECT m.import_id, t.id FROM profiles f JOIN csv_import_members m ON m.profile_id = f.id JOIN profiles t ON t.braze_id = ? WHERE f.braze_id = ? ON CONFLICT DO NOTHING`,
  ),
  see: db.prepare<[string, string]>('INSERT INTO import_identifiers (import_id, identifier) VALUES (?, ?) ON CONFLICT DO NOTHING'),
  forget: db.prepare<[string]>('DELETE FROM import_identifiers WHERE import_id = ?'),
  /** For each name of a JSON list, a value of the oldest user who has one; only among the first users, or all (-1). */
  someValues: db.prepare<[number, string], SomeValue>(
    `SELECT e.key AS name, e.type, e.value, min(p.id) FROM (SELECT id, custom_attributes FROM profiles WHERE state = 'active' ORDER BY id LIMIT ?) p, json_each(p.custom_attributes) e WHERE e.key IN (SELECT value FROM json_each(?)) GROUP BY e.key`,
  ),
})
