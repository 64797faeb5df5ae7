// What the answers of the three syncs do to the device's stores, and what a change of user empties (U14, C5, F5, B3; web wire 7-9).
import { applyBanners } from './banner-store.ts'
import { applyCards } from './card-store.ts'
import type { Context } from './device-memory.ts'
import { skippedByIos } from './ios-decoder.ts'
import type { Feature } from './server-config.ts'
import type { CallRecord, Json, JsonObject } from './wire-types.ts'

const objects = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : []

/** Keeps what this platform's decoder takes, noting on the record what it threw away. */
export const taken = (context: Context, kind: 'trigger' | 'card' | 'message', items: Json | undefined, record: CallRecord | undefined): JsonObject[] =>
  objects(items).filter((item) => {
    const why = context.wire.platform === 'ios' ? skippedByIos(kind, item) : undefined
    if (why !== undefined && record !== undefined) record.skipped = [...(record.skipped ?? []), why]
    return why === undefined
  })

/** Stores one good answer. */
export const applySync = (context: Context, feature: Feature, body: JsonObject, record: CallRecord | undefined): void => {
  const { store, clock } = context
  if (feature === 'content_cards') applyCards(context, body, taken(context, 'card', body['cards'], record))
  else if (feature === 'banners') applyBanners(context, body)
  else {
    store.flags = objects(body['feature_flags'])
    store.flagsAt = clock.now()
    store.flagsSession = store.session?.id
  }
}

/** U14: a change of user empties every store that was filled for the old one. `known`: from one identified user to another. */
export const forgetUserContent = (context: Context, known: boolean): void => {
  const { store } = context
  store.cards = []
  store.pushedCards = {}
  store.cardsFullSyncAt = 0
  store.cardsUpdatedAt = 0
  // Web keeps what was viewed and dismissed when an anonymous user becomes known
  if (known) store.cardMarks = { viewed: {}, clicked: {}, dismissed: {} }
  store.flags = []
  store.banners = {}
  // observed: web keeps in mind that it has asked before, and when
  if (context.wire.platform !== 'web') Object.assign(store, { flagsAt: undefined, flagsSession: undefined, bannersSession: undefined })
  store.bannersAskedAt = {}
  store.dismissals = []
  if (context.process !== undefined) context.process.testBanners = {}
}
