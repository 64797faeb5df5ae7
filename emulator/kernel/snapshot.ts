// A world as one file: taking its bytes, and putting a snapshot's rows in the place of what is there.
import Database from 'better-sqlite3'
import type { Db, Migration } from './db.ts'
import { migrate } from './db.ts'

const tablesOf = (raw: Database.Database): string[] =>
  (raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).all() as { name: string }[]).map((row) => row.name)

/** Raised when the bytes given are no database of Brazier's. */
export class NotASnapshot extends Error {}

/**
 * Empties every table and, when a snapshot is given, fills them with its rows; an older snapshot is migrated first.
 * Sequences go on counting: a follower of the journal never meets a number twice.
 * Throws {@link NotASnapshot}, or NewerSchema for a snapshot of a later version; nothing is changed then.
 */
export function replaceRows(db: Db, migrations: readonly Migration[], image?: Uint8Array): void {
  const source = image === undefined ? undefined : openImage(image, migrations)
  db.flush()
  db.raw.pragma('foreign_keys = OFF')
  try {
    db.tx(() => {
      const sequences = db.raw.prepare('SELECT name, seq FROM sqlite_sequence').all() as { name: string; seq: number }[]
      for (const table of tablesOf(db.raw)) {
        db.raw.exec(`DELETE FROM "${table}"`)
        if (source !== undefined) copyTable(source, db.raw, table)
      }
      const raise = db.raw.prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
      for (const { name, seq } of sequences) raise.run(seq, name)
    })
  } finally {
    db.raw.pragma('foreign_keys = ON')
    source?.close()
  }
}

function openImage(image: Uint8Array, migrations: readonly Migration[]): Database.Database {
  if (Buffer.from(image.subarray(0, 15)).toString('latin1') !== 'SQLite format 3') throw new NotASnapshot('the bytes are no SQLite database')
  const copy = Buffer.from(image)
  // A file written in WAL mode says so in bytes 18 and 19; in memory there is no log to read, so it is opened as a rollback-journal one. docs: sqlite.org/fileformat2.html
  copy[18] = copy[19] = 1
  let raw: Database.Database
  try {
    raw = new Database(copy)
    raw.pragma('schema_version')
  } catch (error) {
    throw new NotASnapshot(`the bytes are no readable database: ${(error as Error).message}`)
  }
  const version = raw.pragma('user_version', { simple: true }) as number
  if (version === 0 || !tablesOf(raw).includes('kernel_state')) {
    raw.close()
    throw new NotASnapshot('the database was not written by Brazier')
  }
  migrate(raw, migrations)
  return raw
}

function copyTable(source: Database.Database, target: Database.Database, table: string): void {
  const select = source.prepare(`SELECT * FROM "${table}"`).raw().safeIntegers()
  const columns = select.columns().map((column) => `"${column.name}"`)
  const insert = target.prepare(`INSERT INTO "${table}" (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
  for (const row of select.iterate()) insert.run(...(row as unknown[]))
}
