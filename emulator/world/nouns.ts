// The nouns of a world: what Braze remembers and decides. The order of this file is their dependency graph.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import { createAccessTokens } from '../domain/access-tokens.ts'
import { createActiveUsers } from '../domain/analytics/active-users.ts'
import { createAnalytics } from '../domain/analytics/analytics.ts'
import { createCounters } from '../domain/analytics/counters.ts'
import { createCustomData } from '../domain/analytics/custom-data.ts'
import { createApps } from '../domain/apps.ts'
import { watchBannerLimits } from '../domain/campaigns/banner-limits.ts'
import { createCampaigns } from '../domain/campaigns/campaigns.ts'
import { checkVariants } from '../domain/campaigns/experiments.ts'
import { createCanvases } from '../domain/campaigns/canvases.ts'
import { createDuplication } from '../domain/campaigns/duplication.ts'
import { createMessageEvents } from '../domain/campaigns/message-events.ts'
import { watchOddMembers } from '../domain/campaigns/odd-members.ts'
import { createMessageStatistics } from '../domain/campaigns/statistics.ts'
import { createCanvasEntries } from '../domain/canvas/entries.ts'
import { createCanvasExperiments } from '../domain/canvas/experiments.ts'
import { createCanvasFeatureFlags } from '../domain/canvas/feature-flags.ts'
import { createBanners } from '../domain/banners/banners.ts'
import { createCards } from '../domain/cards/cards.ts'
import { createCatalogs } from '../domain/catalogs/catalogs.ts'
import { createCatalogFields } from '../domain/catalogs/fields.ts'
import { createCatalogItems } from '../domain/catalogs/items.ts'
import { createCatalogJobs } from '../domain/catalogs/jobs.ts'
import { createCatalogSelections } from '../domain/catalogs/selections.ts'
import { createCdiCatalogRows } from '../domain/cdi/catalog-rows.ts'
import { createCdiIntegrations } from '../domain/cdi/integrations.ts'
import { createCdiSync } from '../domain/cdi/sync.ts'
import { createCohorts } from '../domain/cohorts.ts'
import { createConnectedContentCredentials } from '../domain/connected-content-credentials.ts'
import { createContentBlocks } from '../domain/content/content-blocks.ts'
import { createEmailTemplates } from '../domain/content/email-templates.ts'
import { createInclusions } from '../domain/content/inclusions.ts'
import { createLocales } from '../domain/content/locales.ts'
import { createMediaLibrary } from '../domain/content/media-library.ts'
import { createTags } from '../domain/content/tags.ts'
import { createTranslatables } from '../domain/content/translatables.ts'
import { createTranslations } from '../domain/content/translations.ts'
import { createCustomEvents } from '../domain/custom-events.ts'
import { createDashboardUsers } from '../domain/dashboard-users.ts'
import { createDays } from '../domain/days.ts'
import { createDecisions } from '../domain/decisions.ts'
import { createDevices } from '../domain/devices.ts'
import { createEmailLists } from '../domain/email-lists.ts'
import { createEmailStates } from '../domain/email-states.ts'
import { createFeatureFlags } from '../domain/feature-flags/feature-flags.ts'
import { createFiles } from '../domain/files.ts'
import { createFrequencyRules } from '../domain/frequency-rules.ts'
import { createGlobalControlGroup } from '../domain/global-control-group.ts'
import { createImportRows } from '../domain/imports/import-rows.ts'
import { createImportUsers } from '../domain/imports/import-users.ts'
import { createImports } from '../domain/imports/imports.ts'
import { createInvalidPhoneNumbers } from '../domain/invalid-phone-numbers.ts'
import { createLineIds } from '../domain/line-ids.ts'
import { createLocations } from '../domain/locations/locations.ts'
import { createHanded } from '../domain/messages/handed.ts'
import { createMessageHistory } from '../domain/messages/history.ts'
import { createMessages } from '../domain/messages/messages.ts'
import { createPushes } from '../domain/messages/pushes.ts'
import { createReceived } from '../domain/messages/received.ts'
import { createPreferenceCenters } from '../domain/preference-centers.ts'
import { createAliases } from '../domain/profiles/aliases.ts'
import { createAttributes } from '../domain/profiles/attributes.ts'
import { createDeletion } from '../domain/profiles/delete.ts'
import { createDeviceFacts } from '../domain/profiles/device-facts.ts'
import { createExternalIds } from '../domain/profiles/external-ids.ts'
import { createIdentifiers } from '../domain/profiles/identifiers.ts'
import { createIdentify } from '../domain/profiles/identify.ts'
import { createIdentity } from '../domain/profiles/identity.ts'
import { createMerge } from '../domain/profiles/merge.ts'
import { createProfiles } from '../domain/profiles/profiles.ts'
import { createPushTokenItems } from '../domain/profiles/push-token-items.ts'
import { createTrackIdentity } from '../domain/profiles/track-identity.ts'
import { createTrack } from '../domain/profiles/track.ts'
import { createUserExport } from '../domain/profiles/user-export.ts'
import { createUserView } from '../domain/profiles/user-view.ts'
import { createPromotionLists } from '../domain/promotion-lists.ts'
import { createPurchases } from '../domain/purchases.ts'
import { createPushTokens } from '../domain/push-tokens.ts'
import { createRequests } from '../domain/requests.ts'
import { createRestKeys } from '../domain/rest-keys.ts'
import { createSdkAuthenticationKeys } from '../domain/sdk-authentication-keys.ts'
import { watchSdkConfig } from '../domain/sdk-config-changes.ts'
import { createSegments } from '../domain/segments/segments.ts'
import { createDispatches } from '../domain/sends/dispatches.ts'
import { createEngagements } from '../domain/sends/engagements.ts'
import { createLiveActivities } from '../domain/sends/live-activities.ts'
import { createRateSlots } from '../domain/sends/rate-slots.ts'
import { createReceipts } from '../domain/sends/receipts.ts'
import { createScheduledBroadcasts } from '../domain/sends/scheduled-broadcasts.ts'
import { createSchedules } from '../domain/sends/schedules.ts'
import { createSendIds } from '../domain/sends/send-ids.ts'
import { createSends } from '../domain/sends/sends.ts'
import { createUserCaps } from '../domain/sends/user-caps.ts'
import { createWaitingRecipients } from '../domain/sends/waiting-recipients.ts'
import { createSessions } from '../domain/sessions.ts'
import { createSettings } from '../domain/settings.ts'
import { createSubscriptionDeletion } from '../domain/subscription-deletion.ts'
import { createSubscriptionGroups } from '../domain/subscription-groups.ts'
import { createTrackingPlan } from '../domain/tracking-plan/tracking-plan.ts'

/** What nouns are made of. `id`: the workspace's name. `onKeys` hears that a key or token came or went. */
export type Kernel = { id: string; db: Db; clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; onKeys: () => void }

export function createNouns({ db, clock, ids, journal, scheduler, onKeys, id }: Kernel) {
  const decisions = createDecisions({ journal })
  const settings = createSettings({ db, clock, journal })
  const days = createDays({ settings })
  const requests = createRequests({ db, clock })
  const trackingPlan = createTrackingPlan({ db, journal })
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

  const campaigns = createCampaigns({ db, clock, ids, journal, companyZone: () => settings.get().time_zone, checkAudience: (path, audience, place) => segments.checkAudience(path, audience, place), checkVariants: (path, variants) => checkVariants(path, variants, (flag) => featureFlags.find(flag)) })
  const canvases = createCanvases({ db, clock, ids, journal, checkAudience: (path, audience, place) => segments.checkAudience(path, audience, place) })
  watchBannerLimits({ journal, campaigns, canvases })
  watchOddMembers({ journal, decisions, campaigns, canvases })
  const messageEvents = createMessageEvents({ journal })
  const messageHistory = createMessageHistory({ db, journal, campaigns, profiles })
  const received = createReceived({ db, clock, campaigns, canvases })
  const userExport = createUserExport({ clock, apps, aliases, customEvents, purchases, sessions, devices, pushTokens, received })
  const messages = createMessages({ db, clock, ids, messageEvents })
  const pushes = createPushes({ db, clock, journal })

  const canvasEntries = createCanvasEntries({ db, clock, ids, journal })
  const canvasExperiments = createCanvasExperiments({ db, clock, journal, canvases, profiles })
  const canvasFeatureFlags = createCanvasFeatureFlags({ db, clock, journal, canvases })

  const handed = createHanded({ db, clock })
  const cards = createCards({ db, clock, journal })
  const banners = createBanners({ db, clock, journal, profiles, messages })
  const merge = createMerge({ journal, decisions, profiles, aliases, sessions, customEvents, purchases, devices, pushTokens, cohorts, messages, messageHistory, handed, cards, banners, canvasEntries, canvasFeatureFlags })
  const deletion = createDeletion({ journal, profiles, pushTokens, canvasEntries })
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

  const promotionLists = createPromotionLists({ db, clock, ids, journal })
  const connectedContentCredentials = createConnectedContentCredentials({ db, clock, ids, journal })

  const segments = createSegments({ db, clock, journal, scheduler, decisions, settings, days })
  // "Any campaigns or Canvases using it will also be archived". docs: creating_a_segment
  segments.onArchived((users) => (users.campaigns.forEach(campaigns.archive), users.canvases.forEach(canvases.archive)))
  const featureFlags = createFeatureFlags({ db, clock, ids, journal, checkAudience: (path, audience) => segments.checkAudience(path, audience, { flags: false, live: true }) })
  const globalControlGroup = createGlobalControlGroup({ ids, settings })
  const locations = createLocations({ db, clock, ids, journal })
  watchSdkConfig({ journal, settings, campaigns, canvases })

  return {
    decisions, settings, days, requests, trackingPlan, apps, restKeys, accessTokens, files, dashboardUsers, sdkAuthenticationKeys, catalogs, catalogSelections, catalogFields, catalogItems, catalogJobs,
    profiles, aliases, emailStates, lineIds, subscriptionGroups, attributes, identifiers, externalIds, emailLists, invalidPhoneNumbers, subscriptionDeletion, preferenceCenters, customEvents,
    purchases, sessions, pushTokens, devices, cohorts, campaigns, canvases, messageEvents, messageHistory, received, userExport, messages, pushes, handed, cards, banners, canvasEntries, canvasExperiments,
    canvasFeatureFlags, merge, deletion, identity, identify, trackIdentity, pushTokenItems, track, cdiCatalogRows, cdiIntegrations, cdiSync, importUsers, importRows, imports, deviceFacts, tags,
    contentBlocks, emailTemplates, inclusions, locales, translatables, translations, mediaLibrary, duplication, messageStatistics, sends, sendIds, schedules, liveActivities, dispatches,
    waitingRecipients, userCaps, rateSlots, receipts, engagements, frequencyRules, scheduledBroadcasts, userView, counters, activeUsers, customData, analytics, promotionLists,
    connectedContentCredentials, segments, featureFlags, globalControlGroup, locations,
  }
}

export type Nouns = ReturnType<typeof createNouns>
