// The silent push after which phones ask for their geofences anew (`ab_sync_geos`). docs: creating_geofences ("Updating geofences for users"), mobile integrations ("must support background push"); observed: AppboyKit's ABKPushUtils, com.braze.Constants (the key)
import type { Message } from '../../domain/messages/messages.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import type { Delivery } from '../deliver.ts'
import type { Json } from '../outgoing.ts'

/** Pushes that show nothing. */
const BODIES: Readonly<Record<string, Json>> = { ios_push: { 'content-available': true, sdk: { ab_sync_geos: true } }, android_push: { send_to_sync: true, sdk: { ab_sync_geos: true } } }

/** Inside a transaction: one message for each phone of the user that has a token; it is no send that statistics or caps count. */
export const createGeofenceResync = ({ delivery, sends }: { delivery: Pick<Delivery, 'deliver'>; sends: Sends }) => (profile: ProfileRow): Message[] =>
  Object.entries(BODIES).flatMap(([channel, body]) =>
    delivery.deliver({
      profile_id: profile.id, channel, body, origin: { ...NO_ORIGIN, dispatch_id: sends.newDispatchId() }, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: true, transactional: false,
    }))
