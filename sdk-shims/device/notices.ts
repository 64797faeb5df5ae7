// Who is told of what: the app's subscriptions. They outlive wipeData and changeUser (N10) and end with the process.
import type { DeviceNotices, Listener, NoticeName } from './content-types.ts'

export type Notices = {
  subscribe<K extends NoticeName>(what: K, listener: Listener<K>): () => void
  /** Tells every subscriber; each gets a copy of its own. A listener that throws stops nobody else. */
  emit<K extends NoticeName>(what: K, given: DeviceNotices[K]): void
  count(what: NoticeName): number
  /** The process ended: its code is gone. */
  clear(): void
}

type Entry = { what: NoticeName; listener: (given: never) => void }

/** `failed`: told of what a listener threw. */
export const createNotices = (failed: (error: unknown) => void = () => undefined): Notices => {
  let entries: Entry[] = []
  return {
    subscribe: (what, listener) => {
      const entry: Entry = { what, listener }
      entries.push(entry)
      return () => { entries = entries.filter((one) => one !== entry) }
    },
    emit: (what, given) => {
      for (const entry of entries.filter((one) => one.what === what)) {
        try {
          (entry.listener as (value: unknown) => void)(structuredClone(given))
        } catch (error) {
          failed(error)
        }
      }
    },
    count: (what) => entries.filter((one) => one.what === what).length,
    clear: () => { entries = [] },
  }
}
