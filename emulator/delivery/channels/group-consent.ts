// Consent where a message goes out through a subscription group: the group exists on this channel, and the user is subscribed to it. docs: sms/subscription_groups ("must be subscribed to a group to receive")
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { SubscriptionGroup, SubscriptionGroups } from '../../domain/subscription-groups.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { Json } from '../outgoing.ts'

export function groupOf(subscriptionGroups: SubscriptionGroups, body: Json, channel: SubscriptionGroup['channel']): SubscriptionGroup | undefined {
  const id = body['subscription_group_id']
  const group = typeof id === 'string' ? subscriptionGroups.find(id) : undefined
  return group?.channel === channel ? group : undefined
}

export function groupConsent(subscriptionGroups: SubscriptionGroups, body: Json, profile: ProfileRow, channel: SubscriptionGroup['channel']): GateResult {
  const group = groupOf(subscriptionGroups, body, channel)
  if (group === undefined) return stops('subscription', 'no_subscription_group', { subscription_group_id: body['subscription_group_id'] ?? null, channel })
  const seen = { subscription_group_id: group.id, state: subscriptionGroups.stateOf(profile, group.id) ?? null }
  return seen.state === 'subscribed' ? passes('subscription', seen) : stops('subscription', 'not_in_subscription_group', seen)
}
