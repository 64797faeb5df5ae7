// The config a server sends: when it is taken, what missing keys mean (C2, U18, N7, S3, S14; web wire 5).
import type { Json, JsonObject } from './wire-types.ts'

const MIN_BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 300_000
const BACKOFF_SCALE = 3
const BUCKET_CAPACITY = 30
const BUCKET_REFILL_S = 30
/** B6 */
const DISMISSALS = 200
/** G3 */
const MAX_FENCES = 20
/** S3, in seconds. */
const SESSION_FLOOR_S = 10

export type Feature = 'content_cards' | 'feature_flags' | 'banners'

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const number = (value: Json | undefined, missing: number): number => (typeof value === 'number' ? value : missing)

/** True when `next` replaces `held`: only a strictly greater `time` does, and then as a whole. */
export const isNewer = (held: JsonObject | undefined, next: JsonObject): boolean =>
  number(next['time'], 0) > configTime(held)

export const configTime = (config: JsonObject | undefined): number => number(config?.['time'], 0)

/**
 * Whether a feature may be asked for. The web SDK takes flags without a rate limit as off, and banners without
 * max_placements as none.
 */
export const isEnabled = (config: JsonObject | undefined, feature: Feature): boolean => {
  const value = part(config?.[feature])
  if (value['enabled'] !== true) return false
  return feature !== 'feature_flags' || typeof value['refresh_rate_limit'] === 'number'
}

/** F2: seconds between explicit flag refreshes; -1 = never. */
export const flagsRefreshSeconds = (config: JsonObject | undefined): number =>
  number(part(config?.['feature_flags'])['refresh_rate_limit'], 0)

/** B2: placements per request; 0 = no request is ever sent. */
export const maxPlacements = (config: JsonObject | undefined): number =>
  number(part(config?.['banners'])['max_placements'], 0)

/** S3: floor of a web session, in ms. observed: 0 is none given. */
export const sessionFloorMs = (config: JsonObject | undefined): number =>
  (number(config?.['minimum_session_timeout'], 0) || SESSION_FLOOR_S) * 1000

/** S14: ms after which a messaging session is stale; undefined = never. */
export const messagingSessionMs = (config: JsonObject | undefined): number | undefined => {
  const value = config?.['messaging_session_timeout']
  return typeof value === 'number' ? value * 1000 : undefined
}

/** U18: whether the server asked not to be sent this name. */
export const isBlocked = (
  config: JsonObject | undefined, list: 'events' | 'attributes' | 'purchases', name: string,
): boolean => {
  const names = config?.[`${list}_blacklist`]
  return Array.isArray(names) && names.includes(name)
}

/** B6: how many dismissals the device remembers. */
export const dismissalsCacheSize = (config: JsonObject | undefined): number =>
  number(part(config?.['banners'])['dismissals_cache_size'], DISMISSALS)

/** G2-G4; seconds; a negative time is unset (mobile wire 4.1). */
export const geofenceRule = (config: JsonObject | undefined): { enabled: boolean; requestSeconds: number; reportSeconds: number; max: number } => {
  const value = part(config?.['geofences'])
  return {
    enabled: value['enabled'] === true,
    requestSeconds: Math.max(0, number(value['min_time_since_last_request'], 0)),
    reportSeconds: Math.max(0, number(value['min_time_since_last_report'], 0)),
    max: number(value['max_num_to_register'], -1) < 0 ? MAX_FENCES : number(value['max_num_to_register'], MAX_FENCES),
  }
}

/** Web wire 10 */
export const isRealTimeOn = (config: JsonObject | undefined): boolean => part(config?.['dust'])['enabled'] === true

export type BackoffRule = { minMs: number; maxMs: number; scale: number }

export const backoffRule = (config: JsonObject | undefined): BackoffRule => {
  const value = part(config?.['request_backoff'])
  return {
    minMs: number(value['min_sleep_duration_ms'], MIN_BACKOFF_MS),
    maxMs: number(value['max_sleep_duration_ms'], MAX_BACKOFF_MS),
    scale: number(value['scale_factor'], BACKOFF_SCALE),
  }
}

/** N6: the next wait: random between the least and `scale` times the last one, at most the greatest. `unit` in [0, 1). */
export const nextBackoff = (rule: BackoffRule, lastMs: number | undefined, unit: number): number => {
  const top = Math.max(rule.minMs, (lastMs ?? rule.minMs) * rule.scale)
  return Math.round(Math.min(rule.maxMs, rule.minMs + unit * (top - rule.minMs)))
}

/** `own`: an endpoint's own bucket, next to the one of all. */
export type BucketRule = { key: string; capacity: number; refillMs: number; own: boolean }

const ruleOf = (key: string, value: JsonObject, least: number): BucketRule | undefined => {
  const [capacity, refill] = [number(value['capacity'], 0), number(value['refill_rate'], 0)]
  return capacity < least || refill <= 0 ? undefined : { key, capacity, refillMs: refill * 1000, own: key !== '*' }
}

/**
 * N7: the limiters of one endpoint, its own first; each must give a token. Without a word from the server there is one
 * for all: 30 tokens, one per 30 s. observed: an own one counts even where the common one is off, and web takes a
 * common one with fewer than 10 tokens as none.
 * @param path endpoint without the common prefix and without slashes around it, e.g. 'content_cards/sync'
 */
export const bucketRules = (config: JsonObject | undefined, path: string, smallestCapacity: number): BucketRule[] => {
  const given = config?.['global_request_rate_limit']
  const global = given === undefined || given === null ? { capacity: BUCKET_CAPACITY, refill_rate: BUCKET_REFILL_S } : part(given)
  return [
    ruleOf(path, part(part(global['endpoint_overrides'])[path]), 1),
    global['enabled'] === false ? undefined : ruleOf('*', global, smallestCapacity),
  ].filter((one) => one !== undefined)
}
