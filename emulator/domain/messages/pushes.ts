// Pushes that were handed to a push service: what a device has to be given, which message an SDK event is about, what was opened; and tokens whose app is gone without Braze knowing (rule P4).
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import type { Message } from './messages.ts'
import { pushStatements } from './pushes.sql.ts'

export type PushHandedOver = { app_id: string; device_id: string; token: string; cid: string; visible: boolean }
/** A push as a device gets it; `at` in ms. */
export type DevicePush = { seq: number; message_id: string; at: number; payload: unknown }

/** The pushes of one world. */
export function createPushes({ db, clock, journal }: { db: Db; clock: Clock; journal: Journal }) {
  const sql = pushStatements(db)
  // A token that is registered comes from an app that is there
  journal.observe(['push_token.registered'], ({ data }) => void sql.revive.run(data['app_id'] as string, data['token'] as string))

  return {
    add: (message: Message, { app_id, device_id, token, cid, visible }: PushHandedOver): void => void sql.insert.run({ message_seq: message.seq, app_id, device_id, token, cid, visible: visible ? 1 : 0, sent_at: clock.now() }),
    of: (message: Message) => sql.of.get(message.seq),
    /** The newest message that this device got under this id. */
    messageOf: (cid: string, device_id: string, app_id: string): string | undefined => sql.byCid.get(cid, device_id, app_id)?.message_id,
    /** What came for a device after the push with this seq, oldest first; bounced ones never arrive. */
    ofDevice: ({ device_id, app_id = null, since = 0, limit = 1000 }: { device_id: string; app_id?: string | null; since?: number; limit?: number }): DevicePush[] =>
      sql.ofDevice.all({ device_id, app_id, since, limit }).map(({ seq, message_id, sent_at, payload }) => ({ seq, message_id, at: sent_at, payload: JSON.parse(payload) as unknown })),
    opened: (message: Message): void => void sql.opened.run(clock.now(), message.seq),
    influenced: (message: Message): void => void sql.influenced.run(clock.now(), message.seq),
    /** Messages of visible pushes to the user between two times (ms), neither opened nor counted as influenced. */
    influential: (profile: ProfileRow, from: number, to: number): string[] => sql.influential.all(profile.id, from, to).map(({ message_id }) => message_id),
    lastSeq: (): number => sql.last.get()?.seq ?? 0,
    /** The app behind the token is gone; only its push service knows until the next push. */
    die: (app_id: string, token: string): void => void sql.die.run(app_id, token, clock.now()),
    isDead: (app_id: string, token: string): boolean => sql.isDead.get(app_id, token) !== undefined,
  }
}

export type Pushes = ReturnType<typeof createPushes>
