// What rows send to the user of the app, and what became of it.
import type { JournalRow } from '../failure.ts'
import type { Walker } from './checks.ts'
import type { Facts } from './facts.ts'

/** An audience of one. */
export const members = (external_id: string): object => ({ filters: { filter: 'external_user_id', cmp: 'is_any_of', value: [external_id] } })
export const nobody: object = members('nobody, brazier live')

export const card = (title: string, more: object = {}): object => ({ channel: 'content_cards', type: 'CLASSIC', title, message: 'Of brazier scenarios --live', ...more })

/** Rows of the user of the app only. */
export const onlyMine = ({ braze_id }: Facts) => (_data: unknown, { profile }: JournalRow): boolean => profile === braze_id

export type Sent = { id: string; channel: string; status: string; reason: string | null; payload: unknown; device_id: string | null }

/** Messages to the user, of a campaign or of one dispatch. */
export async function messagesOf({ wire, facts }: Walker, campaign_id: string | undefined, dispatch_id?: string): Promise<Sent[]> {
  const asked = campaign_id === undefined ? `dispatch_id=${encodeURIComponent(String(dispatch_id))}` : `campaign_id=${encodeURIComponent(campaign_id)}`
  return (await wire.adminBody('GET', `/messages?braze_id=${facts.braze_id}&limit=1000&${asked}`)).messages
}

export const reached = (messages: readonly Sent[]): boolean => messages.some(({ status }) => status === 'sent' || status === 'delivered')
export const trouble = (messages: readonly Sent[]): string => (messages.length === 0 ? 'nothing was sent' : messages.map(({ channel, status, reason }) => `${channel}: ${status}${reason === null ? '' : ` (${reason})`}`).join(', '))

/** The statistics of a campaign on a channel, summed over the days. */
export async function counted({ wire }: Walker, campaign_id: string, channel: string): Promise<Record<string, number>> {
  const { body } = await wire.rest('GET', `/campaigns/data_series?campaign_id=${campaign_id}&length=2`)
  const sum: Record<string, number> = {}
  for (const { messages } of (body.data ?? []) as { messages: Record<string, Record<string, unknown>[]> }[])
    for (const one of messages[channel] ?? []) for (const [name, value] of Object.entries(one)) if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value
  return sum
}
