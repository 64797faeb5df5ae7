// Subscriptions of the iOS shim: closures that are told until they are cancelled.

/** Ends a subscription; cancelling twice changes nothing. */
export type Cancellable = { cancel(): void }

export type Observers<T> = { add(update: (given: T) => void): Cancellable; tell(given: T): void; clear(): void }

export const createObservers = <T>(): Observers<T> => {
  const held = new Set<{ update: (given: T) => void }>()
  return {
    add: (update) => {
      const entry = { update }
      held.add(entry)
      return { cancel: () => void held.delete(entry) }
    },
    tell: (given) => { for (const { update } of [...held]) update(given) },
    clear: () => held.clear(),
  }
}
