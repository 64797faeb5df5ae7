// Delivery speed: places of messages in minutes, no more in each than the limit. docs: frequency_capping ("Delivery speed rate limiting")
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import { slotStatements } from './dispatches.sql.ts'
import { HOUR, MINUTE } from './wall-clocks.ts'

export const SLOWEST = 10
export const FASTEST = 500_000
/** "messages will be aborted if they're delayed 72 hours or more due to a low rate limit" */
const LONGEST_DELAY = 72 * HOUR

/** `at` is when the messages may go (ms): now, or a later minute; `late` when that is never, and they are aborted at `at`. */
export type Slot = { at: number; late: boolean }

/** The rate limits of one world. */
export function createRateSlots({ db, clock }: { db: Db; clock: Clock }) {
  const sql = slotStatements(db)
  /** The first minute that has room: the one under way began at most 60 seconds ago, later ones follow it. */
  function room(owner: string, perMinute: number, messages: number): Slot & { minute: number } {
    const now = clock.now()
    let minute = sql.last.get(owner, now - MINUTE + 1)?.minute ?? now
    const used = sql.used.get(owner, minute)?.used ?? 0
    if (used > 0 && used + messages > perMinute) minute += MINUTE
    const at = Math.max(minute, now)
    return at - now >= LONGEST_DELAY ? { at: now + LONGEST_DELAY, late: true, minute } : { at, late: false, minute }
  }

  return {
    /** Takes places for `messages` messages of a definition. Minutes count from the first message of its rush. */
    take(owner: string, perMinute: number, messages: number): Slot {
      sql.forget.run(owner, clock.now() - MINUTE + 1)
      const { at, late, minute } = room(owner, perMinute, messages)
      if (!late) sql.take.run(owner, minute, messages)
      return { at, late }
    },
    /** When such messages would go now, taking nothing. */
    peek: (owner: string, perMinute: number, messages: number): Slot => (({ at, late }) => ({ at, late }))(room(owner, perMinute, messages)),
    /** What waits was dropped: its places are free again, those of its channels too. */
    drop: (owner: string): void => void sql.drop.run({ owner, now: clock.now() }),
  }
}

export type RateSlots = ReturnType<typeof createRateSlots>
