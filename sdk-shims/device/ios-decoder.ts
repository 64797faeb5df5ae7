// What the Swift SDK's decoder accepts (mobile wire 4.1, 4.2, 4.4, 9): one wrong config member fails the whole answer.
import type { Endpoint } from './platform-wire.ts'
import type { Json, JsonObject } from './wire-types.ts'

type Kind = 'number' | 'boolean' | 'object' | 'strings'

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const is = (value: Json | undefined, kind: Kind): boolean => {
  if (kind === 'object') return isObject(value)
  if (kind === 'strings') return Array.isArray(value) && value.every((one) => typeof one === 'string')
  return typeof value === kind
}

/** Required member of the given kind. */
const need = (object: JsonObject, path: string, key: string, kind: Kind): string | undefined => {
  if (object[key] === undefined || object[key] === null) return `${path}.${key} is missing`
  return is(object[key], kind) ? undefined : `${path}.${key} is not of type ${kind}`
}

/** Optional member: absent or null is fine, another type is not. */
const may = (object: JsonObject, path: string, key: string, kind: Kind): string | undefined =>
  object[key] === undefined || object[key] === null ? undefined : need(object, path, key, kind)

const BLACKLISTS = ['events_blacklist', 'attributes_blacklist', 'purchases_blacklist']

/** Members with an `enabled` switch and what else they hold. */
const SWITCHES: Record<string, Record<string, Kind>> = {
  geofences: {
    min_time_since_last_request: 'number', min_time_since_last_report: 'number', max_num_to_register: 'number',
  },
  content_cards: { refresh_rate_limit: 'number' },
  feature_flags: { refresh_rate_limit: 'number' },
  banners: { max_placements: 'number', dismissals_cache_size: 'number' },
  global_request_rate_limit: { capacity: 'number', refill_rate: 'number', endpoint_overrides: 'object' },
}

const BACKOFF = ['min_sleep_duration_ms', 'max_sleep_duration_ms', 'scale_factor']

const configComplaint = (config: JsonObject): string | undefined => {
  const complaints = [
    need(config, 'config', 'time', 'number'),
    ...BLACKLISTS.map((key) => need(config, 'config', key, 'strings')),
    may(config, 'config', 'messaging_session_timeout', 'number'),
  ]
  for (const [name, members] of Object.entries(SWITCHES)) {
    complaints.push(may(config, 'config', name, 'object'))
    const part = config[name]
    if (!isObject(part)) continue
    complaints.push(need(part, `config.${name}`, 'enabled', 'boolean'))
    for (const [key, kind] of Object.entries(members)) complaints.push(may(part, `config.${name}`, key, kind))
    if (name === 'feature_flags' && part['enabled'] === true) {
      complaints.push(need(part, 'config.feature_flags', 'refresh_rate_limit', 'number'))
    }
  }
  complaints.push(may(config, 'config', 'request_backoff', 'object'))
  const backoff = config['request_backoff']
  if (isObject(backoff)) for (const key of BACKOFF) complaints.push(may(backoff, 'config.request_backoff', key, 'number'))
  return complaints.find((one) => one !== undefined)
}

/** The decoder's complaint about a 2xx answer, or undefined when it reads. An error envelope always reads. */
export const decodeForIos = (endpoint: Endpoint, body: JsonObject): string | undefined => {
  if (typeof body['error'] === 'string') return undefined
  if (endpoint === 'data') {
    const triggers = body['triggers']
    if (triggers !== undefined && triggers !== null && !Array.isArray(triggers)) return 'triggers is not an array'
    const config = body['config']
    if (config === undefined || config === null) return undefined
    return isObject(config) ? configComplaint(config) : 'config is not an object'
  }
  if (body['auth_error'] !== undefined) return undefined
  if (endpoint === 'contentCards') {
    if (!Array.isArray(body['cards'])) return 'cards is missing'
    return need(body, 'answer', 'last_full_sync_at', 'number') ?? need(body, 'answer', 'last_card_updated_at', 'number')
  }
  if (endpoint === 'featureFlags') return Array.isArray(body['feature_flags']) ? undefined : 'feature_flags is missing'
  // NOTE: whether iOS wants a list or a map of banners was never captured; both pass.
  if (endpoint === 'banners') return typeof body['banners'] === 'object' ? undefined : 'banners is missing'
  return undefined
}

/** 24 hex digits, `_$_`, then `mv=…&pi=cmp`, with `cc=…&` in front on cards; all in base64 (mobile wire 4.2). */
const COMPOSITE = /^[0-9a-f]{24}_\$_(cc=[^&]+&)?mv=[^&]+&pi=cmp$/

const CARD_KEYS = ['id', 'tp', 'ca', 'ea', 'tt', 'ds', 'u', 'uw', 'v', 'cl', 'p', 'db', 't', 'e']
const IMAGE_CARDS = ['captioned_image', 'banner_image']

/** Why iOS skips this trigger or card while keeping the rest of the answer; undefined when it takes it. */
export const skippedByIos = (kind: 'trigger' | 'card', item: JsonObject): string | undefined => {
  const id = item['id']
  if (typeof id !== 'string' || !COMPOSITE.test(Buffer.from(id, 'base64').toString('latin1'))) {
    return `${kind} ${String(id)}: the id is not composite`
  }
  if (kind === 'trigger' || item['r'] === true) return undefined
  const keys = IMAGE_CARDS.includes(String(item['tp'])) ? [...CARD_KEYS, 'i'] : CARD_KEYS
  const missing = keys.find((key) => !(key in item))
  return missing === undefined ? undefined : `card ${id}: ${missing} is missing`
}
