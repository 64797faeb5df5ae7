// What decides over a flag, in order, as far as it does not depend on the user: for one user (evaluation.ts), and for the segment filter over all of them. docs: canvas_components/feature_flags ("entry to a Canvas step will overwrite any default rollout configuration"); the place of experiments between the two is Brazier's choice
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import { isExperiment } from '../../domain/campaigns/experiments.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import type { FeatureFlag, FeatureFlags } from '../../domain/feature-flags/feature-flags.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { FlagPlan, FlagUser } from '../../domain/segments/flag-plans.ts'
import { namesSegment } from '../../domain/segments/segments.ts'
import type { LiveDefinitions } from '../live-definitions.ts'

type Nouns = { featureFlags: FeatureFlags; globalControlGroup: GlobalControl; liveDefinitions: LiveDefinitions }

/** The plans of one world's flags. */
export function createFlagPlans({ featureFlags, globalControlGroup, liveDefinitions }: Nouns) {
  /** Live experiments that say something of the flag. */
  const experimentsOf = (flag: FeatureFlag): Campaign[] => liveDefinitions.campaigns().filter((campaign) => isExperiment(campaign) && Object.values(campaign.messages).some(({ flag_id }) => flag_id === flag.id))

  /** Slices of 100 buckets in the order of the variants; a variant of another flag decides nothing. */
  function sharesOf({ messages }: Campaign, flag: FeatureFlag): FlagPlan['experiments'][number]['shares'] {
    let end = 0
    return Object.values(messages).flatMap((message) => {
      const from = end
      end += message.percent ?? 0
      return isControl(message) || message.flag_id === flag.id ? [{ from, to: end, enabled: !isControl(message) && message['enabled'] !== false }] : []
    })
  }

  return {
    experimentsOf,
    /** Undefined for a flag that there is not. */
    of(id: string): FlagPlan | undefined {
      const flag = featureFlags.find(id)
      if (flag === undefined) return undefined
      const steps = liveDefinitions.canvases().flatMap((canvas) => canvas.steps.filter(({ type, settings }) => type === 'feature_flag' && settings['flag_id'] === id).map((step) => ({ canvas_step_id: step.id, enabled: step.settings['enabled'] !== false })))
      return {
        id, on: flag.enabled && !flag.archived, excluded_buckets: globalControlGroup.ranges(), steps,
        experiments: experimentsOf(flag).map((campaign) => ({ campaign_id: campaign.id, audience: campaign.audience, shares: sharesOf(campaign, flag) })),
        rules: flag.rules.map(({ audience, rollout_percent }) => ({ audience, rollout_percent })), everyone_else: flag.everyone_else.rollout_percent,
      }
    },
    /** A flag or experiment whose audience has this segment. */
    using(segment_id: string): FlagUser | undefined {
      const flag = featureFlags.list().find(({ rules }) => rules.some(({ audience }) => namesSegment(audience, segment_id)))
      if (flag !== undefined) return { kind: 'feature_flag', id: flag.id, name: flag.name }
      const campaign = liveDefinitions.campaigns().find((one) => isExperiment(one) && namesSegment(one.audience, segment_id))
      return campaign === undefined ? undefined : { kind: 'feature_flag_experiment', id: campaign.id, name: campaign.name }
    },
  }
}

export type FlagPlans = ReturnType<typeof createFlagPlans>
