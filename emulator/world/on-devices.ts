// What lives on devices, put together: in-app messages, Content Cards, Banners, feature flags, geofences, and the channel that tells open pages of them. The order of this file is their dependency graph.
import { createFlagEvaluation } from '../delivery/feature-flags/evaluation.ts'
import { createGeofenceResync } from '../delivery/geofences/resync.ts'
import { createInAppCampaigns } from '../delivery/in-app/campaigns.ts'
import { createHanding } from '../delivery/in-app/handing.ts'
import { createInAppMessages } from '../delivery/in-app/in-app.ts'
import { createKeptInApp } from '../delivery/in-app/kept.ts'
import { createTemplated } from '../delivery/in-app/templated.ts'
import { createRealTime } from '../delivery/real-time/real-time.ts'
import { createPlainTriggers } from '../delivery/triggers/plain-triggers.ts'
import type { Kernel, Nouns } from './nouns.ts'
import type { Messaging, Outside } from './messaging.ts'

export function createOnDevices({ db, clock, ids, journal }: Kernel & Outside, nouns: Nouns, messaging: Messaging) {
  const { profiles, campaigns, canvasFeatureFlags, featureFlags, segments, settings, messages, handed, contentBlocks } = nouns
  const { publicAddress, liveDefinitions, campaignSending, delivery, rendering } = messaging
  const flagEvaluation = createFlagEvaluation({ ids, featureFlags, canvasFeatureFlags, segments, liveDefinitions, campaignSending })
  const inApp = { db, clock, journal, settings, profiles, campaigns, messages, handed, liveDefinitions, campaignSending, delivery, rendering, plainTriggers: createPlainTriggers({ campaigns }), templated: createTemplated({ contentBlocks }) }
  const inAppCampaigns = createInAppCampaigns(inApp)
  const keptInApp = createKeptInApp(inApp)
  const inAppMessages = createInAppMessages({ ...inApp, inAppCampaigns, keptInApp, handing: createHanding(inApp) })
  const realTime = createRealTime({ db, clock, ids, journal, profiles, campaigns, publicAddress })
  const geofenceResync = createGeofenceResync({ delivery, sends: nouns.sends })

  return { flagEvaluation, geofenceResync, inAppMessages, realTime }
}

export type OnDevices = ReturnType<typeof createOnDevices>
