// One process per database file: the lock is SQLite's own, so it goes with the process, however that ends.
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'

/** Raised when another process has the database. */
export class DatabaseInUse extends Error {
  readonly file: string
  constructor(file: string) {
    super(`the database ${file} is in use by another Brazier`)
    this.file = file
  }
}

/** The file itself, whatever link leads to it: one database, one lock. */
const itself = (file: string): string => (existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file)))

/**
 * Takes the lock beside `file`. Answers the way to release it; throws {@link DatabaseInUse}.
 * The empty lock file stays: one that is deleted could be held by a process while another locks its successor.
 */
export function lockDatabase(file: string): () => void {
  const lock = new Database(`${itself(file)}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw (error as { code?: string }).code === 'SQLITE_BUSY' ? new DatabaseInUse(file) : error
  }
  return () => void lock.close()
}
