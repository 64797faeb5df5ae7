// How messages reach users, put together: from Liquid and channels to campaigns and Canvases. The order of this file is their dependency graph.
import { createAcceptedSends } from '../delivery/accepted-sends.ts'
import { createArchive } from '../delivery/archive.ts'
import { createBannerCandidates } from '../delivery/banners/candidates.ts'
import { createApiTriggered } from '../delivery/campaigns/api-triggered.ts'
import { createCampaignGates } from '../delivery/campaigns/campaign-gates.ts'
import { createScheduledCampaigns } from '../delivery/campaigns/scheduled-campaigns.ts'
import { createSeedGroups } from '../delivery/campaigns/seed-groups.ts'
import { createCampaignSending } from '../delivery/campaigns/sending.ts'
import { createCanvasEngine } from '../delivery/canvas/engine.ts'
import { Unsendable } from '../delivery/channels/channel.ts'
import { createEmailTracking } from '../delivery/channels/email/tracking.ts'
import { createInbound } from '../delivery/channels/inbound/index.ts'
import { createChannels } from '../delivery/channels/index.ts'
import { createPushEvents } from '../delivery/channels/push/opens.ts'
import { createTestPushes } from '../delivery/channels/push/test-pushes.ts'
import { createSdkRows } from '../delivery/channels/sdk-rows.ts'
import { createCarrier } from '../delivery/channels/sms/carrier.ts'
import { createShortLinks } from '../delivery/channels/sms/short-links.ts'
import { createConversions } from '../delivery/conversions/conversions.ts'
import { createDelivery } from '../delivery/deliver.ts'
import { usersApart } from '../delivery/dispatches/apart.ts'
import { createApiMessages } from '../delivery/dispatches/api-messages.ts'
import { createIntelligentTiming } from '../delivery/dispatches/intelligent-timing.ts'
import { createRecipients } from '../delivery/dispatches/recipients.ts'
import { createRequestTimes } from '../delivery/dispatches/request-times.ts'
import { createWaitingLine } from '../delivery/dispatches/waiting-line.ts'
import { createEngagement } from '../delivery/engagement.ts'
import { createEventFeed } from '../delivery/event-feed.ts'
import { createExplain } from '../delivery/explain.ts'
import { createInAppPerDevice } from '../delivery/in-app/per-device.ts'
import { createTemplated } from '../delivery/in-app/templated.ts'
import { frequencyCaps } from '../delivery/gates/frequency-caps.ts'
import { deliveryValidations } from '../delivery/gates/delivery-validations.ts'
import { quietHours } from '../delivery/gates/quiet-hours.ts'
import { stillLive } from '../delivery/gates/still-live.ts'
import { createConnectedContent } from '../delivery/liquid/connected-content.ts'
import { createLiquid } from '../delivery/liquid/engine.ts'
import { createPersonalization } from '../delivery/liquid/personalization.ts'
import { createSubscriptionLinks } from '../delivery/liquid/subscription-links.ts'
import { createTranslated } from '../delivery/liquid/translated.ts'
import { sendLiveActivities } from '../delivery/live-activities.ts'
import { createLiveDefinitions } from '../delivery/live-definitions.ts'
import { createPreviews } from '../delivery/preview.ts'
import { createPublicAddress } from '../delivery/public-address.ts'
import { createRendering } from '../delivery/rendering.ts'
import { createPostbacks } from '../delivery/transactional/postbacks.ts'
import { createTransactional } from '../delivery/transactional/transactional.ts'
import { createActionBased } from '../delivery/triggers/action-based.ts'
import { createLaunches } from '../delivery/triggers/launches.ts'
import { createNamedFeed } from '../delivery/triggers/named-feed.ts'
import { createPlainTriggers } from '../delivery/triggers/plain-triggers.ts'
import { createWalks } from '../delivery/walks.ts'
import { createSeededVariations } from '../domain/sends/seeded-variations.ts'
import { createTags as createLiquidTags } from '../delivery/liquid/tags/index.ts'
import type { Kernel, Nouns } from './nouns.ts'

/** `failed` writes an error down and tells it. `outbound`: how the world calls out. `origin`: the emulator's own address. */
export type Outside = { failed: (error: unknown, where: string) => void; outbound: typeof fetch; origin: () => string }

export function createMessaging({ db, clock, ids, journal, scheduler, failed, id, outbound, origin }: Kernel & Outside, nouns: Nouns) {
  const {
    decisions, settings, days, apps, catalogs, catalogSelections, catalogItems, profiles, aliases, emailStates, lineIds, subscriptionGroups, attributes, identifiers, emailLists,
    invalidPhoneNumbers, preferenceCenters, sessions, pushTokens, devices, campaigns, canvases, messageEvents, messageHistory, messages, pushes, handed, cards, banners, canvasEntries, canvasExperiments,
    canvasFeatureFlags, track, tags, contentBlocks, emailTemplates, locales, translations, sends, liveActivities, dispatches, waitingRecipients, userCaps, rateSlots, receipts, engagements, frequencyRules,
    promotionLists, connectedContentCredentials, segments, globalControlGroup,
  } = nouns

  const publicAddress = createPublicAddress({ workspace: id, origin })
  const connectedContent = createConnectedContent({ clock, outbound, workspace: id, strict: () => settings.get().connected_content.strict })
  const liquid = createLiquid({
    tags: createLiquidTags({ connectedContent, credentials: connectedContentCredentials, catalogs, catalogItems, catalogSelections }), now: () => clock.now(), strict: () => settings.get().liquid.strict,
    block: (name) => contentBlocks.named(name)?.content, outcomes: [Unsendable],
  })
  const subscriptionLinks = createSubscriptionLinks({ ids, profiles, emailStates, messages, publicAddress })
  const personalization = createPersonalization({ db, clock, liquid, settings, apps, sessions, devices, pushTokens, subscriptionGroups, campaigns, canvases, preferenceCenters, subscriptionLinks, publicAddress })

  const liveDefinitions = createLiveDefinitions({ db, journal, campaigns, canvases })
  // Before the conversions: what they write about an event comes after it, and the feed is to meet the event first
  const eventFeed = createNamedFeed({ eventFeed: createEventFeed({ db, clock, journal, scheduler, profiles, failed }), db, journal, campaigns, profiles })
  const conversions = createConversions({ db, clock, journal, settings, profiles, sessions, devices, campaigns, canvases, messageEvents })
  const launches = createLaunches({ db, journal })
  const plainTriggers = createPlainTriggers({ campaigns })
  const acceptedSends = createAcceptedSends({ clock, journal, scheduler, sends })
  const walks = createWalks({ clock, scheduler, decisions, profiles, segments })
  const recipients = createRecipients({ decisions, profiles, identifiers, track })
  const translated = createTranslated({ translations, locales, contentBlocks })
  const rendering = createRendering({ db, decisions, liquid, personalization, translated, promotionLists, contentBlocks })
  const emailTracking = createEmailTracking({ ids, publicAddress })
  const pushEvents = createPushEvents({ messages, pushes })
  const sdkRows = createSdkRows({ clock, journal, profiles, messages, handed })
  const carrier = createCarrier({ messages, invalidPhoneNumbers })
  const shortLinks = createShortLinks({ db, clock, ids, publicAddress })
  const inbound = createInbound({ db, clock, journal, decisions, profiles, aliases, attributes, lineIds, subscriptionGroups, messages, messageEvents, carrier })
  const testPushes = createTestPushes({ apps, pushTokens, deliver: (outgoing) => delivery.deliver(outgoing) })
  const channels = createChannels({ emailTracking, sdkRows, handed, cards, testPushes, carrier, shortLinks, inbound, db, clock, ids, journal, scheduler, decisions, settings, apps, profiles, attributes, devices, pushTokens, emailStates, emailLists, invalidPhoneNumbers, subscriptionGroups, campaigns, canvases, emailTemplates, messages, messageHistory, pushes, liveActivities, publicAddress, outbound, done: (message, change) => delivery.done(message, change) })
  const caps = frequencyCaps({ db, clock, journal, settings, frequencyRules, receipts, campaigns, canvases, sends, tags })
  const delivery = createDelivery({ db, clock, journal, scheduler, profiles, messages, rendering, channels, gates: [stillLive({ liveDefinitions, campaigns, canvases }), caps.gate, quietHours({ clock, settings }), deliveryValidations({ liveDefinitions, segments })] })
  sendLiveActivities({ acceptedSends, walks, delivery, profiles, devices, segments, liveActivities, decisions })
  const apart = usersApart({ db, failed })
  const waitingLine = createWaitingLine({ clock, scheduler, profiles, messages, waitingRecipients, apart })
  const campaignGates = createCampaignGates({ clock, settings, segments, globalControlGroup, receipts, userCaps, channels })
  const campaignSending = createCampaignSending({ clock, delivery, campaigns, liveDefinitions, campaignGates, messages, sends, userCaps, rateSlots, waitingLine })
  createSeedGroups({ clock, journal, scheduler, decisions, profiles, campaigns, liveDefinitions, seededVariations: createSeededVariations({ db, clock }), campaignSending })
  const intelligentTiming = createIntelligentTiming({ settings, engagements })
  const requestTimes = createRequestTimes({ clock, decisions, settings, waitingLine, intelligentTiming })
  const canvasEngine = createCanvasEngine({ db, clock, ids, journal, scheduler, decisions, settings, days, profiles, track, segments, globalControlGroup, sends, canvases, canvasEntries, canvasExperiments, canvasFeatureFlags, messageEvents, liveDefinitions, eventFeed, acceptedSends, walks, recipients, rendering, delivery, rateSlots, launches, plainTriggers, intelligentTiming, requestTimes, apart })
  createScheduledCampaigns({ clock, journal, scheduler, decisions, settings, segments, sends, campaigns, dispatches, rateSlots, engagements, liveDefinitions, walks, waitingLine, intelligentTiming, campaignSending, delivery, apart })
  createApiTriggered({ decisions, segments, sends, campaigns, liveDefinitions, acceptedSends, walks, recipients, requestTimes, campaignSending, apart })
  createApiMessages({ decisions, globalControlGroup, segments, sends, campaigns, acceptedSends, walks, delivery, recipients, requestTimes, apart })
  const actionBased = createActionBased({ db, clock, journal, scheduler, decisions, settings, profiles, campaigns, segments, liveDefinitions, eventFeed, launches, plainTriggers, delivery, campaignSending })
  const archive = createArchive({ settings, messages, campaigns, canvases, profiles, tracking: emailTracking })
  const postbacks = createPostbacks({ db, clock, journal, scheduler, outbound })
  createTransactional({ clock, journal, settings, campaigns, sends, acceptedSends, recipients, delivery, postbacks })
  const engagement = createEngagement({ messages, channels, convert: conversions.convert })

  const previews = createPreviews({ delivery, rendering, emailTemplates })
  const bannerCandidates = createBannerCandidates({ db, clock, journal, profiles, campaigns, userCaps, settings, messages, banners, liveDefinitions, campaignSending })
  const inAppPerDevice = createInAppPerDevice({ apps, devices, handed, rendering, campaignSending, plainTriggers, templated: createTemplated({ contentBlocks }) })
  const explain = createExplain({ campaigns, canvases, segments, messages, campaignSending, actionBased, canvasEngine, plainTriggers, inAppPerDevice, cards, banners, bannerCandidates })

  return {
    publicAddress, connectedContent, liquid, subscriptionLinks, personalization, liveDefinitions, eventFeed, conversions, acceptedSends, walks, recipients, rendering, emailTracking, pushEvents, sdkRows, testPushes,
    shortLinks, inbound, caps, delivery, bannerCandidates, waitingLine, campaignSending, canvasEngine, actionBased, archive, engagement, previews, explain,
  }
}

export type Messaging = ReturnType<typeof createMessaging>
