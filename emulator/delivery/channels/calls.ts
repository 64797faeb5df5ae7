// Calls to endpoints outside from timers of one kind: so many at once; with a held clock the results are written in the order in which the calls began, so that one seed gives the same bytes.
import type { Clock } from '../../kernel/clock.ts'

const AT_ONCE = 32 // of one world and kind: a broadcast must not open a socket for each user

/** The calls of one kind in one world. */
export function createCalls({ clock }: { clock: Clock }) {
  /** Calls of this process whose answers are awaited, by the message they are for. */
  const underWay = new Set<string>()
  const queue: (() => void)[] = []
  let running = 0
  let written: Promise<void> = Promise.resolve()

  async function slot<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return {
    isUnderWay: (id: string): boolean => underWay.has(id),
    /** Calls when it is this one's turn, then writes what came of it. */
    make<T>(id: string, call: () => Promise<T>, write: (found: T) => void): Promise<void> {
      underWay.add(id)
      const before = written
      const work = (async () => {
        try {
          const found = await slot(call)
          if (clock.mode() === 'held') await before
          underWay.delete(id)
          write(found)
        } finally {
          underWay.delete(id)
        }
      })()
      written = work.catch(() => undefined)
      return work
    },
  }
}
