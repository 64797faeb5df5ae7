// The journal: everything that happens is one row, in order; readers keep a cursor, followers get rows once they are committed.
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'

/** One row: `seq` grows, `at` is in ms on the world's clock, `profile` is the braze_id that it is about. */
export type JournalRow = { seq: number; at: number; kind: string; profile: string | null; data: Record<string, unknown> }
/** `text` is the row's data as it is stored. */
export type Observer = (row: JournalRow, text: string) => void
type Stored = { seq: number; at: number; kind: string; profile: string | null; data: string }

export type JournalQuery = {
  /** Rows after this seq (default 0). */
  since?: number | undefined
  /** Beginnings of kinds: `session` takes `session.started`, `push` takes `push.open` and `push_token.moved`, `push.` only the former. */
  kinds?: readonly string[] | undefined
  /** Only rows about these profiles. */
  profiles?: readonly string[] | undefined
  limit?: number | undefined
}

/** True when `kind` begins with one of the prefixes. No prefixes: all. */
export const kindMatches = (kind: string, prefixes: readonly string[] | undefined): boolean => prefixes === undefined || prefixes.length === 0 || prefixes.some((prefix) => kind.startsWith(prefix))

/** The journal of one world, in table `journal`. */
export function createJournal({ db, clock }: { db: Db; clock: Clock }) {
  const insert = db.prepare<[number, string, string | null, string]>('INSERT INTO journal (at, kind, profile, data) VALUES (?, ?, ?, ?)')
  const after = db.prepare<[number, number], Stored>('SELECT seq, at, kind, profile, data FROM journal WHERE seq > ? ORDER BY seq LIMIT ?')
  const afterOf = db.prepare<[number, string, number], Stored>(
    'SELECT seq, at, kind, profile, data FROM journal WHERE seq > ? AND profile IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?',
  )
  const noticed = db.prepare<[number, string, number], Stored>(
    `SELECT seq, at, kind, profile, data FROM journal WHERE seq > ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
  )
  const summed = db.prepare<[string, string], { total: number | null }>('SELECT sum(json_extract(data, ?)) AS total FROM journal WHERE kind = ?')
  const newest = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM journal')
  const readCursor = db.prepare<[string], { seq: number }>('SELECT seq FROM journal_cursors WHERE reader = ?')
  const writeCursor = db.prepare<[string, number]>('INSERT INTO journal_cursors (reader, seq) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq')

  const followers = new Set<() => void>()
  const observers = new Map<string, Observer[]>()
  let grown = false
  db.afterCommit(() => {
    if (!grown) return
    grown = false
    committed()
    for (const wake of [...followers]) wake()
  })

  const open = (row: Stored): JournalRow => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> })
  const lastSeq = (): number => newest.get()?.seq ?? 0
  let known = 0
  /** The newest seq that no rollback can take back. */
  const committed = (): number => (db.raw.inTransaction ? known : (known = lastSeq()))

  /** Rows after `since`, oldest first, at most `limit` (default 1,000) that match. */
  function read({ since = 0, kinds, profiles, limit = 1000 }: JournalQuery): JournalRow[] {
    const rows: JournalRow[] = []
    let from = since
    for (;;) {
      const page = profiles === undefined ? after.all(from, 1000) : afterOf.all(from, JSON.stringify(profiles), 1000)
      for (const row of page) {
        if (kindMatches(row.kind, kinds)) rows.push(open(row))
        if (rows.length === limit) return rows
      }
      if (page.length < 1000) return rows
      from = page.at(-1)!.seq
    }
  }

  return {
    /** Adds a row inside the current transaction. `profile` is the braze_id it is about. Returns its seq. */
    append(kind: string, data: Record<string, unknown>, profile: string | null = null): number {
      grown = true
      const at = clock.now()
      const text = JSON.stringify(data)
      const seq = Number(insert.run(at, kind, profile, text).lastInsertRowid)
      for (const observe of observers.get(kind) ?? []) observe({ seq, at, kind, profile, data }, text)
      return seq
    },
    /** Calls `observer` for each new row of these kinds, inside the transaction that adds it. */
    observe(kinds: readonly string[], observer: Observer): void {
      for (const kind of kinds) observers.set(kind, [...(observers.get(kind) ?? []), observer])
    },
    read,
    /** Rows of exactly these kinds after `since`. */
    noticed: ({ since, kinds, limit }: { since: number; kinds: readonly string[]; limit: number }): JournalRow[] => noticed.all(since, JSON.stringify(kinds), limit).map(open),
    /** The sum of one member (a JSON path) over all rows of a kind. */
    sum: (kind: string, path: string): number => summed.get(path, kind)?.total ?? 0,
    lastSeq,
    committed,
    /** A named reader with a cursor of its own in the database: `next()` hands out each row once, also over a restart. */
    reader(name: string) {
      return {
        behind: (): number => lastSeq() - (readCursor.get(name)?.seq ?? 0),
        next(limit = 500): JournalRow[] {
          const from = readCursor.get(name)?.seq ?? 0
          const rows = read({ since: from, limit })
          if (rows.length > 0) writeCursor.run(name, rows.at(-1)!.seq)
          return rows
        },
      }
    },
    /** Calls `wake` after each commit that added rows; the follower then reads from its own place. Returns the way to stop. */
    follow(wake: () => void): () => void {
      followers.add(wake)
      return () => void followers.delete(wake)
    },
  }
}

export type Journal = ReturnType<typeof createJournal>
