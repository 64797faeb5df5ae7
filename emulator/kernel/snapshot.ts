// A world's rows put in the place of what is there: by a snapshot's, or by none (reset).
import type Database from 'better-sqlite3'
import type { Db, Migration } from './db.ts'
import { NotASnapshot, openImage, tablesOf } from './image.ts'
import { migrate } from './migrate.ts'

export { NotASnapshot } from './image.ts'

/**
 * Empties every table and, when a snapshot is given, fills them with its rows; an older snapshot is migrated first. `then` runs in the same transaction.
 * Sequences go on counting, as AUTOINCREMENT does over a DELETE: a follower of the journal never meets a number twice. docs: sqlite.org/autoinc.html
 * Throws {@link NotASnapshot}, or NewerSchema for a snapshot of a later version; nothing is changed then.
 */
export function replaceRows(db: Db, migrations: readonly Migration[], image: Uint8Array | undefined, then: () => void): void {
  const source = image === undefined ? undefined : openImage(image)
  if (source !== undefined) migrate(source, migrations)
  db.flush()
  // Without effect inside a transaction, so it stands before. docs: sqlite.org/pragma.html#pragma_foreign_keys
  db.raw.pragma('foreign_keys = OFF')
  try {
    db.tx(() => {
      for (const table of tablesOf(db.raw)) {
        db.raw.exec(`DELETE FROM "${table}"`)
        if (source !== undefined) copyTable(source, db.raw, table)
      }
      then()
    })
  } finally {
    db.raw.pragma('foreign_keys = ON')
    source?.close()
  }
}

function copyTable(source: Database.Database, target: Database.Database, table: string): void {
  try {
    const select = source.prepare(`SELECT * FROM "${table}"`).raw().safeIntegers()
    const columns = select.columns().map((column) => `"${column.name}"`)
    const insert = target.prepare(`INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    for (const row of select.iterate()) insert.run(...(row as unknown[]))
  } catch (error) {
    // A damaged page, a missing table or column, a value that no such column takes: not what Brazier writes
    const { code, message } = error as { code?: string; message: string }
    if (code === undefined || !/^SQLITE_(ERROR|CORRUPT|NOTADB|CONSTRAINT|MISMATCH)/.test(code)) throw error
    throw new NotASnapshot(`table ${table} of the snapshot cannot be read: ${message}`)
  }
}
