// What LINE tells of a user: a message, or that the channel is followed or left. docs: channels/line/message_users/{user_management,subscription_groups}
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { SubscriptionGroup } from '../../../domain/subscription-groups.ts'
import { createAttribution } from './attribution.ts'
import type { InboundNouns, Received } from './nouns.ts'

export type InboundLine = { from: string; type: 'message' | 'follow' | 'unfollow'; group: SubscriptionGroup | undefined; body: string; media_id: string | null }

/** Receives what LINE tells one world. */
export function createInboundLine(nouns: InboundNouns) {
  const { decisions, profiles, aliases, attributes, lineIds, subscriptionGroups, messageEvents } = nouns
  const attribute = createAttribution(nouns)

  /** "An anonymous user profile is created": `native_line_id` and the alias `line_id` are the user's LINE ID. */
  function stranger(line_id: string): ProfileRow {
    const profile = profiles.create('line_follow')
    aliases.add(profile, { alias_name: line_id, alias_label: 'line_id' })
    attributes.apply(profile, { values: [['native_line_id', line_id]], source: 'rest' })
    return profiles.byId(profile.id)!
  }

  return ({ from, type, group, body, media_id }: InboundLine): Received => {
    const known = lineIds.of(from)
    const answer = (profile: ProfileRow | undefined, action: string): Received => ({ braze_id: profile?.braze_id ?? null, category: 'other', action, subscription_group_id: group?.id ?? null, response_message_id: null })
    if (type !== 'message') {
      const users = known.length > 0 || type === 'unfollow' ? known : [stranger(from)]
      if (group !== undefined && users[0] !== undefined) subscriptionGroups.set(users[0], group, type === 'follow' ? 'subscribed' : 'unsubscribed', 'line')
      return answer(users[0], type === 'follow' ? 'opt_in' : 'opt_out')
    }
    if (known.length === 0) {
      decisions.ignored({ rule: 'line/unknown_user', why: 'nobody has this LINE user ID', compared: { from, body } })
      return answer(undefined, 'other')
    }
    const { profile, origin } = attribute(known, 'line.sent')
    messageEvents.record('line.inbound_received', { channel: 'line', ...origin, ...(group === undefined ? {} : { subscription_group_id: group.id }), native_line_id: from, message_body: body, media_id, action: 'other' }, profile.braze_id)
    return answer(profile, 'other')
  }
}
