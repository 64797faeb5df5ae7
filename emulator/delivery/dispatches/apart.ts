// One user's failure is his own: what was done for him is undone and told, and the others of a walk, a request or a line go on.
import type { Db } from '../../kernel/db.ts'

/** Runs the work for one user. */
export type Apart = (work: () => void) => void

export const usersApart = ({ db, failed }: { db: Db; failed: (error: unknown, kind: string) => void }): Apart =>
  (work) => {
    try {
      db.tx(work)
    } catch (error) {
      failed(error, 'dispatch')
    }
  }
