// What the subscription endpoints share: finding the group, and that email groups are asked by address, the others by number.
import { groupIsBy } from '../../../domain/subscription-groups.ts'
import type { SubscriptionGroup } from '../../../domain/subscription-groups.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'

// docs: post_update_user_subscription_group_status; the text is the page's
const BOTH = 'Either an email address or a phone number should be provided, but not both.'
// docs: post_user_track (BAD_SUBSCRIPTION_GROUP_ID); here by analogy
const UNKNOWN_GROUP = `'subscription_group_id' must be a valid subscription group UUID`

export type Asked = { external_ids: string[]; emails: string[]; phones: string[] }
/** The names of the three in the request, for its errors. */
export type Names = { external_ids: string; emails: string; phones: string }

export const SINGULAR: Names = { external_ids: 'external_id', emails: 'email', phones: 'phone' }
export const PLURAL: Names = { external_ids: 'external_ids', emails: 'emails', phones: 'phones' }

/** Throws the 400 of a group that the workspace does not have. */
export function groupOf(world: World, id: string): SubscriptionGroup {
  const group = world.subscriptionGroups.find(id)
  if (group === undefined) throw fault(400, UNKNOWN_GROUP, {}, { field: 'subscription_group_id', seen: id, expected: 'the id of a subscription group of this workspace' })
  return group
}

/** Throws the 400 of nobody asked for, and of email and phone together. */
export function somebody({ external_ids, emails, phones }: Asked, names: Names): void {
  if (emails.length > 0 && phones.length > 0) throw fault(400, BOTH, {}, { field: names.phones })
  if (external_ids.length + emails.length + phones.length === 0) throw fault(400, `'${names.external_ids}', '${names.emails}' or '${names.phones}' is required`)
}

/**
 * Throws the 400 of an address for a group by number, or the other way round; the text is not published.
 * docs: "SMS subscription groups: Only external_id or phone is accepted", "Email subscription groups: Either email or external_id is required"
 */
export function fitting(group: SubscriptionGroup, { emails, phones }: Asked, names: Names): void {
  const [wrong, list] = groupIsBy(group) === 'email' ? [names.phones, phones] : [names.emails, emails]
  if (list.length > 0) throw fault(400, `'${wrong}' can not be used with a subscription group of the channel '${group.channel}'`, {}, { field: wrong, seen: list[0], expected: groupIsBy(group) === 'email' ? names.emails : names.phones })
}

/** Every value asked for with the users who have it. */
export function* found(world: World, { external_ids, emails, phones }: Asked): Generator<{ field: 'external_id' | 'email' | 'phone'; value: string; users: ProfileRow[] }> {
  for (const value of external_ids) {
    const profile = world.profiles.byExternalId(value)
    yield { field: 'external_id', value, users: profile === undefined ? [] : [profile] }
  }
  for (const value of emails) yield { field: 'email', value, users: world.identifiers.matching({ email: value.trim() }) }
  for (const value of phones) yield { field: 'phone', value, users: world.identifiers.matching({ phone: value }) }
}
