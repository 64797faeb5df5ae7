// Telling the caller that an export is ready: a POST from a durable timer, repeated on the world's clock, each attempt with its journal row. docs: post_users_segment ("callback_endpoint")
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'

const TIMER = 'export.callback'
const MINUTE = 60_000
/** Waits before the second, third … attempt. Braze publishes nothing about repeats. */
const WAITS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE]
const PATIENCE_MS = 10_000

type Call = { object_prefix: string; callback: string; body: Record<string, unknown>; attempt: number }

/** Posts callbacks. */
export function createCallbacks({ db, clock, journal, scheduler, outbound }: { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; outbound: typeof fetch }) {
  async function post({ callback, body }: Call): Promise<number> {
    const response = await outbound(callback, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) })
    await response.body?.cancel()
    return response.status
  }

  function done(call: Call, outcome: { status: number } | { error: string }): void {
    if (!db.raw.open) return // the world was closed meanwhile: the timer is still there
    const { object_prefix, callback, attempt } = call
    db.tx(() => {
      if ('status' in outcome && outcome.status >= 200 && outcome.status < 300) {
        scheduler.cancel(TIMER, object_prefix)
        journal.append('callback.posted', { object_prefix, callback, body: call.body, attempt, ...outcome })
      } else {
        const wait = WAITS[attempt - 1]
        journal.append('callback.failed', { object_prefix, callback, attempt, ...outcome, retry_at: wait === undefined ? null : new Date(clock.now() + wait).toISOString() })
      }
    })
  }

  scheduler.on(TIMER, (data) => {
    const call = data as Call
    const wait = WAITS[call.attempt - 1]
    // The next attempt is planned before this one begins: a process that dies in between repeats it
    if (wait !== undefined) scheduler.schedule(clock.now() + wait, TIMER, { ...call, attempt: call.attempt + 1 }, call.object_prefix)
    return async () => {
      let outcome: { status: number } | { error: string }
      try {
        outcome = { status: await post(call) }
      } catch (error) {
        outcome = { error: String((error as { cause?: unknown }).cause ?? error) }
      }
      done(call, outcome)
    }
  })

  return {
    /** Posts `body` to `callback`, soon. */
    announce: (object_prefix: string, callback: string, body: Record<string, unknown>): void => scheduler.schedule(clock.now(), TIMER, { object_prefix, callback, body, attempt: 1 } satisfies Call, object_prefix),
  }
}

export type Callbacks = ReturnType<typeof createCallbacks>
