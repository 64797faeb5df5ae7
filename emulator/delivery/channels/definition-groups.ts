// A definition that goes live names subscription groups that exist, on the channel of its message: refused with the place otherwise, in the transaction that wrote it. Definitions themselves know no groups. docs: sms/subscription_groups, app_settings/email_settings ("Add one-click list-unsubscribe at a message-level")
import type { JournalRow } from '../../kernel/journal.ts'
import { refuse } from '../../domain/campaigns/lifecycle.ts'
import type { Issue, Messages } from '../../domain/campaigns/messages.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import type { SubscriptionGroup } from '../../domain/subscription-groups.ts'
import type { ChannelNouns } from './nouns.ts'

type GroupChannel = SubscriptionGroup['channel']
const GROUPS_OF: Readonly<Record<string, GroupChannel>> = { sms: 'sms', whats_app: 'whatsapp', line: 'line' }
/** Members of a definition that hold messages. */
const HOLDERS = ['messages', 'steps', 'post_launch_draft']

type Holder = { messages?: Messages; steps?: readonly { messages?: Messages }[] }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const hasLiquid = (value: string): boolean => /\{\{|\{%/.test(value)

/** All messages, each with the place where it stands. */
function placed({ messages = {}, steps = [] }: Holder): [path: string, message: Messages[string]][] {
  const own = Object.entries(messages).map(([id, message]): [string, Messages[string]] => [`messages.${id}`, message])
  const ofSteps = steps.flatMap(({ messages: some = {} }, index) => Object.entries(some).map(([id, message]): [string, Messages[string]] => [`steps[${index}].messages.${id}`, message]))
  return [...own, ...ofSteps]
}

/** Refuses definitions of one world whose groups are unknown. Drafts may be unfinished: theirs are looked at when they are launched. */
export function watchDefinitionGroups({ journal, campaigns, canvases, subscriptionGroups }: Pick<ChannelNouns, 'journal' | 'campaigns' | 'canvases' | 'subscriptionGroups'>): void {
  function issuesOf([path, message]: [string, Messages[string]]): Issue[] {
    if (isControl(message)) return []
    const unsubscribe = message.channel === 'email' ? message['list_unsubscribe'] : undefined
    const [at, id, channel] = isObject(unsubscribe)
      ? [`${path}.list_unsubscribe.subscription_group_id`, unsubscribe['subscription_group_id'], 'email']
      : [`${path}.subscription_group_id`, message['subscription_group_id'], GROUPS_OF[message.channel]]
    if (channel === undefined || typeof id !== 'string' || id === '' || hasLiquid(id)) return []
    const group = subscriptionGroups.find(id)
    if (group?.channel === channel) return []
    const why = group === undefined ? `is no subscription group: ${id}` : `is a subscription group of ${group.channel}, not of ${channel}: ${id}`
    return [{ path: at, message: `${at} ${why}` }]
  }

  function look({ kind, data }: JournalRow): void {
    const { campaign_id, canvas_id, changed } = data as { campaign_id?: string; canvas_id?: string; changed?: string[] }
    if (kind.endsWith('.updated') && changed?.some((member) => HOLDERS.includes(member)) !== true) return
    const found = campaign_id === undefined ? canvases.find(canvas_id!) : campaigns.find(campaign_id)
    if (found === undefined || found.draft) return
    const next = placed((found.post_launch_draft ?? {}) as Holder).map(([path, message]): [string, Messages[string]] => [`post_launch_draft.${path}`, message])
    refuse([...placed(found as Holder), ...next].flatMap(issuesOf))
  }
  journal.observe(['campaign.created', 'campaign.updated', 'campaign.launched', 'canvas.created', 'canvas.updated', 'canvas.launched'], look)
}
