// Push tokens: one per device and app, on the profile that uses the device; every change is in a changelog (rules P1–P5).
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Decisions } from './decisions.ts'
import type { PushTokenChange, PushTokenRow } from './devices.sql.ts'
import { pushTokenStatements } from './devices.sql.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'

export type TokenInput = { app_id: string; device_id: string; token: string; imported?: boolean; web_keys?: Record<string, unknown> | null }

/** The push tokens of one world. */
export function createPushTokens({ db, clock, journal, decisions, profiles }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles }) {
  const sql = pushTokenStatements(db)

  const log = (profileId: number, row: { app_id: string; device_id: string; token: string }, change: string, reason: string) =>
    void sql.change.run(clock.now(), profileId, row.app_id, row.device_id, row.token, change, reason)

  function remove(row: PushTokenRow, reason: string): void {
    sql.remove.run(row.app_id, row.token)
    log(row.profile_id, row, 'removed', reason)
    journal.append('push_token.removed', { app_id: row.app_id, device_id: row.device_id, token: row.token, reason }, profiles.byId(row.profile_id)?.braze_id ?? null)
  }

  /** Hands a token from its profile to another; both changelogs say so (rule P2). */
  function hand(row: PushTokenRow, to: ProfileRow, rule: string, reason: string): void {
    if (row.profile_id === to.id) return
    const from = profiles.byId(row.profile_id)
    sql.put.run(row.app_id, row.token, to.id, row.device_id, row.imported, row.registered_at, row.web_keys)
    log(row.profile_id, row, 'moved_away', reason)
    log(to.id, row, 'moved_here', reason)
    journal.append('push_token.moved', { rule, reason, app_id: row.app_id, device_id: row.device_id, token: row.token, from: from?.braze_id ?? null, to: to.braze_id }, to.braze_id)
  }

  return {
    find: (app_id: string, token: string): PushTokenRow | undefined => sql.find.get(app_id, token),
    byToken: (token: string): PushTokenRow[] => sql.byToken.all(token),
    ofDevice: (app_id: string, device_id: string): PushTokenRow[] => sql.ofDevice.all(app_id, device_id),
    of: (profile: ProfileRow): PushTokenRow[] => sql.of.all(profile.id),
    changes: (profile: ProfileRow): PushTokenChange[] => sql.changes.all(profile.id),
    hand,
    remove,
    /**
     * Registers a token for a profile. A token of another profile moves here; an older token of the same device and app is replaced.
     * Answers the profile id that had it through an import and has lost it, so that an import profile left empty can go.
     */
    register(profile: ProfileRow, { app_id, device_id, token, imported = false, web_keys = null }: TokenInput): number | undefined {
      const there = sql.find.get(app_id, token)
      for (const old of sql.ofDevice.all(app_id, device_id)) if (old.token !== token) remove(old, 'replaced by a newer token of the device')
      if (there === undefined) {
        sql.put.run(app_id, token, profile.id, device_id, imported ? 1 : 0, clock.now(), web_keys === null ? null : JSON.stringify(web_keys))
        log(profile.id, { app_id, device_id, token }, 'registered', imported ? 'import' : 'registered by the device')
        journal.append('push_token.registered', { app_id, device_id, token, imported }, profile.braze_id)
        return undefined
      }
      hand(there, profile, there.imported === 1 && !imported ? 'push_token_import' : 'P2', 'registered for another user')
      sql.put.run(app_id, token, profile.id, device_id, imported ? there.imported : 0, there.registered_at, web_keys === null ? there.web_keys : JSON.stringify(web_keys))
      return there.imported === 1 && there.profile_id !== profile.id ? there.profile_id : undefined
    },
    /** Removes the tokens of a device (all, or the one named); false when there was none. */
    unregister(app_id: string, device_id: string, token: string | undefined, reason: string): boolean {
      const rows = sql.ofDevice.all(app_id, device_id).filter((row) => token === undefined || row.token === token)
      for (const row of rows) remove(row, reason)
      if (rows.length === 0) decisions.ignored({ rule: 'P3', why: 'the device has no such token', compared: { app_id, device_id, token: token ?? null } })
      return rows.length > 0
    },
    /** The tokens of a device follow its user (rule P2). */
    follow(app_id: string, device_id: string, to: ProfileRow, reason: string): void {
      for (const row of sql.ofDevice.all(app_id, device_id)) hand(row, to, 'P2', reason)
    },
    /** All tokens of a merged profile go to the kept one. */
    merge(from: ProfileRow, to: ProfileRow): void {
      for (const row of sql.of.all(from.id)) hand(row, to, 'P2', 'profiles merged')
    },
  }
}

export type PushTokens = ReturnType<typeof createPushTokens>
