// The filter on feature flags: "users for whom the flag is currently enabled". docs: segmentation_filters, developer_guide/feature_flags/create ("Segmenting with feature flags")
import { Refusal } from '../../refusal.ts'
import { audienceFilters } from '../audiences.ts'
import { yesOrNo } from '../comparisons.sql.ts'
import type { FlagPlan } from '../flag-plans.ts'
import type { Sql } from '../fragment.ts'
import { joined, q, raw } from '../fragment.ts'
import type { Context } from '../leaf.ts'
import { invalid } from '../leaf.ts'
import { compileTree } from '../tree.ts'
import { NO_RECURSION } from '../flag-plans.ts'
import type { Filters } from './filter.ts'

const NESTING = 2 // as deep as in any audience
const truth = (yes: boolean): Sql => raw(yes ? '1' : '0')

/** An audience that can not be asked (a segment is gone) has nobody. */
function inAudience(audience: object | null, path: string, context: Context): Sql {
  const inner: Context = { ...context, nesting: NESTING, canvas: undefined, choosing: false, noFlags: NO_RECURSION }
  try {
    const condition = compileTree(audienceFilters(audience), path, inner)
    context.limited ||= inner.limited
    return condition
  } catch (error) {
    if (error instanceof Refusal) return raw('0')
    throw error
  }
}

/** The newest step that the user went through counts. */
function ofCanvas({ id, steps }: FlagPlan): Sql {
  const list = (some: FlagPlan['steps']): Sql => q`(${joined([raw('0'), ...some.map(({ canvas_step_id }) => q`c.canvas_step_id = ${canvas_step_id}`)], 'OR', raw('0'))})`
  const newest = q`(SELECT ${list(steps.filter(({ enabled }) => enabled))} FROM canvas_feature_flags c WHERE c.profile_id = p.id AND c.flag_id = ${id} AND ${list(steps)} ORDER BY c.at DESC, c.canvas_step_id DESC LIMIT 1)`
  return steps.length === 0 ? raw('') : q`WHEN ${newest} IS NOT NULL THEN ${newest} `
}

const ofExperiment = ({ campaign_id, audience, shares }: FlagPlan['experiments'][number], path: string, context: Context): Sql => {
  const bucket = q`assignment_bucket(p.braze_id, ${campaign_id})`
  const inside = inAudience(audience, path, context)
  return shares.reduce((sql, { from, to, enabled }) => q`${sql}WHEN ${inside} AND ${bucket} >= ${from} AND ${bucket} < ${to} THEN ${truth(enabled)} `, raw(''))
}

function enabledFor(plan: FlagPlan, path: string, context: Context): Sql {
  if (!plan.on) return raw('0')
  const share = q`flag_share(${plan.id}, p.braze_id)`
  const excluded = joined(plan.excluded_buckets.map(([from, to]) => q`(p.random_bucket >= ${from} AND p.random_bucket <= ${to})`), 'OR', raw('0'))
  const experiments = plan.experiments.reduce((sql, one) => q`${sql}${ofExperiment(one, path, context)}`, raw(''))
  const rules = plan.rules.reduce((sql, { audience, rollout_percent }) => q`${sql}WHEN ${inAudience(audience, path, context)} THEN ${share} < ${rollout_percent} `, raw(''))
  return q`(CASE WHEN ${excluded} THEN 0 ${ofCanvas(plan)}${experiments}${rules}ELSE ${share} < ${plan.everyone_else} END)`
}

export const featureFlagFilters: Filters = {
  /** A flag that there is not (yet) is enabled for nobody: in a config file segments stand before flags. */
  feature_flags(leaf, context) {
    const id = leaf.text('flag_id')
    if (context.noFlags !== undefined) throw invalid(leaf.path, context.noFlags)
    const plan = context.flag(id)
    const enabled = plan === undefined ? raw('0') : enabledFor(plan, leaf.path, context)
    leaf.seen(enabled, 'boolean')
    return yesOrNo(leaf, enabled)
  },
}
