// Segments judged the slow way: one user of a model at a time, in plain words of the documentation, to compare the SQL with. docs: data_types, segmentation_filters
export type Model = {
  external_id: string
  country?: string
  bucket: number
  custom: Record<string, any>
  events: { name: string; at: number; properties: Record<string, any> }[]
  purchases: { product_id: string; at: number; price: number; quantity: number }[]
}
export type Tree = Record<string, any>

const DAY = 86_400_000
const ISO = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/

/** What a value is, in Braze's words. Top-level texts that are times are times; nested ones are marked. */
function typeOf(value: any, nested = false): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'object') return '$time' in value ? 'time' : 'object'
  return typeof value === 'string' && !nested && ISO.test(value) ? 'time' : typeof value
}
const plain = (value: any): any => (typeof value === 'object' && value !== null && '$time' in value ? value.$time : value)

const string: Record<string, (value: string | undefined, wanted: any) => boolean> = {
  is_any_of: (value, wanted) => value !== undefined && wanted.includes(value),
  is_none_of: (value, wanted) => value === undefined || !wanted.includes(value),
  contains_any_of: (value, wanted) => value !== undefined && wanted.some((part: string) => value.includes(part)),
  does_not_contain_any_of: (value, wanted) => value === undefined || !wanted.some((part: string) => value.includes(part)),
  matches_regex: (value, wanted) => value !== undefined && new RegExp(wanted, 'i').test(value),
  does_not_match_regex: (value, wanted) => value !== undefined && !new RegExp(wanted, 'i').test(value),
  is_blank: (value) => value === undefined || value === '',
  is_not_blank: (value) => value !== undefined && value !== '',
}
const number: Record<string, (value: number | undefined, wanted: any) => boolean> = {
  exactly: (value, wanted) => (value === undefined ? wanted === 0 : value === wanted),
  does_not_equal: (value, wanted) => value === undefined || value !== wanted,
  more_than: (value, wanted) => value !== undefined && value > wanted,
  less_than: (value, wanted) => value === undefined || value < wanted,
  is_blank: (value) => value === undefined,
  is_not_blank: (value) => value !== undefined,
}
const boolean: Record<string, (value: boolean | undefined, wanted: any) => boolean> = {
  is: (value, wanted) => (wanted === true || wanted === false ? value === wanted : value === undefined || value === (wanted === 'true_or_not_set')),
  is_blank: (value) => value === undefined,
  is_not_blank: (value) => value !== undefined,
}
const array: Record<string, (value: any[] | undefined, wanted: any) => boolean> = {
  includes_any_of: (value = [], wanted) => wanted.some((one: any) => value.includes(one)),
  includes_none_of: (value = [], wanted) => !wanted.some((one: any) => value.includes(one)),
  is_all_of: (value, wanted) => value !== undefined && wanted.every((one: any) => value.includes(one)),
  is_not_all_of: (value = [], wanted) => !wanted.every((one: any) => value.includes(one)),
  values_contain_any_of: (value = [], wanted) => value.some((item) => typeof item === 'string' && wanted.some((part: string) => item.includes(part))),
  values_do_not_contain_any_of: (value = [], wanted) => !value.some((item) => typeof item === 'string' && wanted.some((part: string) => item.includes(part))),
  has_a_value: (value = []) => value.length > 0,
  is_empty: (value = []) => value.length === 0,
}
const time = (now: number): Record<string, (value: number | undefined, wanted: any) => boolean> => ({
  before: (value, wanted) => value !== undefined && value < Date.parse(wanted),
  after: (value, wanted) => value !== undefined && value > Date.parse(wanted),
  less_than_x_days_ago: (value, days) => value !== undefined && value >= now - days * DAY && value <= now,
  more_than_x_days_ago: (value, days) => value !== undefined && value < now - days * DAY,
  less_than_x_days_in_the_future: (value, days) => value !== undefined && value >= now && value <= now + days * DAY,
  more_than_x_days_in_the_future: (value, days) => value !== undefined && value > now + days * DAY,
  is_blank: (value) => value === undefined,
  is_not_blank: (value) => value !== undefined,
})

/** A value of another type matches no operator of the type. */
function compare(value: any, nested: boolean, leaf: Tree, now: number): boolean {
  const found = typeOf(value, nested)
  if (found !== 'nothing' && found !== leaf['type']) return false
  const known = found === 'nothing' ? undefined : plain(value)
  const wanted = leaf['value']
  if (leaf['type'] === 'time') return time(now)[leaf['cmp']]!(known === undefined ? undefined : Date.parse(known), wanted)
  return { string, number, boolean, array }[leaf['type'] as 'string']![leaf['cmp']]!(known, wanted)
}

const NEGATIVES = ['is_none_of', 'does_not_contain_any_of', 'does_not_match_regex', 'does_not_equal', 'is_blank', 'includes_none_of', 'is_not_all_of', 'values_do_not_contain_any_of', 'is_empty']
const OPPOSITE: Record<string, string> = { is_none_of: 'is_any_of', does_not_contain_any_of: 'contains_any_of', does_not_match_regex: 'matches_regex', does_not_equal: 'exactly', is_blank: 'is_not_blank' }

function nested(value: any, leaf: Tree, now: number): boolean {
  const { path, criteria } = leaf
  if (criteria !== undefined) return Array.isArray(value) && value.some((item) => criteria.every((one: Tree) => compare(item?.[one['path']], true, one, now)))
  if (!path.startsWith('[].')) return compare(path.split('.').reduce((at: any, key: string) => (typeOf(at, true) === 'object' ? at[key] : undefined), value), true, leaf, now)
  const items = Array.isArray(value) ? value.map((item) => item?.[path.slice(3)]) : []
  if (!NEGATIVES.includes(leaf['cmp'])) return items.some((item) => compare(item, true, leaf, now))
  // Nobody among the elements has what is denied; "does not equal 0" denies a value, not its absence
  return !items.some((item) => item !== undefined && compare(item, true, { ...leaf, cmp: OPPOSITE[leaf['cmp']] }, now))
}

const since = (days: number, now: number): number => (Math.floor(now / DAY) - days) * DAY

/** True when the user is in the segment. */
export function holds(user: Model, tree: Tree, now: number): boolean {
  const children = tree['children'] as Tree[] | undefined
  if (children !== undefined) {
    if (tree['op'] === 'NOT') return !children.some((child) => holds(user, child, now))
    return tree['op'] === 'AND' ? children.every((child) => holds(user, child, now)) : children.some((child) => holds(user, child, now))
  }
  const { name, cmp, value, days } = tree
  switch (tree['filter']) {
    case 'custom_attribute':
      return compare(user.custom[name], false, tree, now)
    case 'nested_custom_attribute':
      return nested(user.custom[name], tree, now)
    case 'country':
      return string[cmp]!(user.country, value)
    case 'random_bucket_number':
      return number[cmp]!(user.bucket, value)
    case 'custom_event':
      return number[cmp]!(user.events.filter((event) => event.name === name).length, value)
    case 'x_custom_event_in_y_days':
      return number[cmp]!(user.events.filter((event) => event.name === name && event.at >= since(days, now)).length, value)
    case 'x_custom_event_property_in_y_days':
      return number[cmp]!(user.events.filter((event) => event.name === name && event.at >= since(days, now) && compare(event.properties[tree['property'].name], true, tree['property'], now)).length, value)
    case 'last_did_custom_event': {
      const times = user.events.filter((event) => event.name === name).map((event) => event.at)
      return time(now)[cmp]!(times.length === 0 ? undefined : Math.max(...times), value)
    }
    case 'purchased_product':
      return user.purchases.some((one) => one.product_id === tree['product_id']) === (value ?? true)
    case 'x_purchases_in_last_y_days':
      return number[cmp]!(user.purchases.filter((one) => one.at >= since(days, now)).reduce((sum, one) => sum + one.quantity, 0), value)
    case 'money_spent':
      return number[cmp]!(user.purchases.reduce((sum, one) => sum + Math.round(one.price * one.quantity * 100), 0) / 100, value)
    default:
      throw new Error(`the naive evaluator does not know ${String(tree['filter'])}`)
  }
}
