// What happens to the messages of campaigns and Canvases, as rows of the journal. Whoever sends writes them here; statistics, triggers and Currents read them.
// Further kinds come from the SDKs themselves (api/sdk/events.ts): push.open, push.action_click, in_app_message.*, content_card.*, banner.*; their `trigger_ids`, `ids` or `cid` name the message (tracking-ids.ts).
import type { Journal } from '../../kernel/journal.ts'
import type { Kind } from '../kinds.ts'

/** What every row says of the message. A message variation of a definition is enough: campaign, Canvas, step and channel are looked up. */
export type MessageEvent = {
  campaign_id?: string
  canvas_id?: string
  canvas_variation_id?: string
  canvas_step_id?: string
  message_variation_id?: string
  /** As in definitions: `ios_push`, `email`, `content_cards` … Needed where the definition has no such message (content from a request). */
  channel?: string
  send_id?: string
  dispatch_id?: string
  /** ms, when it did not happen at the time of the row. */
  time?: number
  /** Conversions: 0 to 3 for the events A to D. */
  conversion?: number
  /** Conversions of a campaign: when the user received the message (ms). "conversions by send time" stand on that day. */
  sent_at?: number
  /** Conversions of a Canvas: when the user entered (ms). */
  entered_at?: number
  /** Conversions and revenue of a Canvas: the steps whose message the user had received by then. */
  canvas_step_ids?: string[]
  /** Revenue: USD cents of a purchase in the window of the primary conversion event; each purchase once. */
  revenue_cents?: number
  [member: string]: unknown
}

const TEXTS = ['campaign_id', 'canvas_id', 'canvas_variation_id', 'canvas_step_id', 'message_variation_id', 'channel', 'send_id', 'dispatch_id']
const LATEST = 8.64e15 // ms: the end of time of a Date
const isText = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isTime = (value: unknown): boolean => value === undefined || (Number.isInteger(value) && Math.abs(value as number) <= LATEST)

/** What a row says of its message. The data of an SDK's event is anybody's: a member of another kind says nothing. */
export function messageEvent(data: Readonly<Record<string, unknown>>): MessageEvent {
  if (TEXTS.every((name) => isText(data[name])) && isTime(data['time'])) return data
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => (TEXTS.includes(name) ? isText(value) : name !== 'time' || isTime(value))))
}

/**
 * The kinds, and when each is written:
 * - `*.sent`: handed to the provider, or (`content_card.sent`) made available to the user. `webhook.failed` and `whats_app.failed` come instead of (webhook) or after (WhatsApp) it.
 * - `push.bounced`: the token was refused. `push.influenced_open`: the app was opened after the push without a tap on it.
 * - `live_activity.sent`: the push that starts, updates or ends one, with `event`; `live_activity.outcome` follows with APNs' answer in `outcome`.
 * - `email.opened`: each open, with `machine_open: true` by a mail proxy. `email.clicked`: each click, with `url`. `email.bounced`: hard bounce, `is_drop: true` when the provider did not even try. `email.soft_bounced`, `email.deferred`: each failed attempt; it is tried again.
 * - `sms.inbound_received`: a reply, with `action`: `opt_in`, `opt_out`, `help` or `other`.
 * - `webhook.retried`: an attempt that failed and will be repeated; the last one is `webhook.failed`.
 * - `whats_app.inbound_received`, `line.inbound_received`: a reply, or a message that began it.
 * - `campaign.control_enrolled`: the user fell into the control group. `canvas.entered`: the user entered, in whichever variant. `canvas.exited`: and left, with `reason`.
 */
export const MESSAGE_KINDS = [
  'push.sent', 'push.bounced', 'push.influenced_open', 'live_activity.sent', 'live_activity.outcome',
  'email.sent', 'email.delivered', 'email.opened', 'email.clicked', 'email.bounced', 'email.soft_bounced', 'email.deferred', 'email.unsubscribed', 'email.marked_as_spam',
  'sms.sent', 'sms.sent_to_carrier', 'sms.delivered', 'sms.rejected', 'sms.delivery_failed', 'sms.clicked', 'sms.inbound_received',
  'whats_app.sent', 'whats_app.delivered', 'whats_app.failed', 'whats_app.read', 'whats_app.clicked', 'whats_app.inbound_received', 'line.sent', 'line.clicked', 'line.inbound_received',
  'webhook.sent', 'webhook.failed', 'webhook.retried', 'content_card.sent',
  'campaign.control_enrolled', 'campaign.converted', 'campaign.revenue_attributed',
  'canvas.entered', 'canvas.exited', 'canvas.converted', 'canvas.revenue_attributed',
] as const satisfies readonly Kind[]
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** Writes what happens to messages. */
export function createMessageEvents({ journal }: { journal: Journal }) {
  return {
    /** Adds the row inside the current transaction; `braze_id` is the user. Returns its seq. */
    record(kind: MessageKind, event: MessageEvent, braze_id: string): number {
      const named: Kind = kind
      return journal.append(named, event, braze_id)
    },
  }
}

export type MessageEvents = ReturnType<typeof createMessageEvents>
