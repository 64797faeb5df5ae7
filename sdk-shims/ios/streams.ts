// The SDK's async sequences (cardsStream, bannersStream…): each iteration is a subscription of its own, cancelled when the loop is left.
import type { Cancellable } from './observers.ts'

/** What `subscribe` tells, one after the other; nothing told in between is lost. */
export const streamOf = <T>(subscribe: (update: (given: T) => void) => Cancellable): AsyncIterable<T> => ({
  [Symbol.asyncIterator]() {
    const told: T[] = []
    const waiting: ((next: IteratorResult<T>) => void)[] = []
    const subscription = subscribe((given) => {
      const next = waiting.shift()
      if (next === undefined) told.push(given)
      else next({ value: given, done: false })
    })
    return {
      next: () => (told.length > 0 ? Promise.resolve({ value: told.shift()!, done: false }) : new Promise((resolve) => waiting.push(resolve))),
      return: () => {
        subscription.cancel()
        for (const one of waiting.splice(0)) one({ value: undefined, done: true })
        return Promise.resolve({ value: undefined, done: true })
      },
    }
  },
})
