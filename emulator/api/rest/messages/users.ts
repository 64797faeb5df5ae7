// /messages/send and /messages/schedule/create: who is meant and what is sent, judged in one order. docs: post_send_messages, post_schedule_messages
import * as z from 'zod'
import type { MessageObjects } from '../../../domain/sends/message-objects.ts'
import { channelsIn, checkVariants, CONTENT_CARD_SECONDS } from '../../../domain/sends/message-objects.ts'
import { parseTime } from '../../../domain/times.ts'
import type { World } from '../../../world.ts'
import { checkAudience, isGiven } from './audiences.ts'
import { checkBroadcast } from './broadcast.ts'
import { inBrazesWords, invalidCampaign, invalidSendId, noMessage, noRecipients, notValid, tooManyUsers } from './faults.ts'
import { alias, flag, optionalId, userIds } from './fields.ts'
import { messageObjects } from './objects/messages.ts'

const MOST_USERS = 50 // ids and aliases together. docs: api/errors
const STATES = ['opted_in', 'subscribed', 'all'] as const

const ALIASES = `'user_aliases' must be an array of objects with 'alias_name' and 'alias_label'`
/** "" for none, as in the page's example. */
const ids = () => z.union([userIds(), z.literal('').transform(() => undefined)], { error: `'external_user_ids' must be an array of strings` })

/** Everything of a request but its schedule. */
export const messagingMembers = () => ({
  broadcast: flag(), external_user_ids: ids().optional(), user_aliases: z.array(alias(), { error: ALIASES }).nullish(), segment_id: optionalId(), audience: z.unknown().optional().meta({ description: 'A connected audience object' }),
  campaign_id: optionalId(), send_id: optionalId(), recipient_subscription_state: z.enum(STATES, { error: `'recipient_subscription_state' must be 'opted_in', 'subscribed', or 'all'` }).nullish(),
  // one page has the first name, the other the second: both are taken on both
  override_frequency_capping: flag(), override_messaging_limits: flag(), messages: messageObjects().nullish(),
})
const schema = () => z.looseObject(messagingMembers())
export type MessagingBody = z.output<ReturnType<typeof schema>>

/** The apps and subscription groups that messages name, and how long a card stays. Throws the 400. */
export function checkMessages(world: World, messages: MessageObjects): void {
  if (channelsIn(messages).length === 0) throw noMessage()
  for (const kind of ['email', 'sms', 'whats_app'] as const) {
    const { app_id, subscription_group_id } = messages[kind] ?? {}
    if (app_id != null && world.apps.find(app_id as string) === undefined) throw notValid(`messages.${kind}.app_id`, app_id, 'the app_id of an app of the workspace')
    const group = subscription_group_id == null || kind === 'email' ? undefined : world.subscriptionGroups.find(subscription_group_id as string)
    if (kind !== 'email' && subscription_group_id != null && group?.channel !== (kind === 'sms' ? 'sms' : 'whatsapp')) throw notValid(`messages.${kind}.subscription_group_id`, subscription_group_id, `a subscription group of ${kind}`)
  }
  const expire_at = messages.content_card?.['expire_at']
  if (typeof expire_at === 'string' && parseTime(expire_at)! > world.clock.now() + CONTENT_CARD_SECONDS * 1000) throw notValid('messages.content_card.expire_at', expire_at, 'at most 30 days from now')
}

/** Throws the 400 of a campaign that is no API campaign, or of variants that are not its own. */
export function checkCampaign(world: World, campaign_id: string, messages: MessageObjects): void {
  const campaign = world.campaigns.find(campaign_id)
  // "No messaging API campaign was found": an API-triggered one has its content in the dashboard. docs: api/api_campaigns
  if (campaign?.kind !== 'api_campaign') throw invalidCampaign({ seen: campaign_id, expected: 'the id of an API campaign' })
  inBrazesWords(() => checkVariants(messages, campaign.messages))
}

/** Who and what a request means; `request` is what is kept of it. */
export type Messaging = { broadcast: boolean; campaign_id: string | null; send_id: string | null; request: Record<string, unknown> }

/** Judges a request in this order: number of users, recipients, audience, campaign, send id, messages. Throws the 400 of what is wrong first. */
export function readMessaging(world: World, body: MessagingBody): Messaging {
  const { external_user_ids, user_aliases, segment_id, audience, campaign_id, send_id } = body
  const named = (external_user_ids?.length ?? 0) + (user_aliases?.length ?? 0)
  if (named > MOST_USERS) throw tooManyUsers({ field: 'external_user_ids', seen: named, expected: `at most ${MOST_USERS} ids and aliases together` })
  if (named === 0 && segment_id === undefined && !isGiven(audience)) throw noRecipients({ expected: 'external_user_ids, user_aliases, segment_id or audience' })
  const broadcast = body.broadcast === true
  checkBroadcast({ broadcast, users: named > 0, forbidden: { external_user_ids, user_aliases } })
  checkAudience(world, { segment_id, audience })
  const messages = (body.messages ?? {}) as MessageObjects
  if (channelsIn(messages).length === 0) throw noMessage()
  if (campaign_id !== undefined) checkCampaign(world, campaign_id, messages)
  if (send_id !== undefined) checkSendId(world, campaign_id, send_id)
  checkMessages(world, messages)
  return { broadcast, campaign_id: campaign_id ?? null, send_id: send_id ?? null, request: body }
}

/** "you will have to first create one via the sends/id/create endpoint". docs: api/identifier_types */
export function checkSendId(world: World, campaign_id: string | undefined, send_id: string): void {
  if (campaign_id === undefined) throw invalidSendId(send_id, 'a campaign_id beside it')
  if (!world.sendIds.knows(campaign_id, send_id)) throw invalidSendId(send_id, 'a send id made for this campaign by /sends/id/create')
}
