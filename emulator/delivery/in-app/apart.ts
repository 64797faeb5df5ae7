// One message's failure is its own: what was done for it is undone and told, and the others of an answer to a device go on.
import type { Db } from '../../kernel/db.ts'

/** Runs the work for one message; undefined when it failed by a mistake of Brazier's own. */
export type MessageApart = <T>(what: string, work: () => T) => T | undefined

export const messagesApart = ({ db, failed }: { db: Db; failed: (error: unknown, where: string) => void }): MessageApart =>
  (what, work) => {
    try {
      return db.tx(work)
    } catch (error) {
      failed(error, what)
      return undefined
    }
  }
