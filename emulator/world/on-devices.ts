// What lives on devices, put together: in-app messages, Content Cards, Banners, feature flags, geofences, and the channel that tells open pages of them. The order of this file is their dependency graph.
import { createFlagEvaluation } from '../delivery/feature-flags/evaluation.ts'
import { createRealTime } from '../delivery/real-time/real-time.ts'
import type { Kernel, Nouns } from './nouns.ts'
import type { Messaging, Outside } from './messaging.ts'

export function createOnDevices({ db, clock, ids, journal }: Kernel & Outside, nouns: Nouns, messaging: Messaging) {
  const { profiles, campaigns, canvasFeatureFlags, featureFlags, segments } = nouns
  const { publicAddress, liveDefinitions, campaignSending } = messaging
  const flagEvaluation = createFlagEvaluation({ ids, featureFlags, canvasFeatureFlags, segments, liveDefinitions, campaignSending })
  const realTime = createRealTime({ db, clock, ids, journal, profiles, campaigns, publicAddress })

  return { flagEvaluation, realTime }
}

export type OnDevices = ReturnType<typeof createOnDevices>
