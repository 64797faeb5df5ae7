// Profiles: making, finding and saving them. A profile has a braze_id for life; every other name is found in its own file here.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { ProfileContact, ProfileRef, ProfileRow } from './profiles.sql.ts'
import { profileStatements } from './profiles.sql.ts'

export type { ProfileContact, ProfileRef, ProfileRow, SubscriptionState } from './profiles.sql.ts'

const RANDOM_BUCKETS = 10_000 // `random_bucket` is 0..9999. docs: api/endpoints/export/user_data/post_users_identifier

/** How people name a user in the journal and in admin lists. */
export const nameOf = (profile: ProfileRow): { braze_id: string; external_id?: string } =>
  profile.external_id === null ? { braze_id: profile.braze_id } : { braze_id: profile.braze_id, external_id: profile.external_id }


/** Makes, finds and saves profiles of one world. */
export function createProfiles({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = profileStatements(db)

  /** Who was read last in this transaction: several rows in a row are about one user. */
  let latest: ReturnType<typeof sql.contactByBrazeId.get>
  const forget = (): void => void (latest = undefined)
  db.afterCommit(forget)
  db.onRollback(forget)

  function byId(id: number): ProfileRow | undefined {
    const row = sql.byId.get(id)
    if (row !== undefined) latest = { id: row.id, braze_id: row.braze_id, email: row.email, state: row.state, merged_into: row.merged_into }
    return row
  }

  /** Follows merges from an orphan to the profile that lives on. */
  function heirOf(profile: ProfileRow): ProfileRow | undefined {
    let heir: ProfileRow | undefined = profile
    while (heir !== undefined && heir.merged_into !== null) heir = byId(heir.merged_into)
    return heir?.state === 'active' ? heir : undefined
  }

  return {
    /** A new profile, anonymous when `external_id` is null. `origin` says who made it: `sdk`, `rest`, `alias`, `email`, `phone`, `push_token_import`. */
    create(origin: string, external_id: string | null = null): ProfileRow {
      const at = clock.now()
      const braze_id = ids.hex(24)
      const { lastInsertRowid } = sql.insert.run(braze_id, external_id, origin, at, at, ids.integer(RANDOM_BUCKETS))
      journal.append('profile.created', { braze_id, ...(external_id === null ? {} : { external_id }), origin }, braze_id)
      return byId(Number(lastInsertRowid))!
    },
    byId,
    byBrazeId: (braze_id: string): ProfileRow | undefined => sql.byBrazeId.get(braze_id),
    /** The profile that lives on for a braze_id, whether it was merged away or not. */
    heirByBrazeId(braze_id: string): ProfileRow | undefined {
      const found = sql.byAnyBrazeId.get(braze_id)
      return found === undefined ? undefined : heirOf(found)
    },
    /** The same, of whom little more than the name is asked. */
    contactByBrazeId(braze_id: string): ProfileContact | undefined {
      const found = latest?.braze_id === braze_id ? latest : sql.contactByBrazeId.get(braze_id)
      latest = found
      if (found === undefined || found.merged_into === null) return found?.state === 'active' ? found : undefined
      const merged = byId(found.merged_into)
      return merged === undefined ? undefined : heirOf(merged)
    },
    /** By primary or deprecated external_id: a renamed user answers to both until the old one is removed. docs: post_external_ids_rename */
    byExternalId: (external_id: string): ProfileRow | undefined => sql.byExternalId.get(external_id) ?? sql.byDeprecatedId.get(external_id),
    /** The few columns that an event needs, by primary external_id. */
    refByExternalId: (external_id: string): ProfileRef | undefined => sql.refByExternalId.get(external_id),
    byPrimaryId: (external_id: string): ProfileRow | undefined => sql.byExternalId.get(external_id),
    byDeprecatedId: (external_id: string): ProfileRow | undefined => sql.byDeprecatedId.get(external_id),
    byAlias: (label: string, name: string): ProfileRow | undefined => sql.byAlias.get(label, name),
    /** Profiles with this address, most recently updated first. */
    byEmail: (email: string): ProfileRow[] => sql.byEmail.all(email.toLowerCase()),
    /** Their ids, in the same order. */
    idsByEmail: (email: string): number[] => sql.idsByEmail.all(email.toLowerCase()).map(({ id }) => id),
    /** Profiles with this number (E.164), most recently updated first. */
    byPhone: (e164: string): ProfileRow[] => sql.byPhone.all(e164),
    heirOf,
    /** Writes a changed profile back and stamps `updated_at`. */
    save(profile: ProfileRow): void {
      forget()
      profile.updated_at = clock.now()
      sql.save.run(profile)
    },
    touch: (id: number): void => void sql.touch.run(clock.now(), id),
    deprecatedIds: (id: number): string[] => sql.deprecatedIds.all(id).map((row) => row.external_id),
    deprecate: (external_id: string, id: number): void => void sql.deprecate.run(external_id, id),
    undeprecate: (external_id: string): void => void sql.undeprecate.run(external_id),
    moveDeprecated: (from: number, to: number): void => void sql.moveDeprecated.run(to, from),
    /** Orphans of `from` become orphans of `to`. */
    reparent(from: number, to: number): void {
      forget()
      sql.reparent.run(to, from)
    },
    /** braze_ids of the profile and of all that were merged into it: whose journal rows are its history. */
    lineage: (profile: ProfileRow): string[] => [profile.braze_id, ...sql.orphansOf.all(profile.id).map((row) => row.braze_id)],
    /** Removes the profile, what hangs on it, and the orphans merged into it. */
    remove(id: number): void {
      forget()
      sql.removeOrphansOf.run(id)
      sql.remove.run(id)
    },
    /** Active profiles by any of their names (prefix for external_id, email, alias, first and last name; exact for the others). */
    search(query: string, limit: number, after = 0): ProfileRow[] {
      const exact = query.trim()
      return sql.search.all({ like: `${exact.replace(/[\\%_]/g, '\\$&')}%`, exact, limit, after })
    },
    count: (): number => sql.count.get()!.n,
    /** Reads again, after the database was replaced. */
    forget,
  }
}

export type Profiles = ReturnType<typeof createProfiles>
