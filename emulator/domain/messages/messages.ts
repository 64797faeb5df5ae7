// Messages: each attempt to reach one user on one channel, on one device where the channel has devices; its status, reason and payload; what became of it.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { MessageEvent, MessageEvents, MessageKind } from '../campaigns/message-events.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import { Refusal } from '../refusal.ts'
import type { MessageQuery, MessageStatus, StoredEngagement, StoredMessage } from './messages.sql.ts'
import { messageStatements } from './messages.sql.ts'

export type { MessageStatus } from './messages.sql.ts'
export { MESSAGE_STATUSES } from './messages.sql.ts'

/** Where a message comes from; null where it does not apply. */
export type Origin = {
  dispatch_id: string | null
  send_id: string | null
  campaign_id: string | null
  canvas_id: string | null
  canvas_step_id: string | null
  canvas_variation_id: string | null
  canvas_entry_id: string | null
  message_variation_id: string | null
}
export const NO_ORIGIN: Origin = { dispatch_id: null, send_id: null, campaign_id: null, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: null }
/** Where it goes: a device's token, an address, a number, a URL. */
export type Target = { device_id?: string; app_id?: string; address?: string }
type Json = Record<string, unknown>
export type Message = Omit<StoredMessage, 'detail' | 'outgoing' | 'payload' | 'test'> & { test: boolean; detail: Json | null; outgoing: Json | null; payload: unknown }
export type NewMessage = { profile: ProfileRow; channel: string; status: MessageStatus; origin: Origin; id?: string; target?: Target; reason?: string; detail?: Json; test?: boolean; outgoing?: Json; payload?: unknown }
export type MessageChange = { status?: MessageStatus; reason?: string | null; detail?: Json | null; target?: Target; outgoing?: Json | null; payload?: unknown }
export type Engagement = { at: number; action: string; data: Json }

/** What rows of the journal say of where a message comes from and goes, in their order. */
const NAMED = ['dispatch_id', 'send_id', 'campaign_id', 'canvas_id', 'canvas_step_id', 'canvas_variation_id', 'canvas_entry_id', 'message_variation_id', 'device_id', 'app_id'] as const

/** The messages of one world. */
export function createMessages({ db, clock, ids, messageEvents }: { db: Db; clock: Clock; ids: Ids; messageEvents: MessageEvents }) {
  const sql = messageStatements(db)
  const text = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))
  const read = (value: string | null): never => (value === null ? null : JSON.parse(value)) as never
  const open = ({ detail, outgoing, payload, test, ...row }: StoredMessage): Message => ({ ...row, test: test === 1, detail: read(detail), outgoing: read(outgoing), payload: read(payload) })
  const find = (id: string): Message | undefined => ((row) => (row === undefined ? undefined : open(row)))(sql.find.get(id))

  function known(id: string): Message {
    const message = find(id)
    if (message === undefined) throw new Refusal('not_found', { id })
    return message
  }

  const given = (value: unknown): 0 | 1 => (value === undefined ? 0 : 1)
  /** Changes what is given; a message that leaves `pending` is dated now. */
  function set(id: string, { status, reason, detail, target, outgoing, payload }: MessageChange): void {
    sql.set.run({
      id, now: clock.now(), status: status ?? null, reason: reason ?? null, reason_given: given(reason), detail: text(detail), detail_given: given(detail),
      device_id: target?.device_id ?? null, app_id: target?.app_id ?? null, address: target?.address ?? null,
    })
    if (outgoing !== undefined) sql.keep.run(text(outgoing), id)
    if (payload !== undefined) sql.hand.run(text(payload), id)
  }

  return {
    newId: (): string => ids.uuid(),
    find,
    add({ profile, channel, status, origin, id = ids.uuid(), target = {}, reason, detail, test = false, outgoing, payload }: NewMessage): Message {
      const message: Message = {
        seq: 0, id, at: clock.now(), channel, status, reason: reason ?? null, profile_id: profile.id, braze_id: profile.braze_id, device_id: target.device_id ?? null, app_id: target.app_id ?? null, address: target.address ?? null, ...origin,
        test, detail: detail ?? null, outgoing: outgoing ?? null, payload: payload ?? null,
      }
      message.seq = Number(sql.insert.run({ ...message, detail: text(detail), test: test ? 1 : 0, outgoing: text(outgoing), payload: text(payload) }).lastInsertRowid)
      return message
    },
    set,
    /** As `set`, and answers the message as it is then. Throws Refusal('not_found'). */
    change(id: string, change: MessageChange): Message {
      set(id, change)
      return known(id)
    },
    /** The message as it is by now; its payload, and what it waits with, are as they were: channels change neither while they hand it over. */
    again(message: Message): Message {
      const { detail, ...state } = sql.state.get(message.seq)!
      return { ...message, ...state, detail: read(detail) }
    },
    /** Those that wait, oldest first. */
    waiting: (): Message[] => sql.waiting.all().map(open),
    /** Oldest first; `since` is the seq of the last one seen. */
    list: (query: Partial<MessageQuery> = {}): Message[] => sql.list.all({ since: 0, limit: 1000, channel: null, profile_id: null, device_id: null, campaign_id: null, canvas_id: null, dispatch_id: null, status: null, from: null, ...query }).map(open),
    /** Writes one row of the journal about a message, with all that is known of where it comes from. Returns its seq. */
    happened(message: Message, kind: MessageKind, more: Json = {}): number {
      const event: MessageEvent = { message_id: message.id, channel: message.channel }
      for (const name of NAMED) if (message[name] !== null) event[name] = message[name]
      if (message.test) event['test'] = true
      return messageEvents.record(kind, Object.assign(event, more), message.braze_id)
    },
    /** Somebody did something with it: kept with the message, for people to see. */
    engaged: (message: Message, action: string, data: Json = {}): void => void sql.engage.run(message.seq, clock.now(), action, JSON.stringify(data)),
    engagements: (message: Message): Engagement[] => sql.engagements.all(message.seq).map(({ at, action, data }: StoredEngagement) => ({ at, action, data: JSON.parse(data) as Json })),
    merge: (from: ProfileRow, to: ProfileRow): void => void sql.move.run(to.id, from.id),
  }
}

export type Messages = ReturnType<typeof createMessages>
