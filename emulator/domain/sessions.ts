// Sessions: opened by `ss`, ended by `se` with the true duration, each counted once (rules S1–S15). The server invents no session end.
import type { Db } from '../kernel/db.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Journal } from '../kernel/journal.ts'
import type { AppUsage, SessionRow } from './activity.sql.ts'
import { sessionStatements } from './activity.sql.ts'
import type { Decisions } from './decisions.ts'
import type { ProfileRow } from './profiles/profiles.ts'

/** Sessions after which Braze takes a user for a test robot and blocks it. docs: user_profile_lifecycle ("dummy users") */
export const BLOCKED_OVER_SESSIONS = 5_000_000

export type SessionKey = { session_id: string; app_id: string; device_id: string }

/** The sessions of one world. */
export function createSessions({ db, clock, journal, decisions }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions }) {
  const sql = sessionStatements(db)

  return {
    /** A session starts at `at` (ms). The same session id from the same device is the same session: a repeated `ss` counts once. */
    start(profile: ProfileRow, { session_id, app_id, device_id }: SessionKey, at: number, version: string | null): void {
      const there = sql.find.get(session_id, app_id, device_id)
      if (there !== undefined) {
        decisions.ignored({ rule: 'S1', why: 'this session was started before', compared: { session_id, started_at: there.started_at, sent_at: at } }, profile.braze_id)
        return
      }
      sql.insert.run(session_id, app_id, device_id, profile.id, at)
      sql.use.run(profile.id, app_id, 1, at, at, version)
      sql.countOnProfile.run(at, at, at, clock.now(), profile.id)
      journal.append('session.started', { session_id, app_id, device_id, time: at }, profile.braze_id)
    },
    /** True for a session that was started before. */
    knows: ({ session_id, app_id, device_id }: SessionKey): boolean => sql.find.get(session_id, app_id, device_id) !== undefined,
    /** The session ended at `at` after `seconds`. An end without a start, or a second end, changes nothing and leaves a trace. */
    end(profile: ProfileRow, { session_id, app_id, device_id }: SessionKey, at: number, seconds: number): void {
      const open = sql.find.get(session_id, app_id, device_id)
      if (open === undefined || open.ended_at !== null) {
        decisions.ignored({ rule: 'S5', why: open === undefined ? 'the session that ends was never started' : 'the session has ended before', compared: { session_id, ended_at: open?.ended_at ?? null, sent_at: at } }, profile.braze_id)
        return
      }
      sql.end.run(at, seconds, session_id, app_id, device_id)
      sql.addSeconds.run(seconds, open.profile_id)
      journal.append('session.ended', { session_id, app_id, device_id, time: at, seconds }, profile.braze_id)
    },
    isBlocked: (profile: Pick<ProfileRow, 'session_count'>): boolean => profile.session_count > BLOCKED_OVER_SESSIONS,
    usage: (profile: ProfileRow): AppUsage[] => sql.usage.all(profile.id),
    recent: (profile: ProfileRow, limit: number): SessionRow[] => sql.of.all(profile.id, limit),
    /** Sessions and app summaries of `from` are added to `to`. */
    merge(from: ProfileRow, to: ProfileRow): void {
      for (const one of sql.usage.all(from.id)) sql.use.run(to.id, one.app_id, one.sessions, one.first_used_at, one.last_used_at, one.version)
      sql.clearUsage.run(from.id)
      sql.move.run(to.id, from.id)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
