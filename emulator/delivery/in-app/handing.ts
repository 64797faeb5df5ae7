// The rows of in-app messages: one when a device is first handed a message, one when a message was stopped at its display. Nothing is journalled for what is handed: it counts when it is seen.
import type { Kind } from '../../domain/kinds.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, MessageChange, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import { messageRow } from '../channels/message-row.ts'
import type { Delivery } from '../deliver.ts'
import type { Json } from '../outgoing.ts'
import type { Reason } from '../reasons.ts'
import { inAppStatements } from './in-app.sql.ts'
import type { Place, Planned, WireTrigger } from './planned.ts'

type Nouns = { db: Db; journal: Journal; messages: Messages; handed: Handed; delivery: Pick<Delivery, 'withhold'> }
export type Stop = { reason: Reason; seen: Json }

/** True for what a device got at the display: a trigger that comes again does not take its place. */
const isRendered = (payload: unknown): boolean => typeof payload === 'object' && payload !== null && !('id' in payload)

/** Writes of what devices of one world were handed. Inside a transaction. */
export function createHanding({ db, journal, messages, handed, delivery }: Nouns) {
  const sql = inAppStatements(db)

  /** The row of what is planned, as it is by now: another request of the device may have made it. */
  function rowOf({ message, wire_id }: Planned, profile: ProfileRow, place: Place): Message | undefined {
    const known = message?.id ?? handed.onDevice(profile, wire_id, place)
    return known === undefined ? undefined : messages.find(known)
  }

  /** The row that is there already says what stopped it; nothing is written while it is the same. */
  function stopRow(message: Message, { reason, seen }: Stop, change: MessageChange = {}): void {
    if (message.status === 'aborted' && message.reason === reason && JSON.stringify(message.detail) === JSON.stringify(seen)) return
    const kind: Kind = 'message.aborted'
    journal.append(kind, { ...messageRow(messages.change(message.id, { status: 'aborted', reason, detail: seen, ...change })), reason, ...seen }, message.braze_id)
  }

  return {
    /** `payload`: exactly what the SDK is given. The row as it is then. */
    hand(planned: Planned, profile: ProfileRow, place: Place, payload: WireTrigger | Json): Message {
      const { outgoing, control, wire_id, message_id } = planned
      const known = rowOf(planned, profile, place)
      if (known === undefined) {
        const status = control ? { status: 'withheld' as const, reason: 'control_group', detail: { gate: 'split', control: outgoing.origin.message_variation_id } } : { status: 'sent' as const }
        const message = messages.add({ id: message_id, profile, channel: outgoing.channel, origin: outgoing.origin, target: place, test: outgoing.test, payload, ...status })
        handed.add(message, profile, wire_id, place)
        return message
      }
      const again = isRendered(known.payload) && !isRendered(payload)
      const isSame = again || JSON.stringify(known.payload) === JSON.stringify(payload)
      if (known.device_id !== null && isSame) return known // most of what a session asks for is there already
      handed.add(known, profile, wire_id, place)
      const mended = known.status === 'aborted' ? { status: 'sent' as const, reason: null, detail: null } : {}
      return messages.change(known.id, { ...mended, ...(isSame ? {} : { payload }), ...(known.device_id === null ? { target: place } : {}) })
    },
    /** Once for each variation and reason, until the definition is changed: SDKs ask again and again. A test is over with its first try; a message of a Canvas that no device has taken yet is tried again at the next session. */
    stop({ outgoing: { channel, origin, test }, changed_at, message }: Pick<Planned, 'outgoing' | 'changed_at'> & { message?: Message | undefined }, profile: ProfileRow, { reason, seen }: Stop): void {
      const row = message === undefined ? undefined : messages.find(message.id)
      if (test) return row === undefined ? undefined : stopRow(row, { reason, seen }, { outgoing: null })
      if (row !== undefined && row.device_id === null && row.outgoing !== null) return stopRow(row, { reason, seen })
      const last = sql.stopped.get({ profile_id: profile.id, variation: origin.message_variation_id ?? '', entry: origin.canvas_entry_id })
      if (last !== undefined && last.at >= changed_at && last.reason === reason && last.detail === JSON.stringify(seen)) return
      delivery.withhold({ profile, channel, origin, reason, seen })
    },
  }
}

export type Handing = ReturnType<typeof createHanding>
