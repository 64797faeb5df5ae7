// A host that fails too often is left alone for a minute, while answers of 598 are simulated. docs: webhook_connected_content_errors ("Unhealthy host detection")
import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../../../kernel/db.ts'
import { hostHealthStatements } from './host-health.sql.ts'

const WINDOW = 60_000 // "any one-minute moving time window", "for one minute"
const MOST_FAILURES = 3000 // "if the number of failures exceeds 3,000"
/** "The following error codes contribute to the unhealthy host detector failure count." */
const COUNTED: ReadonlySet<number> = new Set([408, 429, 502, 503, 504, 529])
export const HOST_UNHEALTHY = 598

/** The health of hosts as one world sees it; by host name, not by path. */
export function createHostHealth({ db, clock }: { db: Db; clock: Clock }) {
  const sql = hostHealthStatements(db)
  return {
    isHalted: (host: string): boolean => (sql.halted.get(host)?.until ?? 0) > clock.now(),
    /** Inside a transaction. The host answered with this status. */
    answered(host: string, status: number): void {
      if (!COUNTED.has(status)) return
      const now = clock.now()
      sql.forget.run(host, now - WINDOW)
      sql.fail.run(host, now)
      if (sql.count.get(host)!.n > MOST_FAILURES) sql.halt.run(host, now + WINDOW)
    },
  }
}

export type HostHealth = ReturnType<typeof createHostHealth>
