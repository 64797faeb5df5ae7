// Cohorts that partners keep in Braze: named lists of users, used as a segment filter. docs: partners/isv_partners/cohort_import
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { CohortRow } from './cohorts.sql.ts'
import { cohortStatements } from './cohorts.sql.ts'
import type { Decisions } from './decisions.ts'
import type { Devices } from './devices.ts'
import type { UserAlias } from './profiles/aliases.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'

export type CohortChange = { user_ids: readonly string[]; device_ids: readonly string[]; aliases: readonly UserAlias[]; should_remove: boolean }
type Nouns = { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles; devices: Devices }

/** The cohorts of one world. */
export function createCohorts({ db, clock, journal, decisions, profiles, devices }: Nouns) {
  const sql = cohortStatements(db)
  const RULE = 'partners/cohorts'

  /** Cohorts only know users that Braze knows; others are passed over. docs: cohort_import ("ignore any IDs that do not match") */
  function known(profile: ProfileRow | undefined, identifier: Record<string, unknown>): ProfileRow[] {
    if (profile === undefined) decisions.ignored({ rule: RULE, why: 'no user has this id', compared: identifier })
    return profile === undefined ? [] : [profile]
  }

  /** "Device IDs can be used to add and remove only anonymous users". observed: segmentio/action-destinations, braze-cohorts */
  function ofDevice(device_id: string): ProfileRow[] {
    const ids = new Set(devices.byDeviceId(device_id).flatMap(({ profile_id }) => profile_id ?? []))
    const owners = new Map([...ids].flatMap((id) => profiles.byId(id) ?? []).flatMap((one) => profiles.heirOf(one) ?? []).map((one) => [one.id, one]))
    if (owners.size === 0) return known(undefined, { device_id })
    return [...owners.values()].filter((owner) => {
      if (owner.external_id !== null) decisions.ignored({ rule: RULE, why: 'the user of this device has an external_id: device ids reach anonymous users only', compared: { device_id } }, owner.braze_id)
      return owner.external_id === null
    })
  }

  function* members({ user_ids, device_ids, aliases }: CohortChange): Generator<ProfileRow> {
    for (const external_id of user_ids) yield* known(profiles.byExternalId(external_id), { external_id })
    for (const device_id of device_ids) yield* ofDevice(device_id)
    for (const { alias_label, alias_name } of aliases) yield* known(profiles.byAlias(alias_label, alias_name), { alias_label, alias_name })
  }

  return {
    list: (): CohortRow[] => sql.all.all(),
    find: (cohort_id: string): CohortRow | undefined => sql.one.get(cohort_id),
    /** The cohorts that a user is in. */
    of: (profile: ProfileRow): CohortRow[] => sql.of.all(profile.id),
    /** Makes a cohort, or gives one another name. `created_at` counts when it is made. */
    name(cohort_id: string, name: string, created_at: number): void {
      const there = sql.one.get(cohort_id)
      if (there?.name === name) return
      sql.put.run(cohort_id, name, there?.created_at ?? created_at)
      if (there === undefined) journal.append('cohort.created', { cohort_id, name })
      else journal.append('cohort.updated', { cohort_id, from: there.name, to: name })
    },
    /** Adds and removes members, in order. A cohort that nobody has named yet is made without a name. */
    change(cohort_id: string, changes: readonly CohortChange[]): void {
      if (changes.length === 0) return // how partners test their credentials. observed: segmentio/action-destinations, braze-cohorts
      if (sql.one.get(cohort_id) === undefined) {
        sql.put.run(cohort_id, null, clock.now())
        journal.append('cohort.created', { cohort_id, name: null })
      }
      for (const change of changes) {
        for (const profile of members(change)) {
          if (change.should_remove && sql.remove.run(cohort_id, profile.id).changes > 0) journal.append('cohort.member_removed', { cohort_id }, profile.braze_id)
          if (!change.should_remove && sql.add.run(cohort_id, profile.id).changes > 0) journal.append('cohort.member_added', { cohort_id }, profile.braze_id)
        }
      }
    },
    /** The cohorts of `from` become cohorts of `to`. */
    merge(from: ProfileRow, to: ProfileRow): void {
      sql.copy.run(to.id, from.id)
      sql.clear.run(from.id)
    },
  }
}

export type Cohorts = ReturnType<typeof createCohorts>
