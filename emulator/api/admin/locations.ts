// Location sets with their geofences, and the push by which devices ask for them anew. Braze has no public API for them. docs: locations_and_geofences/creating_geofences
import * as z from 'zod'
import type { LocationSetInput } from '../../domain/locations/locations.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

const number = () => z.number()
const flag = () => z.boolean().optional()
const geofence = () =>
  z.strictObject({
    id: z.string().min(1).max(255).optional(), name: z.string().min(1).max(255).optional(), latitude: number(), longitude: number(), radius_meters: number(), cooldown_enter_seconds: number().optional(), cooldown_exit_seconds: number().optional(),
    enter_events: flag(), exit_events: flag(), analytics_enabled_enter: flag(), analytics_enabled_exit: flag(), notification_responsiveness_ms: number().optional(),
  })
const members = () => ({ name: z.string().min(1).max(255), tags: z.array(z.string().min(1)), geofences: z.array(geofence()), geojson: z.record(z.string(), z.unknown()) })
const changed = () => z.strictObject(members()).partial()
const created = () => z.strictObject({ ...z.strictObject(members()).partial().shape, id: z.string().min(1).max(255).optional(), name: z.string().min(1).max(255) })

const definitions = endpointsOf({
  kind: 'locations',
  create: created,
  change: changed,
  list: (world) => world.locations.list(),
  id: (set) => set.id,
  add: (world, body: LocationSetInput & { id?: string; name: string }) => world.locations.create(body),
  update: (world, id, body: LocationSetInput) => world.locations.update(id, body),
  remove: (world, id) => world.locations.remove(id),
})

/** "Select Re-sync Geofences. You'll then be prompted to enter the external ID and email of the users": a silent push to their phones, after which these ask for their geofences. Nothing is pushed when a set changes. */
const resync = admin({
  method: 'POST',
  path: '/locations/resync',
  query: () => z.looseObject(workspace),
  body: () => z.strictObject({ external_ids: z.array(z.string().min(1)).min(1).max(50) }),
  handle({ world, body: { external_ids } }) {
    const profiles = [...new Set(external_ids)].map((external_id) => {
      const profile = world.profiles.byExternalId(external_id)
      if (profile === undefined) throw adminFault(404, 'not_found', 'there is no user with this external_id', { external_id })
      return profile
    })
    return { message_ids: profiles.flatMap((profile) => world.geofenceResync(profile).map(({ id }) => id)) }
  },
})

export const locations = [...definitions, resync]
