// Ids of what a definition leaves unnamed: never one that somebody gave. Two worlds of one seed make the same ids, and definitions are carried from one to the other with theirs.
import type { Ids } from '../../kernel/ids.ts'

/** The same ids, without those that are `taken`. */
export const unusedIds = (ids: Ids, taken: (id: string) => boolean): Ids => ({
  ...ids,
  uuid() {
    for (;;) {
      const id = ids.uuid()
      if (!taken(id)) return id
    }
  },
})
