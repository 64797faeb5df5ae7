// Messages of channels handed to delivery as a campaign would: one user, one body.
import type { Outgoing } from '../../emulator/delivery/outgoing.ts'
import { NO_ORIGIN } from '../../emulator/domain/messages/messages.ts'
import type { Message, Origin } from '../../emulator/domain/messages/messages.ts'
import type { emulator } from './world.ts'

type Emulator = ReturnType<typeof emulator>
type More = Partial<Omit<Outgoing, 'origin' | 'body' | 'channel' | 'profile_id'>> & { origin?: Partial<Origin> }

/** One message to the user with this external id; nothing is settled yet. */
export function deliver(e: Emulator, external_id: string, channel: string, body: Record<string, unknown>, { origin, ...more }: More = {}): Message[] {
  const profile = e.world.profiles.byExternalId(external_id)!
  return e.world.db.tx(() =>
    e.world.delivery.deliver({
      profile_id: profile.id, channel, body, origin: { ...NO_ORIGIN, ...origin }, targeting: 'all', cause: {}, frequency_capping: true, quiet_hours: null, tags: [], test: false, transactional: false, ...more,
    }),
  )
}

/** Messages of the user as the admin API shows them, oldest first. */
export async function shown(e: Emulator, external_id: string): Promise<any[]> {
  return (await e.admin('GET', `/messages?external_id=${external_id}&limit=1000`)).body.messages
}

export const settle = (e: Emulator) => e.admin('POST', '/settle')
export const advance = (e: Emulator, by: string) => e.admin('POST', '/clock/advance', { by })
/** Kind and data of rows, without who and when. */
export const plain = (rows: readonly { kind: string; data: unknown }[]) => rows.map(({ kind, data }) => [kind, data])
