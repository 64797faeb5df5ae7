// The `config` member of a data answer: complete or absent, because iOS decodes it strictly. observed: real BrazeKit 18.2, web SDK 6.13.0
import type { Platform } from '../../domain/apps.ts'
import type { WorkspaceSettings } from '../../domain/settings.ts'
import type { World } from '../../world.ts'

// Braze's own client limit, and one that no test suite meets. `refill_rate` is seconds per token. observed: web SDK 6.13.0, BrazeKit 18.2
const BRAZE_LIMIT = { enabled: true, capacity: 30, refill_rate: 30 }
const GENEROUS_LIMIT = { enabled: false, capacity: 1000, refill_rate: 0.01 }
/** "Braze is configured to store only up to 20 geofences locally per app." docs: locations_and_geofences/creating_geofences */
export const MOST_GEOFENCES = 20
const DAY = 86_400
const MOST_PLACEMENTS = 10 // docs: developer_guide/banners/placements

/** Endpoints with a limiter of their own have it where the common one is off, too. observed: web SDK 6.13.0 in Chromium */
function requestLimit({ sdk_request_limit, sdk_config: { endpoint_request_limits: own } }: WorkspaceSettings): object {
  const common = sdk_request_limit === 'braze' ? BRAZE_LIMIT : GENEROUS_LIMIT
  return Object.keys(own).length === 0 ? common : { ...common, endpoint_overrides: own }
}

/** Members that are there only where their feature is used, for no real device was seen to take them. "The Braze SDK will only request geofences once per day"; generous as request tokens are, else. docs: creating_geofences ("Updating geofence sets") */
function geofences(world: World, { sdk_features, sdk_request_limit }: WorkspaceSettings): object {
  if (!sdk_features.geofences || !world.locations.any()) return {}
  return { geofences: { enabled: true, min_time_since_last_request: sdk_request_limit === 'braze' ? DAY : 0, min_time_since_last_report: 0, max_num_to_register: MOST_GEOFENCES } }
}
const hasBanners = ({ liveDefinitions }: World): boolean => [...liveDefinitions.campaigns(), ...liveDefinitions.canvases()].some(({ channels }) => channels.includes('banner'))

/** When the config says what it says now (unix seconds). */
function timeFor(currentTime: number, configTime: number): number {
  return Number.isSafeInteger(Math.floor(configTime) + 1) ? Math.max(currentTime, Math.floor(configTime) + 1) : currentTime
}

/**
 * The config for an SDK that has one of `configTime` (unix seconds, 0 for none); undefined when that is the current one.
 * SDKs take a config only when it is newer: one that claims a later time than ours (kept from another emulator) gets ours with a later time still.
 * A time that nothing can be later than is none.
 */
export function sdkConfig(world: World, platform: Platform, configTime: number): Record<string, unknown> | undefined {
  const settings = world.settings.get()
  const currentTime = world.settings.configTime()
  if (configTime === currentTime) return undefined
  const { block_lists: { events, attributes, purchases }, sdk_features: features, sdk_config } = settings
  const banners = { enabled: features.banners, max_placements: MOST_PLACEMENTS }
  const common = {
    time: world.settings.tellConfigTime(timeFor(currentTime, configTime)),
    events_blacklist: events,
    attributes_blacklist: attributes,
    purchases_blacklist: purchases,
    messaging_session_timeout: settings.sessions.messaging_session_timeout,
    content_cards: { enabled: features.content_cards },
    feature_flags: { enabled: features.feature_flags, refresh_rate_limit: sdk_config.feature_flags_refresh_rate_limit },
    global_request_rate_limit: requestLimit(settings),
  }
  // A member of an unexpected shape breaks the whole decode on iOS: it gets what a real BrazeKit was seen to take, and what a workspace uses, nothing more
  if (platform === 'iOS' || platform === 'tvOS') return { ...common, ...(platform === 'iOS' ? geofences(world, settings) : {}), ...(hasBanners(world) ? { banners } : {}) }
  return {
    ...common,
    // Roku reads the newer spelling although it stores the older one. observed: BrazeSDK.brs 2.2.0
    events_blocklist: events,
    attributes_blocklist: attributes,
    purchases_blocklist: purchases,
    // The web SDK takes 0 for absent and keeps its own floor of 10 s; 1 is the least that it obeys. observed: web SDK 6.13.0 in Chromium
    minimum_session_timeout: Math.max(1, settings.sessions.minimum_session_timeout),
    vapid_public_key: settings.forwarding?.web_push?.vapid_public_key ?? null,
    banners,
    ...(platform === 'Android' || platform === 'Kindle' ? geofences(world, settings) : {}),
    ...(sdk_config.request_backoff === null ? {} : { request_backoff: sdk_config.request_backoff }),
    dust: { enabled: features.real_time && platform === 'Web' },
    conversational_chat: { enabled: false },
  }
}
