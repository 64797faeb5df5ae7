// Filters on lists of users: another segment, partners' cohorts, aliases. docs: segmentation_filters ("Segment or CSV membership", "Cohort membership")
import { column, comparisonOf, amongRows, yesOrNo } from '../comparisons.sql.ts'
import { q } from '../fragment.ts'
import { invalid } from '../leaf.ts'
import { compileTree } from '../tree.ts'
import type { Filters } from './filter.ts'

export const membershipFilters: Filters = {
  /** "Segments already using this filter cannot be further nested into other segments". docs: segmentation_filters */
  segment_membership(leaf, context) {
    const id = leaf.text('segment_id')
    if (context.nested) throw invalid(leaf.path, 'a segment with the filter segment_membership can not be nested in another segment')
    const tree = context.segment(id)
    if (tree === undefined) throw leaf.fail('segment_id', `there is no segment '${id}'`)
    const inner = { ...context, nested: true }
    const condition = compileTree(tree, leaf.path, inner)
    context.limited ||= inner.limited
    return yesOrNo(leaf, condition)
  },
  cohort: (leaf) => yesOrNo(leaf, q`EXISTS (SELECT 1 FROM cohort_members m WHERE m.profile_id = p.id AND m.cohort_id = ${leaf.text('cohort_id')})`),
  /** Brazier's own: users by alias. With `label`, aliases of that label only. */
  user_alias(leaf, context) {
    const label = leaf.optionalText('label')
    return amongRows(comparisonOf(leaf, context, 'string'), column('a.alias_name'), (condition) =>
      label === undefined ? q`EXISTS (SELECT 1 FROM user_aliases a WHERE a.profile_id = p.id AND ${condition})` : q`EXISTS (SELECT 1 FROM user_aliases a WHERE a.profile_id = p.id AND a.alias_label = ${label} AND ${condition})`)
  },
}
