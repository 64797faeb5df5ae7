// The statements of LINE user IDs.
import type { Db } from '../kernel/db.ts'

export const lineIdStatements = (db: Db) => ({
  of: db.prepare<[string], { id: number }>(`SELECT id FROM profiles WHERE native_line_id = ? AND state = 'active' ORDER BY id`),
})
