// Filters on the profile itself: names, places, contact data, ages, days, attribution, sums. docs: user_guide/audience/segments/segmentation_filters
import { always, column, comparisonOf, monthDayOf, yesOrNo } from '../comparisons.sql.ts'
import type { Operand } from '../comparisons.sql.ts'
import { q, raw } from '../fragment.ts'
import type { Context, Leaf } from '../leaf.ts'
import { jsonOperand } from '../json-values.sql.ts'
import type { Filter, Filters } from './filter.ts'

const textOf = (sql: string): Filter => (leaf, context) => comparisonOf(leaf, context, 'string').holds(column(sql))
const timeOf = (sql: string): Filter => (leaf, context) => comparisonOf(leaf, context, 'time').holds(column(sql))
const numberOf = (operand: Operand): Filter => (leaf, context) => comparisonOf(leaf, context, 'number').holds(operand)
const socialNumber = (network: string, key: string): Filter => (leaf, context) =>
  comparisonOf(leaf, context, 'number').holds(jsonOperand('number', raw(`ifnull(p.${network}, '{}')`), q`${`$.${key}`}`))

/** Addresses are kept in lower case. */
function emailAddress(leaf: Leaf, context: Context) {
  const comparison = comparisonOf(leaf, context, 'string')
  const operand = column('p.email')
  const condition = comparison.holds(operand)
  const lower = (value: unknown): unknown => (typeof value === 'string' && /(any|none)_of$/.test(comparison.cmp) ? value.toLowerCase() : value)
  return { ...condition, params: condition.params.map((value) => lower(value) as string) }
}

/** Whole years on the day it is in the workspace's zone. */
const age: Filter = (leaf, context) => {
  const [year, monthDay] = [Number(context.today.slice(0, 4)), context.today.slice(5)]
  const years = q`(${year} - CAST(substr(p.dob, 1, 4) AS INTEGER) - (${monthDay} < substr(p.dob, 6)))`
  return comparisonOf(leaf, context, 'number').holds({ ...column('p.dob'), value: years })
}

/** Month and day of the birthday. "Users with a birthday on the 29th of February are included in segments including March 1". docs: segmentation_filters */
const birthday: Filter = (leaf) => {
  const words = { is: '=', is_before: '<', is_after: '>' } as const
  const word = raw(words[leaf.oneOf('cmp', ['is', 'is_before', 'is_after'])])
  const day = monthDayOf(leaf)
  leaf.seen(raw('p.dob'), 'string')
  return q`(p.dob IS NOT NULL AND (substr(p.dob, 6) ${word} ${day} OR (substr(p.dob, 6) = '02-29' AND '03-01' ${word} ${day})))`
}

const bucket: Filter = (leaf, context) => {
  const value = leaf.get('value')
  if (typeof value === 'number' && (value < 0 || value > 9999)) throw leaf.fail('value', 'must be from 0 to 9999')
  return numberOf(always(raw('p.random_bucket')))(leaf, context)
}

const location: Filter = (leaf) => {
  const [latitude, longitude] = [leaf.number('latitude', { min: -90, max: 90 }), leaf.number('longitude', { min: -180, max: 180 })]
  leaf.seen(raw(`(CASE WHEN p.latitude IS NOT NULL THEN json_array(p.latitude, p.longitude) END)`), 'array')
  const within = q`(ifnull(kilometres(p.latitude, p.longitude, ${latitude}, ${longitude}), 1e9) <= ${leaf.number('radius_km', { min: 0, max: 25_000 })})`
  return leaf.oneOf('cmp', ['is_within', 'is_not_within']) === 'is_within' ? within : q`(p.latitude IS NOT NULL AND NOT ${within})`
}

export const profileFilters: Filters = {
  first_name: textOf('p.first_name'),
  last_name: textOf('p.last_name'),
  country: textOf('p.country'),
  city: textOf('p.home_city'),
  language: textOf('p.language'),
  gender: textOf('p.gender'),
  time_zone: textOf('p.time_zone'),
  email_address: emailAddress,
  phone_number: textOf('p.phone_e164'),
  unformatted_phone_number: textOf('plain_number(p.phone)'),
  external_user_id: textOf('p.external_id'),
  install_attribution_campaign: textOf('p.attributed_campaign'),
  install_attribution_source: textOf('p.attributed_source'),
  install_attribution_adgroup: textOf('p.attributed_adgroup'),
  install_attribution_ad: textOf('p.attributed_ad'),
  age,
  birthday,
  /** "The date of that first session" of users whom the SDK brought, else when they were added. docs: segmentation_filters, "Created At" */
  created_at: timeOf(`(CASE WHEN p.origin = 'sdk' THEN ifnull(p.first_session_at, p.created_at) ELSE p.created_at END)`),
  random_bucket_number: bucket,
  most_recent_location: location,
  location_available: (leaf) => yesOrNo(leaf, raw('(p.latitude IS NOT NULL)')),
  session_count: numberOf(always(raw('p.session_count'))),
  first_used_app: timeOf('p.first_session_at'),
  last_used_app: timeOf('p.last_session_at'),
  total_number_of_purchases: numberOf(always(raw('p.purchase_count'))),
  money_spent: numberOf(always(raw('(p.revenue_cents / 100.0)'))),
  connected_facebook: (leaf) => yesOrNo(leaf, raw('(p.facebook IS NOT NULL)')),
  connected_twitter: (leaf) => yesOrNo(leaf, raw('(p.twitter IS NOT NULL)')),
  number_of_facebook_friends_using_app: socialNumber('facebook', 'num_friends'),
  number_of_facebook_friends: socialNumber('facebook', 'num_friends'),
  number_of_twitter_followers: socialNumber('twitter', 'followers_count'),
}
