// Users with push tokens on devices, and messages to them, as tests of push need them.
import type { Outgoing } from '../../emulator/delivery/outgoing.ts'
import { NO_ORIGIN } from '../../emulator/domain/messages/messages.ts'
import type { Message } from '../../emulator/domain/messages/messages.ts'
import type { Emulator } from './rest.ts'
import { envelope, event, sendData, T } from './sdk-wire.ts'
import type { App } from './sdk-wire.ts'

const DEVICE: Record<App, Record<string, unknown>> = {
  ios: { model: 'iPhone17,1', ios_push_auth: 'authorized', remote_notification_enabled: 1 },
  android: { model: 'Pixel 9', remote_notification_enabled: 1 },
  web: { browser: 'Chrome' },
}
const KEYS = { custom_push_public_key: 'BPublicKey=', custom_push_user_auth: 'auth==' }

/** A device of `user` with this token; `device` adds to what it says of itself. */
export async function withToken(e: Emulator, app: App, token: string, { user = 'mel', device = {}, device_id, at = T }: { user?: string; device?: Record<string, unknown>; device_id?: string; at?: number } = {}): Promise<void> {
  const body = { attributes: [{ user_id: user, push_token: token, ...(app === 'web' ? KEYS : {}) }], device: { ...DEVICE[app], ...device }, events: [event('ss', {}, { user, session: `s-${token}`, at })], ...(device_id === undefined ? {} : { device_id }) }
  const answer = await sendData(e, app, body, user)
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
}

export const deviceIdOf = (app: App): string => envelope(app)['device_id'] as string

/** Delivers one message as whoever sends does. */
export function deliver(e: Emulator, channel: string, body: Record<string, unknown>, more: Partial<Outgoing> = {}, user = 'mel'): Message[] {
  const profile = e.world.profiles.byExternalId(user)!
  return e.world.db.tx(() =>
    e.world.delivery.deliver({ profile_id: profile.id, channel, body, origin: NO_ORIGIN, targeting: 'subscribed', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false, ...more }),
  )
}
