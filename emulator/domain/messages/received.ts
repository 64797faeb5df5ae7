// What a user received and did with it, campaign by campaign and Canvas by Canvas, as exports tell it: the last 90 days. docs: post_users_identifier ("campaigns_received", "canvases_received")
import type { Clock } from '../../kernel/clock.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import { isControl } from '../campaigns/messages.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import type { HistoryRow } from './messages.sql.ts'
import { historyStatements } from './messages.sql.ts'

const DAYS = 90
/** When a message counts as received, channel by channel. docs: segmentation_filters ("Received Message from Campaign") */
export const RECEIPTS: ReadonlySet<string> = new Set([
  'push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent', 'content_card.impression', 'in_app_message.impression', 'banner.impression', 'feature_flag.impression',
])
/** When a user is enrolled in the control group: at the send, or by the word of an SDK. */
const isControlled = ({ kind }: HistoryRow): boolean => kind === 'campaign.control_enrolled' || kind.endsWith('.control_impression')
/** The keys of `engaged`. */
const ENGAGED: Readonly<Record<string, string>> = {
  'email.opened': 'opened_email', 'email.clicked': 'clicked_email', 'push.open': 'opened_push', 'push.action_click': 'opened_push',
  'in_app_message.click': 'clicked_triggered_in_app_message', 'in_app_message.button_click': 'clicked_triggered_in_app_message',
}
/** The page shows the first of these only. */
const CONVERSIONS = ['Primary Conversion Event - A', 'Conversion Event - B', 'Conversion Event - C', 'Conversion Event - D'] as const

const groupBy = (rows: readonly HistoryRow[], key: (row: HistoryRow) => string | null): Map<string, HistoryRow[]> => {
  const groups = new Map<string, HistoryRow[]>()
  for (const row of rows) {
    const id = key(row)
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return groups
}
const lastOf = (rows: readonly HistoryRow[], is: (row: HistoryRow) => boolean): HistoryRow | undefined => rows.findLast(is)
const received = ({ kind }: HistoryRow): boolean => RECEIPTS.has(kind)
const time = (row: HistoryRow | undefined): string | null => (row === undefined ? null : isoTime(row.at))
const conversionOf = ({ data }: HistoryRow): number => (JSON.parse(data) as { conversion?: number }).conversion ?? 0

/** What users of one world received. */
export function createReceived({ db, clock, campaigns, canvases }: { db: Db; clock: Clock; campaigns: Campaigns; canvases: Canvases }) {
  const sql = historyStatements(db)
  const recent = (profile: ProfileRow): HistoryRow[] => sql.since.all(profile.id, clock.now() - DAYS * 86_400_000)

  function campaign(id: string, rows: readonly HistoryRow[]): Record<string, unknown> | undefined {
    const definition = campaigns.find(id)
    const control = lastOf(rows, isControlled)
    const last = lastOf(rows, received)
    if (definition === undefined || (last === undefined && control === undefined)) return undefined
    const converted = rows.filter(({ kind }) => kind === 'campaign.converted')
    const variation = last?.message_variation_id ?? control?.message_variation_id ?? null
    const message = variation === null ? Object.values(definition.messages).find(isControl) : definition.messages[variation]
    const multivariate = Object.keys(definition.messages).length > 1
    return {
      name: definition.name, api_campaign_id: id, last_received: time(last),
      engaged: Object.fromEntries(rows.flatMap(({ kind }) => (Object.hasOwn(ENGAGED, kind) ? [[ENGAGED[kind], true]] : []))),
      converted: converted.length > 0,
      multiple_converted: Object.fromEntries(CONVERSIONS.flatMap((name, index) => (converted.some((row) => conversionOf(row) === index) ? [[name, true]] : []))),
      // "only for multivariate"
      ...(multivariate ? { in_control: last === undefined, variation_name: message?.name ?? null, variation_api_id: variation } : {}),
    }
  }

  function canvas(id: string, rows: readonly HistoryRow[]): Record<string, unknown> | undefined {
    const definition = canvases.find(id)
    const entered = lastOf(rows, ({ kind }) => kind === 'canvas.entered')
    if (definition === undefined || entered === undefined) return undefined
    const variant = definition.variants.find((one) => one.id === entered.canvas_variation_id)
    const inControl = variant !== undefined && isControl(variant)
    const control = lastOf(rows, ({ kind, canvas_variation_id }) => kind === 'canvas.entered' && definition.variants.some((one) => one.id === canvas_variation_id && isControl(one)))
    const steps = groupBy(rows.filter(received), ({ canvas_step_id }) => canvas_step_id)
    return {
      name: definition.name, api_canvas_id: id, last_received_message: time(lastOf(rows, received)), last_entered: isoTime(entered.at).replace('Z', '+00:00'),
      variation_name: variant?.name ?? null, in_control: inControl, last_entered_control_at: time(control),
      last_exited: time(lastOf(rows, ({ kind }) => kind === 'canvas.exited')),
      steps_received: [...steps].map(([step, some]) => ({ name: definition.steps.find((one) => one.id === step)?.name ?? null, api_canvas_step_id: step, last_received: time(some.at(-1)) })),
    }
  }

  const each = <T>(groups: Map<string, HistoryRow[]>, view: (id: string, rows: HistoryRow[]) => T | undefined): T[] => [...groups].flatMap(([id, rows]) => view(id, rows) ?? [])

  return {
    campaigns: (profile: ProfileRow): Record<string, unknown>[] => each(groupBy(recent(profile), ({ campaign_id }) => campaign_id), campaign),
    canvases: (profile: ProfileRow): Record<string, unknown>[] => each(groupBy(recent(profile), ({ canvas_id }) => canvas_id), canvas),
    cardsClicked: (profile: ProfileRow): { name: string }[] =>
      each(groupBy(recent(profile).filter(({ kind }) => kind === 'content_card.click'), ({ campaign_id }) => campaign_id), (id) => ((found) => (found === undefined ? undefined : { name: found.name }))(campaigns.find(id))),
  }
}

export type Received = ReturnType<typeof createReceived>
