// The `audience` object of API calls: AND/OR over four filters, read as the tree of a segment. docs: api/objects_filters/connected_audience
import { Refusal } from '../refusal.ts'
import { invalid, isObject, leafOf } from './leaf.ts'
import type { Leaf } from './leaf.ts'
import { parseTime } from '../times.ts'

type Tree = Record<string, unknown>
const DEEPEST = 25

const DAYS: Record<string, string> = {
  less_than_x_days_ago: 'less_than_x_days_ago', greater_than_x_days_ago: 'more_than_x_days_ago',
  less_than_x_days_in_the_future: 'less_than_x_days_in_the_future', greater_than_x_days_in_the_future: 'more_than_x_days_in_the_future',
}
const NUMBERS: Record<string, string> = { greater_than: 'more_than', greater_than_or_equal_to: 'more_than_or_equal_to', less_than: 'less_than', less_than_or_equal_to: 'less_than_or_equal_to' }
const COMPARISONS = ['equals', 'not_equal', 'does_not_equal', 'matches_regex', 'does_not_match_regex', 'includes_value', 'does_not_include_value', 'exists', 'does_not_exist', 'before', 'after', ...Object.keys(NUMBERS), ...Object.keys(DAYS)]

/** The type is that of the value given: another type of the attribute never matches. */
function customAttribute(leaf: Leaf): Tree {
  const name = leaf.text('custom_attribute_name')
  const comparison = leaf.oneOf('comparison', COMPARISONS)
  const value = leaf.get('value')
  const as = (type: string, cmp: string, more: Tree = { value }): Tree => ({ filter: 'custom_attribute', name, type, cmp, ...more })
  if (comparison === 'exists' || comparison === 'does_not_exist') return as('any', comparison === 'exists' ? 'is_not_blank' : 'is_blank', {})
  if (value === undefined) throw leaf.fail('value', 'is required')
  if (comparison in DAYS || comparison in NUMBERS) {
    leaf.number('value')
    return comparison in DAYS ? as('time', DAYS[comparison]!) : as('number', NUMBERS[comparison]!)
  }
  if (comparison === 'before' || comparison === 'after') return as('time', comparison)
  if (comparison.endsWith('regex')) return as('string', comparison)
  if (comparison.includes('include')) return as('array', comparison)
  const equal = comparison === 'equals'
  if (typeof value === 'string') return as('string', equal ? 'is_any_of' : 'is_none_of')
  if (typeof value === 'number') return as('number', equal ? 'exactly' : 'does_not_equal')
  if (typeof value !== 'boolean') throw leaf.fail('value', 'must be a string, number or boolean')
  return equal ? as('boolean', 'is') : as('boolean', 'is', { value: value ? 'false_or_not_set' : 'true_or_not_set' }) // a value of another type matches neither
}

const status = (filter: string) => (leaf: Leaf): Tree => ({ filter, cmp: leaf.oneOf('comparison', ['is', 'is_not']), value: leaf.oneOf('value', ['opted_in', 'subscribed', 'unsubscribed']) })

const FILTERS: Record<string, (leaf: Leaf) => Tree> = {
  custom_attribute: customAttribute,
  push_subscription_status: status('push_subscription_status'),
  email_subscription_status: status('email_subscription_status'),
  last_used_app(leaf) {
    if (parseTime(leaf.text('value')) === undefined) throw leaf.fail('value', 'must be an ISO 8601 time')
    return { filter: 'last_used_app', cmp: leaf.oneOf('comparison', ['after', 'before']), value: leaf.text('value') }
  },
}

/** The audience as the tree of a segment. Throws Refusal('invalid_filter', {path, why}) for what is no audience. */
export function treeOfAudience(json: unknown, path = 'audience', depth = 1): Tree {
  if (!isObject(json)) throw invalid(path, 'must be an object')
  if (depth > DEEPEST) throw invalid(path, `is nested deeper than ${DEEPEST} levels`)
  const keys = Object.keys(json)
  const key = keys[0]
  if (keys.length !== 1 || key === undefined) throw invalid(path, `must have exactly one of AND, OR, ${Object.keys(FILTERS).join(', ')}`)
  const inside = json[key]
  if (key === 'AND' || key === 'OR') {
    if (!Array.isArray(inside) || inside.length === 0) throw invalid(`${path}.${key}`, 'must be a list of filters')
    return { op: key, children: inside.map((one, index) => treeOfAudience(one, `${path}.${key}[${index}]`, depth + 1)) }
  }
  if (!Object.hasOwn(FILTERS, key)) throw invalid(path, `'${key}' is no filter of an audience: ${Object.keys(FILTERS).join(', ')}`)
  if (!isObject(inside)) throw invalid(`${path}.${key}`, 'must be an object')
  return FILTERS[key]!(leafOf(inside, `${path}.${key}`))
}

/** A place of the tree as the place of the audience that it was made from: `audience.children[0].value` is `audience.AND[0].custom_attribute.value`. */
function placeIn(json: unknown, path: string): string {
  let [place, rest, at] = ['audience', path.slice('audience'.length), json]
  for (;;) {
    const key = Object.keys(at as Tree)[0]!
    const [step, index] = /^\.children\[(\d+)\]/.exec(rest) ?? []
    if (step === undefined) return rest === '' ? place : `${place}.${key}${rest}`
    place += `.${key}[${index!}]`
    rest = rest.slice(step.length)
    at = ((at as Tree)[key] as unknown[])[Number(index)]
  }
}

/** The audience as a tree that `check` has nothing against. Throws Refusal('invalid_filter', {path, why}) with the place in the audience. */
export function checkedAudience(json: unknown, check: (tree: Tree, path: string) => void): Tree {
  const tree = treeOfAudience(json)
  try {
    check(tree, 'audience')
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid_filter') throw invalid(placeIn(json, String(error.details['path'])), String(error.details['why']))
    throw error
  }
  return tree
}
