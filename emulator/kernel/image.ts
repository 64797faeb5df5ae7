// Snapshots as bytes: telling a database of Brazier's from anything else, and opening it in memory.
import Database from 'better-sqlite3'

/** Raised when the bytes given are no database of Brazier's, or one that cannot be read. */
export class NotASnapshot extends Error {}

export const tablesOf = (raw: Database.Database): string[] =>
  (raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).all() as { name: string }[]).map((row) => row.name)

/** Opens a copy of the bytes in memory, not migrated. Throws {@link NotASnapshot}. */
export function openImage(image: Uint8Array): Database.Database {
  if (Buffer.from(image.subarray(0, 15)).toString('latin1') !== 'SQLite format 3') throw new NotASnapshot('the bytes are no SQLite database')
  const copy = Buffer.from(image)
  // A file written in WAL mode says so in bytes 18 and 19; in memory there is no log to read, so it is opened as a rollback-journal one. docs: sqlite.org/fileformat2.html
  copy[18] = copy[19] = 1
  let raw: Database.Database | undefined
  try {
    raw = new Database(copy)
    const version = raw.pragma('user_version', { simple: true }) as number
    if (version === 0 || !tablesOf(raw).includes('kernel_state')) throw new NotASnapshot('the database was not written by Brazier')
    return raw
  } catch (error) {
    raw?.close()
    throw error instanceof NotASnapshot ? error : new NotASnapshot(`the bytes are no readable database: ${(error as Error).message}`)
  }
}
