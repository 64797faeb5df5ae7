// One world: a workspace with its database, clock and ids. The order of this file is the dependency graph; the only wiring below the wire.
import { createAcceptedSends } from './delivery/accepted-sends.ts'
import { createCanvasEngine } from './delivery/canvas/engine.ts'
import { createCampaignGates } from './delivery/campaigns/campaign-gates.ts'
import { createApiTriggered } from './delivery/campaigns/api-triggered.ts'
import { createScheduledCampaigns } from './delivery/campaigns/scheduled-campaigns.ts'
import { createSeedGroups } from './delivery/campaigns/seed-groups.ts'
import { createCampaignSending } from './delivery/campaigns/sending.ts'
import { createInbound } from './delivery/channels/inbound/index.ts'
import { createArchive } from './delivery/archive.ts'
import { createChannels } from './delivery/channels/index.ts'
import { createCarrier } from './delivery/channels/sms/carrier.ts'
import { createShortLinks } from './delivery/channels/sms/short-links.ts'
import { createPushEvents } from './delivery/channels/push/opens.ts'
import { createEmailTracking } from './delivery/channels/email/tracking.ts'
import { createConversions } from './delivery/conversions/conversions.ts'
import { createDelivery } from './delivery/deliver.ts'
import { createApiMessages } from './delivery/dispatches/api-messages.ts'
import { usersApart } from './delivery/dispatches/apart.ts'
import { createIntelligentTiming } from './delivery/dispatches/intelligent-timing.ts'
import { createRecipients } from './delivery/dispatches/recipients.ts'
import { createRequestTimes } from './delivery/dispatches/request-times.ts'
import { createWaitingLine } from './delivery/dispatches/waiting-line.ts'
import { createEngagement } from './delivery/engagement.ts'
import { createEventFeed } from './delivery/event-feed.ts'
import { createExplain } from './delivery/explain.ts'
import { frequencyCaps } from './delivery/gates/frequency-caps.ts'
import { quietHours } from './delivery/gates/quiet-hours.ts'
import { stillLive } from './delivery/gates/still-live.ts'
import { sendLiveActivities } from './delivery/live-activities.ts'
import { createLiveDefinitions } from './delivery/live-definitions.ts'
import { Unsendable } from './delivery/channels/channel.ts'
import { createConnectedContent } from './delivery/liquid/connected-content.ts'
import { createLiquid } from './delivery/liquid/engine.ts'
import { createPersonalization } from './delivery/liquid/personalization.ts'
import { createSubscriptionLinks } from './delivery/liquid/subscription-links.ts'
import { createTags as createLiquidTags } from './delivery/liquid/tags/index.ts'
import { createPreviews } from './delivery/preview.ts'
import { createPublicAddress } from './delivery/public-address.ts'
import { createRendering } from './delivery/rendering.ts'
import { createActionBased } from './delivery/triggers/action-based.ts'
import { createLaunches } from './delivery/triggers/launches.ts'
import { createNamedFeed } from './delivery/triggers/named-feed.ts'
import { createPlainTriggers } from './delivery/triggers/plain-triggers.ts'
import { createWalks } from './delivery/walks.ts'
import { createPostbacks } from './delivery/transactional/postbacks.ts'
import { createTransactional } from './delivery/transactional/transactional.ts'
import { createAccessTokens } from './domain/access-tokens.ts'
import { createActiveUsers } from './domain/analytics/active-users.ts'
import { createAnalytics } from './domain/analytics/analytics.ts'
import { createCounters } from './domain/analytics/counters.ts'
import { createCustomData } from './domain/analytics/custom-data.ts'
import { createApps } from './domain/apps.ts'
import { createCampaigns } from './domain/campaigns/campaigns.ts'
import { createCanvases } from './domain/campaigns/canvases.ts'
import { createDuplication } from './domain/campaigns/duplication.ts'
import { createMessageEvents } from './domain/campaigns/message-events.ts'
import { createMessageStatistics } from './domain/campaigns/statistics.ts'
import { createCanvasEntries } from './domain/canvas/entries.ts'
import { createCanvasExperiments } from './domain/canvas/experiments.ts'
import { createCanvasFeatureFlags } from './domain/canvas/feature-flags.ts'
import { createCatalogs } from './domain/catalogs/catalogs.ts'
import { createCatalogFields } from './domain/catalogs/fields.ts'
import { createCatalogItems } from './domain/catalogs/items.ts'
import { createCatalogJobs } from './domain/catalogs/jobs.ts'
import { createCatalogSelections } from './domain/catalogs/selections.ts'
import { createCdiCatalogRows } from './domain/cdi/catalog-rows.ts'
import { createCdiIntegrations } from './domain/cdi/integrations.ts'
import { createCdiSync } from './domain/cdi/sync.ts'
import { createCohorts } from './domain/cohorts.ts'
import { createContentBlocks } from './domain/content/content-blocks.ts'
import { createEmailTemplates } from './domain/content/email-templates.ts'
import { createInclusions } from './domain/content/inclusions.ts'
import { createLocales } from './domain/content/locales.ts'
import { createMediaLibrary } from './domain/content/media-library.ts'
import { createTags } from './domain/content/tags.ts'
import { createTranslatables } from './domain/content/translatables.ts'
import { createTranslations } from './domain/content/translations.ts'
import { createConnectedContentCredentials } from './domain/connected-content-credentials.ts'
import { createCustomEvents } from './domain/custom-events.ts'
import { createDashboardUsers } from './domain/dashboard-users.ts'
import { createDays } from './domain/days.ts'
import { createDecisions } from './domain/decisions.ts'
import { createDevices } from './domain/devices.ts'
import { createEmailLists } from './domain/email-lists.ts'
import { createEmailStates } from './domain/email-states.ts'
import { createFiles } from './domain/files.ts'
import { createImportRows } from './domain/imports/import-rows.ts'
import { createImportUsers } from './domain/imports/import-users.ts'
import { createImports } from './domain/imports/imports.ts'
import { createFrequencyRules } from './domain/frequency-rules.ts'
import { createGlobalControlGroup } from './domain/global-control-group.ts'
import { createInvalidPhoneNumbers } from './domain/invalid-phone-numbers.ts'
import { createLineIds } from './domain/line-ids.ts'
import { createMessageHistory } from './domain/messages/history.ts'
import { createMessages } from './domain/messages/messages.ts'
import { createPushes } from './domain/messages/pushes.ts'
import { createReceived } from './domain/messages/received.ts'
import { createPreferenceCenters } from './domain/preference-centers.ts'
import { createPromotionLists } from './domain/promotion-lists.ts'
import { createAliases } from './domain/profiles/aliases.ts'
import { createAttributes } from './domain/profiles/attributes.ts'
import { createDeviceFacts } from './domain/profiles/device-facts.ts'
import { createDeletion } from './domain/profiles/delete.ts'
import { createExternalIds } from './domain/profiles/external-ids.ts'
import { createIdentifiers } from './domain/profiles/identifiers.ts'
import { createIdentify } from './domain/profiles/identify.ts'
import { createIdentity } from './domain/profiles/identity.ts'
import { createMerge } from './domain/profiles/merge.ts'
import { createProfiles } from './domain/profiles/profiles.ts'
import { createPushTokenItems } from './domain/profiles/push-token-items.ts'
import { createTrackIdentity } from './domain/profiles/track-identity.ts'
import { createTrack } from './domain/profiles/track.ts'
import { createUserExport } from './domain/profiles/user-export.ts'
import { createUserView } from './domain/profiles/user-view.ts'
import { createPurchases } from './domain/purchases.ts'
import { createPushTokens } from './domain/push-tokens.ts'
import { createRequests } from './domain/requests.ts'
import { createRestKeys } from './domain/rest-keys.ts'
import { createSegments } from './domain/segments/segments.ts'
import { createDispatches } from './domain/sends/dispatches.ts'
import { createEngagements } from './domain/sends/engagements.ts'
import { createLiveActivities } from './domain/sends/live-activities.ts'
import { createRateSlots } from './domain/sends/rate-slots.ts'
import { createReceipts } from './domain/sends/receipts.ts'
import { createScheduledBroadcasts } from './domain/sends/scheduled-broadcasts.ts'
import { createSchedules } from './domain/sends/schedules.ts'
import { createSendIds } from './domain/sends/send-ids.ts'
import { createSeededVariations } from './domain/sends/seeded-variations.ts'
import { createSends } from './domain/sends/sends.ts'
import { createUserCaps } from './domain/sends/user-caps.ts'
import { createWaitingRecipients } from './domain/sends/waiting-recipients.ts'
import { createSdkAuthenticationKeys } from './domain/sdk-authentication-keys.ts'
import { createSessions } from './domain/sessions.ts'
import { createSettings } from './domain/settings.ts'
import { createSubscriptionDeletion } from './domain/subscription-deletion.ts'
import { createSubscriptionGroups } from './domain/subscription-groups.ts'
import { createCallbacks } from './export/callbacks.ts'
import { createUserExports } from './export/user-exports.ts'
import { createClock } from './kernel/clock.ts'
import { openDb } from './kernel/db.ts'
import { createIds } from './kernel/ids.ts'
import { createJournal } from './kernel/journal.ts'
import { createScheduler } from './kernel/scheduler.ts'
import { replaceRows } from './kernel/snapshot.ts'
import { createKernelState } from './kernel/state.ts'
import { migrations } from './schema/index.ts'

export type WorldOptions = {
  /** The workspace's name. */
  id: string
  /** A file, `:memory:`, or the bytes of a snapshot. */
  file: string | Uint8Array
  seed: number
  /** Hold the clock from the start: at a time in ms, or (`true`) where it stands. */
  holdAt?: number | true | undefined
  /** Fills a world that is new or was reset: apps, keys, settings. Runs in one transaction. */
  fill: (world: World) => void
  /** Hears of timers and effects that failed, after they were written into the journal. */
  onError: (error: unknown, where: string) => void
  /** Hears that a key or token came or went. */
  onKeys: () => void
  /** How the world calls out: callbacks, files by URL. Like `fetch`. */
  outbound: typeof fetch
  /** The emulator's own address, for links in messages. */
  origin: () => string
}

/** Opens or makes a world. Throws NewerSchema for a database of a later Brazier. */
export function createWorld({ id, file, seed, holdAt, fill, onError, onKeys, outbound, origin }: WorldOptions) {
  const db = openDb({ file, migrations })
  const state = createKernelState(db)
  const isNew = state.get('filled') === undefined
  const clock = createClock({ state, holdAt })
  db.onRollback(clock.reload)
  const ids = createIds({ db, state, seed, scope: id })
  const journal = createJournal({ db, clock })
  const failed = (error: unknown, kind: string): void => {
    db.tx(() => journal.append('timer.failed', { timer: kind, error: String(error), stack: (error as Error)?.stack ?? null }))
    onError(error, kind)
  }
  const scheduler = createScheduler({ db, clock, onError: failed })

  const decisions = createDecisions({ journal })
  const settings = createSettings({ db, clock, journal })
  const days = createDays({ settings })
  const requests = createRequests({ db, clock })
  db.onRollback(onKeys)
  const apps = createApps({ db, clock, journal, onChange: onKeys })
  const restKeys = createRestKeys({ db, clock, journal, onChange: onKeys })
  const accessTokens = createAccessTokens({ db, clock, journal, onChange: onKeys })
  const files = createFiles({ db, clock })
  const dashboardUsers = createDashboardUsers({ db, clock, ids, journal, workspace: id })
  const sdkAuthenticationKeys = createSdkAuthenticationKeys({ db, clock, ids, journal })

  const catalogs = createCatalogs({ db, clock, journal })
  const catalogSelections = createCatalogSelections({ db, clock, ids, journal, catalogs })
  const catalogFields = createCatalogFields({ db, journal, catalogs, catalogSelections })
  const catalogItems = createCatalogItems({ db, journal, catalogs, catalogSelections })
  const catalogJobs = createCatalogJobs({ clock, scheduler, decisions, catalogs, catalogFields, catalogItems, catalogSelections })

  const profiles = createProfiles({ db, clock, ids, journal })
  const aliases = createAliases({ db, journal, decisions, profiles })
  const emailStates = createEmailStates({ db, clock, journal, decisions, profiles })
  const lineIds = createLineIds({ db, profiles })
  const subscriptionGroups = createSubscriptionGroups({ db, clock, journal, decisions, profiles, lineIds })
  const attributes = createAttributes({ clock, journal, decisions, settings, profiles, emailStates, subscriptionGroups })
  const identifiers = createIdentifiers({ profiles, decisions })
  const externalIds = createExternalIds({ journal, profiles })
  const emailLists = createEmailLists({ db, clock, journal, decisions, profiles, emailStates })
  const invalidPhoneNumbers = createInvalidPhoneNumbers({ db, clock, journal, decisions })
  const subscriptionDeletion = createSubscriptionDeletion({ clock, journal, scheduler, profiles, emailStates, subscriptionGroups })
  const preferenceCenters = createPreferenceCenters({ db, clock, ids, journal, decisions, profiles, emailStates, subscriptionGroups })

  const customEvents = createCustomEvents({ db, clock, journal, decisions, settings, profiles })
  const purchases = createPurchases({ db, clock, journal, decisions, settings })
  const sessions = createSessions({ db, clock, journal, decisions })
  const pushTokens = createPushTokens({ db, clock, journal, decisions, profiles })
  const devices = createDevices({ db, clock, journal, profiles, pushTokens })
  const cohorts = createCohorts({ db, clock, journal, decisions, profiles, devices })

  const campaigns = createCampaigns({ db, clock, ids, journal, checkAudience: (path, audience) => segments.checkAudience(path, audience) })
  const canvases = createCanvases({ db, clock, ids, journal, checkAudience: (path, audience, place) => segments.checkAudience(path, audience, place) })
  const messageEvents = createMessageEvents({ journal })
  const messageHistory = createMessageHistory({ db, journal, campaigns, profiles })
  const received = createReceived({ db, clock, campaigns, canvases })
  const userExport = createUserExport({ clock, apps, aliases, customEvents, purchases, sessions, devices, pushTokens, received })
  const messages = createMessages({ db, clock, ids, messageEvents })
  const pushes = createPushes({ db, clock, journal })

  const canvasEntries = createCanvasEntries({ db, clock, ids, journal })
  const canvasExperiments = createCanvasExperiments({ db, clock, journal, canvases, profiles })
  const canvasFeatureFlags = createCanvasFeatureFlags({ db, clock, journal, canvases })

  const merge = createMerge({ journal, decisions, profiles, aliases, sessions, customEvents, purchases, devices, pushTokens, cohorts, messages, messageHistory, canvasEntries, canvasFeatureFlags })
  const deletion = createDeletion({ journal, profiles, pushTokens })
  const identity = createIdentity({ journal, decisions, settings, profiles, devices, merge })
  const identify = createIdentify({ journal, decisions, profiles, aliases, identifiers, merge })
  const trackIdentity = createTrackIdentity({ decisions, profiles, identifiers, aliases, sessions })
  const pushTokenItems = createPushTokenItems({ ids, apps, decisions, profiles, pushTokens })
  const track = createTrack({ clock, apps, decisions, profiles, attributes, customEvents, purchases, subscriptionGroups, trackIdentity, pushTokenItems })
  const cdiCatalogRows = createCdiCatalogRows({ decisions, catalogs, catalogItems })
  const cdiIntegrations = createCdiIntegrations({ db, clock, ids, journal })
  const cdiSync = createCdiSync({ db, clock, journal, scheduler, decisions, identifiers, deletion, track, cdiCatalogRows })
  const importUsers = createImportUsers({ profiles, identifiers, aliases, sessions })
  const importRows = createImportRows({ db, clock, journal, decisions, settings, attributes, subscriptionGroups, track, importUsers })
  const imports = createImports({ db, ids, journal, importRows })
  const deviceFacts = createDeviceFacts({ journal, decisions, profiles })

  const tags = createTags({ db, clock, journal, carriers: [campaigns, canvases] })
  const contentBlocks = createContentBlocks({ db, clock, ids, journal, tags })
  const emailTemplates = createEmailTemplates({ db, clock, ids, journal, tags, contentBlocks })
  const inclusions = createInclusions({ contentBlocks, emailTemplates, definitions: [campaigns, canvases] })
  const locales = createLocales({ db, clock, ids, journal })
  const translatables = createTranslatables({ contentBlocks, emailTemplates, campaigns, canvases })
  const translations = createTranslations({ db, journal, decisions, locales, translatables })
  const mediaLibrary = createMediaLibrary({ db, clock, ids, journal, decisions, settings, files })
  const duplication = createDuplication({ clock, scheduler, decisions, campaigns, canvases, translations })
  const messageStatistics = createMessageStatistics({ db, journal, days, campaigns, canvases })

  const sends = createSends({ db, clock, ids, journal })
  const sendIds = createSendIds({ db, clock, ids, journal })
  const schedules = createSchedules({ db, clock, ids, journal, scheduler, decisions, sends, campaigns, canvases })
  const liveActivities = createLiveActivities({ db, clock, journal, decisions, sends })
  const dispatches = createDispatches({ db, clock, journal })
  const waitingRecipients = createWaitingRecipients({ db })
  const userCaps = createUserCaps({ db })
  const rateSlots = createRateSlots({ db, clock })
  const receipts = createReceipts({ db })
  const engagements = createEngagements({ db })
  const frequencyRules = createFrequencyRules({ db, clock, ids, journal })
  const scheduledBroadcasts = createScheduledBroadcasts({ clock, settings, campaigns, canvases })

  const userView = createUserView({ apps, profiles, aliases, customEvents, purchases, sessions, devices, pushTokens, subscriptionGroups, userExport, received })

  const counters = createCounters({ db })
  const activeUsers = createActiveUsers({ db, counters })
  const customData = createCustomData({ db, profiles })
  const analytics = createAnalytics({ db, journal, days, counters, activeUsers, customData })

  const publicAddress = createPublicAddress({ workspace: id, origin })
  const promotionLists = createPromotionLists({ db, clock, ids, journal })
  const connectedContentCredentials = createConnectedContentCredentials({ db, clock, ids, journal })
  const connectedContent = createConnectedContent({ clock, outbound, workspace: id, strict: () => settings.get().connected_content.strict })
  const liquid = createLiquid({
    tags: createLiquidTags({ connectedContent, credentials: connectedContentCredentials, catalogs, catalogItems, catalogSelections }), now: () => clock.now(), strict: () => settings.get().liquid.strict,
    block: (name) => contentBlocks.named(name)?.content, outcomes: [Unsendable],
  })
  const subscriptionLinks = createSubscriptionLinks({ ids, profiles, emailStates, messages, publicAddress })
  const personalization = createPersonalization({ db, clock, liquid, settings, apps, sessions, devices, pushTokens, subscriptionGroups, campaigns, canvases, preferenceCenters, subscriptionLinks, publicAddress })

  const segments = createSegments({ db, clock, journal, scheduler, decisions, settings, days })
  // "Any campaigns or Canvases using it will also be archived". docs: creating_a_segment
  segments.onArchived((users) => (users.campaigns.forEach(campaigns.archive), users.canvases.forEach(canvases.archive)))
  const globalControlGroup = createGlobalControlGroup({ ids, settings })

  const liveDefinitions = createLiveDefinitions({ db, journal, campaigns, canvases })
  // Before the conversions: what they write about an event comes after it, and the feed is to meet the event first
  const eventFeed = createNamedFeed({ eventFeed: createEventFeed({ db, clock, journal, scheduler, profiles, failed }), db, journal, campaigns, profiles })
  const conversions = createConversions({ db, clock, journal, settings, profiles, sessions, devices, campaigns, canvases, messageEvents })
  const launches = createLaunches({ db, journal })
  const plainTriggers = createPlainTriggers({ campaigns })
  const acceptedSends = createAcceptedSends({ clock, journal, scheduler, sends })
  const walks = createWalks({ clock, scheduler, profiles, segments })
  const recipients = createRecipients({ decisions, profiles, identifiers, track })
  const rendering = createRendering({ db, decisions, liquid, personalization, promotionLists, contentBlocks })
  const emailTracking = createEmailTracking({ ids, publicAddress })
  const pushEvents = createPushEvents({ messages, pushes })
  const carrier = createCarrier({ messages, invalidPhoneNumbers })
  const shortLinks = createShortLinks({ db, clock, ids, publicAddress })
  const inbound = createInbound({ db, clock, journal, decisions, profiles, aliases, attributes, lineIds, subscriptionGroups, messages, messageEvents, carrier })
  const channels = createChannels({ emailTracking, carrier, shortLinks, inbound, db, clock, ids, journal, scheduler, decisions, settings, apps, profiles, attributes, devices, pushTokens, emailStates, emailLists, invalidPhoneNumbers, subscriptionGroups, campaigns, canvases, emailTemplates, messages, messageHistory, pushes, liveActivities, publicAddress, outbound, done: (message, change) => delivery.done(message, change) })
  const caps = frequencyCaps({ db, clock, journal, settings, frequencyRules, receipts, campaigns, canvases, sends, tags })
  const delivery = createDelivery({ db, clock, journal, scheduler, profiles, messages, rendering, channels, gates: [stillLive({ liveDefinitions, campaigns, canvases }), caps.gate, quietHours({ clock, settings })] })
  sendLiveActivities({ acceptedSends, walks, delivery, profiles, devices, segments, liveActivities, decisions })
  const apart = usersApart({ db, failed })
  const waitingLine = createWaitingLine({ clock, scheduler, profiles, waitingRecipients, apart })
  const campaignGates = createCampaignGates({ clock, settings, segments, globalControlGroup, receipts, userCaps, channels })
  const campaignSending = createCampaignSending({ clock, delivery, campaigns, campaignGates, messages, sends, userCaps, rateSlots, waitingLine })
  createSeedGroups({ clock, journal, scheduler, decisions, profiles, campaigns, liveDefinitions, seededVariations: createSeededVariations({ db, clock }), campaignSending })
  const intelligentTiming = createIntelligentTiming({ settings, engagements })
  const requestTimes = createRequestTimes({ clock, decisions, settings, waitingLine, intelligentTiming })
  const canvasEngine = createCanvasEngine({ db, clock, ids, journal, scheduler, decisions, settings, days, profiles, track, segments, globalControlGroup, sends, canvases, canvasEntries, canvasExperiments, canvasFeatureFlags, messageEvents, liveDefinitions, eventFeed, acceptedSends, walks, recipients, rendering, delivery, rateSlots, plainTriggers, intelligentTiming, requestTimes })
  createScheduledCampaigns({ clock, journal, scheduler, decisions, settings, segments, sends, campaigns, dispatches, rateSlots, engagements, liveDefinitions, walks, waitingLine, intelligentTiming, campaignSending, apart })
  createApiTriggered({ decisions, segments, sends, campaigns, acceptedSends, walks, recipients, requestTimes, campaignSending, apart })
  createApiMessages({ decisions, globalControlGroup, segments, sends, campaigns, acceptedSends, walks, delivery, recipients, requestTimes, apart })
  const actionBased = createActionBased({ db, clock, journal, scheduler, decisions, settings, profiles, campaigns, segments, liveDefinitions, eventFeed, launches, plainTriggers, delivery, campaignSending })
  const archive = createArchive({ settings, messages, campaigns, canvases, profiles, tracking: emailTracking })
  const postbacks = createPostbacks({ db, clock, journal, scheduler, outbound })
  createTransactional({ clock, journal, settings, campaigns, sends, acceptedSends, recipients, delivery, postbacks })
  const engagement = createEngagement({ messages, channels, convert: conversions.convert })

  const previews = createPreviews({ delivery, rendering })
  const explain = createExplain({ campaigns, canvases, segments, messages, campaignSending, canvasEngine })
  const callbacks = createCallbacks({ db, clock, journal, scheduler, outbound })
  const userExports = createUserExports({ db, clock, ids, journal, scheduler, files, profiles, segments, userExport, callbacks })

  const world = {
    /** True when this world was made now, not found. */
    isNew,
    id, db, clock, ids, journal, scheduler, decisions, settings, days, requests, apps, restKeys, accessTokens, files, catalogs, catalogSelections, catalogFields, catalogItems, catalogJobs, outbound, profiles, aliases, attributes, identifiers, externalIds,
    emailStates, emailLists, invalidPhoneNumbers, subscriptionDeletion, preferenceCenters, promotionLists, connectedContentCredentials, connectedContent, subscriptionLinks, liquid, personalization,
    dashboardUsers, sdkAuthenticationKeys, cohorts, cdiIntegrations, cdiSync, imports,
    subscriptionGroups, customEvents, purchases, sessions, pushTokens, devices, merge, deletion, identity, identify, deviceFacts, pushTokenItems, track, userExport, userView, campaigns, canvases, duplication, messageEvents, messageStatistics,
    sends, sendIds, schedules, scheduledBroadcasts, liveActivities, analytics,
    tags, contentBlocks, emailTemplates, inclusions, locales, translations, mediaLibrary,
    segments, globalControlGroup, userExports,
    canvasEntries, canvasExperiments, canvasFeatureFlags, canvasEngine,
    publicAddress, inbound, shortLinks, emailTracking, archive, messages, messageHistory, pushes, pushEvents, liveDefinitions, eventFeed, acceptedSends, walks, rendering, delivery, engagement, explain, previews, recipients, campaignSending, actionBased, waitingLine, rateSlots, dispatches, frequencyRules,
    /** The whole world as the bytes of one SQLite file. */
    snapshot: (): Buffer => db.serialize(),
    /** Replaces everything by a snapshot's rows. Throws NotASnapshot or NewerSchema; nothing is changed then. */
    restore: (image: Uint8Array): void => replace(image, () => void journal.append('workspace.restored', { workspace: id })),
    /** Back to the configured seed: everything gone, the clock as it was configured, ids from the first again. */
    reset: (): void =>
      replace(undefined, () => {
        if (typeof holdAt === 'number') clock.hold(holdAt)
        else clock.release()
        if (holdAt === true) clock.hold()
        begin('workspace.reset')
      }),
    close(): void {
      scheduler.stop()
      db.close()
    },
  }

  function replace(image: Uint8Array | undefined, then: () => void): void {
    try {
      replaceRows(db, migrations, image, () => {
        forget()
        then()
      })
    } catch (error) {
      forget()
      throw error
    }
    db.tx(resume) // what was under way when the snapshot was taken
    scheduler.arm()
  }

  /** After rows were replaced: what is kept in memory is read again. */
  function forget(): void {
    clock.reload()
    ids.reload()
    settings.forget()
    analytics.forget()
    restKeys.forget()
    liveDefinitions.forget()
    connectedContent.forget()
    conversions.forget()
    frequencyRules.forget()
    tags.forget()
    caps.forget()
    onKeys()
  }

  /** What was under way when the process died, or the snapshot was taken, begins again. */
  function resume(): void {
    delivery.resume()
    canvasEngine.resume()
  }

  function begin(kind: 'workspace.created' | 'workspace.reset'): void {
    settings.begin()
    journal.append(kind, { workspace: id })
    fill(world)
    state.set('filled', true)
  }

  if (isNew) db.tx(() => begin('workspace.created'))
  else db.tx(resume)
  scheduler.arm()
  return world
}

export type World = ReturnType<typeof createWorld>
