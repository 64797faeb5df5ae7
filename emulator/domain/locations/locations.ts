// Location sets: groups of geofences, which of them are near a place, and when a device may tell of one again. docs: locations_and_geofences/creating_geofences
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import { kilometres } from '../segments/functions.ts'
import type { Geofence, GivenGeofence, Upload } from './geofences.ts'
import { checkGeofences, completeGeofences, geofencesOfGeoJson } from './geofences.ts'
import type { StoredGeofence, StoredSet } from './locations.sql.ts'
import { locationStatements } from './locations.sql.ts'

export type LocationSet = { id: string; name: string; tags: string[]; geofences: Geofence[]; created_at: number; updated_at: number }
/** `geojson` instead of `geofences`: what the dashboard takes as an upload. */
export type LocationSetInput = { name?: string | undefined; tags?: string[] | undefined; geofences?: GivenGeofence[] | undefined; geojson?: unknown }
export type Transition = 'enter' | 'exit'
export const TRANSITIONS: readonly Transition[] = ['enter', 'exit']

/** "Only geofences that are within 2,000 kilometer radius are sent down to the users device." docs: geofence_configuration */
const FURTHEST_KM = 2000
const KM_PER_DEGREE = 111.19 // of latitude; a little less, so that nothing near is left out

type Data = Pick<LocationSet, 'name' | 'tags'>

/** The location sets of one world. */
export function createLocations({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = locationStatements(db)
  const openGeofence = ({ data }: StoredGeofence): Geofence => JSON.parse(data) as Geofence
  const open = ({ data, id, created_at, updated_at }: StoredSet): LocationSet => ({ id, ...(JSON.parse(data) as Data), geofences: sql.geofences.all(id).map(openGeofence), created_at, updated_at })
  const find = (id: string): LocationSet | undefined => ((row) => (row === undefined ? undefined : open(row)))(sql.set.get(id))
  function known(id: string): LocationSet {
    const set = find(id)
    if (set === undefined) throw new Refusal('not_found', { id })
    return set
  }

  /** Throws Refusal `invalid_definition` with every issue and its place. */
  function geofencesIn(set_id: string, { geofences, geojson }: LocationSetInput): Geofence[] | undefined {
    if (geofences === undefined && geojson === undefined) return undefined
    const read: Upload = geojson === undefined ? { geofences: geofences!, issues: [] } : geofencesOfGeoJson('geojson', geojson)
    if (geofences !== undefined && geojson !== undefined) read.issues.push({ path: 'geojson', message: 'geojson stands beside geofences: one of the two' })
    const all = completeGeofences(read.geofences, ids)
    const taken = (id: string): string | undefined => ((owner) => (owner === undefined || owner === set_id ? undefined : owner))(sql.geofence.get(id)?.location_set_id)
    const issues = [...read.issues, ...checkGeofences(all, taken, read.placeOf)]
    if (issues.length > 0) throw new Refusal('invalid_definition', { issues })
    return all
  }

  function write(set: Omit<LocationSet, 'geofences'>, geofences: Geofence[] | undefined): void {
    const { id, name, tags, created_at, updated_at } = set
    sql.put.run({ id, data: JSON.stringify({ name, tags } satisfies Data), created_at, updated_at })
    if (geofences === undefined) return
    sql.clear.run(id)
    geofences.forEach((one, position) => sql.addGeofence.run({ id: one.id, location_set_id: id, position, latitude: one.latitude, longitude: one.longitude, data: JSON.stringify(one) }))
  }

  return {
    list: (): LocationSet[] => sql.sets.all().map(open),
    find,
    /** Throws Refusal `already_exists`, `invalid_definition`. */
    create({ id = ids.uuid(), name, tags = [], ...given }: LocationSetInput & { id?: string | undefined; name: string }): LocationSet {
      if (sql.set.get(id) !== undefined) throw new Refusal('already_exists', { id })
      const geofences = geofencesIn(id, given) ?? []
      const now = clock.now()
      write({ id, name, tags, created_at: now, updated_at: now }, geofences)
      journal.append('location_set.created', { location_set_id: id, name, geofences: geofences.length })
      return known(id)
    },
    /** Replaces the members given; geofences all together. Throws Refusal `not_found`, `invalid_definition`. */
    update(id: string, patch: LocationSetInput): LocationSet {
      const { geofences: _, ...before } = known(id)
      const geofences = geofencesIn(id, patch)
      write({ ...before, name: patch.name ?? before.name, tags: patch.tags ?? before.tags, updated_at: clock.now() }, geofences)
      const changed = Object.keys(patch).filter((member) => patch[member as keyof LocationSetInput] !== undefined)
      journal.append('location_set.updated', { location_set_id: id, changed: changed.map((member) => (member === 'geojson' ? 'geofences' : member)).sort() })
      return known(id)
    },
    remove(id: string): void {
      known(id)
      sql.clear.run(id)
      sql.remove.run(id)
      journal.append('location_set.deleted', { location_set_id: id })
    },
    /** True when there is a set with this id or name. */
    has: (set: string): boolean => sql.named.get({ set }) !== undefined,
    /** True when devices have something to watch for. */
    any: (): boolean => sql.some.get() !== undefined,
    /** The nearest first, by their centres; at most `most`. "Based on proximity to the user". */
    near(place: { latitude: number; longitude: number }, most: number): Geofence[] {
      const degrees = FURTHEST_KM / KM_PER_DEGREE + 0.1
      const metres = ({ latitude, longitude }: { latitude: number; longitude: number }): number => kilometres(place.latitude, place.longitude, latitude, longitude) * 1000
      return sql.between.all(place.latitude - degrees, place.latitude + degrees)
        .map((row) => ({ row, away: metres(row) }))
        .filter(({ away }) => away <= FURTHEST_KM * 1000)
        .sort((a, b) => a.away - b.away || (a.row.id < b.row.id ? -1 : 1))
        .slice(0, most).map(({ row }) => openGeofence(row))
    },
    /** A geofence as devices name it, and the set that it belongs to. */
    geofence(id: string): { geofence: Geofence; set: Pick<LocationSet, 'id' | 'name'> } | undefined {
      const row = sql.geofence.get(id)
      const set = row === undefined ? undefined : sql.set.get(row.location_set_id)
      return row === undefined || set === undefined ? undefined : { geofence: openGeofence(row), set: { id: set.id, name: (JSON.parse(set.data) as Data).name } }
    },
    /** A device crossed it at `at` (ms). Answers when it did so before, when its cooldown still ran then: "that user may not perform the same transition on that individual geofence again". */
    crossed(geofence: Geofence, event_type: Transition, device: { device_id: string; app_id: string }, at: number): number | undefined {
      const one = { device_id: device.device_id, app_id: device.app_id, geofence_id: geofence.id, event_type }
      const before = sql.crossed.get(one)?.at
      const cooldown = (event_type === 'enter' ? geofence.cooldown_enter_seconds : geofence.cooldown_exit_seconds) * 1000
      if (before !== undefined && at >= before && at - before < cooldown) return before
      if (before === undefined || at > before) sql.cross.run({ ...one, at })
      return undefined
    },
  }
}

export type Locations = ReturnType<typeof createLocations>
