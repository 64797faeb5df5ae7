// Walks through all users of a tree of filters, page by page, each page one durable timer and one transaction: a broadcast to everybody neither fills the memory nor is lost or repeated by a restart.
import type { Clock } from '../kernel/clock.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import type { Decisions } from '../domain/decisions.ts'
import type { ProfileRow, Profiles } from '../domain/profiles/profiles.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Segments } from '../domain/segments/segments.ts'
import type { Json } from './outgoing.ts'

const PAGE = 500

/** `filters`: who is walked through. `data`: what the visitor needs of where it comes from; plain JSON. `id`: one walk at a time has it. */
export type Walk = { name: string; id: string; filters: unknown; data: Json }
/** `pace`: how many users the next page may have (at most 500), and when (ms) the one after it comes; without it pages of 500 follow each other at once. `finished`: the last user was visited. */
export type Visitor = { visit: (profile: ProfileRow, data: Json) => void; pace?: (data: Json) => { users: number; next: (visited: number) => number }; finished?: (data: Json) => void }

/** The walks of one world. */
export function createWalks({ clock, scheduler, decisions, profiles, segments }: { clock: Clock; scheduler: Scheduler; decisions: Decisions; profiles: Profiles; segments: Segments }) {
  const visitors = new Map<string, Visitor>()
  const kindOf = (name: string): string => `walk.${name}`

  /** A tree that can not be asked any more (a segment is gone, a regular expression takes too long) has nobody further. */
  function found(name: string, id: string, filters: unknown, after: number, limit: number): number[] {
    try {
      return segments.each({ filters }, after, limit)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      decisions.refused({ rule: `walk.${name}`, why: typeof error.details['why'] === 'string' ? error.details['why'] : error.code, compared: { id, after_user: after, ...error.details } })
      return []
    }
  }

  function page(name: string, { id, filters, after, data }: { id: string; filters: unknown; after: number; data: Json }): void {
    const visitor = visitors.get(name)!
    const pace = visitor.pace?.(data)
    const limit = Math.min(pace?.users ?? PAGE, PAGE)
    const users = found(name, id, filters, after, limit)
    for (const user of users) {
      const profile = profiles.byId(user)
      if (profile !== undefined) visitor.visit(profile, data)
    }
    if (users.length < limit) visitor.finished?.(data)
    else scheduler.schedule(pace?.next(users.length) ?? clock.now(), kindOf(name), { id, filters, after: users.at(-1)!, data }, id)
  }

  return {
    /** Names who is called for each user of the walks of this name. */
    on(name: string, visitor: Visitor): void {
      visitors.set(name, visitor)
      scheduler.on(kindOf(name), (data) => page(name, data as Parameters<typeof page>[1]), { alone: true })
    },
    /** Begins at `due` (ms; default now). */
    start: ({ name, id, filters, data }: Walk, due = clock.now()): void => scheduler.schedule(due, kindOf(name), { id, filters, after: 0, data }, id),
    stop: (name: string, id: string): boolean => scheduler.cancel(kindOf(name), id),
  }
}

export type Walks = ReturnType<typeof createWalks>
