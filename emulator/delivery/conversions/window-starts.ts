// When a user has received a message or entered a Canvas: where the windows of conversion events begin. docs: user_guide/.../conversion_events, report_metrics
import type { Db } from '../../kernel/db.ts'
import { variationIn } from '../../domain/campaigns/tracking-ids.ts'
import type { Message } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Received } from './conversions.sql.ts'
import { conversionStatements } from './conversions.sql.ts'

/** "For email, push and webhooks, we start tracking conversions after the initial send. For Content Cards and in-app messages, when they view them for the first time." docs: report_metrics */
const AT_SEND = ['push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent']
const AT_IMPRESSION = ['in_app_message.impression', 'content_card.impression', 'banner.impression', 'feature_flag.impression']
const IN_CONTROL = ['campaign.control_enrolled', 'in_app_message.control_impression', 'content_card.control_impression', 'banner.control_impression', 'feature_flag.control_impression']
const CARDS = ['content_card.impression', 'content_card.control_impression']
const CAMPAIGN_KINDS = JSON.stringify([...AT_SEND, ...AT_IMPRESSION, ...IN_CONTROL])
const CANVAS_KINDS = JSON.stringify(['canvas.entered'])
const STEP_KINDS = JSON.stringify([...AT_SEND, ...AT_IMPRESSION])
const LONGEST_WINDOW = 30 * 86_400_000

type Json = Record<string, unknown>
/** `id` is that of the row by which it was received. */
export type Receipt = { id: number; at: number; channel: string; campaign_id: string; message_variation_id: string | null; dispatch_id: string | null; send_id: string | null }
export type Entered = { id: number; at: number; canvas_id: string; canvas_variation_id: string | null; canvas_entry_id: string | null }

const dataOf = ({ data }: Received): Json => JSON.parse(data) as Json
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const receiptOf = (row: Received): Receipt => ({ id: row.id, at: row.at, channel: row.channel ?? '', campaign_id: row.campaign_id ?? '', message_variation_id: row.message_variation_id, dispatch_id: row.dispatch_id, send_id: textOf(dataOf(row)['send_id']) })
const enteredOf = (row: Received): Entered => ({ id: row.id, at: row.at, canvas_id: row.canvas_id ?? '', canvas_variation_id: row.canvas_variation_id, canvas_entry_id: textOf(dataOf(row)['canvas_entry_id']) })

/** Which copy of a card was seen: its message here, or the id by which the SDK names it. */
function cardOf(row: Received): string {
  const data = dataOf(row)
  const named = [data['ids'], data['id']].flat().find((id) => variationIn(id) !== undefined)
  return textOf(data['message_id']) ?? textOf(named) ?? row.message_variation_id ?? ''
}

/** What users of one world have received. */
export function createWindowStarts({ db }: { db: Db }) {
  const sql = conversionStatements(db)

  /** Devices of one dispatch are one receipt; each impression of an in-app message is one; of a card only the first. */
  function instanceOf(row: Received): string {
    if (CARDS.includes(row.kind)) return `card ${cardOf(row)}`
    return AT_IMPRESSION.includes(row.kind) || row.kind === 'in_app_message.control_impression' || row.dispatch_id === null ? `row ${row.id}` : `dispatch ${row.dispatch_id}`
  }

  function firstView(row: Received, profile: ProfileRow): Received {
    const card = cardOf(row)
    return row.message_variation_id === null ? row : (sql.ofVariation.all(profile.id, row.kind, row.message_variation_id).find((one) => cardOf(one) === card) ?? row)
  }

  return {
    /** What the user had received of campaigns at `at` (ms), by campaign: the last receipt on each channel that a window of at most 30 days may hold. */
    ofCampaigns(profile: ProfileRow, at: number): Map<string, Receipt[]> {
      const instances = new Map<string, Received>()
      for (const row of sql.received.all({ profile: profile.id, kinds: CAMPAIGN_KINDS, from: at - LONGEST_WINDOW, to: at })) {
        const key = `${row.campaign_id ?? ''} ${row.channel ?? ''} ${instanceOf(row)}`
        if (row.campaign_id !== null && row.canvas_id === null && !instances.has(key)) instances.set(key, CARDS.includes(row.kind) ? firstView(row, profile) : row)
      }
      const found = new Map<string, Map<string, Receipt>>()
      for (const row of [...instances.values()].sort((a, b) => a.at - b.at || a.id - b.id)) {
        const receipt = receiptOf(row)
        found.set(receipt.campaign_id, (found.get(receipt.campaign_id) ?? new Map<string, Receipt>()).set(receipt.channel, receipt))
      }
      return new Map([...found].map(([id, channels]) => [id, [...channels.values()]]))
    },
    /** The last entry into each Canvas at `at`. */
    ofCanvases(profile: ProfileRow, at: number): Map<string, Entered> {
      const found = new Map<string, Entered>()
      for (const row of sql.received.all({ profile: profile.id, kinds: CANVAS_KINDS, from: at - LONGEST_WINDOW, to: at }))
        if (row.canvas_id !== null) found.set(row.canvas_id, enteredOf(row))
      return found
    },
    /** By which row the user has received this message, whenever that was. */
    ofMessage(profile: ProfileRow, message: Message): Receipt | undefined {
      // An SDK names cards, banners and in-app messages by the id in their payload
      const shown = (message.payload as { id?: unknown } | null)?.id
      const names = (data: Json): unknown[] => [data['message_id'], data['trigger_ids'], data['ids'], data['id']].flat()
      const isNamed = (data: Json): boolean => names(data).some((name) => name === message.id || (name !== undefined && name === shown))
      const isOf = (row: Received): boolean => row.campaign_id === message.campaign_id && row.channel === message.channel && (isNamed(dataOf(row)) || (message.dispatch_id !== null && row.dispatch_id === message.dispatch_id))
      const row = sql.received.all({ profile: profile.id, kinds: CAMPAIGN_KINDS, from: 0, to: Number.MAX_SAFE_INTEGER }).find(isOf)
      return row === undefined ? undefined : receiptOf(row)
    },
    /** The entry in which the user got this message of a Canvas. */
    entryOf(profile: ProfileRow, message: Message): Entered | undefined {
      const row = sql.received.all({ profile: profile.id, kinds: CANVAS_KINDS, from: 0, to: Number.MAX_SAFE_INTEGER }).findLast((one) => one.canvas_id === message.canvas_id && (message.canvas_entry_id === null || dataOf(one)['canvas_entry_id'] === message.canvas_entry_id))
      return row === undefined ? undefined : enteredOf(row)
    },
    /** The steps whose message the user had received by `at` in this entry. */
    stepsOf(profile: ProfileRow, { canvas_id, canvas_entry_id, at: from }: Entered, at: number): string[] {
      const ofEntry = (row: Received): boolean => row.canvas_id === canvas_id && row.canvas_step_id !== null && [undefined, null, canvas_entry_id].includes(dataOf(row)['canvas_entry_id'] as string | null | undefined)
      return [...new Set(sql.received.all({ profile: profile.id, kinds: STEP_KINDS, from, to: at }).filter(ofEntry).map((row) => row.canvas_step_id!))]
    },
    /** True the first time: a receipt converts once for each event. */
    claim: (receipt: { id: number }, conversion: number): boolean => sql.claim.run(receipt.id, conversion).changes > 0,
  }
}

export type WindowStarts = ReturnType<typeof createWindowStarts>
