// Messages that live on devices: which one an SDK means by the id that it names in its events. observed: web SDK 6.13.0 (`trigger_ids`, `ids`, `id`)
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import { handedStatements } from './handed.sql.ts'
import type { Message } from './messages.ts'

/** A device as an app knows it; none of the two for what all devices of a user share (Content Cards). */
export type Place = { device_id?: string; app_id?: string }

/** What devices of one world were handed. */
export function createHanded({ db, clock }: { db: Db; clock: Clock }) {
  const sql = handedStatements(db)
  const placed = ({ device_id = '', app_id = '' }: Place) => ({ device_id, app_id })
  return {
    /** Inside a transaction. Again for the same message and device: nothing changes but the id. */
    add: (message: Pick<Message, 'seq'>, profile: Pick<ProfileRow, 'id'>, wire_id: string, place: Place = {}): void => void sql.put.run({ message_seq: message.seq, profile_id: profile.id, wire_id, handed_at: clock.now(), ...placed(place) }),
    /** The id of the message that the user has under this id: of this device when it has one, else the newest. */
    messageOf: (profile: Pick<ProfileRow, 'id'>, wire_id: string, place: Place = {}): string | undefined => sql.find.get({ profile_id: profile.id, wire_id, ...placed(place) })?.message_id,
    /** The same, of this very device only. */
    onDevice: (profile: Pick<ProfileRow, 'id'>, wire_id: string, place: Place): string | undefined => sql.onDevice.get({ profile_id: profile.id, wire_id, ...placed(place) })?.message_id,
    merge: (from: ProfileRow, to: ProfileRow): void => void sql.move.run(to.id, from.id),
  }
}

export type Handed = ReturnType<typeof createHanded>
