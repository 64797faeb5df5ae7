// Statements that are compiled when first used: a world has more than four hundred and needs a few dozen.
import type Database from 'better-sqlite3'

type Lazy<P extends unknown[], R> = Database.Statement<P, R> & { compile(): void }

/** A statement of `raw` whose SQL is read by SQLite at its first use; a mistake in it is thrown there. `compile` does it at once. */
export function lazyStatement<P extends unknown[], R>(raw: Database.Database, sql: string): Lazy<P, R> {
  let made: Database.Statement<P, R> | undefined
  const statement = (): Database.Statement<P, R> => (made ??= raw.prepare<P, R>(sql))
  return {
    run: (...values: P) => statement().run(...values),
    get: (...values: P) => statement().get(...values),
    all: (...values: P) => statement().all(...values),
    iterate: (...values: P) => statement().iterate(...values),
    compile: () => void statement(),
  } as unknown as Lazy<P, R>
}

/** The same for rows of many columns: better-sqlite3 gives their values alone, which takes half the time, and they get their names here. */
export function wideStatement<P extends unknown[], R extends object>(raw: Database.Database, sql: string): Lazy<P, R> {
  const values = lazyStatement<P, unknown[]>({ prepare: (text: string) => raw.prepare(text).raw() } as unknown as Database.Database, sql)
  let names: string[] | undefined
  let blank: Record<string, unknown> = {}
  function named(row: unknown[]): R {
    if (names === undefined) {
      names = raw.prepare(sql).columns().map(({ name }) => name)
      blank = Object.fromEntries(names.map((name) => [name, null]))
    }
    const made = { ...blank }
    for (let at = 0; at < names.length; at++) made[names[at]!] = row[at]
    return made as R
  }
  return {
    get: (...given: P) => ((row) => (row === undefined ? undefined : named(row)))(values.get(...given)),
    all: (...given: P) => values.all(...given).map(named),
    compile: values.compile,
  } as unknown as Lazy<P, R>
}
