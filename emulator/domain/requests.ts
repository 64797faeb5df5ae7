// What came in over the wire, whole, with the answer it got; the oldest go when there are many.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'

/** How many requests are kept at least; they are pruned in batches. */
export const KEPT_REQUESTS = 10_000
const PRUNED_EVERY = 1_000

export type Exchange = {
  method: string
  path: string
  query: string
  headers: Record<string, string>
  body: Uint8Array
  endpoint: string | null
  app_id: string | null
  status: number
  response_headers: Record<string, string>
  response_body: string | Uint8Array
  /** The journal rows it caused; null when there are none. */
  first_seq: number | null
  last_seq: number | null
}
type Stored = Omit<Exchange, 'headers' | 'response_headers' | 'body' | 'response_body'> & { id: number; at: number; headers: string; response_headers: string; body: Buffer; response_body: Buffer }
export type RequestRow = { id: number; at: number; method: string; path: string; query: string; headers: Record<string, string>; body: string; endpoint: string | null; app_id: string | null; status: number; response: { status: number; headers: Record<string, string>; body: string } }

export type RequestQuery = { method?: string | undefined; path?: string | undefined; status?: number | undefined; since?: number | undefined; limit?: number | undefined }

/** The request log of one world. */
export function createRequests({ db, clock }: { db: Db; clock: Clock }) {
  const insert = db.prepare<[number, string, string, string, string, Uint8Array, string | null, string | null, number, string, Uint8Array | string, number | null, number | null]>(
    'INSERT INTO requests (at, method, path, query, headers, body, endpoint, app_id, status, response_headers, response_body, first_seq, last_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS BLOB), ?, ?)',
  )
  const causing = db.prepare<[number, number], { id: number; method: string; path: string; endpoint: string | null }>(
    'SELECT id, method, path, endpoint FROM requests WHERE last_seq >= ? AND last_seq IS NOT NULL AND first_seq <= ? ORDER BY last_seq LIMIT 1',
  )
  const prune = db.prepare<[number]>('DELETE FROM requests WHERE id <= ?')
  const select = db.prepare<[{ since: number; method: string | null; path: string | null; below: string | null; status: number | null; limit: number }], Stored>(
    `SELECT * FROM requests WHERE id > @since AND (@method IS NULL OR method = @method) AND (@path IS NULL OR rtrim(path, '/') = @path) AND (@below IS NULL OR substr(path, 1, length(@below)) = @below)
       AND (@status IS NULL OR status = @status) ORDER BY id LIMIT @limit`,
  )

  return {
    record(exchange: Exchange): number {
      const { method, path, query, headers, body, endpoint, app_id, status, response_headers, response_body, first_seq, last_seq } = exchange
      const id = Number(insert.run(clock.now(), method, path, query, JSON.stringify(headers), body, endpoint, app_id, status, JSON.stringify(response_headers), response_body, first_seq, last_seq).lastInsertRowid)
      if (id % PRUNED_EVERY === 0) prune.run(id - KEPT_REQUESTS)
      return id
    },
    /** The request that caused a journal row, as long as it is kept. */
    causing: (seq: number) => causing.get(seq, seq),
    /** Requests in the order they came. `path` with or without its trailing slash; with `*` at its end, everything below. */
    list: ({ method, path, status, since = 0, limit = 1000 }: RequestQuery): RequestRow[] => {
      const below = path?.endsWith('*') === true ? path.slice(0, -1) : null
      const whole = path === undefined || below !== null ? null : path.replace(/\/+$/, '')
      return select.all({ since, method: method ?? null, path: whole, below, status: status ?? null, limit }).map(({ headers, body, response_headers, response_body, ...row }) => ({
        ...row,
        headers: JSON.parse(headers) as Record<string, string>,
        body: body.toString('utf8'),
        response: { status: row.status, headers: JSON.parse(response_headers) as Record<string, string>, body: response_body.toString('utf8') },
      }))
    },
  }
}

export type Requests = ReturnType<typeof createRequests>
