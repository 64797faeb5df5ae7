// Statistics as the series show them: the numbers of each channel, conversions A to D, revenue, recipients. docs: api/endpoints/export/campaigns/get_campaign_analytics, get_send_analytics
import * as z from 'zod'
import type { Messages } from '../../../domain/campaigns/messages.ts'
import { isControl } from '../../../domain/campaigns/messages.ts'
import type { DayCounts } from '../../../domain/campaigns/statistics.ts'

const PUSH = ['sent', 'direct_opens', 'total_opens', 'bounces', 'body_clicks'] as const
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  ios_push: PUSH, android_push: PUSH, web_push: PUSH, kindle_push: PUSH,
  email: ['sent', 'opens', 'unique_opens', 'clicks', 'unique_clicks', 'unsubscribes', 'bounces', 'delivered', 'reported_spam'],
  sms: ['sent', 'sent_to_carrier', 'delivered', 'rejected', 'delivery_failed', 'clicks', 'opt_out', 'help'],
  whats_app: ['sent', 'delivered', 'failed', 'read'],
  content_cards: ['sent', 'total_clicks', 'total_dismissals', 'total_impressions', 'unique_clicks', 'unique_dismissals', 'unique_impressions'],
  webhook: ['sent', 'errors'],
  in_app_message: ['impressions', 'clicks', 'first_button_clicks', 'second_button_clicks'],
  banner: ['total_impressions', 'unique_impressions', 'total_clicks', 'unique_clicks', 'total_dismissals', 'unique_dismissals'], // the page has no Banners: Brazier's own, by the names of cards
  feature_flag: ['impressions'], // the page has no experiments: Brazier's own
}
/** "trigger_in_app_message": how in-app messages are called in series. */
const keyOf = (channel: string): string => (channel === 'in_app_message' ? 'trigger_in_app_message' : channel)
/** Counted as users, not as happenings. */
const USERS: ReadonlySet<string> = new Set(['unique_impressions', 'unique_clicks', 'unique_dismissals', 'unique_recipients', 'enrolled_users'])
const isUsers = (channel: string, statistic: string): boolean => USERS.has(statistic) && !(channel === 'email' && statistic === 'unique_clicks') // an email's are once for each dispatch

export type Where = { variation?: string; channel?: string; canvas_step?: string; canvas_variant?: string; not?: ReadonlySet<string> }
type Counted = { variation: string; channel: string; canvas_step: string; canvas_variant?: string; statistic: string; n: number }
const sum = (counts: readonly Counted[], statistic: string, where: Where): number =>
  counts.reduce((total, one) => {
    const here =
      one.statistic === statistic && (where.variation ?? one.variation) === one.variation && (where.channel ?? one.channel) === one.channel && (where.canvas_step ?? one.canvas_step) === one.canvas_step &&
      (where.canvas_variant ?? one.canvas_variant) === one.canvas_variant && where.not?.has(one.variation) !== true
    return here ? total + one.n : total
  }, 0)

/** One number of a day, over everything that `where` names. */
export const numberOf = (day: DayCounts, statistic: string, where: Where): number => sum(isUsers(where.channel ?? '', statistic) ? day.users : day.counts, statistic, where)
/** In dollars. */
export const revenueOf = (day: DayCounts, where: Where): number => sum(day.counts, 'revenue', where) / 100

const NAMES = ['conversions', 'conversions1', 'conversions2', 'conversions3'] as const
/** Conversions of the first `events` events, each by its own day and by that of the send or entry. */
export const conversionsOf = (day: DayCounts, where: Where, by: 'send_time' | 'entry_time', events: number): Record<string, number> =>
  Object.fromEntries(NAMES.slice(0, events).flatMap((name) => [name, `${name}_by_${by}`].map((statistic) => [statistic, sum(day.counts, statistic, where)])))

/** More than one message on a channel. */
const isMultivariate = (messages: Messages, channel: string): boolean => Object.values(messages).filter((message) => message.channel === channel).length > 1

export type Row = Record<string, number | string>
type Kind = { channel: string; variation: string; messages: Messages; day: DayCounts; where: Where; send: boolean }

/** Of a push these follow from what was sent and refused; SMS and WhatsApp say more. `delivery_failed`: "the number of rejected". docs: get_send_analytics */
function sendFields(channel: string, number: (statistic: string) => number): Row {
  if (channel === 'sms') return { delivered: number('delivered'), undelivered: number('rejected'), delivery_failed: number('delivery_failed') }
  if (channel === 'whats_app') return { delivered: number('delivered'), undelivered: number('failed'), delivery_failed: number('failed') }
  const failed = channel === 'webhook' ? number('errors') : number('bounces')
  const delivered = channel === 'email' ? number('delivered') : number('sent') - failed
  return { delivered, undelivered: failed, delivery_failed: 0 }
}

/** The numbers of one variation. observed (2021): those of a multivariate campaign have both id and name, and conversions, revenue and recipients of their own; a control group `enrolled` in place of the channel's numbers. */
function rowOf({ channel, variation, messages, day, where, send }: Kind): Row {
  const message = Object.hasOwn(messages, variation) ? messages[variation] : undefined
  const here = { ...where, variation, channel }
  const number = (statistic: string): number => numberOf(day, statistic, here)
  const control = message !== undefined && isControl(message)
  const multivariate = isMultivariate(messages, channel)
  const named: Row = send ? { variation_name: message?.name ?? variation } : { variation_api_id: variation, ...(multivariate ? { variation_name: message?.name ?? variation } : {}) }
  const numbers: Row = control ? { enrolled: number('enrolled') } : Object.fromEntries([...(FIELDS[channel] ?? []).map((field) => [field, number(field)] as const), ...(send ? Object.entries(sendFields(channel, number)) : [])])
  const whole = multivariate || send || channel === 'in_app_message' || channel === 'feature_flag'
  return { ...named, ...numbers, ...(whole ? { revenue: revenueOf(day, here), unique_recipients: number(control ? 'enrolled_users' : 'unique_recipients'), ...conversionsOf(day, here, 'send_time', 4) } : {}) }
}

/** `messages` of one day: by channel one row a variation; those of the definition, and those that were counted though it has them no more. */
export function messagesOf(day: DayCounts, messages: Messages, where: Where = {}, send = false): Record<string, Row[]> {
  const variations = new Map<string, Set<string>>()
  const note = (channel: string, variation: string): void => void (FIELDS[channel] !== undefined && variations.set(channel, (variations.get(channel) ?? new Set()).add(variation)))
  for (const [id, { channel }] of Object.entries(messages)) note(channel, id)
  for (const one of [...day.counts, ...day.users]) if (one.variation !== '' && (where.canvas_step ?? one.canvas_step) === one.canvas_step) note(one.channel, one.variation)
  return Object.fromEntries([...variations].map(([channel, ids]) => [keyOf(channel), [...ids].map((variation) => rowOf({ channel, variation, messages, day, where, send }))]))
}

/** What a day of a campaign is beside its messages; conversions and revenue of control groups are only in their own rows. */
export function totalsOf(day: DayCounts, messages: Messages): Row {
  const not = new Set(Object.entries(messages).flatMap(([id, message]) => (isControl(message) ? [id] : [])))
  return { ...conversionsOf(day, { not }, 'send_time', 4), revenue: revenueOf(day, { not }), unique_recipients: day.recipients }
}

const count = () => z.int()
const conversionShape = (by: 'send_time' | 'entry_time') => Object.fromEntries(NAMES.flatMap((name) => [[name, count()], [`${name}_by_${by}`, count()]])) as Record<string, z.ZodInt>
const optional = <Shape extends Record<string, z.ZodType>>(shape: Shape) => z.object(shape).partial().shape
const names = () => ({ variation_api_id: z.string(), variation_name: z.string().meta({ description: 'Of a campaign with several variants' }) })
/** The channels of `messages`, with what a row of each may hold. */
export const messagesShape = () =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(FIELDS).map(([channel, fields]) => {
        const numbers = Object.fromEntries([...fields, 'delivered', 'undelivered', 'delivery_failed', 'enrolled', 'opens', 'influenced_opens', 'unique_recipients'].map((field) => [field, count()]))
        return [keyOf(channel), z.array(z.strictObject(optional({ ...names(), ...numbers, ...conversionShape('send_time'), revenue: z.number() }))).optional()]
      }),
    ),
  )
/** One day of a series of a campaign or send. */
export const dayShape = () => z.strictObject({ time: z.iso.date(), messages: messagesShape(), ...conversionShape('send_time'), revenue: z.number().meta({ description: 'USD' }), unique_recipients: count() })
export { conversionShape }
