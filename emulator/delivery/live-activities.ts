// Takes up the Live Activities that the API accepted: for each user, one push to each of their devices that has a token for it. docs: api/endpoints/messaging/live_activity/{start,update}
import type { Decisions } from '../domain/decisions.ts'
import type { Devices } from '../domain/devices.ts'
import { NO_ORIGIN } from '../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../domain/profiles/profiles.ts'
import type { Segments } from '../domain/segments/segments.ts'
import type { LiveActivities } from '../domain/sends/live-activities.ts'
import type { AcceptedSends } from './accepted-sends.ts'
import type { Delivery } from './deliver.ts'
import type { Json } from './outgoing.ts'
import type { Walks } from './walks.ts'

const WALK = 'live_activity'

type Nouns = { acceptedSends: AcceptedSends; walks: Walks; delivery: Delivery; profiles: Profiles; devices: Devices; segments: Segments; liveActivities: LiveActivities; decisions: Decisions }

/** Sends Live Activities of one world. */
export function sendLiveActivities({ acceptedSends, walks, delivery, profiles, devices, segments, liveActivities, decisions }: Nouns): void {
  const toUser = (profile: ProfileRow, dispatch_id: string, request: Json): void =>
    void delivery.deliver({
      profile_id: profile.id, channel: 'live_activity', body: request, origin: { ...NO_ORIGIN, dispatch_id }, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false,
    })

  walks.on(WALK, { visit: (profile, { dispatch_id, request }) => toUser(profile, dispatch_id as string, request as Json) })

  acceptedSends.on('live_activity_start', ({ dispatch_id, request }) => {
    const { external_user_ids, segment_id, custom_audience } = request
    if (Array.isArray(external_user_ids) && external_user_ids.length > 0) {
      for (const external_id of new Set(external_user_ids as string[])) {
        const profile = profiles.byExternalId(external_id)
        if (profile === undefined) decisions.ignored({ rule: 'live_activity/start', why: 'there is no such user', compared: { external_id, dispatch_id } })
        else toUser(profile, dispatch_id, request)
      }
      return
    }
    const filters = typeof segment_id === 'string' ? { filter: 'segment_membership', segment_id } : segments.audience(custom_audience).filters
    walks.start({ name: WALK, id: dispatch_id, filters, data: { dispatch_id, request } })
  })

  acceptedSends.on('live_activity_update', ({ dispatch_id, request }) => {
    const [app_id, activity_id] = [String(request['app_id']), String(request['activity_id'])]
    const owners = new Set(liveActivities.tokens(app_id, activity_id).flatMap(({ device_id }) => devices.find(device_id, app_id)?.profile_id ?? []))
    if (owners.size === 0) decisions.ignored({ rule: 'live_activity/update', why: 'no device has registered a token for the activity: nobody can be told', compared: { app_id, activity_id, dispatch_id, reason: 'no_push_token' } })
    for (const id of owners) {
      const profile = profiles.byId(id)
      if (profile !== undefined) toUser(profile, dispatch_id, request)
    }
  })
}
