// The `config` member of a data answer: complete or absent, because iOS decodes it strictly. observed: real BrazeKit 18.2, web SDK 6.13.0
import type { Platform } from '../../domain/apps.ts'
import type { World } from '../../world.ts'

// Braze's own client limit, and one that no test suite meets. `refill_rate` is seconds per token. observed: web SDK 6.13.0, BrazeKit 18.2
const BRAZE_LIMIT = { enabled: true, capacity: 30, refill_rate: 30 }
const GENEROUS_LIMIT = { enabled: false, capacity: 1000, refill_rate: 0.01 }

/**
 * The config for an SDK that has one of `configTime` (unix seconds, 0 for none); undefined when that is the current one.
 * SDKs take a config only when it is newer: one that claims a later time than ours (kept from another emulator) gets ours with a later time still.
 * A time that nothing can be later than is none.
 */
export function sdkConfig(world: World, platform: Platform, configTime: number): Record<string, unknown> | undefined {
  const settings = world.settings.get()
  const changedAt = world.settings.changedAt()
  if (configTime === changedAt) return undefined
  const { events, attributes, purchases } = settings.block_lists
  const common = {
    time: Number.isSafeInteger(Math.floor(configTime) + 1) ? Math.max(changedAt, Math.floor(configTime) + 1) : changedAt,
    events_blacklist: events,
    attributes_blacklist: attributes,
    purchases_blacklist: purchases,
    messaging_session_timeout: settings.sessions.messaging_session_timeout,
    content_cards: { enabled: settings.sdk_features.content_cards },
    feature_flags: { enabled: settings.sdk_features.feature_flags, refresh_rate_limit: 0 },
    global_request_rate_limit: settings.sdk_request_limit === 'braze' ? BRAZE_LIMIT : GENEROUS_LIMIT,
  }
  // A member of an unexpected shape breaks the whole decode on iOS: it gets what a real BrazeKit was seen to take, nothing more
  if (platform === 'iOS' || platform === 'tvOS') return common
  return {
    ...common,
    // Roku reads the newer spelling although it stores the older one. observed: BrazeSDK.brs 2.2.0
    events_blocklist: events,
    attributes_blocklist: attributes,
    purchases_blocklist: purchases,
    // The web SDK takes 0 for absent and keeps its own floor of 10 s; 1 is the least that it obeys. observed: web SDK 6.13.0 in Chromium
    minimum_session_timeout: Math.max(1, settings.sessions.minimum_session_timeout),
    vapid_public_key: settings.forwarding?.web_push?.vapid_public_key ?? null,
    banners: { enabled: settings.sdk_features.banners, max_placements: 10 },
    dust: { enabled: settings.sdk_features.real_time && platform === 'Web' },
    conversational_chat: { enabled: false },
  }
}
