// What messages did, counted from the journal by a reader that catches up when somebody asks. docs: report_metrics (definitions), api/endpoints/export/campaigns/get_campaign_analytics
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Days } from '../days.ts'
import type { Campaigns } from './campaigns.ts'
import type { Canvases } from './canvases.ts'
import type { MessageVariation } from './definitions.sql.ts'
import type { MessageEvent } from './message-events.ts'
import { messageEvent } from './message-events.ts'
import type { Count, CountQuery, Place } from './statistics.sql.ts'
import { statisticsStatements } from './statistics.sql.ts'
import { variationIn } from './tracking-ids.ts'

const QUARTER = 15 * 60_000 // days of every zone begin at a quarter hour of UTC
const AT_ONCE = 1000
const MOST = Number.MAX_SAFE_INTEGER // cents: more than there is, and less than a column holds

/**
 * What a row counts as, under the names that Braze's series use. `count`: each row. `daily`: each user once a day. `once`: each user once for one dispatch.
 * `received`: the user is a recipient now; for push, email, SMS, WhatsApp and webhooks at the send, for in-app messages and cards at the impression. docs: report_metrics ("Unique Recipients")
 */
type Counting = { count?: readonly string[]; daily?: readonly string[]; once?: readonly string[]; received?: true }
const SENT: Counting = { count: ['sent'], received: true }
/** A tap on a button opens the app as well; only a tap on the body is a body click. */
const COUNTINGS: Readonly<Record<string, Counting | ((event: MessageEvent) => Counting)>> = {
  'push.sent': SENT,
  'push.bounced': { count: ['bounces'] },
  'push.open': { count: ['direct_opens', 'total_opens', 'body_clicks'] },
  // "Close", "Decline" and their like log an open event, but are no opens. docs: sql_segments_tables
  'push.action_click': ({ dismissive }) => (dismissive === true ? {} : { count: ['direct_opens', 'total_opens'] }),
  'push.influenced_open': { count: ['total_opens'] },
  'email.sent': SENT,
  'email.delivered': { count: ['delivered'] },
  'email.opened': { count: ['opens'], once: ['unique_opens'] },
  'email.clicked': { count: ['clicks'], once: ['unique_clicks'] },
  'email.bounced': { count: ['bounces'] },
  'email.unsubscribed': { count: ['unsubscribes'] },
  'email.marked_as_spam': { count: ['reported_spam'] },
  'sms.sent': SENT,
  'sms.sent_to_carrier': { count: ['sent_to_carrier'] },
  'sms.delivered': { count: ['delivered'] },
  'sms.rejected': { count: ['rejected'] },
  'sms.delivery_failed': { count: ['delivery_failed'] },
  'sms.clicked': { count: ['clicks'] },
  'sms.inbound_received': ({ action }) => ({ count: action === 'opt_out' ? ['opt_out'] : action === 'help' ? ['help'] : [] }),
  'whats_app.sent': SENT,
  'whats_app.delivered': { count: ['delivered'] },
  'whats_app.failed': { count: ['failed'] },
  'whats_app.read': { count: ['read'] },
  'line.sent': SENT,
  'line.clicked': { count: ['clicks'] },
  'webhook.sent': SENT,
  'webhook.failed': { count: ['sent', 'errors'] }, // "errors are in sends, but not in unique recipients"
  'content_card.sent': { count: ['sent'] },
  'content_card.impression': { count: ['total_impressions'], daily: ['unique_impressions'], received: true },
  'content_card.click': { count: ['total_clicks'], daily: ['unique_clicks'] },
  'content_card.dismissal': { count: ['total_dismissals'], daily: ['unique_dismissals'] },
  'in_app_message.impression': { count: ['impressions'], received: true },
  'in_app_message.click': { count: ['clicks'] },
  'in_app_message.button_click': ({ bid }) => ({ count: Number(bid) === 0 ? ['first_button_clicks'] : Number(bid) === 1 ? ['second_button_clicks'] : [] }),
  'in_app_message.control_impression': { count: ['enrolled'], daily: ['enrolled_users'] },
  'content_card.control_impression': { count: ['enrolled'], daily: ['enrolled_users'] },
  'campaign.control_enrolled': { count: ['enrolled'], daily: ['enrolled_users'] },
  'banner.impression': { count: ['total_impressions'], daily: ['unique_impressions'], received: true },
  'banner.click': { count: ['total_clicks'], daily: ['unique_clicks'] },
  'banner.dismissal': { count: ['total_dismissals'], daily: ['unique_dismissals'] },
  'banner.control_impression': { count: ['enrolled'], daily: ['enrolled_users'] },
  'feature_flag.impression': { count: ['impressions'], received: true },
  'feature_flag.control_impression': { count: ['enrolled'], daily: ['enrolled_users'] },
  'canvas.entered': { count: ['entries'] },
}

/** One day: counts, users of that day by place, and all its recipients. */
export type DayCounts = { time: string; counts: Count[]; users: Omit<Count, 'canvas_variant'>[]; recipients: number }
export type Owner = { campaign_id: string } | { canvas_id: string }
const keyOf = (owner: Owner): string => ('campaign_id' in owner ? `campaign:${owner.campaign_id}` : `canvas:${owner.canvas_id}`)

/** The statistics of messages of one world. */
export function createMessageStatistics({ db, journal, days, campaigns, canvases }: { db: Db; journal: Journal; days: Days; campaigns: Campaigns; canvases: Canvases }) {
  const reader = journal.reader('message_statistics')
  const rows = statisticsStatements(db)

  /** The messages that a row is about: named by their ids, or by the tracking ids that an SDK sends back. */
  function messagesOf(event: MessageEvent): (MessageVariation | undefined)[] {
    if (event.message_variation_id !== undefined) return [campaigns.message(event.message_variation_id)]
    if (event.campaign_id !== undefined || event.canvas_id !== undefined) return [undefined]
    return [event['trigger_ids'], event['ids'], event['id'], event['cid']].flat().flatMap((id) => {
      const tracked = variationIn(id)
      const message = tracked === undefined ? undefined : campaigns.tracked(tracked)
      return message === undefined ? [] : [message]
    })
  }

  function placeOf(event: MessageEvent, message: MessageVariation | undefined): Place | undefined {
    const campaign_id = event.campaign_id ?? message?.campaign_id ?? undefined
    const canvas_id = event.canvas_id ?? message?.canvas_id ?? undefined
    const owner = campaign_id !== undefined ? { campaign_id } : canvas_id !== undefined ? { canvas_id } : undefined
    if (owner === undefined) return undefined
    return {
      owner: keyOf(owner), canvas_variant: event.canvas_variation_id ?? '', canvas_step: event.canvas_step_id ?? message?.canvas_step_id ?? '',
      variation: event.message_variation_id ?? message?.id ?? '', channel: event.channel ?? message?.channel ?? '', send_id: event.send_id ?? '',
    }
  }

  const quarter = (at: number): number => Math.floor(at / QUARTER)
  const add = (place: Place, at: number, statistic: string, n = 1): void => void rows.add.run({ ...place, quarter: quarter(at), statistic, n })
  const seen = (place: Place, at: number, statistic: string, profile: string): void => void rows.seen.run({ ...place, quarter: quarter(at), statistic, profile })

  function count(place: Place, at: number, profile: string, { count = [], daily = [], once = [], received }: Counting, event: MessageEvent): void {
    for (const statistic of count) add(place, at, statistic)
    for (const statistic of daily) seen(place, at, statistic, profile)
    for (const statistic of once) {
      const isFirst = rows.first.run({ owner: place.owner, variation: place.variation, statistic, dispatch: event.dispatch_id ?? '', profile }).changes > 0
      if (isFirst) add(place, at, statistic)
    }
    if (received) seen(place, at, 'unique_recipients', profile)
    const [kind, id] = [place.owner.slice(0, place.owner.indexOf(':')), place.owner.slice(place.owner.indexOf(':') + 1)]
    if (kind === 'campaign' && (received || count.includes('sent'))) campaigns.frame(id, at)
    if (kind === 'canvas' && count.includes('entries')) canvases.frame(id, at)
  }

  /** A conversion stands on its own day, and on that of the send (a campaign) or the entry (a Canvas). Steps have counts of their own beside the whole Canvas's. */
  function convert(place: Place, at: number, event: MessageEvent): void {
    const which = event.conversion ?? 0
    const name = `conversions${which === 0 ? '' : which}`
    const begun = event.sent_at ?? event.entered_at ?? at
    const later = place.owner.startsWith('canvas:') ? `${name}_by_entry_time` : `${name}_by_send_time`
    const whole = { ...place, canvas_step: '' }
    for (const one of [whole, ...(event.canvas_step_ids ?? []).map((canvas_step) => ({ ...place, canvas_step }))]) {
      add(one, at, name)
      add(one, begun, later)
    }
  }

  function earn(place: Place, at: number, event: MessageEvent): void {
    if (typeof event.revenue_cents !== 'number') return
    for (const canvas_step of ['', ...(event.canvas_step_ids ?? [])]) add({ ...place, canvas_step: place.owner.startsWith('canvas:') ? canvas_step : '' }, at, 'revenue', Math.round(Math.min(Math.max(event.revenue_cents, -MOST), MOST)))
  }

  function read({ kind, at, profile, data }: JournalRow): void {
    if (kind === 'campaign.deleted' || kind === 'canvas.deleted') {
      const owner = kind === 'campaign.deleted' ? { campaign_id: data['campaign_id'] as string } : { canvas_id: data['canvas_id'] as string }
      for (const forget of rows.forget) forget.run(keyOf(owner))
      return
    }
    const converted = kind === 'campaign.converted' || kind === 'canvas.converted'
    const earned = converted || kind === 'campaign.revenue_attributed' || kind === 'canvas.revenue_attributed'
    const counting = Object.hasOwn(COUNTINGS, kind) ? COUNTINGS[kind]! : undefined
    if (profile === null || data['test'] === true || (counting === undefined && !earned)) return // test sends are in no series
    const event = messageEvent(data)
    const when = typeof event.time === 'number' ? event.time : at
    for (const message of messagesOf(event)) {
      const place = placeOf(event, message)
      if (place === undefined) continue
      if (counting !== undefined) count(place, when, profile, typeof counting === 'function' ? counting(event) : counting, event)
      if (converted) convert(place, when, event)
      if (earned) earn(place, when, event)
    }
  }

  /** Reads on for at most `limit` rows of the journal (one transaction); answers how many there were. */
  function catchUp(limit = Infinity): number {
    return db.tx(() => {
      let done = 0
      while (done < limit) {
        const some = reader.next(Math.min(AT_ONCE, limit - done))
        if (some.length === 0) break
        some.forEach(read)
        done += some.length
      }
      return done
    })
  }

  const users = (query: CountQuery) => ({ users: rows.uniques.all(query), recipients: rows.recipients.get(query)!.n })

  return {
    catchUp,
    behind: (): number => reader.behind(),
    /** The `length` days up to and with the one of `ending` (ms), in the workspace's zone, oldest first; only of one send when `send_id` is given. */
    days(owner: Owner, { ending, length, send_id = null }: { ending: number; length: number; send_id?: string | null }): DayCounts[] {
      catchUp()
      const spans = days.spans(ending, length)
      const query = { owner: keyOf(owner), send_id, from: quarter(spans[0]!.from), to: quarter(spans.at(-1)!.to) }
      const found = rows.counts.all(query)
      return spans.map(({ time, from, to }) => {
        const day = { ...query, from: quarter(from), to: quarter(to) }
        return { time, counts: found.filter((one) => one.quarter >= day.from && one.quarter < day.to), ...users(day) }
      })
    },
    /** The same days as one: users are counted once. */
    total(owner: Owner, { ending, length }: { ending: number; length: number }): DayCounts {
      catchUp()
      const spans = days.spans(ending, length)
      const query = { owner: keyOf(owner), send_id: null, from: quarter(spans[0]!.from), to: quarter(spans.at(-1)!.to) }
      return { time: spans[0]!.time, counts: rows.counts.all(query), ...users(query) }
    },
    /** When something was last sent under a send id (ms, to the quarter hour); undefined when nothing was. */
    lastSend(owner: Owner, send_id: string): number | undefined {
      catchUp()
      const last = rows.lastSend.get(keyOf(owner), send_id)?.quarter ?? null
      return last === null ? undefined : last * QUARTER
    },
  }
}

export type MessageStatistics = ReturnType<typeof createMessageStatistics>
