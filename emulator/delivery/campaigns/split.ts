// Which message of a campaign a user gets on each channel, or the control group, or none: one bucket for all channels. docs: messaging/ab_testing/create_tests, re_eligibility ("Multivariate testing")
import { bucketOf, pick } from '../../domain/campaigns/assignment.ts'
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { Message } from '../../domain/campaigns/messages.ts'
import { isControl } from '../../domain/campaigns/messages.ts'

export type Variation = { id: string; message: Message }
/** `held`: the share that an optimization keeps for the winner. */
export type Split = { bucket: number; chosen: Variation[]; control: Variation | undefined; held: boolean }

/** What the user had before: who received never enters the control group, and who is in it never receives. */
export type Before = { received: boolean; enrolled: boolean }

const byChannel = (messages: Campaign['messages']): Map<string, Variation[]> => {
  const found = new Map<string, Variation[]>()
  for (const [id, message] of Object.entries(messages)) found.set(message.channel, [...(found.get(message.channel) ?? []), { id, message }])
  return found
}

/** The bucket in the shares of the variants alone, without the control group. */
function amongVariants(members: readonly Variation[], bucket: number): Variation | undefined {
  const variants = members.filter(({ message }) => !isControl(message))
  const sum = variants.reduce((total, { message }) => total + (message.percent ?? 0), 0)
  return shared(variants, Math.floor((bucket * sum) / 100))
}
const shared = (members: readonly Variation[], bucket: number): Variation | undefined => pick(members.map((one) => ({ ...one, percent: one.message.percent })), bucket)

/** True when the campaign keeps a share of its users for the winner of its test. */
export const isOptimized = ({ optimization }: Campaign): boolean => ['winning_variant', 'personalized_variant'].includes(String((optimization as { kind?: unknown } | null)?.kind))

export function splitOf(campaign: Campaign, braze_id: string, before: Before, channels?: readonly string[]): Split {
  const bucket = bucketOf(braze_id, campaign.id)
  const all = [...byChannel(campaign.messages)].filter(([channel]) => channels === undefined || channels.includes(channel))
  const picked = all.map(([, members]) => {
    const one = shared(members, bucket)
    const control = members.find(({ message }) => isControl(message))
    if (before.enrolled && control !== undefined) return control
    return before.received && one !== undefined && isControl(one.message) ? amongVariants(members, bucket) : one
  })
  const found = picked.filter((one) => one !== undefined)
  const control = found.find(({ message }) => isControl(message))
  return { bucket, control, chosen: control === undefined ? found : [], held: found.length === 0 && isOptimized(campaign) }
}
