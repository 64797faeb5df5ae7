// Email: whom it reaches, what the provider gets, what becomes of it. docs: user_guide/channels/email, api/objects_filters/messaging/email_object
import type { Message } from '../../../domain/messages/messages.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import { passes, stops } from '../../gates/gate.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Channel, Composing, Reach } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { createEmailActions } from './engage.ts'
import { createForwarding } from './forwarding.ts'
import { payloadOf } from './payload.ts'
import { createEmailProvider, mailOf } from './provider.ts'
import { createEmailPlans } from './template.ts'

/** The email channel of one world. */
export function createEmail(nouns: ChannelNouns): Channel {
  const { settings, emailTemplates, emailLists, messages, emailTracking: tracking } = nouns
  const plans = createEmailPlans({ emailTemplates, aliasing: () => settings.get().email.link_aliasing })
  const provider = createEmailProvider(nouns)
  const forwarding = createForwarding(nouns)

  /** Addresses that are not written to. "If the user changes their email address, Braze resumes sending"; who marked mail as spam gets only what goes to all users. docs: email/subscriptions */
  function reach({ targeting, transactional }: Outgoing, { email, marked_email_as_spam_at }: ProfileRow): Reach {
    if (email === null) return { reason: 'no_address' }
    const bounce = emailLists.bounceOf(email)
    if (bounce !== undefined) return { reason: 'hard_bounced', seen: { email, bounced_at: bounce.bounced_at, ...(bounce.blocklisted_at === null ? {} : { blocklisted_at: bounce.blocklisted_at }) } }
    const spam = transactional || targeting === 'all' ? undefined : (marked_email_as_spam_at ?? emailLists.spamOf(email)?.reported_at)
    return spam === undefined ? { targets: [{ address: email }] } : { reason: 'marked_as_spam', seen: { email, marked_at: spam } }
  }

  return {
    expand: (outgoing) => plans.planOf(outgoing).body,
    consent: ({ targeting, transactional }, { email_subscribe: state }) =>
      transactional || targeting === 'all' || state === 'opted_in' || (targeting === 'subscribed' && state === 'subscribed')
        ? passes('subscription', { state, targeting })
        : stops('subscription', state === 'unsubscribed' ? 'unsubscribed' : 'not_opted_in', { state, targeting }),
    reach,
    compose: (composing) => payloadOf(composing, plans.planOf(composing.outgoing), { settings, tracking }),
    handOver(message: Message, { message_extras }: Composing) {
      messages.happened(message, 'email.sent', { ...mailOf(message), ...(message_extras === null ? {} : { message_extras }) })
      forwarding.plan(message)
      provider.take(message)
    },
    engage: createEmailActions({ ...nouns, provider }),
  }
}
