// What a user does with a message on a device, by hand: the same rows of the journal that an SDK's events become (api/sdk/events.ts).
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { Message } from '../../domain/messages/messages.ts'
import type { Profiles } from '../../domain/profiles/profiles.ts'
import type { Json } from '../outgoing.ts'

/** `names`: how the row names the message: `{ids: [id]}` or `{trigger_ids: [id]}`. */
export const sdkRows = ({ clock, journal, profiles }: { clock: Clock; journal: Journal; profiles: Profiles }) =>
  (message: Message, kind: Kind, names: Json): void => {
    const user = message.profile_id === null ? undefined : profiles.byId(message.profile_id)
    const { app_id, device_id, test } = message
    journal.append(kind, { ...names, time: clock.now(), ...(app_id === null ? {} : { app_id }), ...(device_id === null ? {} : { device_id }), ...(test ? { test: true } : {}) }, user?.braze_id ?? message.braze_id)
  }
