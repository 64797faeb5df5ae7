// What the filter on feature flags needs to know of them: who decides, in order. docs: segmentation_filters ("Feature Flags")

/** `on`: switched on and not archived. Ranges of random buckets, shares of 100 assignment buckets, rollouts in percent. */
export type FlagPlan = {
  id: string
  on: boolean
  /** Of the Global Control Group, ends included. */
  excluded_buckets: readonly (readonly [from: number, to: number])[]
  /** Canvas steps that give or take it. */
  steps: readonly { canvas_step_id: string; enabled: boolean }[]
  experiments: readonly { campaign_id: string; audience: object | null; shares: readonly { from: number; to: number; enabled: boolean }[] }[]
  rules: readonly { audience: object; rollout_percent: number }[]
  everyone_else: number
}

export type FlagUser = { kind: 'feature_flag' | 'feature_flag_experiment'; id: string; name: string }
/** `share`: 0 to 100, where a user stands in the shares of a flag. `using`: what depends on a segment. */
export type KnownFlags = { plan(id: string): FlagPlan | undefined; share(id: string, braze_id: string): number; using(segment_id: string): FlagUser | undefined }

export const NO_FLAGS: KnownFlags = { plan: () => undefined, share: () => 100, using: () => undefined }
/** "To prevent recursive segments". docs: developer_guide/feature_flags/create ("Segmenting with feature flags") */
export const NO_RECURSION = 'a feature flag can not depend on feature flags'
