// What the answers of the three syncs do to the device's stores (C5, C6, C8, F5, B3; web wire 7-9).
import type { Context } from './device-memory.ts'
import { skippedByIos } from './ios-decoder.ts'
import type { Feature } from './server-config.ts'
import type { CallRecord, Json, JsonObject } from './wire-types.ts'

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : []

/** Keeps what this platform's decoder takes, noting on the record what it threw away. */
export const taken = (context: Context, kind: 'trigger' | 'card', items: Json | undefined, record: CallRecord | undefined): JsonObject[] =>
  objects(items).filter((item) => {
    const why = context.wire.platform === 'ios' ? skippedByIos(kind, item) : undefined
    if (why !== undefined && record !== undefined) record.skipped = [...(record.skipped ?? []), why]
    return why === undefined
  })

const applyCards = (context: Context, body: JsonObject, record: CallRecord | undefined): void => {
  const { store } = context
  const cards = taken(context, 'card', body['cards'], record)
  const ids = new Set(cards.map((one) => one['id']))
  const kept = body['full_sync'] === true ? [] : store.cards.filter((one) => !ids.has(one['id'] ?? null))
  store.cards = [...kept, ...cards.filter((one) => one['r'] !== true)]
  if (typeof body['last_full_sync_at'] === 'number') store.cardsFullSyncAt = body['last_full_sync_at']
  if (typeof body['last_card_updated_at'] === 'number') store.cardsUpdatedAt = body['last_card_updated_at']
}

const applyBanners = (context: Context, body: JsonObject): void => {
  const banners = body['banners']
  const map: JsonObject = {}
  if (Array.isArray(banners)) for (const one of objects(banners)) map[String(one['placement_id'])] = one
  else if (typeof banners === 'object' && banners !== null) Object.assign(map, banners)
  context.store.banners = map
}

/** Stores one good answer. */
export const applySync = (context: Context, feature: Feature, body: JsonObject, record: CallRecord | undefined): void => {
  if (feature === 'content_cards') applyCards(context, body, record)
  else if (feature === 'banners') applyBanners(context, body)
  else {
    context.store.flags = objects(body['feature_flags'])
    context.store.flagsAt = context.clock.now()
  }
}

/** C6: the cards a feed may show now: an expired one vanishes without a sync. */
export const liveCards = (context: Context): JsonObject[] =>
  context.store.cards.filter((one) => {
    const expires = one['ea']
    return typeof expires !== 'number' || expires <= 0 || expires * 1000 > context.clock.now()
  })

/** U14: a change of user empties every store that was filled for the old one. */
export const forgetUserContent = (context: Context): void => {
  const { store } = context
  store.triggers = []
  store.cards = []
  store.cardsFullSyncAt = 0
  store.cardsUpdatedAt = 0
  store.flags = []
  store.flagsAt = undefined
  store.banners = {}
}
