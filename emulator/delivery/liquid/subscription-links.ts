// The addresses behind {{${set_user_to_unsubscribed_url}}} and its kin: each names a user, what becomes of him and the message it stands in, and nobody can make one up. docs: email/subscriptions
import type { EmailStates } from '../../domain/email-states.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles, SubscriptionState } from '../../domain/profiles/profiles.ts'
import type { Ids } from '../../kernel/ids.ts'
import { mailOf } from '../channels/email/provider.ts'
import type { PublicAddress } from '../public-address.ts'

const STATES: readonly SubscriptionState[] = ['unsubscribed', 'subscribed', 'opted_in']
const SEAL_PARTS = 4 // of 32 bits each

/** The message a link stands in: by its id, else by the dispatch it belongs to. */
export type LinkedMessage = { message_id?: string | undefined; dispatch_id?: string | null; channel?: string }
export type OpenedLink = { profile: ProfileRow; state: SubscriptionState; message: Message | undefined }
type Nouns = { ids: Ids; profiles: Profiles; emailStates: EmailStates; messages: Messages; publicAddress: PublicAddress }

/** The subscription links of one world. */
export function createSubscriptionLinks({ ids, profiles, emailStates, messages, publicAddress }: Nouns) {
  /** 128 bits that only this world's seed gives for this text. No table: a broadcast writes none, a restart forgets none. */
  const seal = (text: string): string => Array.from({ length: SEAL_PARTS }, (_, part) => Math.floor(ids.unit(`subscription-link:${part}:${text}`) * 2 ** 32).toString(16).padStart(8, '0')).join('')

  function messageOf(profile: ProfileRow, [id, dispatch_id, channel]: readonly (string | null | undefined)[]): Message | undefined {
    if (id) return messages.find(id)
    return dispatch_id ? messages.list({ profile_id: profile.id, dispatch_id, channel: channel ?? null }).findLast(({ status }) => status === 'sent' || status === 'delivered') : undefined
  }

  return {
    /** The address that sets a user's state for email. */
    url(state: SubscriptionState, profile: ProfileRow, { message_id, dispatch_id = null, channel = 'email' }: LinkedMessage = {}): string {
      const text = Buffer.from(JSON.stringify([STATES.indexOf(state), profile.braze_id, ...(message_id === undefined ? ['', dispatch_id, channel] : [message_id])])).toString('base64url')
      return publicAddress.hosted(`/subscription/${text}.${seal(text)}`)
    },
    /** Whose link a token is; undefined for one that nobody was given, and for a user who is gone. A merged user's link is the heir's. */
    open(token: string): OpenedLink | undefined {
      const [text = '', sealed, ...more] = token.split('.')
      if (sealed === undefined || more.length > 0 || sealed !== seal(text)) return undefined
      const [state, braze_id, ...message] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [number, string, ...(string | null)[]]
      const profile = profiles.heirByBrazeId(braze_id)
      return profile === undefined ? undefined : { profile, state: STATES[state]!, message: messageOf(profile, message) }
    },
    /** The link was opened, by a person or by what looks at links before one does: the state changes either way. docs: email/subscriptions */
    follow({ profile, state, message }: OpenedLink): void {
      const changes = profile.email_subscribe !== state
      emailStates.setFor(profile, state, 'email_link')
      if (!changes || state !== 'unsubscribed' || message === undefined || message.channel !== 'email') return
      messages.engaged(message, 'unsubscribe')
      messages.happened(message, 'email.unsubscribed', mailOf(message))
    },
  }
}

export type SubscriptionLinks = ReturnType<typeof createSubscriptionLinks>
