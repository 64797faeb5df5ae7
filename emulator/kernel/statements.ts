// Statements that are compiled when first used: a world has more than four hundred and needs a few dozen.
import type Database from 'better-sqlite3'

/** A statement of `raw` whose SQL is read by SQLite at its first use; a mistake in it is thrown there. `compile` does it at once. */
export function lazyStatement<P extends unknown[], R>(raw: Database.Database, sql: string): Database.Statement<P, R> & { compile(): void } {
  let made: Database.Statement<P, R> | undefined
  const statement = (): Database.Statement<P, R> => (made ??= raw.prepare<P, R>(sql))
  return {
    run: (...values: P) => statement().run(...values),
    get: (...values: P) => statement().get(...values),
    all: (...values: P) => statement().all(...values),
    iterate: (...values: P) => statement().iterate(...values),
    compile: () => void statement(),
  } as unknown as Database.Statement<P, R> & { compile(): void }
}
