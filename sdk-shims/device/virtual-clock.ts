// Virtual time: timers fire only when someone moves the clock (V: "clock (virtual)").

/** The clock a device lives by: any host may give its own. Times in ms since 1970. */
export type DeviceClock = {
  now(): number
  /** Calls `run` once, when the clock reaches `due`. Returns a function that cancels it. */
  at(due: number, run: () => void): () => void
}

export type VirtualClock = DeviceClock & {
  /** The time of the earliest timer, if any. */
  nextDue(): number | undefined
  /** Moves to `ms`; runs nothing. Going back is refused with a RangeError. */
  setNow(ms: number): void
  /** Runs the timers due at or before now, earliest first; equal times in order of creation. */
  runDue(): void
}

/** A clock that stands still until moved. */
export const createVirtualClock = (startMs: number): VirtualClock => {
  let now = startMs
  let made = 0
  const timers = new Map<number, { due: number; run: () => void }>()
  const first = (): [number, { due: number; run: () => void }] | undefined => {
    let best: [number, { due: number; run: () => void }] | undefined
    for (const entry of timers) if (best === undefined || entry[1].due < best[1].due) best = entry
    return best
  }
  return {
    now: () => now,
    at: (due, run) => {
      const id = ++made
      timers.set(id, { due, run })
      return () => void timers.delete(id)
    },
    nextDue: () => first()?.[1].due,
    setNow: (ms) => {
      if (ms < now) throw new RangeError(`the clock cannot go back from ${now} to ${ms}`)
      now = ms
    },
    runDue: () => {
      for (let next = first(); next !== undefined && next[1].due <= now; next = first()) {
        timers.delete(next[0])
        next[1].run()
      }
    },
  }
}

/**
 * Moves the clock by `ms`, stopping at every timer on the way and waiting for `settle` (e.g. the idle() of the
 * devices) after each, so that what a timer's answer sets up inside the span fires inside the span too.
 */
export const advance = async (clock: VirtualClock, ms: number, settle: () => Promise<unknown>): Promise<void> => {
  await settle()
  const end = clock.now() + ms
  for (let due = clock.nextDue(); due !== undefined && due <= end; due = clock.nextDue()) {
    clock.setNow(Math.max(due, clock.now()))
    clock.runDue()
    await settle()
  }
  clock.setNow(end)
}
