// A text that came in: its keyword changes the state in the subscription group and is answered; the rest waits for triggers. docs: keyword_processing/{optin_optout,keyword_handling,double_opt_in,unknown_phone_numbers}
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { Matched } from '../../../domain/sms-keywords.ts'
import { matchKeyword, promptOf } from '../../../domain/sms-keywords.ts'
import type { GroupState, SubscriptionGroup } from '../../../domain/subscription-groups.ts'
import { NO_ORIGIN } from '../../../domain/messages/messages.ts'
import { DEFAULT_SENDER } from '../sms/carrier.ts'
import { segmentsOf } from '../sms/segments.ts'
import { createAttribution } from './attribution.ts'
import type { InboundNouns, Received } from './nouns.ts'
import { optInPromptStatements } from './opt-in-prompts.sql.ts'

const CONFIRM_WITHIN = 30 * 86_400_000 // "they have 30 days to confirm their opt-in intent"

export type InboundSms = { from: string; to?: string | undefined; group: SubscriptionGroup; body: string; media_urls: string[] }
/** What `sms.inbound_received` calls it. */
type Action = 'opt_in' | 'opt_out' | 'help' | 'other'
const STATES: Readonly<Partial<Record<Action, GroupState>>> = { opt_in: 'subscribed', opt_out: 'unsubscribed' }

/** Receives the texts of one world. */
export function createInboundSms(nouns: InboundNouns) {
  const { db, clock, journal, decisions, profiles, attributes, subscriptionGroups, messages, messageEvents, carrier } = nouns
  const attribute = createAttribution(nouns)
  const prompts = optInPromptStatements(db)

  const wasAsked = (group: SubscriptionGroup, phone: string): boolean => ((row) => row !== undefined && row.prompted_at > clock.now() - CONFIRM_WITHIN)(prompts.of.get(group.id, phone))
  const isSubscribed = (users: readonly ProfileRow[], group: SubscriptionGroup): boolean => users.length > 0 && users.every((user) => subscriptionGroups.stateOf(user, group.id) === 'subscribed')

  /** An automatic answer: no caps, no consent, no campaign; `category` says what it answers. docs: rate_limiting ("not applied to … SMS auto-responses") */
  function answer(profile: ProfileRow, group: SubscriptionGroup, { category, response }: Matched, from: string): string | null {
    if (response === null || profile.phone_e164 === null) return null
    const payload = { from, to: profile.phone_e164, body: response, media_urls: [], ...segmentsOf(response) }
    const detail = { subscription_group_id: group.id, category }
    const message = messages.add({ profile, channel: 'sms', status: 'sent', origin: NO_ORIGIN, target: { address: payload.to }, detail, payload })
    carrier.carry(message, payload, group.id, { category })
    return message.id
  }

  const senderOf = (group: SubscriptionGroup): string => group.sender_numbers?.[0] ?? DEFAULT_SENDER

  function prompt(profile: ProfileRow, group: SubscriptionGroup, language: string, from: string): string | null {
    prompts.put.run(group.id, profile.phone_e164!, language, clock.now())
    return answer(profile, group, { category: 'opt_in', language, response: promptOf(group.keywords ?? {}) }, from)
  }

  journal.observe(['subscription_group.opt_in_prompted'], ({ data, profile: braze_id }) => {
    const profile = profiles.byBrazeId(braze_id!)
    const group = subscriptionGroups.find(data['subscription_group_id'] as string)
    if (profile === undefined || group === undefined) return
    if (profile.phone_e164 === null) decisions.ignored({ rule: 'double_opt_in', why: 'the user has no valid phone number to be asked on', compared: { subscription_group_id: group.id } }, profile.braze_id)
    else prompt(profile, group, 'en', senderOf(group))
  })

  /** "Braze creates an anonymous profile; our system sets the phone attribute", for opt-in and opt-out words only. */
  function stranger(from: string, action: Action, body: string): ProfileRow[] {
    if (STATES[action] === undefined) {
      decisions.ignored({ rule: 'sms/unknown_phone_numbers', why: 'nobody has this number, and the text is neither an opt-in nor an opt-out word', compared: { from, body } })
      return []
    }
    const profile = profiles.create('sms_inbound')
    attributes.apply(profile, { values: [['phone', from]], source: 'rest' })
    return [profiles.byId(profile.id)!]
  }

  return ({ from, to, group, body, media_urls }: InboundSms): Received => {
    const matched = matchKeyword(group.keywords ?? {}, body, { asked: wasAsked(group, from) })
    const known = profiles.byPhone(from)
    const wanted: Action = matched.category === 'opt_in_confirmation' ? 'opt_in' : matched.category === 'opt_in' || matched.category === 'opt_out' || matched.category === 'help' ? matched.category : 'other'
    const asks = matched.category === 'opt_in' && group.keywords?.double_opt_in?.enabled === true && !isSubscribed(known, group)
    const action: Action = asks ? 'other' : wanted
    const users = known.length > 0 ? known : stranger(from, wanted, body)
    if (users.length === 0) return { braze_id: null, category: matched.category, action, subscription_group_id: group.id, response_message_id: null }
    const { profile, origin } = attribute(users, 'sms.sent')
    const state = STATES[action]
    if (state !== undefined) {
      subscriptionGroups.set(profile, group, state, 'sms')
      prompts.drop.run(group.id, from)
    }
    messageEvents.record(
      'sms.inbound_received',
      { channel: 'sms', ...origin, subscription_group_id: group.id, user_phone_number: from, inbound_phone_number: to ?? senderOf(group), message_body: body, media_urls, action, category: matched.category },
      profile.braze_id,
    )
    const response_message_id = asks ? prompt(profile, group, matched.language, to ?? senderOf(group)) : answer(profile, group, matched, to ?? senderOf(group))
    return { braze_id: profile.braze_id, category: matched.category, action, subscription_group_id: group.id, response_message_id }
  }
}
