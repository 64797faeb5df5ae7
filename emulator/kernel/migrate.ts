// Migrations: numbered steps of the schema, counted in PRAGMA user_version; forward only.
import type Database from 'better-sqlite3'

/** One numbered step of the schema: the whole text of a `schema/NNNN-*.sql` file. */
export type Migration = string

/** Raised when a database was written by a newer Brazier than this one. */
export class NewerSchema extends Error {
  readonly found: number
  readonly known: number
  constructor(found: number, known: number) {
    super(`the database has schema version ${found}, this Brazier knows versions up to ${known}`)
    this.found = found
    this.known = known
  }
}

/** Applies the steps that the database does not have yet, all of them or none. Throws {@link NewerSchema}, having closed the database. */
export function migrate(raw: Database.Database, migrations: readonly Migration[]): void {
  const found = raw.pragma('user_version', { simple: true }) as number
  if (found > migrations.length) {
    raw.close()
    throw new NewerSchema(found, migrations.length)
  }
  if (found === migrations.length) return
  raw.transaction(() => {
    for (const step of migrations.slice(found)) raw.exec(step)
    raw.pragma(`user_version = ${migrations.length}`)
  })()
}
