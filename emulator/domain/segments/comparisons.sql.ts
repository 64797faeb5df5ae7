// The operators of each type of value, and whom they match when there is no value. docs: user_guide/data/activation/custom_data/data_types, filtering_operators
import { parseTime } from '../times.ts'
import type { Sql } from './fragment.ts'
import { joined, q, raw } from './fragment.ts'
import type { Context, Leaf } from './leaf.ts'
import { regexOf } from './patterns.ts'

export const MOST_PATTERN_CHARS = 32_764 // docs: data_types, "matches regex"
const DAY = 86_400_000
const WRITTEN_OUT = 16

export const VALUE_TYPES = ['string', 'number', 'boolean', 'array', 'time', 'day_of_year', 'version', 'any'] as const
export type ValueType = (typeof VALUE_TYPES)[number]

/** A value to compare: `absent` and `right` (there is one, of the type asked for) are never NULL. A value of another type is neither and matches nothing. */
export type Operand = {
  absent: Sql
  right: Sql
  value: Sql
  /** The rows of an array, with `type` and `atom`. */
  items?: Sql
  /** A time as it was written. */
  written?: Sql
}

/** `opposite` is what a negative operator denies: of several values (devices, array elements) none may have it. */
export type Comparison = {
  cmp: string
  type: ValueType
  /** Of one value of the profile: an explanation shows it. */
  holds: (operand: Operand) => Sql
  /** Of one row among many. */
  ofRow: (operand: Operand) => Sql
  opposite?: (operand: Operand) => Sql
}
type Test = (operand: Operand) => Sql
type Rule = { holds: Test; opposite?: Test }

const positive = (test: Test): Rule => ({ holds: (o) => q`(${o.right} AND ${test(o)})` })
/** The same, for tests that cost less than to look at the type: NULL AND 0 is 0. */
const quick = (test: Test): Rule => ({ holds: (o) => q`(${test(o)} AND ${o.right})` })
/** Who has no value does not have the unwanted one either. */
const negative = (test: Test): Rule => ({ holds: (o) => q`(${o.absent} OR (${o.right} AND NOT ${test(o)}))`, opposite: (o) => q`(${o.right} AND ${test(o)})` })
const orAbsent = (test: Test): Rule => ({ holds: (o) => q`(${o.absent} OR (${o.right} AND ${test(o)}))` })

const YES: Test = () => raw('1')
const blank: Record<string, Rule> = { is_blank: negative(YES), is_not_blank: positive(YES) }
/** Short lists are written out: SQLite compares with them faster than with a table. */
const oneOf = (values: readonly (string | number)[]): Sql => (values.length === 1 ? q`= ${values[0]!}` : values.length <= WRITTEN_OUT ? { text: `IN (${values.map(() => '?').join(', ')})`, params: values } : q`IN (SELECT value FROM json_each(${JSON.stringify(values)}))`)

function pattern(leaf: Leaf, context: Context): string {
  const text = leaf.text('value')
  if (text.length > MOST_PATTERN_CHARS) throw leaf.fail('value', `has more than ${MOST_PATTERN_CHARS} characters`)
  try {
    regexOf(text)
  } catch (error) {
    throw leaf.fail('value', `is no regular expression of JavaScript's dialect: ${(error as Error).message}`)
  }
  context.limited = true
  return text
}

function contained(leaf: Leaf): string[] {
  const values = leaf.texts('value')
  if (values.includes('')) throw leaf.fail('value', 'has an empty string, which everything contains')
  return values
}

type Operators = Record<string, (leaf: Leaf, context: Context) => Rule>
const isBlank: Operators = { is_blank: () => blank['is_blank']!, is_not_blank: () => blank['is_not_blank']! }

const anyOf = (leaf: Leaf): Test => ((values) => (o: Operand) => q`(${o.value} ${values})`)(oneOf(leaf.texts('value')))
/** One text is looked for by SQLite itself; several by a function of ours, which reads the value once. */
const contains = (values: readonly string[], text: Sql): Sql => (values.length === 1 ? q`(instr(${text}, ${values[0]!}) > 0)` : q`contains_any(${text}, ${JSON.stringify(values)})`)
const containsAnyOf = (leaf: Leaf): Test => ((values) => (o: Operand) => contains(values, o.value))(contained(leaf))
const regex = (leaf: Leaf, context: Context): Test => ((text) => (o: Operand) => q`matches(${o.value}, ${text})`)(pattern(leaf, context))

const string: Operators = {
  is_any_of: (leaf) => quick(anyOf(leaf)),
  is_none_of: (leaf) => negative(anyOf(leaf)),
  contains_any_of: (leaf) => positive(containsAnyOf(leaf)),
  does_not_contain_any_of: (leaf) => negative(containsAnyOf(leaf)),
  matches_regex: (leaf, context) => positive(regex(leaf, context)),
  // "you must already have a custom attribute with a value". docs: data_types
  does_not_match_regex(leaf, context) {
    const test = regex(leaf, context)
    return { holds: (o) => q`(${o.right} AND NOT ${test(o)})`, opposite: (o) => q`(${o.right} AND ${test(o)})` }
  },
  // "exists and is not an empty string"; blank is taken as its contrary
  is_blank: () => negative((o) => q`(${o.value} <> '')`),
  is_not_blank: () => positive((o) => q`(${o.value} <> '')`),
}

/** Comparisons of `left(value)` with `right`. "Exactly 0 and less than include users with null fields". docs: data_types */
function ordered(left: (value: Sql) => Sql, right: (leaf: Leaf) => Sql, isZero: (leaf: Leaf) => boolean, present: (test: Test) => Rule): Operators {
  const rule = (word: string, make: (test: Test) => Rule) => (leaf: Leaf): Rule => ((value) => make((o) => q`(${left(o.value)} ${raw(word)} ${value})`))(right(leaf))
  return {
    exactly: (leaf) => rule('=', isZero(leaf) ? orAbsent : present)(leaf),
    does_not_equal: rule('=', negative),
    more_than: rule('>', present),
    more_than_or_equal_to: rule('>=', present),
    less_than: rule('<', orAbsent),
    less_than_or_equal_to: rule('<=', orAbsent),
  }
}

const number: Operators = { ...ordered((value) => value, (leaf) => q`${leaf.number('value')}`, (leaf) => leaf.get('value') === 0, quick), ...isBlank }
/** Versions compare part by part; who has none is older than every version. docs: segmentation_filters, "Most Recent App Version Name" */
const version: Operators = { ...string, ...ordered((value) => q`version_key(${value})`, (leaf) => q`version_key(${typeof leaf.get('value') === 'number' ? String(leaf.number('value')) : leaf.text('value')})`, () => false, positive) }

const BOOLEANS: ReadonlyMap<unknown, number> = new Map([['true', 1], ['false', 0], ['true_or_not_set', 1], ['false_or_not_set', 0]])
const boolean: Operators = {
  ...isBlank,
  is(leaf) {
    const value = leaf.get('value')
    const wanted = value === true || value === false ? Number(value) : BOOLEANS.get(value)
    if (wanted === undefined) throw leaf.fail('value', "must be true, false, 'true_or_not_set' or 'false_or_not_set'")
    const test: Test = (o) => q`(${o.value} = ${wanted})`
    return String(value).endsWith('_or_not_set') ? orAbsent(test) : positive(test)
  },
  does_not_equal(leaf) {
    const value = leaf.get('value')
    if (typeof value !== 'boolean') throw leaf.fail('value', 'must be true or false')
    return negative((o) => q`(${o.value} = ${Number(value)})`)
  },
}

const scalar = (value: unknown): value is string | number | boolean => typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
const SAME = raw(`(v.atom IS w.atom AND (v.type = w.type OR (v.type IN ('integer', 'real') AND w.type IN ('integer', 'real'))))`)
const itemsOf = (leaf: Leaf): (string | number | boolean)[] => leaf.values('value', 'a string, number or boolean', scalar)
/** An item of the array is one of the values, of the same type; sorted by type, a long list is looked up and not gone through. */
const some = (values: readonly (string | number | boolean)[]): Test => {
  const [texts, numbers] = [values.filter((one) => typeof one === 'string'), values.filter((one) => typeof one === 'number')]
  const parts = [
    ...(texts.length === 0 ? [] : [q`(v.type = 'text' AND v.atom ${oneOf(texts)})`]),
    ...(numbers.length === 0 ? [] : [q`(v.type IN ('integer', 'real') AND v.atom ${oneOf(numbers)})`]),
    ...[true, false].flatMap((one) => (values.includes(one) ? [q`v.type = ${String(one)}`] : [])),
  ]
  return (o) => q`EXISTS (SELECT 1 FROM ${o.items!} v WHERE ${joined(parts, 'OR', raw('0'))})`
}
const every = (values: string): Test => (o) => q`(NOT EXISTS (SELECT 1 FROM json_each(${values}) w WHERE NOT EXISTS (SELECT 1 FROM ${o.items!} v WHERE ${SAME})))`
const someContains = (values: readonly string[]): Test => (o) => q`EXISTS (SELECT 1 FROM ${o.items!} v WHERE v.type = 'text' AND ${contains(values, raw('v.atom'))})`
const anything: Test = (o) => q`EXISTS (SELECT 1 FROM ${o.items!} v)`

const array: Operators = {
  includes_any_of: (leaf) => positive(some(itemsOf(leaf))),
  includes_none_of: (leaf) => negative(some(itemsOf(leaf))),
  is_all_of: (leaf) => positive(every(JSON.stringify(itemsOf(leaf)))),
  is_not_all_of: (leaf) => negative(every(JSON.stringify(itemsOf(leaf)))),
  values_contain_any_of: (leaf) => positive(someContains(contained(leaf))),
  values_do_not_contain_any_of: (leaf) => negative(someContains(contained(leaf))),
  matches_regex: (leaf, context) => ((text) => positive((o) => q`EXISTS (SELECT 1 FROM ${o.items!} v WHERE v.type = 'text' AND matches(v.atom, ${text}))`))(pattern(leaf, context)),
  has_a_value: () => positive(anything),
  is_empty: () => negative(anything),
}

/** A day (in the workspace's zone) or a moment: `from` is when it begins, `to` the first moment behind it. */
function momentOf(leaf: Leaf, context: Context): { from: number; to: number } {
  const text = leaf.text('value')
  const at = parseTime(text)
  if (at === undefined) throw leaf.fail('value', 'must be a day (2026-03-01) or an ISO 8601 time')
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { from: context.startOf(text), to: context.endOf(text) } : { from: at, to: at + 1 }
}
const daysOf = (leaf: Leaf): number => Math.round(leaf.number('value', { min: 0, max: 100_000 }) * DAY)

/** Relative days are 24 hours each; "less than X days ago" reaches up to now. A day given to before and after is itself in neither. docs: data_types, "Time" */
const time: Operators = {
  ...isBlank,
  before: (leaf, context) => ((at) => positive((o) => q`(${o.value} < ${at})`))(momentOf(leaf, context).from),
  after: (leaf, context) => ((at) => positive((o) => q`(${o.value} >= ${at})`))(momentOf(leaf, context).to),
  less_than_x_days_ago: (leaf, { now }) => ((from) => positive((o) => q`(${o.value} BETWEEN ${from} AND ${now})`))(now - daysOf(leaf)),
  more_than_x_days_ago: (leaf, { now }) => ((from) => positive((o) => q`(${o.value} < ${from})`))(now - daysOf(leaf)),
  less_than_x_days_in_the_future: (leaf, { now }) => ((to) => positive((o) => q`(${o.value} BETWEEN ${now} AND ${to})`))(now + daysOf(leaf)),
  more_than_x_days_in_the_future: (leaf, { now }) => ((to) => positive((o) => q`(${o.value} > ${to})`))(now + daysOf(leaf)),
}

/** `MM-DD`; 29 February is there in every year. */
export function monthDayOf(leaf: Leaf): string {
  const text = leaf.text('value')
  const [, month, day] = /^(\d{2})-(\d{2})$/.exec(text) ?? []
  if (month === undefined || parseTime(`2024-${month}-${day!}`) === undefined) throw leaf.fail('value', 'must be a day of the year, MM-DD')
  return text
}
const day = (word: string) => (leaf: Leaf, { time_zone, local_time_zone = time_zone }: Context): Rule => ((wanted) => positive((o) => q`(month_day(${o.value}, ${o.written ?? null}, ${local_time_zone}) ${raw(word)} ${wanted})`))(monthDayOf(leaf))
/** Month and day only, in the user's zone when the message goes out in local time, else in the company's; less and more than count the day itself. docs: data_types, segmentation_filters, "Day of Recurring Event" */
const day_of_year: Operators = { ...isBlank, is: day('='), is_less_than: day('<='), is_more_than: day('>=') }

const any: Operators = { is_blank: () => negative((o) => q`(${o.value} IS NOT '')`), is_not_blank: () => positive((o) => q`(${o.value} IS NOT '')`) }

const OPERATORS: Record<ValueType, Operators> = { string, number, boolean, array, time, day_of_year, version, any }
/** Names from before the operators were consolidated, and those of other types that people write. docs: filtering_operators, "Consolidated operators" */
const ALIASES: Partial<Record<ValueType, Record<string, string>>> = {
  string: { equals: 'is_any_of', does_not_equal: 'is_none_of', not_equal: 'is_none_of', blank: 'is_blank' },
  number: { equals: 'exactly', not_equal: 'does_not_equal', greater_than: 'more_than', greater_than_or_equal_to: 'more_than_or_equal_to' },
  boolean: { equals: 'is', not_equal: 'does_not_equal' },
  array: { includes_value: 'includes_any_of', does_not_include_value: 'includes_none_of' },
}

/** Reads `cmp` and `value` of a filter as a comparison of this type. */
export function comparisonOf(leaf: Leaf, context: Context, type: ValueType): Comparison {
  const given = leaf.text('cmp')
  const cmp = ALIASES[type]?.[given] ?? given
  const operator = Object.hasOwn(OPERATORS[type], cmp) ? OPERATORS[type][cmp] : undefined
  if (operator === undefined) throw leaf.fail('cmp', `'${given}' is no operator of ${type === 'any' ? 'a filter without a type' : `type ${type}`}: ${Object.keys(OPERATORS[type]).join(', ')}`)
  const rule = operator(leaf, context)
  return { cmp, type, ...rule, ofRow: rule.holds, holds: (operand) => (leaf.seen(operand.value, type), rule.holds(operand)) }
}

const EQUALITY = ['equals', 'does_not_equal', 'not_equal']
/** The type whose operator `cmp` is, when only one has it; what is equal or not is of the value's own type. */
export function typeOfOperator(cmp: string, value: unknown): ValueType | undefined {
  if (cmp === 'is_blank' || cmp === 'is_not_blank') return 'any'
  const types = (['string', 'number', 'boolean', 'array', 'time'] as const).filter((type) => Object.hasOwn(OPERATORS[type], ALIASES[type]?.[cmp] ?? cmp))
  return types.length === 1 ? types[0] : EQUALITY.includes(cmp) ? types.find((type) => type === typeof value) : undefined
}

/** A column that holds a value of the right type, or NULL. */
export const column = (sql: string): Operand => ({ absent: raw(`(${sql} IS NULL)`), right: raw(`(${sql} IS NOT NULL)`), value: raw(sql) })
/** A value that is always there, such as a count. */
export const always = (value: Sql): Operand => ({ absent: raw('0'), right: raw('1'), value })

/** Of many rows (devices, aliases) one holds the comparison; of a negative one, none has what it denies. `rows` is what follows FROM, with its WHERE. */
export function amongRows(leaf: Leaf, comparison: Comparison, operand: Operand, rows: Sql): Sql {
  leaf.seen(q`(SELECT json_group_array(${operand.value}) FROM ${rows} AND ${operand.value} IS NOT NULL)`, 'array')
  const exists = (condition: Sql): Sql => q`EXISTS (SELECT 1 FROM ${rows} AND ${condition})`
  return comparison.opposite === undefined ? exists(comparison.ofRow(operand)) : q`(NOT ${exists(comparison.opposite(operand))})`
}

/** Whether the contrary is asked for: `value: false`, or `cmp: 'is_not'`. */
export const isDenied = (leaf: Leaf): boolean => leaf.flag('value', true) === (leaf.has('cmp') && leaf.oneOf('cmp', ['is', 'is_not']) === 'is_not')
/** Both sides of a flag. */
export function yesOrNo(leaf: Leaf, condition: Sql): Sql {
  leaf.seen(condition, 'boolean')
  return isDenied(leaf) ? q`(NOT ${condition})` : condition
}
