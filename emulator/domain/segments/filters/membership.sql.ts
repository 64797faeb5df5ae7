// Filters on lists of users: another segment, partners' cohorts, aliases. docs: segmentation_filters ("Segment or CSV membership", "Cohort membership")
import { column, comparisonOf, amongRows, yesOrNo } from '../comparisons.sql.ts'
import { joined, q, raw } from '../fragment.ts'
import { invalid } from '../leaf.ts'
import { compileTree } from '../tree.ts'
import type { Filters } from './filter.ts'

export const membershipFilters: Filters = {
  /** "Segments already using this filter cannot be further nested into other segments". docs: segmentation_filters */
  segment_membership(leaf, context) {
    const id = leaf.text('segment_id')
    if (context.nesting === 0) throw invalid(leaf.path, 'a segment with the filter segment_membership can not be nested in another segment')
    const segment = context.segment(id)
    if (segment === undefined) throw leaf.fail('segment_id', `there is no segment '${id}'`)
    if (context.choosing && segment.archived) throw leaf.fail('segment_id', `the segment '${id}' is archived`)
    const inner = { ...context, nesting: context.nesting - 1, canvas: undefined, choosing: false }
    const condition = compileTree(segment.filters, leaf.path, inner)
    context.limited ||= inner.limited
    return yesOrNo(leaf, condition)
  },
  cohort: (leaf) => yesOrNo(leaf, q`EXISTS (SELECT 1 FROM cohort_members m WHERE m.profile_id = p.id AND m.cohort_id = ${leaf.text('cohort_id')})`),
  /** Whether the user was in a CSV file: in one (by the import's id or the file's name), or in any. */
  updated_imported_from_csv(leaf) {
    const [id, name] = [leaf.optionalText('import_id'), leaf.optionalText('name')]
    const which = joined([q`m.profile_id = p.id`, ...(id === undefined ? [] : [q`m.import_id = ${id}`]), ...(name === undefined ? [] : [q`m.import_id IN (SELECT i.id FROM csv_imports i WHERE i.name = ${name})`])], 'AND', raw('1'))
    return yesOrNo(leaf, q`EXISTS (SELECT 1 FROM csv_import_members m WHERE ${which})`)
  },
  /** Members as they were at the last refresh. docs: segment_extension */
  braze_segment_extensions(leaf, context) {
    const id = leaf.text('extension_id')
    const extension = context.extension(id)
    if (extension === undefined) throw leaf.fail('extension_id', `there is no Segment Extension '${id}'`)
    if (context.choosing && extension.archived) throw leaf.fail('extension_id', `the Segment Extension '${id}' is archived`)
    return yesOrNo(leaf, q`EXISTS (SELECT 1 FROM segment_extension_members m WHERE m.profile_id = p.id AND m.extension_id = ${id})`)
  },
  /** Brazier's own: users by alias. With `label`, aliases of that label only. */
  user_alias(leaf, context) {
    const label = leaf.optionalText('label')
    const mine = raw('user_aliases a WHERE a.profile_id = p.id')
    return amongRows(leaf, comparisonOf(leaf, context, 'string'), column('a.alias_name'), label === undefined ? mine : q`${mine} AND a.alias_label = ${label}`)
  },
}
