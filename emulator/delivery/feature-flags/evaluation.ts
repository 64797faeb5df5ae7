// Which flags a user has now: a Canvas step before an experiment before the rollout's rules. docs: canvas_components/feature_flags ("overrides rollout"), feature_flags/experiments; the place of experiments between the two is Brazier's choice
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import { compositeId } from '../../domain/campaigns/tracking-ids.ts'
import type { CanvasFeatureFlags } from '../../domain/canvas/feature-flags.ts'
import type { FeatureFlag, FeatureFlags } from '../../domain/feature-flags/feature-flags.ts'
import type { Properties, Property } from '../../domain/feature-flags/properties.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import { verdictOf } from '../explain.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json, Outgoing } from '../outgoing.ts'

/** What decided: members for the row of an impression. */
export type FlagSource = { campaign_id?: string; message_variation_id?: string; channel?: string; canvas_id?: string; canvas_step_id?: string }
export type FlagState = { enabled: boolean; properties: Properties; fts: string | null; source: FlagSource; gates: GateResult[] }
/** A flag as SDKs get it. observed: web SDK 6.13.0 */
export type WireFlag = { id: string; enabled: boolean; properties: Properties; fts?: string }

type Nouns = { ids: Ids; featureFlags: FeatureFlags; canvasFeatureFlags: CanvasFeatureFlags; segments: Segments; liveDefinitions: LiveDefinitions; campaignSending: Pick<CampaignSending, 'offer'> }

/** The defaults with what a step or variant says instead; a bare value keeps the type. */
function overridden(defaults: Properties, given: Json): Properties {
  const typed = Object.entries(given).flatMap(([key, value]): [string, Property][] => {
    if (typeof value === 'object' && value !== null && 'type' in value && 'value' in value) return [[key, value as Property]]
    return defaults[key] === undefined ? [] : [[key, { type: defaults[key].type, value }]]
  })
  return { ...defaults, ...Object.fromEntries(typed) }
}

/** Evaluates the feature flags of one world. */
export function createFlagEvaluation({ ids, featureFlags, canvasFeatureFlags, segments, liveDefinitions, campaignSending }: Nouns) {
  /** "the SDK will return an empty properties object" for a disabled flag. */
  const state = (enabled: boolean, properties: Properties, fts: string | null, gates: GateResult[], source: FlagSource = {}): FlagState => ({ enabled, properties: enabled ? properties : {}, fts, source, gates })

  /** Always the same for one user and flag: who has it at 10 percent has it at 20. */
  const bucketOf = (flag: FeatureFlag, profile: ProfileRow): number => ids.unit(`feature_flag:${flag.id}:${profile.braze_id}`) * 100

  const experiments = (flag: FeatureFlag): Campaign[] => liveDefinitions.campaigns().filter(({ channels, messages }) => channels.includes('feature_flag') && Object.values(messages).some(({ flag_id }) => flag_id === flag.id))

  function ofCanvas(flag: FeatureFlag, profile: ProfileRow): FlagState | undefined {
    const given = canvasFeatureFlags.of(profile).findLast(({ flag_id }) => flag_id === flag.id)
    if (given === undefined) return undefined
    const { enabled, properties, canvas_id, canvas_step_id } = given
    return state(enabled, overridden(flag.properties, properties), compositeId({ owner: canvas_id, message_variation_id: canvas_step_id }), [passes('canvas_override', { canvas_id, canvas_step_id, enabled })], { canvas_id, canvas_step_id })
  }

  function ofExperiment(flag: FeatureFlag, profile: ProfileRow): FlagState | undefined {
    for (const campaign of experiments(flag)) {
      const offer = campaignSending.offer(campaign, profile)
      if ('stopped' in offer) continue
      const chosen: Outgoing | undefined = 'control' in offer ? offer.control : offer.messages.find(({ body }) => body['flag_id'] === flag.id)
      if (chosen === undefined) continue
      const control = 'control' in offer
      const [campaign_id, message_variation_id] = [campaign.id, chosen.origin.message_variation_id!]
      const enabled = !control && chosen.body['enabled'] !== false
      const seen = { campaign_id, message_variation_id, enabled, ...(control ? { control: true } : {}) }
      return state(enabled, overridden(flag.properties, (chosen.body['properties'] ?? {}) as Json), compositeId({ owner: campaign_id, message_variation_id }), [passes('experiment', seen)], { campaign_id, message_variation_id, channel: 'feature_flag' })
    }
    return undefined
  }

  /** An audience that can not be asked (a segment is gone) has nobody. */
  function isIn(audience: object, profile: ProfileRow): boolean {
    try {
      return segments.holds(segments.audienceFilters(audience), profile.id)
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }

  function ofRollout(flag: FeatureFlag, profile: ProfileRow): FlagState {
    const bucket = bucketOf(flag, profile)
    const gates: GateResult[] = []
    const decide = (rule: string, rollout_percent: number): FlagState => {
      const enabled = bucket < rollout_percent
      const seen = { rule, bucket: Math.round(bucket * 1000) / 1000, rollout_percent }
      return state(enabled, flag.properties, flag.fts, [...gates, enabled ? passes('rollout', seen) : stops('rollout', 'not_in_rollout', seen)])
    }
    for (const [index, { name, audience, rollout_percent }] of flag.rules.entries()) {
      const rule = name ?? `rules[${index}]`
      if (isIn(audience, profile)) {
        gates.push(passes('rule', { rule, in_audience: true }))
        return decide(rule, rollout_percent)
      }
      gates.push(passes('rule', { rule, in_audience: false }))
    }
    return decide('everyone_else', flag.everyone_else.rollout_percent)
  }

  function evaluate(flag: FeatureFlag, profile: ProfileRow): FlagState {
    if (!flag.enabled || flag.archived) return state(false, {}, flag.fts, [stops('enabled', 'flag_off', { enabled: flag.enabled, archived: flag.archived })])
    const on = passes('enabled', { enabled: true })
    const found = ofCanvas(flag, profile) ?? ofExperiment(flag, profile) ?? ofRollout(flag, profile)
    return { ...found, gates: [on, ...found.gates] }
  }

  return {
    evaluate,
    /** Why the user has the flag or not: gate by gate, each rule's filters with the values they saw. Throws Refusal `not_found`. */
    explain(id: string, profile: ProfileRow) {
      const flag = featureFlags.find(id)
      if (flag === undefined) throw new Refusal('not_found', { id })
      const { enabled, properties, fts, source, gates } = evaluate(flag, profile)
      let rule = 0
      const detailed = gates.map((gate) => (gate.gate === 'rule' ? { ...gate, seen: { ...gate.seen, filters: segments.explain(segments.audienceFilters(flag.rules[rule++]!.audience), profile.id) } } : gate))
      return { feature_flag: id, name: flag.name, enabled, properties, fts, source, ...verdictOf(detailed) }
    },
    /** All flags for a user's devices. */
    flagsOf: (profile: ProfileRow): WireFlag[] =>
      featureFlags.live().map((flag) => {
        const { enabled, properties, fts } = evaluate(flag, profile)
        return { id: flag.id, enabled, properties, ...(fts === null ? {} : { fts }) }
      }),
    /** What an impression is about: the experiment or the Canvas step whose tracking string it names, as far as it is still there. */
    about(fts: unknown, profile: ProfileRow): FlagSource {
      if (typeof fts !== 'string') return {}
      for (const campaign of liveDefinitions.campaigns()) {
        if (!campaign.channels.includes('feature_flag')) continue
        const id = Object.keys(campaign.messages).find((one) => compositeId({ owner: campaign.id, message_variation_id: one }) === fts)
        if (id !== undefined) return { campaign_id: campaign.id, message_variation_id: id, channel: 'feature_flag' }
      }
      const given = canvasFeatureFlags.of(profile).find(({ canvas_id, canvas_step_id }) => compositeId({ owner: canvas_id, message_variation_id: canvas_step_id }) === fts)
      return given === undefined ? {} : { canvas_id: given.canvas_id, canvas_step_id: given.canvas_step_id }
    },
  }
}

export type FlagEvaluation = ReturnType<typeof createFlagEvaluation>
