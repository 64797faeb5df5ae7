// Banners by placement: what an answer changes, stale answers, dismissals, expiry (B3, B6, B7; web wire 9).
import type { Banner, Banners } from './content-types.ts'
import type { Context } from './device-memory.ts'
import { dismissalsCacheSize } from './server-config.ts'
import type { Json, JsonObject } from './wire-types.ts'

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const keyOf = (banner: Json | undefined): string | undefined =>
  isObject(banner) && typeof banner['stable_key'] === 'string' && banner['stable_key'] !== '' ? banner['stable_key'] : undefined

/** The wire knows two forms: by placement (web), and a list (mobile wire 4.6). */
const byPlacement = (given: Json | undefined): Record<string, Json> => {
  if (Array.isArray(given)) return Object.fromEntries(given.filter(isObject).map((one) => [String(one['placement_id']), isObject(one['banner']) ? one['banner'] : one]))
  if (!isObject(given)) return {}
  return Object.fromEntries(Object.entries(given).map(([placement, one]) => [placement, isObject(one) && 'banner' in one ? (one['banner'] ?? null) : one]))
}

const isReadable = (banner: Json): banner is JsonObject => isObject(banner) && typeof banner['id'] === 'string' && typeof banner['html'] === 'string'

/** B6: the server has heard of these dismissals. */
const acknowledge = (context: Context, body: JsonObject): void => {
  const given = isObject(body['dismissals']) ? body['dismissals']['acknowledged'] : undefined
  if (!Array.isArray(given)) return
  const known = new Set(given.filter(isObject).map((one) => `${String(one['banner_id'])}:${String(one['dismissal_time'])}`))
  context.store.dismissals = context.store.dismissals.filter((one) => !known.has(`${one.banner_id}:${one.dismissal_time}`))
}

/** One good answer: it replaces all banners, but for what was asked for again or dismissed since the request left. */
export const applyBanners = (context: Context, body: JsonObject): void => {
  const { store, wire } = context
  acknowledge(context, body)
  if (body['banners'] === undefined || body['banners'] === null) return
  const before = store.banners
  const asked = typeof body['request_time'] === 'number' ? body['request_time'] : undefined
  const next: Record<string, Json> = {}
  for (const [placement, banner] of Object.entries(byPlacement(body['banners']))) {
    const held = before[placement]
    const [key, heldKey] = [keyOf(banner), keyOf(held)]
    const isOther = key !== undefined && heldKey !== undefined && key !== heldKey
    const stale = asked !== undefined && asked < (store.bannersAskedAt[placement] ?? -Infinity)
    const dismissed = asked !== undefined && key !== undefined && store.dismissals.some((one) => one.stable_key === key && one.dismissal_time >= asked)
    if (!isOther && stale) {
      if (held !== undefined) next[placement] = held
    } else if ((isOther || !dismissed) && isReadable(banner)) next[placement] = banner
  }
  // B8: on the phones a test banner lives in memory, over what is there, until the next session
  for (const [placement, banner] of Object.entries(next)) {
    if (wire.platform === 'web' || !isObject(banner) || banner['is_test_send'] !== true || context.process === undefined) continue
    context.process.testBanners[placement] = banner
    if (before[placement] === undefined) delete next[placement]
    else next[placement] = before[placement]
  }
  store.banners = next
  store.bannersSession = store.session?.id
}

const viewOf = (placementId: string, banner: JsonObject): Banner => {
  const ends = banner['expires_at']
  return {
    id: String(banner['id']), placementId, html: String(banner['html']), isControl: banner['is_control'] === true, isTest: banner['is_test_send'] === true,
    expiresAt: typeof ends === 'number' && ends !== -1 ? ends * 1000 : undefined,
    properties: isObject(banner['properties']) ? structuredClone(banner['properties']) : {}, stableKey: keyOf(banner),
  }
}

/** B7: an expired banner reads as none. */
export const bannersOf = (context: Context): Banners =>
  Object.fromEntries(Object.entries({ ...context.store.banners, ...context.process?.testBanners }).map(([placement, banner]) => {
    const view = isObject(banner) ? viewOf(placement, banner) : null
    return [placement, view?.expiresAt !== undefined && view.expiresAt < context.clock.now() ? null : view]
  }))

/** What is kept for a placement, expired or not. */
export const heldBanner = ({ store }: Context, placementId: string): Banner | null => {
  const banner = Object.hasOwn(store.banners, placementId) ? store.banners[placementId] : undefined
  return isObject(banner) ? viewOf(placementId, banner) : null
}

/** B6: remembers a dismissal, at most so many, and takes the banner away where it still stands. undefined: it was dismissed before. */
export const rememberDismissal = (context: Context, banner: Banner, key: string): { stood: boolean } | undefined => {
  const { store, clock } = context
  if (store.dismissals.some((one) => one.banner_id === banner.id && one.stable_key === key)) return undefined
  const held = banner.isTest && context.process !== undefined && context.wire.platform !== 'web' ? context.process.testBanners : store.banners
  const stood = keyOf(held[banner.placementId]) === key
  if (stood) delete held[banner.placementId]
  const all = [...store.dismissals, { banner_id: banner.id, dismissal_time: clock.now(), stable_key: key }]
  store.dismissals = all.slice(-dismissalsCacheSize(store.config))
  return { stood }
}
