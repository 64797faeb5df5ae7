// SQLite: opening, nested transactions, and commits shared by everything that happens in one turn of the event loop.
import Database from 'better-sqlite3'
import { openImage } from './image.ts'
import type { Migration } from './migrate.ts'
import { migrate } from './migrate.ts'
import { lazyStatement, wideStatement } from './statements.ts'
import { nextTurn } from './turn.ts'

export type Sqlite = Database.Database
export type Statement<P extends unknown[] = unknown[], R = unknown> = Database.Statement<P, R>
export type { Migration } from './migrate.ts'
export { migrate, NewerSchema } from './migrate.ts'

export type OpenOptions = {
  /** A file, `:memory:`, or the bytes of a snapshot (opened in memory). */
  file: string | Uint8Array
  migrations: readonly Migration[]
}

function openFile(file: string): Sqlite {
  const raw = new Database(file)
  raw.pragma('journal_mode = WAL')
  return raw
}

const templates = new WeakMap<readonly Migration[], Buffer>()
/** A database in memory with the whole schema: copied from the first one made, which takes a quarter of the time. */
function openEmpty(migrations: readonly Migration[]): Sqlite {
  const template = templates.get(migrations)
  if (template !== undefined) return new Database(template)
  const raw = new Database(':memory:')
  migrate(raw, migrations)
  templates.set(migrations, raw.serialize())
  return raw
}

type Waiting = { resolve: () => void; reject: (error: unknown) => void }

/**
 * Opens a database, migrates it, and returns the kernel's handle on it.
 * Throws NewerSchema for a database of a later version, NotASnapshot for bytes that are none,
 * and better-sqlite3's own error for a file that is no database.
 */
export function openDb({ file, migrations }: OpenOptions) {
  const raw = typeof file === 'string' ? (file === ':memory:' ? openEmpty(migrations) : openFile(file)) : openImage(file)
  // NORMAL in WAL mode: an acknowledged commit survives the death of the process (kill -9), not a power cut. docs: sqlite.org/wal.html
  raw.pragma('synchronous = NORMAL')
  raw.pragma('foreign_keys = ON')
  raw.pragma('temp_store = MEMORY')
  raw.pragma('cache_size = -4096')
  // 32 MB, not 4: a page that many commits change (ids have no order) is written back to the file, and synced, once for all of them
  raw.pragma('wal_autocheckpoint = 8000')
  migrate(raw, migrations)

  const prepared: { compile(): void }[] = []
  /** A statement, compiled when first used. */
  function prepare<P extends unknown[] = unknown[], R = unknown>(sql: string): Statement<P, R> {
    const statement = lazyStatement<P, R>(raw, sql)
    prepared.push(statement)
    return statement
  }

  /** A SELECT of rows with many columns that is asked often: it knows `get` and `all` only. */
  function prepareWide<P extends unknown[], R extends object>(sql: string): Pick<Statement<P, R>, 'get' | 'all'> {
    const statement = wideStatement<P, R>(raw, sql)
    prepared.push(statement)
    return statement
  }

  const begin = raw.prepare('BEGIN IMMEDIATE')
  const commit = raw.prepare('COMMIT')
  const rollback = raw.prepare('ROLLBACK')
  const mark = raw.prepare('SAVEPOINT step')
  const keep = raw.prepare('RELEASE step')
  const undo = raw.prepare('ROLLBACK TO step')

  const beforeCommit: (() => void)[] = []
  const afterCommit: (() => void)[] = []
  const onRollback: (() => void)[] = []
  /** How many pieces of work are on the stack. */
  let depth = 0
  /** A transaction is open that this turn's requests share. */
  let shared = false
  let waiting: Waiting[] = []
  let closed = false

  const undone = (): void => onRollback.forEach((hook) => hook())

  /** Ends the open transaction: committed, or (throwing) undone. */
  function finish(): void {
    depth++ // hooks write inside this transaction
    try {
      for (const hook of beforeCommit) hook()
      commit.run()
    } catch (error) {
      if (raw.inTransaction) rollback.run()
      throw error
    } finally {
      depth--
    }
  }

  /** One piece of work inside the open transaction; a failure undoes only this piece. */
  function step<T>(work: () => T): T {
    mark.run()
    depth++
    try {
      const result = work()
      keep.run()
      return result
    } catch (error) {
      // Some failures (a full disk) end the whole transaction by themselves. docs: sqlite.org/lang_transaction.html
      if (raw.inTransaction) {
        undo.run()
        keep.run()
      }
      undone()
      throw error
    } finally {
      depth--
    }
  }

  /**
   * Runs `work` so that all of it happens or nothing does, and has committed it when it returns. Nests: an inner failure undoes only the inner part.
   * What requests of this turn have gathered is committed first, so a timer or an admin call never waits for them, nor they for it.
   */
  function tx<T>(work: () => T): T {
    if (depth > 0) return step(work)
    commitShared()
    begin.run()
    let result: T
    try {
      depth++
      try {
        result = work()
      } finally {
        depth--
      }
      finish()
    } catch (error) {
      if (raw.inTransaction) rollback.run()
      undone()
      throw error
    }
    for (const hook of afterCommit) hook()
    return result
  }

  /**
   * Like {@link tx}, but commits together with everything else of this turn of the event loop: one WAL write for many requests.
   * The promise resolves only after the commit, so an answer that waits for it never promises what a crash could undo.
   */
  function shareCommit<T>(work: () => T): Promise<T> {
    if (depth > 0) throw new Error('shareCommit is for whole requests, not for parts of a transaction')
    let result: T
    try {
      if (shared && !raw.inTransaction) failShared(new Error('the transaction of this turn was undone by SQLite'))
      if (!shared) {
        begin.run()
        shared = true
        nextTurn(commitShared)
      }
      result = step(work)
    } catch (error) {
      return Promise.reject(error)
    }
    return new Promise<T>((resolve, reject) => waiting.push({ resolve: () => resolve(result), reject }))
  }

  function failShared(error: unknown): void {
    const lost = waiting
    waiting = []
    shared = false
    undone()
    for (const one of lost) one.reject(error)
  }

  /** Commits what the turn has gathered so far. A failure reaches those who wait for it, not the caller. */
  function commitShared(): void {
    if (!shared) return
    if (depth > 0) throw new Error('a shared commit inside a transaction')
    try {
      finish()
    } catch (error) {
      return failShared(error)
    }
    const done = waiting
    waiting = []
    shared = false
    for (const one of done) one.resolve()
    for (const hook of afterCommit) hook()
  }

  return {
    raw,
    prepare,
    prepareWide,
    /** Compiles every statement that was prepared so far. Throws SQLite's error for the first that is none. */
    compileAll: (): void => prepared.forEach((one) => one.compile()),
    tx,
    shareCommit,
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
