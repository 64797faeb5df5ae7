// The next turn of the event loop, as the machine has it: kept from before a test suite puts its own clock in place of the timers, and there in jsdom too, which has no setImmediate.
import { setImmediate as ofNode } from 'node:timers'

const next = ofNode

/** Runs `work` in the next turn of the event loop. Fake timers of a test suite do not hold it up: no request would ever be answered. */
export const nextTurn = (work: () => void): void => void next(work)

/** Lets others have their turn. */
export const turn = (): Promise<void> => new Promise((resolve) => next(resolve))
