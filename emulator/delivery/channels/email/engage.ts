// What users do with emails, and what mailboxes say of them later: opens, clicks, unsubscribing, spam reports, bounces. docs: email/subscriptions, analytics/metrics
import type { Decisions } from '../../../domain/decisions.ts'
import type { EmailStates } from '../../../domain/email-states.ts'
import type { Message, Messages } from '../../../domain/messages/messages.ts'
import type { Profiles } from '../../../domain/profiles/profiles.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { SubscriptionGroups } from '../../../domain/subscription-groups.ts'
import type { Json } from '../../outgoing.ts'
import type { Channel } from '../channel.ts'
import type { EmailPayload } from './payload.ts'
import type { EmailProvider } from './provider.ts'
import { mailOf } from './provider.ts'
import type { TrackedLink } from './tracking.ts'

const wrong = (path: string, why: string): Refusal => new Refusal('invalid_engagement', { path, why })

function flag(data: Json, name: string): boolean {
  const value = data[name]
  if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'is true or false')
  return value === true
}

function word(data: Json, name: string): string | undefined {
  const value = data[name]
  if (value !== undefined && (typeof value !== 'string' || value === '')) throw wrong(name, 'is a text')
  return value as string | undefined
}

/** The address that the author wrote: the `lid` came with link aliasing. docs: email/templates/link_aliasing */
const asWritten = ({ url, link_id }: TrackedLink): string => (link_id === undefined ? url : url.replace(new RegExp(`[?&]lid=${link_id}(?=#|$)`), ''))

/** The link that was clicked: by address, alias or id, else the first. */
function clicked({ payload }: Message, data: Json): Partial<TrackedLink> {
  const { links = [] } = (payload ?? {}) as Partial<EmailPayload>
  for (const name of ['url', 'link_alias', 'link_id'] as const) {
    const value = word(data, name)
    if (value === undefined) continue
    const link = links.find((one) => one[name] === value) ?? (name === 'url' ? links.find((one) => asWritten(one) === value) : undefined)
    if (link === undefined) throw wrong(name, `is no tracked link of the email: ${value}; there are ${links.map((one) => one[name] ?? one.url).join(', ') || 'none'}`)
    return link
  }
  return links[0] ?? {}
}

type Nouns = { messages: Messages; decisions: Decisions; profiles: Profiles; emailStates: EmailStates; subscriptionGroups: SubscriptionGroups; provider: EmailProvider }

/** The actions of emails. */
export function createEmailActions({ messages, decisions, profiles, emailStates, subscriptionGroups, provider }: Nouns): Channel['engage'] {
  /** Only who has the mail can do something with it. */
  const inInbox = (effect: (message: Message, data: Json) => void) => (message: Message, data: Json) => {
    if (message.status !== 'delivered') throw new Refusal('not_delivered', { id: message.id, status: message.status, reason: message.reason })
    effect(message, data)
  }
  const seenBy = (data: Json): Json => ((agent) => (agent === undefined ? {} : { user_agent: agent }))(word(data, 'user_agent'))

  return {
    open: inInbox((message, data) => void messages.happened(message, 'email.opened', { ...mailOf(message), ...(flag(data, 'machine_open') ? { machine_open: true } : {}), ...seenBy(data) })),
    click: inInbox((message, data) => void messages.happened(message, 'email.clicked', { ...mailOf(message), ...clicked(message, data), ...seenBy(data) })),
    /** "This user's global email subscription state is set to unsubscribed. If there isn't a match, Braze will not process this request"; or the group that the message names. docs: email_settings */
    unsubscribe: inInbox((message, data) => {
      const id = word(data, 'subscription_group_id')
      const users = profiles.byEmail(message.address!)
      if (users.length === 0) return decisions.ignored({ rule: 'email/unsubscribe', why: 'no user has the address any more', compared: { email: message.address! } }, message.braze_id)
      if (id !== undefined) {
        const group = subscriptionGroups.find(id)
        if (group === undefined) throw wrong('subscription_group_id', `is no subscription group: ${id}`)
        return subscriptionGroups.set(users[0]!, group, 'unsubscribed', 'email')
      }
      messages.happened(message, 'email.unsubscribed', mailOf(message))
      emailStates.set(message.address!, 'unsubscribed', 'email')
    }),
    spam: inInbox((message) => provider.spam(message)),
    bounce(message, data) {
      const type = word(data, 'type') ?? 'hard'
      if (type !== 'hard' && type !== 'soft') throw wrong('type', 'is hard or soft')
      const reason = word(data, 'reason') ?? provider.REASONS[type]
      if (type === 'hard') provider.bounced(message, reason)
      else provider.softBounced(message, reason)
    },
    /** A mail that is retried or deferred gets through now. */
    deliver(message) {
      if (message.status !== 'sent') throw wrong('action', `only a mail that is under way can be delivered; this one is ${message.status}`)
      provider.delivered(message)
    },
  }
}
