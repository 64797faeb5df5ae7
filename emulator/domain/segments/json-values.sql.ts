// Values inside JSON: custom attributes, nested ones by path, elements of arrays, properties of events. Their type is looked at: another type never matches.
import type { Comparison, Operand, ValueType } from './comparisons.sql.ts'
import { comparisonOf, typeOfOperator, VALUE_TYPES } from './comparisons.sql.ts'
import type { Sql } from './fragment.ts'
import { joined, q, raw } from './fragment.ts'
import type { Context, Leaf } from './leaf.ts'

const DEEPEST_PATH = 20

/** The path of a member, as SQLite writes it. */
export const member = (name: string): string => `.${JSON.stringify(name)}`

/** The value at `path` of the JSON text `doc`. `texts`: times stand there as texts, as in properties. */
export function jsonOperand(type: ValueType, doc: Sql, path: Sql, texts = false): Operand {
  const typed = q`ifnull(json_type(${doc}, ${path}), 'null')`
  const value = q`json_extract(${doc}, ${path})`
  const absent = q`(${typed} = 'null')`
  switch (type) {
    case 'string':
    case 'version':
      return { absent, right: q`(${typed} = 'text')`, value }
    case 'number':
      return { absent, right: q`(${typed} IN ('integer', 'real'))`, value }
    case 'boolean':
      return { absent, right: q`(${typed} IN ('true', 'false'))`, value }
    case 'array':
      return { absent, right: q`(${typed} = 'array')`, value, items: q`json_each(${doc}, ${path})` }
    case 'any':
      return { absent, right: q`(${typed} <> 'null')`, value }
    case 'time':
    case 'day_of_year': {
      if (texts) return { absent, right: q`(${typed} = 'text' AND time_of(${value}) IS NOT NULL)`, value: q`time_of(${value})`, written: value }
      const inside = (key: string): Sql => q`json_extract(${doc}, ${path} || ${member(key)})`
      return { absent, right: q`(${typed} = 'object' AND ${inside('$time')} IS NOT NULL)`, value: inside('$time'), written: inside('as') }
    }
  }
}

/** `type` of a filter, or the one type that knows its operator. */
export function readType(leaf: Leaf): ValueType {
  if (leaf.has('type')) return leaf.oneOf('type', VALUE_TYPES)
  leaf.optionalText('type')
  const type = typeOfOperator(leaf.text('cmp'), leaf.get('value'))
  if (type === undefined) throw leaf.fail('type', `is required with the operator '${leaf.text('cmp')}': ${VALUE_TYPES.join(', ')}`)
  return type
}

/** A step of a path: text of SQLite's own path, or `any` element of an array. */
type Step = string | 'any'

/** `play_analytics.count`, `[].balance`, `[0].name`. docs: nested_custom_attribute_support */
export function readPath(leaf: Leaf, text: string, name = 'path'): Step[] {
  const steps: Step[] = []
  let rest = text
  while (rest !== '') {
    const match = /^(?:\.?([^.[\]\s$]+)|\[(\d{0,6})\])/.exec(rest)
    if (match === null || (steps.length === 0 && rest.startsWith('.'))) throw leaf.fail(name, `is no path such as play_analytics.count, [].balance or [0].name`)
    steps.push(match[1] !== undefined ? member(match[1]) : match[2] === '' ? 'any' : `[${match[2]}]`)
    rest = rest.slice(match[0].length)
  }
  if (steps.length > DEEPEST_PATH) throw leaf.fail(name, `has more than ${DEEPEST_PATH} steps`)
  return steps
}

/** The condition on what `steps` lead to from `base`; with `[]` on the way, on the elements of that array. */
export function along(doc: Sql, base: Sql, steps: readonly Step[], condition: (path: Sql) => Sql, depth = 0): Sql {
  const next = steps.indexOf('any')
  const straight = (next < 0 ? steps : steps.slice(0, next)).join('')
  const here = straight === '' ? base : q`${base} || ${straight}`
  if (next < 0) return condition(here)
  const row = raw(`e${depth}`)
  const inner = along(doc, q`${row}.fullkey`, steps.slice(next + 1), condition, depth + 1)
  return q`EXISTS (SELECT 1 FROM json_each(${doc}, ${here}) ${row} WHERE json_type(${doc}, ${here}) = 'array' AND ${inner})`
}

/** One comparison at the end of a path. */
export function atPath(doc: Sql, base: Sql, steps: readonly Step[], comparison: Comparison, texts = false): Sql {
  const at = (path: Sql): Operand => jsonOperand(comparison.type, doc, path, texts)
  if (!steps.includes('any')) return along(doc, base, steps, (path) => comparison.holds(at(path)))
  const { opposite } = comparison
  return opposite === undefined ? along(doc, base, steps, (path) => comparison.ofRow(at(path))) : q`(NOT ${along(doc, base, steps, (path) => opposite(at(path)))})`
}

/** Several comparisons that one element of the array must all hold. docs: nested_custom_attribute_support, "Multi-criteria segmentation" */
export function multiCriteria(doc: Sql, base: Sql, steps: readonly Step[], criteria: readonly Leaf[], context: Context): Sql {
  const read = criteria.map((leaf) => {
    const inner = readPath(leaf, leaf.text('path'))
    const comparison = comparisonOf(leaf, context, readType(leaf))
    leaf.done()
    return { inner, comparison }
  })
  return along(doc, base, steps, (path) => joined(read.map(({ inner, comparison }) => atPath(doc, path, inner, comparison)), 'AND', raw('1')))
}

