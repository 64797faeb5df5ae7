// Filters on consent and reachability: subscription states and groups, email and push availability, bounces. docs: segmentation_filters ("Channel subscription behavior"), push_subscription_states
import { column, comparisonOf, yesOrNo } from '../comparisons.sql.ts'
import type { Sql } from '../fragment.ts'
import { q, raw } from '../fragment.ts'
import type { Leaf } from '../leaf.ts'
import type { Filter, Filters } from './filter.ts'

const STATES = ['opted_in', 'subscribed', 'unsubscribed'] as const
type Channel = 'email' | 'push'

const isOrNot = (leaf: Leaf, condition: Sql): Sql => (leaf.oneOf('cmp', ['is', 'is_not']) === 'is' ? condition : q`(NOT ${condition})`)
const state = (channel: Channel): Filter => (leaf) => (leaf.seen(raw(`p.${channel}_subscribe`), 'string'), isOrNot(leaf, q`(p.${raw(channel)}_subscribe = ${leaf.oneOf('value', STATES)})`))
/** When the state began that holds now. */
const since = (channel: Channel, wanted: string): Filter => (leaf, context) =>
  comparisonOf(leaf, context, 'time').holds(column(`(CASE WHEN p.${channel}_subscribe = '${wanted}' THEN p.${channel}_subscribe_at END)`))

/** The system's permission, as the export tells it: of a device that never spoke of it, yes. Same rule as user-export.ts. */
const FOREGROUND = raw(`(CASE WHEN d.device_id IS NULL THEN 1 WHEN json_type(d.details, '$.ios_push_auth') = 'text' THEN json_extract(d.details, '$.ios_push_auth') IN ('authorized', 'provisional')
  ELSE ifnull(json_extract(d.details, '$.remote_notification_enabled'), 1) IN (1) END)`)
const PROVISIONAL = raw(`ifnull(json_extract(d.details, '$.ios_push_auth') = 'provisional', 0)`)
const token = (condition: Sql): Sql => q`EXISTS (SELECT 1 FROM push_tokens t LEFT JOIN devices d ON d.device_id = t.device_id AND d.app_id = t.app_id WHERE t.profile_id = p.id AND ${condition})`

export const subscriptionFilters: Filters = {
  email_subscription_status: state('email'),
  push_subscription_status: state('push'),
  email_opt_in_date: since('email', 'opted_in'),
  email_unsubscribed_date: since('email', 'unsubscribed'),
  push_opt_in_date: since('push', 'opted_in'),
  push_unsubscribed_date: since('push', 'unsubscribed'),
  /** A user without a state in the group is neither subscribed nor unsubscribed. */
  subscription_group(leaf) {
    const group = leaf.text('subscription_group_id')
    leaf.seen(q`(SELECT s.state FROM subscription_states s WHERE s.profile_id = p.id AND s.subscription_group_id = ${group})`, 'string')
    const row = q`EXISTS (SELECT 1 FROM subscription_states s WHERE s.profile_id = p.id AND s.subscription_group_id = ${group} AND s.state = ${leaf.oneOf('value', ['subscribed', 'unsubscribed'])})`
    return isOrNot(leaf, row)
  },
  /** Has an address, is not unsubscribed, has not bounced hard and not marked us as spam. */
  email_available: (leaf) =>
    yesOrNo(leaf, raw(`(p.email IS NOT NULL AND p.email_subscribe <> 'unsubscribed' AND p.marked_email_as_spam_at IS NULL AND NOT EXISTS (SELECT 1 FROM hard_bounces h WHERE h.email = p.email) AND NOT EXISTS (SELECT 1 FROM spam_reports r WHERE r.email = p.email))`)),
  hard_bounced: (leaf) => yesOrNo(leaf, raw('EXISTS (SELECT 1 FROM hard_bounces h WHERE h.email = p.email)')),
  has_marked_you_as_spam: (leaf) => yesOrNo(leaf, raw('(p.marked_email_as_spam_at IS NOT NULL OR EXISTS (SELECT 1 FROM spam_reports r WHERE r.email = p.email))')),
  invalid_phone_number: (leaf) => yesOrNo(leaf, raw('EXISTS (SELECT 1 FROM invalid_phone_numbers i WHERE i.phone = p.phone_e164)')),
  foreground_push_enabled: (leaf) => yesOrNo(leaf, q`(p.push_subscribe <> 'unsubscribed' AND ${token(FOREGROUND)})`),
  /** "Does not take push subscription status into account". */
  foreground_push_enabled_for_app: (leaf) => yesOrNo(leaf, token(q`t.app_id = ${leaf.text('app_id')} AND ${FOREGROUND}`)),
  background_or_foreground_push_enabled: (leaf) => yesOrNo(leaf, q`(p.push_subscribe <> 'unsubscribed' AND ${token(raw('1'))})`),
  provisionally_authorized_on_ios: (leaf) => yesOrNo(leaf, token(q`t.app_id = ${leaf.text('app_id')} AND ${PROVISIONAL}`)),
}
