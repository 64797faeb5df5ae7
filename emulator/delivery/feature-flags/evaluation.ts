// Which flags a user has now: nobody in the Global Control Group has any; else a Canvas step before an experiment before the rollout's rules. docs: canvas_components/feature_flags ("overrides rollout"), feature_flags/experiments, global_control_group ("You can't enable feature flags for users in your Global Control Group"); the place of experiments between the two is Brazier's choice
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import { compositeId, variationIn } from '../../domain/campaigns/tracking-ids.ts'
import type { CanvasFeatureFlags, FlagOverride } from '../../domain/canvas/feature-flags.ts'
import type { FeatureFlag, FeatureFlags } from '../../domain/feature-flags/feature-flags.ts'
import type { Properties } from '../../domain/feature-flags/properties.ts'
import { overridden } from '../../domain/feature-flags/properties.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Variation } from '../campaigns/split.ts'
import { splitOf } from '../campaigns/split.ts'
import { verdictOf } from '../explain.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { FlagPlans } from './plans.ts'

/** What decided: members for the row of an impression. `control`: the user is in the experiment's control group. */
export type FlagSource = { campaign_id?: string; message_variation_id?: string; channel?: string; canvas_id?: string; canvas_step_id?: string; control?: true }
export type FlagState = { enabled: boolean; properties: Properties; fts: string | null; source: FlagSource; gates: GateResult[] }
/** A flag as SDKs get it. observed: web SDK 6.13.0 */
export type WireFlag = { id: string; enabled: boolean; properties: Properties; fts?: string }

type Nouns = { campaigns: Campaigns; featureFlags: FeatureFlags; canvasFeatureFlags: CanvasFeatureFlags; globalControlGroup: GlobalControl; segments: Segments; liveDefinitions: LiveDefinitions; flagPlans: FlagPlans }

/** One user while flags are evaluated. */
type Viewer = { profile: ProfileRow; overrides: FlagOverride[]; isIn(audience: object | null): boolean }

const CHANNEL = 'feature_flag'
/** Shares alone decide, so that users keep their variant, whatever they have seen of it. */
const NOTHING_YET = { received: false, enrolled: false }
const sourceOf = ({ id, message }: Variation, campaign_id: string): FlagSource => ({ campaign_id, message_variation_id: id, channel: CHANNEL, ...(isControl(message) ? { control: true } : {}) })

/** Evaluates the feature flags of one world. */
export function createFlagEvaluation({ campaigns, featureFlags, canvasFeatureFlags, globalControlGroup, segments, liveDefinitions, flagPlans }: Nouns) {
  /** "the SDK will return an empty properties object" for a disabled flag. */
  const state = (enabled: boolean, properties: Properties, fts: string | null, gates: GateResult[], source: FlagSource = {}): FlagState => ({ enabled, properties: enabled ? properties : {}, fts, source, gates })

  function ofCanvas(flag: FeatureFlag, { overrides }: Viewer): FlagState | undefined {
    const given = overrides.findLast(({ flag_id }) => flag_id === flag.id)
    if (given === undefined) return undefined
    const { enabled, properties, canvas_id, canvas_step_id } = given
    return state(enabled, overridden(flag.properties, properties), compositeId({ owner: canvas_id, message_variation_id: canvas_step_id }), [passes('canvas_override', { canvas_id, canvas_step_id, enabled })], { canvas_id, canvas_step_id, channel: CHANNEL })
  }

  /** An audience that can not be asked (a segment is gone) has nobody. */
  const isIn = (audience: object | null, profile: ProfileRow): boolean => asked(() => segments.holds(segments.audienceFilters(audience), profile.id), () => false)
  /** Asks each thing once for all flags. */
  function viewer(profile: ProfileRow): Viewer {
    const known = new Map<string, boolean>()
    return {
      profile,
      overrides: canvasFeatureFlags.of(profile),
      isIn(audience) {
        const key = JSON.stringify(audience)
        const answer = known.get(key) ?? isIn(audience, profile)
        known.set(key, answer)
        return answer
      },
    }
  }
  const filtersOf = (audience: object, profile: ProfileRow): unknown => asked(() => segments.explain(segments.audienceFilters(audience), profile.id), ({ details }) => ({ match: false, ...details }))
  function asked<Found>(ask: () => Found, otherwise: (refusal: Refusal) => Found): Found {
    try {
      return ask()
    } catch (error) {
      if (error instanceof Refusal) return otherwise(error)
      throw error
    }
  }

  /** The first experiment whose audience and shares have the user; why the others have not goes into `gates`. */
  function ofExperiment(flag: FeatureFlag, user: Viewer, gates: GateResult[]): FlagState | undefined {
    for (const campaign of flagPlans.experimentsOf(flag)) {
      const about = { campaign_id: campaign.id }
      if (!user.isIn(campaign.audience)) gates.push(passes('experiment', { ...about, in_audience: false }))
      else {
        const decided = ofVariant(campaign, flag, user.profile, gates)
        if (decided !== undefined) return decided
      }
    }
    return undefined
  }

  function ofVariant(campaign: Campaign, flag: FeatureFlag, profile: ProfileRow, gates: GateResult[]): FlagState | undefined {
    const { bucket, control, chosen } = splitOf(campaign, profile.braze_id, NOTHING_YET)
    const variant = control ?? chosen[0]
    const seen = { campaign_id: campaign.id, in_audience: true, bucket, variation: variant?.id ?? null }
    if (variant === undefined || (control === undefined && variant.message['flag_id'] !== flag.id)) return void gates.push(passes('experiment', { ...seen, decides: false }))
    const enabled = control === undefined && variant.message['enabled'] !== false
    gates.push(passes('experiment', { ...seen, message_variation_id: variant.id, enabled, ...(control === undefined ? {} : { control: true }) }))
    return state(enabled, overridden(flag.properties, variant.message['properties']), compositeId({ owner: campaign.id, message_variation_id: variant.id }), [], sourceOf(variant, campaign.id))
  }

  function ofRollout(flag: FeatureFlag, user: Viewer, gates: GateResult[]): FlagState {
    const bucket = featureFlags.share(flag.id, user.profile.braze_id)
    const decide = (rule: string, rollout_percent: number): FlagState => {
      const enabled = bucket < rollout_percent
      const seen = { rule, bucket: Math.round(bucket * 1000) / 1000, rollout_percent }
      return state(enabled, flag.properties, flag.fts, [enabled ? passes('rollout', seen) : stops('rollout', 'not_in_rollout', seen)])
    }
    for (const [index, { name, audience, rollout_percent }] of flag.rules.entries()) {
      const rule = name ?? `rules[${index}]`
      const in_audience = user.isIn(audience)
      gates.push(passes('rule', { rule, in_audience }))
      if (in_audience) return decide(rule, rollout_percent)
    }
    return decide('everyone_else', flag.everyone_else.rollout_percent)
  }

  function evaluate(flag: FeatureFlag, user: Viewer): FlagState {
    if (!flag.enabled || flag.archived) return state(false, {}, flag.fts, [stops('enabled', 'flag_off', { enabled: flag.enabled, archived: flag.archived })])
    const gates = [passes('enabled', { enabled: true })]
    const { profile } = user
    if (globalControlGroup.has(profile)) return state(false, {}, flag.fts, [...gates, stops('global_control_group', 'global_control_group', { random_bucket: profile.random_bucket })])
    const found = ofCanvas(flag, user) ?? ofExperiment(flag, user, gates) ?? ofRollout(flag, user, gates)
    return { ...found, gates: [...gates, ...found.gates] }
  }

  /** Granted now, or by a step of a Canvas that is still there: devices keep what they were given until they ask again. */
  function stepOf(fts: string, profile: ProfileRow): FlagSource {
    const isIt = (canvas_id: string, canvas_step_id: string): boolean => compositeId({ owner: canvas_id, message_variation_id: canvas_step_id }) === fts
    const given = canvasFeatureFlags.of(profile).find((one) => isIt(one.canvas_id, one.canvas_step_id))
    if (given !== undefined) return { canvas_id: given.canvas_id, canvas_step_id: given.canvas_step_id, channel: CHANNEL }
    for (const { id, steps } of liveDefinitions.canvases()) {
      const step = steps.find((one) => one.type === 'feature_flag' && isIt(id, one.id))
      if (step !== undefined) return { canvas_id: id, canvas_step_id: step.id, channel: CHANNEL }
    }
    return {}
  }

  return {
    evaluate: (flag: FeatureFlag, profile: ProfileRow): FlagState => evaluate(flag, viewer(profile)),
    /** Why the user has the flag or not: gate by gate, each rule's filters with the values they saw. Throws Refusal `not_found`. */
    explain(id: string, profile: ProfileRow) {
      const flag = featureFlags.find(id)
      if (flag === undefined) throw new Refusal('not_found', { id })
      const { enabled, properties, fts, source, gates } = evaluate(flag, viewer(profile))
      let rule = 0
      const detailed = gates.map((gate) => (gate.gate === 'rule' ? { ...gate, seen: { ...gate.seen, filters: filtersOf(flag.rules[rule++]!.audience, profile) } } : gate))
      return { feature_flag: id, name: flag.name, enabled, properties, fts, source, ...verdictOf(detailed) }
    },
    /** All flags for a user's devices. */
    flagsOf(profile: ProfileRow): WireFlag[] {
      const user = viewer(profile)
      return featureFlags.live().map((flag) => {
        const { enabled, properties, fts } = evaluate(flag, user)
        return { id: flag.id, enabled, properties, ...(fts === null ? {} : { fts }) }
      })
    },
    /** What an impression is about: the experiment or the Canvas step whose tracking string it names; an experiment that has ended, too. */
    about(fts: unknown, profile: ProfileRow): FlagSource {
      const tracked = variationIn(fts)
      if (tracked === undefined) return {}
      const found = campaigns.tracked(tracked)
      if (found === undefined) return stepOf(fts as string, profile)
      const message = found.campaign_id === null || found.channel !== CHANNEL ? undefined : campaigns.find(found.campaign_id)?.messages[found.id]
      return message === undefined ? {} : sourceOf({ id: found.id, message }, found.campaign_id!)
    },
  }
}

export type FlagEvaluation = ReturnType<typeof createFlagEvaluation>
