// Filters on custom attributes: every type, nested paths, arrays of objects, days of the year. docs: data_types, nested_custom_attribute_support
import { comparisonOf } from '../comparisons.sql.ts'
import { q, raw } from '../fragment.ts'
import type { Leaf } from '../leaf.ts'
import { atPath, jsonOperand, member, multiCriteria, readPath, readType } from '../json-values.sql.ts'
import type { Filters } from './filter.ts'

const DOC = raw('p.custom_attributes')
const baseOf = (leaf: Leaf) => q`${`$${member(leaf.text('name'))}`}`

export const customAttributeFilters: Filters = {
  custom_attribute(leaf, context) {
    const base = baseOf(leaf)
    const comparison = comparisonOf(leaf, context, readType(leaf))
    return comparison.holds(jsonOperand(comparison.type, DOC, base))
  },
  nested_custom_attribute(leaf, context) {
    const base = baseOf(leaf)
    leaf.seen(q`json_extract(${DOC}, ${base})`, 'any') // of elements of an array, what they are elements of
    if (leaf.has('criteria')) {
      const steps = readPath(leaf, leaf.optionalText('path') ?? '[]')
      if (!steps.includes('any')) throw leaf.fail('path', 'must lead to the elements of an array: []')
      return multiCriteria(DOC, base, steps, leaf.objects('criteria'), context)
    }
    const steps = readPath(leaf, leaf.text('path'))
    return atPath(DOC, base, steps, comparisonOf(leaf, context, readType(leaf)))
  },
  day_of_recurring_event(leaf, context) {
    const base = baseOf(leaf)
    return comparisonOf(leaf, context, 'day_of_year').holds(jsonOperand('day_of_year', DOC, base))
  },
}
