// The filter on context variables, which only steps of a Canvas have. docs: user_guide/messaging/design_and_edit/personalize/sources/context_variables ("Context variable filters")
import { comparisonOf } from '../comparisons.sql.ts'
import { q } from '../fragment.ts'
import { invalid } from '../leaf.ts'
import { atPath, member, readPath, readType } from '../json-values.sql.ts'
import type { Filters } from './filter.ts'

export const contextFilters: Filters = {
  /** Compares like nested custom attributes; times are texts, as in events. A value of another type matches nothing. */
  context_variable(leaf, context) {
    if (context.canvas === undefined) throw invalid(leaf.path, 'the filter context_variable is for Decision Splits and Audience Paths of a Canvas only')
    const name = leaf.text('name')
    const path = leaf.optionalText('path')
    const steps = path === undefined ? [] : readPath(leaf, path)
    const value = context.canvas[name]
    const doc = q`${JSON.stringify(value === undefined ? {} : { [name]: value })}`
    const base = q`${`$${member(name)}`}`
    leaf.seen(q`json_extract(${doc}, ${base})`, 'any')
    return atPath(doc, base, steps, comparisonOf(leaf, context, readType(leaf)), true)
  },
}
