// Who is told of what: the subscriptions behind subscribeTo… of the SDK and of its messages, buttons, cards and banners.
import { browser } from './browser.ts'

export type Subscriptions<T> = {
  /** The identifier of the subscription; null when `subscriber` is no function. observed: web SDK 6.13.0 */
  add(subscriber: (given: T) => unknown): string | null
  remove(id: string): void
  clear(): void
  tell(given: T): void
  size(): number
}

/** `failed` is told of what a subscriber threw: one that throws stops nobody else. */
export const createSubscriptions = <T>(failed: (error: unknown) => void = () => undefined): Subscriptions<T> => {
  const held = new Map<string, (given: T) => unknown>()
  return {
    add: (subscriber) => {
      if (typeof subscriber !== 'function') return null
      const id = browser().newId()
      held.set(id, subscriber)
      return id
    },
    remove: (id) => void held.delete(id),
    clear: () => held.clear(),
    tell: (given) => {
      // Who was removed by one that was told before is not told any more; who was added is told the next time. observed: web SDK 6.13.0
      for (const [id, subscriber] of [...held]) {
        if (!held.has(id)) continue
        try {
          subscriber(given)
        } catch (error) {
          failed(error)
        }
      }
    },
    size: () => held.size,
  }
}

/** Subscriptions of one kind that belong to objects of a class; kept beside them, so that the objects show what the SDK's show. */
export const createOwned = <T extends object>(): ((owner: T) => Subscriptions<void>) => {
  const owned = new WeakMap<T, Subscriptions<void>>()
  return (owner) => {
    let mine = owned.get(owner)
    if (mine === undefined) owned.set(owner, (mine = createSubscriptions<void>()))
    return mine
  }
}
