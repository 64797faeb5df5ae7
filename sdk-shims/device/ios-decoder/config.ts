// The `config` of a data answer: complete or absent (mobile wire 4.1). observed: BrazeKit 18.2.1 fails the whole answer for one wrong member
import { isObject, may, mayAll, need } from './checking.ts'
import type { Findings, Kind } from './checking.ts'
import type { JsonObject } from '../wire-types.ts'

const BLACKLISTS = ['events_blacklist', 'attributes_blacklist', 'purchases_blacklist']

/** Members with an `enabled` switch and what else they hold. */
const SWITCHES: Record<string, Record<string, Kind>> = {
  geofences: { min_time_since_last_request: 'number', min_time_since_last_report: 'number', max_num_to_register: 'number' },
  content_cards: { refresh_rate_limit: 'number' },
  feature_flags: { refresh_rate_limit: 'number' },
  banners: { max_placements: 'number', dismissals_cache_size: 'number' },
  global_request_rate_limit: { capacity: 'number', refill_rate: 'number', endpoint_overrides: 'object' },
}
const BACKOFF: Record<string, Kind> = { min_sleep_duration_ms: 'number', max_sleep_duration_ms: 'number', scale_factor: 'number' }

/** What a complete member holds; an iPhone was seen to take these whole only. */
const WHOLE: Record<string, string[]> = {
  geofences: ['min_time_since_last_request', 'min_time_since_last_report', 'max_num_to_register'],
  banners: ['max_placements'],
  request_backoff: Object.keys(BACKOFF),
}
/** Members of the Swift SDK's list whose shape nobody outside has seen: a guess may break the whole answer. */
const UNKNOWN_SHAPES = ['ephemeral_events', 'sdk_debugger']

const fails = (config: JsonObject): string[] => {
  const complaints = [
    ...need(config, 'config', 'time', 'number'),
    ...BLACKLISTS.flatMap((key) => need(config, 'config', key, 'strings')),
    ...may(config, 'config', 'messaging_session_timeout', 'number'),
  ]
  for (const [name, members] of Object.entries(SWITCHES)) {
    complaints.push(...may(config, 'config', name, 'object'))
    const part = config[name]
    if (!isObject(part)) continue
    complaints.push(...need(part, `config.${name}`, 'enabled', 'boolean'), ...mayAll(part, `config.${name}`, members))
    if (name === 'feature_flags' && part['enabled'] === true) complaints.push(...need(part, 'config.feature_flags', 'refresh_rate_limit', 'number'))
  }
  complaints.push(...may(config, 'config', 'request_backoff', 'object'))
  const backoff = config['request_backoff']
  if (isObject(backoff)) complaints.push(...mayAll(backoff, 'config.request_backoff', BACKOFF))
  return complaints
}

const doubts = (config: JsonObject): string[] => [
  ...(typeof config['time'] === 'number' && !Number.isInteger(config['time']) ? ['config.time is not a whole number of seconds'] : []),
  ...UNKNOWN_SHAPES.filter((key) => config[key] !== undefined).map((key) => `config.${key} is of a shape that is not known`),
  ...Object.entries(WHOLE).flatMap(([name, keys]) => {
    const part = config[name]
    return isObject(part) ? keys.filter((key) => typeof part[key] !== 'number').map((key) => `config.${name}.${key} is missing`) : []
  }),
]

export const inspectConfig = (config: JsonObject): Findings => ({ fails: fails(config), skips: [], doubts: doubts(config) })
