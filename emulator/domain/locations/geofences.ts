// Geofences as they are defined: circles with cooldowns and what devices tell of them; from members of a definition or from GeoJSON; what is wrong with them. docs: locations_and_geofences/{creating_geofences,geofence_configuration}
import type { Ids } from '../../kernel/ids.ts'
import type { Issue } from '../campaigns/messages.ts'
import { issue } from '../campaigns/messages.ts'

export type Geofence = {
  id: string
  name: string
  latitude: number
  longitude: number
  radius_meters: number
  /** Seconds in which a device does not tell of the same transition again. */
  cooldown_enter_seconds: number
  cooldown_exit_seconds: number
  /** What devices watch for. */
  enter_events: boolean
  exit_events: boolean
  /** What they report. */
  analytics_enabled_enter: boolean
  analytics_enabled_exit: boolean
  notification_responsiveness_ms: number
}
export type GivenGeofence = { [Member in keyof Geofence]?: Geofence[Member] | undefined }

const MOST = 10_000 // "Each geofence set can hold a maximum of 10,000 geofences"
const COOLDOWN = 6 * 3600 // "pre-defined by Braze as six hours"
const WIDEST = 100_000 // "about 100 kilometers or 62 miles"; the page's own "10,000 meters" is neither
const LONGEST_NAME = 255
const RESPONSIVENESS = 30_000 // Brazier's own: Braze publishes none

const DEFAULTS: Omit<Geofence, 'id' | 'name' | 'latitude' | 'longitude' | 'radius_meters'> = {
  cooldown_enter_seconds: COOLDOWN, cooldown_exit_seconds: COOLDOWN, enter_events: true, exit_events: true, analytics_enabled_enter: true, analytics_enabled_exit: true, notification_responsiveness_ms: RESPONSIVENESS,
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const given = (members: object): object => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** With ids, names and defaults for what was left out. */
export function completeGeofences(list: readonly GivenGeofence[], ids: Ids): Geofence[] {
  return list.map((one, index) => {
    const id = one.id ?? ids.uuid()
    return { id, name: one.name ?? `Geofence ${index + 1}`, ...DEFAULTS, ...given(one), ...(one.id === undefined ? { id } : {}) } as Geofence
  })
}

/** What the dashboard takes as an upload: its geofences, what is wrong with it, and where in it a place of theirs is. */
export type Upload = { geofences: GivenGeofence[]; issues: Issue[]; placeOf?: (index: number, member: string) => string }
const IN_FEATURE: Readonly<Record<string, string>> = { latitude: 'geometry.coordinates[1]', longitude: 'geometry.coordinates[0]', radius_meters: 'properties.radius' }

/** Features of a FeatureCollection: "a `Point` geometry type", "the properties for each feature require a `radius` key, and an optional `name` key". Coordinates are [longitude, latitude]. */
export function geofencesOfGeoJson(path: string, json: unknown): Upload {
  const features = isObject(json) && json['type'] === 'FeatureCollection' ? json['features'] : undefined
  const taken: number[] = []
  const placeOf = (index: number, member: string): string => `${path}.features[${taken[index]}].${IN_FEATURE[member] ?? `properties.${member}`}`
  if (!Array.isArray(features)) return { geofences: [], issues: [issue(path, 'is no GeoJSON object of type FeatureCollection with a list of features')], placeOf }
  const issues: Issue[] = []
  const geofences = features.flatMap((feature: unknown, index): GivenGeofence[] => {
    const at = `${path}.features[${index}]`
    const geometry = isObject(feature) ? feature['geometry'] : undefined
    const properties = isObject(feature) && isObject(feature['properties']) ? feature['properties'] : {}
    const [longitude, latitude] = isObject(geometry) && geometry['type'] === 'Point' && Array.isArray(geometry['coordinates']) ? (geometry['coordinates'] as unknown[]) : []
    const { radius, name } = properties
    if (typeof longitude !== 'number' || typeof latitude !== 'number') issues.push(issue(`${at}.geometry`, 'is no Point with coordinates [longitude, latitude]'))
    else if (typeof radius !== 'number') issues.push(issue(`${at}.properties.radius`, 'is missing: the radius in metres'))
    else if (name !== undefined && name !== null && (typeof name !== 'string' || name.length > LONGEST_NAME)) issues.push(issue(`${at}.properties.name`, `is no text of at most ${LONGEST_NAME} characters`))
    else {
      taken.push(index)
      return [{ latitude, longitude, radius_meters: radius, ...(typeof name === 'string' && name !== '' ? { name } : {}) }]
    }
    return []
  })
  return { geofences, issues, placeOf }
}

/** `taken` says in which other set an id stands; `placeOf`, how a member of a geofence is called. */
export function checkGeofences(geofences: readonly Geofence[], taken: (id: string) => string | undefined, placeOf = (index: number, member: string): string => `geofences[${index}].${member}`): Issue[] {
  if (geofences.length > MOST) return [issue('geofences', `are ${geofences.length}: a set has at most ${MOST}`)]
  const seen = new Map<string, number>()
  return geofences.flatMap((one, index) => {
    const issues: Issue[] = []
    const wrong = (member: string, what: string): void => void issues.push(issue(placeOf(index, member), what))
    const within = (member: 'latitude' | 'longitude', bound: number): void => void (typeof one[member] === 'number' && Math.abs(one[member]) <= bound ? undefined : wrong(member, one[member] === undefined ? 'is missing' : `is ${String(one[member])}: from -${bound} to ${bound}`))
    within('latitude', 90)
    within('longitude', 180)
    if (!(one.radius_meters > 0 && one.radius_meters <= WIDEST)) wrong('radius_meters', one.radius_meters === undefined ? 'is missing' : `is ${String(one.radius_meters)}: over 0, at most ${WIDEST}`)
    for (const member of ['cooldown_enter_seconds', 'cooldown_exit_seconds', 'notification_responsiveness_ms'] as const) if (!(Number.isSafeInteger(one[member]) && one[member] >= 0)) wrong(member, `is ${String(one[member])}: a whole number from 0`)
    const before = seen.get(one.id)
    const owner = taken(one.id)
    if (before !== undefined) wrong('id', `is that of geofences[${before}] too: ${one.id}`)
    else if (owner !== undefined) wrong('id', `is that of a geofence of another set, ${owner}: devices name geofences by their id alone`)
    seen.set(one.id, index)
    return issues
  })
}
