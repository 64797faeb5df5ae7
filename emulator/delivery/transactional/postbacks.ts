// The postbacks of a transactional email: posted one after the other, in the order things happened; one that is not taken is repeated before the next. docs: post_send_transactional_message ("Transactional HTTP event postback")
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { Json } from '../outgoing.ts'
import type { StoredPostback } from './postbacks.sql.ts'
import { postbackStatements } from './postbacks.sql.ts'

const TIMER = 'transactional.postback'
const MINUTE = 60_000
const WAITS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE] // before the second, third … attempt. Braze publishes nothing about repeats
const PATIENCE_MS = 10_000

type Outcome = { status_code: number } | { error: string }

/** The postbacks of one world. */
export function createPostbacks({ db, clock, journal, scheduler, outbound }: { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; outbound: typeof fetch }) {
  const sql = postbackStatements(db)
  const underWay = new Set<string>()

  async function post({ url, body }: StoredPostback): Promise<Outcome> {
    try {
      const response = await outbound(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(PATIENCE_MS) })
      await response.body?.cancel()
      return { status_code: response.status }
    } catch (error) {
      return { error: String((error as { cause?: unknown }).cause ?? error) }
    }
  }

  /** What an attempt came to is kept; answers whether the next postback may go. */
  function noted(postback: StoredPostback, outcome: Outcome): boolean {
    const { seq, dispatch_id, status, url, attempts } = postback
    const taken = 'status_code' in outcome && outcome.status_code >= 200 && outcome.status_code < 300
    const wait = WAITS[attempts]
    const kind: Kind = taken ? 'transactional_postback.posted' : 'transactional_postback.failed'
    journal.append(kind, { dispatch_id, status, url, attempt: attempts + 1, ...outcome, ...(taken ? { body: JSON.parse(postback.body) as Json } : { retry_at: wait === undefined ? null : new Date(clock.now() + wait).toISOString() }) })
    if (taken || wait === undefined) sql.remove.run(seq)
    else sql.tried.run(seq)
    return taken || wait === undefined
  }

  /** The first of a send that waits; the next attempt is planned before this one begins: a process that dies in between repeats it. */
  function next(dispatch_id: string): StoredPostback | undefined {
    const postback = sql.first.get(dispatch_id)
    if (postback === undefined) scheduler.cancel(TIMER, dispatch_id)
    else scheduler.schedule(clock.now() + (WAITS[postback.attempts] ?? WAITS.at(-1)!), TIMER, { dispatch_id }, dispatch_id)
    return postback
  }

  scheduler.on(TIMER, (data) => {
    const dispatch_id = data['dispatch_id'] as string
    const first = next(dispatch_id)
    if (first === undefined || underWay.has(dispatch_id)) return undefined
    underWay.add(dispatch_id)
    return async () => {
      try {
        for (let postback: StoredPostback | undefined = first; postback !== undefined; ) {
          const tried: StoredPostback = postback
          const outcome = await post(tried)
          if (!db.raw.open) return // the world was closed meanwhile: row and timer are still there
          postback = db.tx(() => (noted(tried, outcome) ? next(dispatch_id) : undefined))
        }
      } finally {
        underWay.delete(dispatch_id)
      }
    }
  })

  return {
    /** Posts `{dispatch_id, status, metadata}` to `url` after all earlier ones of the send. */
    add(url: string, { dispatch_id, status, metadata }: { dispatch_id: string; status: string; metadata: Json }): void {
      sql.add.run({ dispatch_id, status, url, body: JSON.stringify({ dispatch_id, status, metadata }) })
      if (!scheduler.has(TIMER, dispatch_id)) scheduler.schedule(clock.now(), TIMER, { dispatch_id }, dispatch_id)
    },
  }
}

export type Postbacks = ReturnType<typeof createPostbacks>
