// Filters on what users did: custom events, purchases, sessions; ever, first, last, and "X in Y days". docs: user_guide/audience/segments/segmentation_filters
import type { Operand, ValueType } from '../comparisons.sql.ts'
import { always, comparisonOf, yesOrNo } from '../comparisons.sql.ts'
import type { Sql } from '../fragment.ts'
import { q, raw } from '../fragment.ts'
import type { Context, Leaf } from '../leaf.ts'
import { atPath, member, readPath, readType } from '../json-values.sql.ts'
import type { Filter, Filters } from './filter.ts'
import { MOST_TIMES, sinceDays, sinceEver } from './filter.ts'

/** Of the purchases in the window only the last 50 count. docs: segmentation_filters, "X Money Spent in Y Days" */
const PURCHASES_COUNTED = 50

const counted = (type: ValueType, value: (leaf: Leaf, context: Context) => Sql): Filter => (leaf, context) => comparisonOf(leaf, context, type).holds(always(value(leaf, context)))
/** How often, in the window; X is from 0 to 50. */
const times = (count: (leaf: Leaf, since: number, context: Context) => Sql): Filter => (leaf, context) => {
  leaf.number('value', { min: 0, max: MOST_TIMES, whole: true })
  return comparisonOf(leaf, context, 'number').holds(always(count(leaf, sinceDays(leaf, context), context)))
}
/** A time that a subquery finds, or none. */
const moment = (find: (leaf: Leaf) => Sql): Filter => (leaf, context) => {
  const value = find(leaf)
  const operand: Operand = { absent: q`(${value} IS NULL)`, right: q`(${value} IS NOT NULL)`, value }
  return comparisonOf(leaf, context, 'time').holds(operand)
}

/**
 * The condition on one property of an event or purchase: `{name, path?, type?, cmp, value}`.
 * "Nested keys only equals and does not equal; arrays of objects are not supported". docs: filtering_operators
 * `deep`, of Segment Extensions: any operator, and `[]` for any element of an array, also behind the name: `location_code[]`. docs: segment_extension
 */
export function propertyCondition(inner: Leaf, context: Context, doc: Sql, { deep = false } = {}): Sql {
  const given = inner.text('name')
  const elements = deep ? /(\[\])*$/.exec(given)![0] : ''
  const base = q`${`$${member(given.slice(0, given.length - elements.length))}`}`
  const path = inner.optionalText('path')
  const steps = [...readPath(inner, elements, 'name'), ...(path === undefined ? [] : readPath(inner, path))]
  if (!deep && steps.includes('any')) throw inner.fail('path', 'may not have []: arrays of objects can not be filtered in properties')
  const comparison = comparisonOf(inner, context, readType(inner))
  if (!deep && steps.length > 0 && !['is_any_of', 'is_none_of', 'exactly', 'does_not_equal', 'is'].includes(comparison.cmp)) throw inner.fail('cmp', 'of a nested property can only be equals or does_not_equal')
  inner.done()
  return atPath(doc, base, steps, comparison, true)
}
const property = (leaf: Leaf, context: Context, doc: Sql): Sql => propertyCondition(leaf.object('property'), context, doc)

const eventSummary = (leaf: Leaf, columnName: string): Sql => q`(SELECT ${raw(columnName)} FROM event_summaries s WHERE s.profile_id = p.id AND s.name = ${leaf.text('name')})`
const productSummary = (leaf: Leaf, columnName: string): Sql => q`(SELECT ${raw(columnName)} FROM purchase_summaries s WHERE s.profile_id = p.id AND s.product_id = ${leaf.text('product_id')})`
const usage = (leaf: Leaf, columnName: string): Sql => q`(SELECT ${raw(columnName)} FROM app_usage u WHERE u.profile_id = p.id AND u.app_id = ${leaf.text('app_id')})`

/** A quantity of n is n purchases. docs: api/objects_filters/purchase_object */
export const bought = (condition: Sql, since: number): Sql => q`(SELECT ifnull(sum(b.quantity), 0) FROM purchases b WHERE b.profile_id = p.id AND b.at >= ${since} AND ${condition})`

const eventsSince = (leaf: Leaf, since: number, condition: Sql = raw('1')): Sql => q`(SELECT count(*) FROM custom_events c WHERE c.profile_id = p.id AND c.name = ${leaf.text('name')} AND c.at >= ${since} AND ${condition})`
const AGGREGATES = { count: 's.count', first: 's.first_at', last: 's.last_at' } as const

export const activityFilters: Filters = {
  /** How often ever. `agg` first and last: when; `window_days` and `property`: how often in these days, with this property. */
  custom_event(leaf, context) {
    const agg = leaf.get('agg') === undefined ? 'count' : leaf.oneOf('agg', Object.keys(AGGREGATES) as (keyof typeof AGGREGATES)[])
    if (agg !== 'count') return moment((one) => eventSummary(one, AGGREGATES[agg]))(leaf, context)
    const [days, condition] = [leaf.get('window_days'), leaf.get('property') === undefined ? undefined : property(leaf, context, raw('c.properties'))]
    if (days === undefined && condition === undefined) return counted('number', (one) => q`ifnull(${eventSummary(one, AGGREGATES.count)}, 0)`)(leaf, context)
    return counted('number', (one) => eventsSince(one, days === undefined ? sinceEver(context) : sinceDays(one, context, 'window_days'), condition))(leaf, context)
  },
  first_did_custom_event: moment((leaf) => eventSummary(leaf, AGGREGATES.first)),
  last_did_custom_event: moment((leaf) => eventSummary(leaf, AGGREGATES.last)),
  x_custom_event_in_y_days: times((leaf, since) => eventsSince(leaf, since)),
  x_custom_event_property_in_y_days: times((leaf, since, context) => eventsSince(leaf, since, property(leaf, context, raw('c.properties')))),

  purchased_product: (leaf) => yesOrNo(leaf, q`EXISTS (SELECT 1 FROM purchase_summaries s WHERE s.profile_id = p.id AND s.product_id = ${leaf.text('product_id')})`),
  x_product_purchased_in_y_days: times((leaf, since) => bought(q`b.product_id = ${leaf.text('product_id')}`, since)),
  x_purchases_in_last_y_days: times((_leaf, since) => bought(raw('1'), since)),
  x_purchase_property_in_y_days: times((leaf, since, context) => {
    const product = leaf.optionalText('product_id')
    const condition = property(leaf, context, raw('b.properties'))
    return bought(product === undefined ? condition : q`b.product_id = ${product} AND ${condition}`, since)
  }),
  first_made_purchase: moment(() => raw('(SELECT min(s.first_at) FROM purchase_summaries s WHERE s.profile_id = p.id)')),
  last_made_purchase: moment(() => raw('(SELECT max(s.last_at) FROM purchase_summaries s WHERE s.profile_id = p.id)')),
  first_purchase_for_app: moment((leaf) => q`(SELECT min(b.at) FROM purchases b WHERE b.profile_id = p.id AND b.app_id = ${leaf.text('app_id')})`),
  last_purchased_product: moment((leaf) => productSummary(leaf, 's.last_at')),
  x_money_spent_in_y_days(leaf, context) {
    const since = sinceDays(leaf, context)
    const cents = q`round(b.price * b.quantity * ifnull((SELECT r.value FROM json_each(${JSON.stringify(context.rates)}) r WHERE r.key = b.currency), 1) * 100)`
    return comparisonOf(leaf, context, 'number').holds(
      always(q`(SELECT ifnull(sum(cents), 0) / 100.0 FROM (SELECT ${cents} AS cents FROM purchases b WHERE b.profile_id = p.id AND b.at >= ${since} ORDER BY b.at DESC, b.id DESC LIMIT ${raw(String(PURCHASES_COUNTED))}))`),
    )
  },

  session_count_for_app: counted('number', (leaf) => q`ifnull(${usage(leaf, 'u.sessions')}, 0)`),
  x_sessions_in_last_y_days: times((_leaf, since) => q`(SELECT count(*) FROM sessions s WHERE s.profile_id = p.id AND s.started_at >= ${since})`),
  first_used_specific_app: moment((leaf) => usage(leaf, 'u.first_used_at')),
  last_used_specific_app: moment((leaf) => usage(leaf, 'u.last_used_at')),
  /** In seconds, of the sessions that have ended. */
  median_session_duration(leaf, context) {
    const median = raw('(SELECT median(s.seconds) FROM sessions s WHERE s.profile_id = p.id AND s.seconds IS NOT NULL)')
    return comparisonOf(leaf, context, 'number').holds({ absent: q`(${median} IS NULL)`, right: q`(${median} IS NOT NULL)`, value: median })
  },
  /** The app scope of a segment: at least one session in any of these apps; `no_apps`: also, or only, users without sessions and app data. docs: creating_a_segment */
  app_scope(leaf) {
    const noApps = leaf.flag('no_apps', false)
    const none = raw('(NOT EXISTS (SELECT 1 FROM app_usage u WHERE u.profile_id = p.id))')
    leaf.seen(raw('(SELECT json_group_array(u.app_id) FROM app_usage u WHERE u.profile_id = p.id AND u.sessions > 0)'), 'array')
    if (!leaf.has('app_ids')) {
      if (!noApps) throw leaf.fail('app_ids', 'is required, or no_apps: true')
      return none
    }
    const some = q`EXISTS (SELECT 1 FROM app_usage u WHERE u.profile_id = p.id AND u.sessions > 0 AND u.app_id IN (SELECT value FROM json_each(${JSON.stringify(leaf.texts('app_ids'))})))`
    return noApps ? q`(${none} OR ${some})` : some
  },
}
