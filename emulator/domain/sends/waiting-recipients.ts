// Users who wait for their own time in a line: local times, optimal times, slots of a rate limit.
import type { Db } from '../../kernel/db.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import type { StoredWaiting } from './dispatches.sql.ts'
import { waitingStatements } from './dispatches.sql.ts'

/** `line` is what is done with them, `lane` what is stopped together; `due` in ms. */
export type WaitingRecipient = { id: number; due: number; profile_id: number; data: Record<string, unknown> }

/** The lines of one world. */
export function createWaitingRecipients({ db }: { db: Db }) {
  const sql = waitingStatements(db)
  const open = ({ id, due, profile_id, data }: StoredWaiting): WaitingRecipient => ({ id, due, profile_id, data: JSON.parse(data) as Record<string, unknown> })
  return {
    add: (line: string, lane: string, { due, profile, data }: { due: number; profile: Pick<ProfileRow, 'id'>; data: Record<string, unknown> }): void =>
      void sql.insert.run({ line, lane, due: Math.trunc(due), profile_id: profile.id, data: JSON.stringify(data) }),
    /** Those whose time has come, in its order. */
    due: (line: string, lane: string, now: number, limit: number): WaitingRecipient[] => sql.due.all(line, lane, now, limit).map(open),
    nextDue: (line: string, lane: string): number | undefined => sql.next.get(line, lane)?.due ?? undefined,
    /** The turns of one user, in their order. */
    of: (line: string, lane: string, profile_id: number): WaitingRecipient[] => sql.of.all(line, lane, profile_id).map(open),
    remove: (id: number): void => void sql.remove.run(id),
    /** Everybody of a lane waits in that lane of another line, until `due`; answers how many. */
    move: (line: string, lane: string, to: string, due: number): number => sql.move.run({ line, lane, to, due: Math.trunc(due) }).changes,
    /** Everybody of a lane goes; answers how many. */
    drop: (line: string, lane: string): number => sql.drop.run(line, lane).changes,
  }
}

export type WaitingRecipients = ReturnType<typeof createWaitingRecipients>
