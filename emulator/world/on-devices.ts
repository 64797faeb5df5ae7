// What lives on devices, put together: in-app messages, Content Cards, Banners, feature flags, geofences, and the channel that tells open pages of them. The order of this file is their dependency graph.
import { createBannerSyncs } from '../delivery/banners/banner-syncs.ts'
import { createCardSyncs } from '../delivery/cards/card-syncs.ts'
import { watchDueCards } from '../delivery/cards/due-cards.ts'
import { createFirstImpressions } from '../delivery/cards/first-impressions.ts'
import { createFlagEvaluation } from '../delivery/feature-flags/evaluation.ts'
import { createFlagPlans } from '../delivery/feature-flags/plans.ts'
import { watchFlags } from '../delivery/feature-flags/watch.ts'
import { createGeofenceResync } from '../delivery/geofences/resync.ts'
import { watchGeofenceTriggers } from '../delivery/geofences/watch.ts'
import { messagesApart } from '../delivery/in-app/apart.ts'
import { createInAppCampaigns } from '../delivery/in-app/campaigns.ts'
import { createHanding } from '../delivery/in-app/handing.ts'
import { createInAppMessages } from '../delivery/in-app/in-app.ts'
import { createKeptInApp } from '../delivery/in-app/kept.ts'
import { createTemplated } from '../delivery/in-app/templated.ts'
import { createRealTime } from '../delivery/real-time/real-time.ts'
import { createPlainTriggers } from '../delivery/triggers/plain-triggers.ts'
import type { Kernel, Nouns } from './nouns.ts'
import type { Messaging, Outside } from './messaging.ts'

export function createOnDevices({ db, clock, ids, journal, scheduler, failed }: Kernel & Outside, nouns: Nouns, messaging: Messaging) {
  const { profiles, campaigns, canvasFeatureFlags, featureFlags, segments, settings, messages, handed, contentBlocks, userCaps } = nouns
  const { publicAddress, liveDefinitions, campaignSending, delivery, testPushes } = messaging
  const flagPlans = createFlagPlans({ featureFlags, globalControlGroup: nouns.globalControlGroup, liveDefinitions })
  segments.know({ plan: flagPlans.of, using: flagPlans.using, share: featureFlags.share })
  const flagEvaluation = createFlagEvaluation({ campaigns, featureFlags, canvasFeatureFlags, globalControlGroup: nouns.globalControlGroup, segments, liveDefinitions, flagPlans })
  const apart = messagesApart({ db, failed })
  const inApp = { db, clock, journal, failed, apart, userCaps, settings, profiles, campaigns, messages, handed, liveDefinitions, campaignSending, delivery, testPushes, plainTriggers: createPlainTriggers({ campaigns }), templated: createTemplated({ contentBlocks }) }
  const inAppCampaigns = createInAppCampaigns(inApp)
  const keptInApp = createKeptInApp(inApp)
  const inAppMessages = createInAppMessages({ ...inApp, inAppCampaigns, keptInApp, handing: createHanding(inApp) })
  const firstImpressions = createFirstImpressions({ db, clock, journal, settings, profiles, messages, cards: nouns.cards, sends: nouns.sends, userCaps: nouns.userCaps, liveDefinitions, campaignSending, delivery, apart })
  const cardSyncs = createCardSyncs({ db, journal, profiles, cards: nouns.cards, firstImpressions })
  const bannerSyncs = createBannerSyncs({ journal, decisions: nouns.decisions, messages, handed, banners: nouns.banners, delivery, bannerCandidates: messaging.bannerCandidates, apart })
  const realTime = createRealTime({ db, clock, ids, journal, profiles, campaigns, canvases: nouns.canvases, publicAddress })
  watchDueCards({ clock, journal, scheduler, settings, campaigns, realTime })
  watchFlags({ journal, profiles, decisions: nouns.decisions, canvases: nouns.canvases, featureFlags, realTime })
  watchGeofenceTriggers({ journal, decisions: nouns.decisions, campaigns, canvases: nouns.canvases, locations: nouns.locations })
  const geofenceResync = createGeofenceResync({ delivery, sends: nouns.sends })

  return { cardSyncs, bannerSyncs, flagEvaluation, geofenceResync, inAppMessages, realTime }
}

export type OnDevices = ReturnType<typeof createOnDevices>
