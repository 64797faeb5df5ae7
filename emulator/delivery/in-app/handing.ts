// The rows of in-app messages: one when a device is first handed a message, one when a message was stopped at its display. Nothing is journalled for what is handed: it counts when it is seen.
import type { Kind } from '../../domain/kinds.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Unsendable } from '../channels/channel.ts'
import { messageRow } from '../channels/message-row.ts'
import type { Delivery } from '../deliver.ts'
import { LiquidMistake } from '../liquid/tag.ts'
import type { Json } from '../outgoing.ts'
import type { Reason } from '../reasons.ts'
import { MessageAborted, TryAgain } from '../rendering.ts'
import { inAppStatements } from './in-app.sql.ts'
import type { Place, Planned, WireTrigger } from './planned.ts'

const LONGEST_LOG = 128

type Nouns = { db: Db; journal: Journal; messages: Messages; handed: Handed; delivery: Pick<Delivery, 'withhold'> }
export type Stop = { reason: Reason; seen: Json }

/** Why a template gives no message; undefined for a failure that is nobody's doing. */
export function stopOf(error: unknown): Stop | undefined {
  if (error instanceof MessageAborted) return { reason: 'aborted', seen: { abort_type: 'liquid_abort_message', abort_log: error.log.slice(0, LONGEST_LOG) } }
  if (error instanceof LiquidMistake) return { reason: 'liquid_error', seen: { abort_type: 'liquid_error', abort_log: error.message, ...(error.field === undefined ? {} : { field: error.field }) } }
  if (error instanceof TryAgain) return { reason: 'connected_content_failed', seen: { abort_type: 'connected_content', abort_log: error.message } }
  return error instanceof Unsendable ? { reason: error.reason, seen: error.detail } : undefined
}

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

  /** A test is over with its first try. */
  function stopTest(message: Message, { reason, seen }: Stop): void {
    const kind: Kind = 'message.aborted'
    journal.append(kind, { ...messageRow(messages.change(message.id, { status: 'aborted', reason, detail: seen, outgoing: null })), reason, ...seen }, message.braze_id)
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
      return messages.change(known.id, { ...(isSame ? {} : { payload }), ...(known.device_id === null ? { target: place } : {}) })
    },
    /** Once for each variation and reason, until the definition is changed: SDKs ask again and again. */
    stop({ outgoing: { channel, origin, test }, changed_at, message }: Pick<Planned, 'outgoing' | 'changed_at'> & { message?: Message | undefined }, profile: ProfileRow, { reason, seen }: Stop): void {
      if (test) return message === undefined ? undefined : stopTest(message, { reason, seen })
      const last = sql.stopped.get({ profile_id: profile.id, variation: origin.message_variation_id ?? '', entry: origin.canvas_entry_id })
      if (last !== undefined && last.at >= changed_at && last.reason === reason && last.detail === JSON.stringify(seen)) return
      delivery.withhold({ profile, channel, origin, reason, seen })
    },
  }
}

export type Handing = ReturnType<typeof createHanding>
