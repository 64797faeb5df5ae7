// SQLite: opening, migrations, nested transactions, and commits shared by everything that happens in one turn of the event loop.
import Database from 'better-sqlite3'

export type Sqlite = Database.Database
export type Statement<P extends unknown[] = unknown[], R = unknown> = Database.Statement<P, R>

/** One numbered step of the schema: the whole text of a `schema/NNNN-*.sql` file. */
export type Migration = string

export type OpenOptions = {
  /** A file, `:memory:`, or the bytes of a snapshot (opened in memory). */
  file: string | Uint8Array
  migrations: readonly Migration[]
}

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

type Waiting = { resolve: () => void; reject: (error: unknown) => void }

/**
 * Opens a database, migrates it, and returns the kernel's handle on it.
 * Throws {@link NewerSchema} for a database of a later version, and better-sqlite3's own error for a file that is none.
 */
export function openDb({ file, migrations }: OpenOptions) {
  const raw = new Database(typeof file === 'string' ? file : Buffer.from(file))
  // NORMAL in WAL mode: an acknowledged commit survives the death of the process (kill -9), not a power cut; docs: sqlite.org/wal.html
  if (typeof file === 'string' && file !== ':memory:') raw.pragma('journal_mode = WAL')
  raw.pragma('synchronous = NORMAL')
  raw.pragma('foreign_keys = ON')
  raw.pragma('temp_store = MEMORY')
  raw.pragma('cache_size = -4096')
  migrate(raw, migrations)

  const begin = raw.prepare('BEGIN IMMEDIATE')
  const commit = raw.prepare('COMMIT')
  const rollback = raw.prepare('ROLLBACK')
  const mark = raw.prepare('SAVEPOINT step')
  const keep = raw.prepare('RELEASE step')
  const undo = raw.prepare('ROLLBACK TO step')

  const beforeCommit: (() => void)[] = []
  const afterCommit: (() => void)[] = []
  const onRollback: (() => void)[] = []
  let depth = 0
  let waiting: Waiting[] = []
  let shared = false
  let closed = false

  /** Runs `work` so that all of it happens or nothing does. Nests: an inner failure undoes only the inner part. */
  function tx<T>(work: () => T): T {
    if (depth === 0 && !shared) {
      begin.run()
      depth = 1
      try {
        const result = work()
        for (const hook of beforeCommit) hook()
        commit.run()
        depth = 0
        for (const hook of afterCommit) hook()
        return result
      } catch (error) {
        depth = 0
        if (raw.inTransaction) rollback.run()
        for (const hook of onRollback) hook()
        throw error
      }
    }
    mark.run()
    depth++
    try {
      const result = work()
      keep.run()
      return result
    } catch (error) {
      if (raw.inTransaction) {
        undo.run()
        keep.run()
      }
      for (const hook of onRollback) hook()
      throw error
    } finally {
      depth--
    }
  }

  /**
   * Like {@link tx}, but commits together with everything else of this turn of the event loop: one WAL write for many requests.
   * The promise resolves only after the commit, so an answer that waits for it never promises what a crash could undo.
   */
  function shareCommit<T>(work: () => T): Promise<T> {
    if (!shared) {
      begin.run()
      shared = true
      setImmediate(commitShared)
    }
    let result: T
    try {
      result = tx(work)
    } catch (error) {
      return Promise.reject(error)
    }
    return new Promise<T>((resolve, reject) => waiting.push({ resolve: () => resolve(result), reject }))
  }

  function commitShared(): void {
    if (!shared) return
    const settled = waiting
    waiting = []
    try {
      for (const hook of beforeCommit) hook()
      commit.run()
      shared = false
    } catch (error) {
      shared = false
      if (raw.inTransaction) rollback.run()
      for (const hook of onRollback) hook()
      for (const one of settled) one.reject(error)
      return
    }
    for (const hook of afterCommit) hook()
    for (const one of settled) one.resolve()
  }

  return {
    raw,
    prepare: <P extends unknown[] = unknown[], R = unknown>(sql: string) => raw.prepare<P, R>(sql),
    tx,
    shareCommit,
    /** Commits what the turn has gathered so far, at once. */
    flush: commitShared,
    /** `hook` runs inside the transaction, just before it commits. */
    beforeCommit: (hook: () => void) => void beforeCommit.push(hook),
    /** `hook` runs after each commit. */
    afterCommit: (hook: () => void) => void afterCommit.push(hook),
    /** `hook` runs when a transaction or a part of it was undone: what was kept in memory must be read again. */
    onRollback: (hook: () => void) => void onRollback.push(hook),
    /** The whole database as the bytes of one file. */
    serialize(): Buffer {
      commitShared()
      return raw.serialize()
    },
    close(): void {
      if (closed) return
      closed = true
      commitShared()
      raw.close()
    },
  }
}

export type Db = ReturnType<typeof openDb>

/** Applies the migrations that `PRAGMA user_version` has not counted yet, each in a transaction of its own. */
export function migrate(raw: Sqlite, migrations: readonly Migration[]): void {
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
