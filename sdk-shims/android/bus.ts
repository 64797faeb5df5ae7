// Subscribers of the Android SDK, by the class of event that they wait for.
import type { IEventSubscriber } from './events.ts'

export type EventClass<T> = abstract new (...args: never[]) => T

export type Bus = {
  /** `start`: begins to listen for this subscriber, and answers how that ends. */
  add<T>(kind: EventClass<T>, subscriber: IEventSubscriber<T>, start?: () => () => void): void
  /** False: it was none. */
  remove<T>(kind: EventClass<T>, subscriber: IEventSubscriber<T>): boolean
  tell<T extends object>(event: T): void
}

type Entry = { kind: unknown; subscriber: unknown; end: () => void }

export const createBus = (): Bus => {
  let entries: Entry[] = []
  const remove: Bus['remove'] = (kind, subscriber) => {
    const gone = entries.filter((one) => one.kind === kind && one.subscriber === subscriber)
    entries = entries.filter((one) => !gone.includes(one))
    for (const one of gone) one.end()
    return gone.length > 0
  }
  return {
    add: (kind, subscriber, start = () => () => undefined) => {
      const entry: Entry = { kind, subscriber, end: () => undefined }
      entries.push(entry)
      entry.end = start()
    },
    remove,
    tell: (event) => {
      for (const { kind, subscriber } of entries.filter((one) => one.kind === event.constructor)) {
        if (entries.some((one) => one.kind === kind && one.subscriber === subscriber)) (subscriber as IEventSubscriber<typeof event>)(event)
      }
    },
  }
}
