// Geofences: POST /api/v3/geofence/request answers those near a place, /geofence/report takes the transitions of a device. docs: locations_and_geofences/creating_geofences; observed: names on the wire as third parties saw them in Android SDKs, never captured whole
import * as z from 'zod'
import type { Geofence } from '../../domain/locations/geofences.ts'
import { MOST_GEOFENCES } from './config.ts'
import { DataBody, takeBatch } from './data.ts'
import { isObject } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

const within = (value: unknown, bound: number): value is number => typeof value === 'number' && Math.abs(value) <= bound
function placeIn(location: unknown): { latitude: number; longitude: number } | undefined {
  const { latitude, longitude } = isObject(location) ? location : {}
  return within(latitude, 90) && within(longitude, 180) ? { latitude, longitude } : undefined
}

const onWire = ({ id, latitude, longitude, radius_meters, cooldown_enter_seconds, cooldown_exit_seconds, analytics_enabled_enter, analytics_enabled_exit, enter_events, exit_events, notification_responsiveness_ms }: Geofence) => ({
  id, latitude, longitude, radius: radius_meters, cooldown_enter: cooldown_enter_seconds, cooldown_exit: cooldown_exit_seconds, analytics_enabled_enter, analytics_enabled_exit, enter_events, exit_events,
  notification_responsiveness: notification_responsiveness_ms,
})

/** "Braze downloads the maximum number of locations based on proximity to the user". Where the user is stays as it was: geofences are no location tracking. */
export const geofenceRequest = sdk({
  path: '/geofence/request',
  docs: 'user_guide/engagement_tools/locations_and_geofences/creating_geofences',
  evidence: ['documented', 'inferred'],
  body: DataBody.extend({ location: z.unknown().optional() }),
  handle({ world, app, body }) {
    const profile = userOf(world, app!, body)
    const place = placeIn(body.location)
    if (place !== undefined) return { geofences: world.locations.near(place, MOST_GEOFENCES).map(onWire) }
    world.decisions.ignored({ rule: 'G2', why: 'no location with a latitude and a longitude: nothing can be near', compared: { location: body.location ?? null, app_id: app!.app_id } }, profile.braze_id)
    return { geofences: [] }
  },
})

/** Enter and exit of geofences (`g`). */
export const geofenceReport = sdk({
  path: '/geofence/report',
  docs: 'user_guide/engagement_tools/locations_and_geofences/creating_geofences',
  evidence: ['inferred'],
  body: DataBody,
  handle({ world, app, body }) {
    takeBatch(world, app!, body)
    return { message: 'success' }
  },
})
