// POST /users/track/sync
import * as z from 'zod'
import { isoTime } from '../../../../kernel/clock.ts'
import type { ProfileRow } from '../../../../domain/profiles/profiles.ts'
import type { World } from '../../../../world.ts'
import { fault, rest } from '../../realm.ts'
import { NOTHING_VALID, objectCount, TOO_MANY, trackAll } from './result.ts'
import { syncResponse } from '../answers.ts'

// The page's examples send arrays of one object, its schema names one object: both are taken. docs: post_user_track_synchronous
const one = z.preprocess((value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : value), z.array(z.unknown(), { error: NOTHING_VALID }).nullish())
const SyncBody = z.looseObject({ attributes: one, events: one, purchases: one })

type Sent = Record<string, unknown>
const summary = (row: { first_at: number; last_at: number; count: number }) => ({ first: isoTime(row.first_at), last: isoTime(row.last_at), count: row.count })

/** Only what the request named: its custom attributes with the values after the write, its event or its product with the sums. */
function written(world: World, profile: ProfileRow, body: z.output<typeof SyncBody>): Record<string, unknown> {
  const [attributes, event, purchase] = [body.attributes?.[0], body.events?.[0], body.purchases?.[0]] as (Sent | undefined)[]
  if (attributes !== undefined) {
    const all = (world.userExport.of(profile, ['custom_attributes'])['custom_attributes'] ?? {}) as Sent
    return { custom_attributes: Object.fromEntries(Object.keys(attributes).filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]])) }
  }
  if (event !== undefined) {
    const row = world.customEvents.summary(profile, event['name'] as string)
    return { custom_events: row === undefined ? [] : [{ name: row.name, ...summary(row) }] }
  }
  const row = world.purchases.summary(profile, purchase!['product_id'] as string)
  return { purchase_events: row === undefined ? [] : [{ product_id: row.product_id, ...summary(row) }] }
}

export const sync = rest({
  method: 'POST',
  path: '/users/track/sync',
  permission: 'users.track.sync',
  limit: { name: '/users/track/sync', limit: 500, seconds: 60 },
  status: 201,
  docs: 'api/endpoints/user_data/post_user_track_synchronous',
  evidence: ['documented'],
  response: syncResponse,
  body: SyncBody,
  handle({ world, body }) {
    if (objectCount(body) > 1) throw fault(400, TOO_MANY)
    const [tracked] = trackAll(world, body).tracked
    if (tracked?.profile === undefined) return { users: [], message: 'success' }
    const identifier = tracked.identifier as Sent | undefined
    return { users: [{ ...identifier, ...written(world, world.profiles.byId(tracked.profile.id)!, body) }], message: 'success' }
  },
})
