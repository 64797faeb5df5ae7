// Feature flags, banners and geofences for iOS, with the typed properties of the first two (mobile wire 4.5, 4.6, 4.8).
import { isObject, items, mayAll, need, needAll } from './checking.ts'
import type { Findings, Kind } from './checking.ts'
import type { Json, JsonObject } from '../wire-types.ts'

const PROPERTY_KINDS: Record<string, Kind> = { string: 'string', number: 'number', boolean: 'boolean', image: 'string', datetime: 'number', jsonobject: 'object' }
const BANNER: Record<string, Kind> = { id: 'string', placement_id: 'string', html: 'string', is_test_send: 'boolean', is_control: 'boolean', expires_at: 'number', properties: 'object' }
const FENCE: Record<string, Kind> = {
  id: 'string', latitude: 'number', longitude: 'number', radius: 'number', cooldown_enter: 'number', cooldown_exit: 'number',
  analytics_enabled_enter: 'boolean', analytics_enabled_exit: 'boolean', enter_events: 'boolean', exit_events: 'boolean',
}

const properties = (holder: JsonObject, path: string): string[] =>
  Object.entries(isObject(holder['properties']) ? holder['properties'] : {}).flatMap(([key, one]) => {
    const at = `${path}.properties.${key}`
    if (!isObject(one)) return [`${at} is not an object`]
    const kind = PROPERTY_KINDS[String(one['type'])]
    return kind === undefined ? [`${at}.type is ${JSON.stringify(one['type'] ?? null)}`] : need(one, at, 'value', kind)
  })

export const inspectFlags = (body: JsonObject): Findings => {
  const { found, complaints } = items(body['feature_flags'], 'feature_flags')
  return {
    fails: Array.isArray(body['feature_flags']) ? [] : ['feature_flags is missing'],
    skips: [],
    doubts: [...complaints, ...found.flatMap(([flag, at]) => [
      ...needAll(flag, at, { id: 'string', enabled: 'boolean', properties: 'object' }), ...mayAll(flag, at, { fts: 'string' }), ...properties(flag, at),
    ])],
  }
}

/** By placement `{banner}` or null (web wire 9), or a list (mobile wire 4.6). NOTE: which of them iOS gets was never captured; both pass. */
const bannersOf = (given: Json | undefined): [Json | undefined, string][] => {
  if (Array.isArray(given)) return given.map((one, at) => [isObject(one) && 'banner' in one ? one['banner'] : one, `banners[${at}]`])
  return Object.entries(isObject(given) ? given : {}).map(([placement, one]) => [isObject(one) && 'banner' in one ? one['banner'] : one, `banners.${placement}`])
}

export const inspectBanners = (body: JsonObject): Findings => {
  const given = body['banners']
  return {
    fails: typeof given === 'object' && given !== null ? [] : ['banners is missing'],
    skips: [],
    doubts: bannersOf(given).filter(([banner]) => banner !== null).flatMap(([banner, at]) =>
      isObject(banner) ? [...needAll(banner, at, BANNER), ...mayAll(banner, at, { stable_key: 'string' }), ...properties(banner, at)] : [`${at} is not an object`]),
  }
}

export const inspectFences = (body: JsonObject): Findings => {
  const { found, complaints } = items(body['geofences'], 'geofences')
  return {
    fails: [], skips: [],
    doubts: [
      ...need(body, 'answer', 'geofences', 'list'), ...complaints,
      ...found.flatMap(([fence, at]) => [...needAll(fence, at, FENCE), ...mayAll(fence, at, { notification_responsiveness: 'number' })]),
    ],
  }
}
