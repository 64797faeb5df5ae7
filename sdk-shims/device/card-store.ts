// The card store: full and incremental syncs, cards from pushes, expiry, marks, the feed's order (C5-C9, P17; web wire 7).
import type { ContentCard } from './content-types.ts'
import type { CardMarks, Context } from './device-memory.ts'
import type { Json, JsonObject } from './wire-types.ts'

/** What the SDKs can make a card of; others are dropped. */
const KINDS = ['short_news', 'text_announcement', 'captioned_image', 'banner_image', 'control']
/** What an incremental sync may change; `v` and `cl` only ever become true. */
const CHANGEABLE = ['tp', 'tt', 'i', 'ds', 'ca', 'ea', 'u', 'uw', 'dm', 'ar', 'e', 'p', 'db', 'language', 'image_alt', 't']

const idOf = (card: JsonObject): string => String(card['id'])
const numberIn = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined)

/** `fresh` over `held`; an older one changes nothing (C5). */
const merged = (held: JsonObject, fresh: JsonObject): JsonObject => {
  const [now, before] = [numberIn(fresh['ca']), numberIn(held['ca'])]
  if (now !== undefined && before !== undefined && now < before) return held
  const changes = Object.fromEntries(CHANGEABLE.filter((key) => fresh[key] !== undefined && fresh[key] !== null).map((key) => [key, fresh[key]!]))
  return { ...held, ...changes, v: held['v'] === true || fresh['v'] === true, cl: held['cl'] === true || fresh['cl'] === true }
}

const expired = (card: JsonObject, now: number): boolean => {
  const at = numberIn(card['ea'])
  return at !== undefined && at > 0 && at * 1000 <= now
}

/** C6, C7: an expired or dismissed card leaves the store. Web takes an expired one as dismissed for good. */
const sweep = (context: Context): void => {
  const { store, clock, wire } = context
  store.cards = store.cards.filter((card) => {
    const old = expired(card, clock.now())
    if (old && wire.platform === 'web') store.cardMarks.dismissed[idOf(card)] = true
    return !old && store.cardMarks.dismissed[idOf(card)] === undefined
  })
}

/** C8: `r` removes; what is new comes last. */
const mergeAll = (cards: JsonObject[], fresh: JsonObject[]): JsonObject[] => {
  const out = [...cards]
  for (const card of fresh) {
    const at = out.findIndex((one) => idOf(one) === idOf(card))
    const held = out[at]
    if (card['r'] === true) {
      if (at >= 0) out.splice(at, 1)
    } else if (held !== undefined) out[at] = merged(held, card)
    else out.push(card)
  }
  return out
}

const prune = (marks: CardMarks, ids: Set<string>): CardMarks => {
  const kept = (from: Record<string, true>): Record<string, true> => Object.fromEntries(Object.entries(from).filter(([id]) => ids.has(id)))
  return { viewed: kept(marks.viewed), clicked: kept(marks.clicked), dismissed: kept(marks.dismissed) }
}

const readable = (cards: JsonObject[]): JsonObject[] => cards.filter((one) => one['r'] === true || KINDS.includes(String(one['tp'])))

/** One good answer of the card sync; `cards` as this platform's decoder let them pass. */
export const applyCards = (context: Context, body: JsonObject, cards: JsonObject[]): void => {
  const { store, wire } = context
  const fresh = readable(cards)
  if (body['full_sync'] === true) {
    const given = new Set(fresh.map(idOf))
    // C5: test cards stay; P17: so does, on the phones, what a push brought.
    const kept = store.cards.filter((one) => !given.has(idOf(one)) && (one['t'] === true || (wire.platform !== 'web' && store.pushedCards[idOf(one)] === true)))
    const seen = new Set(store.cards.filter((one) => one['v'] === true).map(idOf))
    const listed = fresh.filter((one) => one['r'] !== true).map((one) => (seen.has(idOf(one)) ? { ...one, v: true } : one))
    store.cards = [...kept, ...listed]
    store.cardMarks = prune(store.cardMarks, new Set(store.cards.map(idOf)))
  } else store.cards = mergeAll(store.cards, fresh)
  sweep(context)
  if (typeof body['last_full_sync_at'] === 'number') store.cardsFullSyncAt = body['last_full_sync_at']
  if (typeof body['last_card_updated_at'] === 'number') store.cardsUpdatedAt = body['last_card_updated_at']
}

/** P17: a card that came with a push, for `userId` alone. False when it is not this user's. */
export const addPushedCard = (context: Context, card: JsonObject, userId: string | undefined): boolean => {
  const { store } = context
  if ((userId ?? '') !== (store.userId ?? '') || typeof card['id'] !== 'string') return false
  store.cards = mergeAll(store.cards, readable([card]))
  store.pushedCards[card['id']] = true
  sweep(context)
  return true
}

/** A card whose link is a script is not shown on a page that forbids them (web). */
const isForbidden = (context: Context, card: JsonObject): boolean =>
  context.wire.platform === 'web' && context.options.allowUserSuppliedJavascript !== true && /^\s*(javascript|data):/i.test(String(card['u'] ?? ''))

const viewOf = (card: JsonObject, marks: CardMarks): ContentCard => {
  const id = idOf(card)
  const viewed = card['v'] === true || marks.viewed[id] === true
  const clicked = card['cl'] === true || marks.clicked[id] === true
  const [updated, ends] = [numberIn(card['ca']), numberIn(card['ea'])]
  return {
    id, kind: String(card['tp']), data: { ...structuredClone(card), v: viewed, cl: clicked }, viewed, clicked,
    pinned: card['p'] === true, dismissible: card['db'] === true, isControl: card['tp'] === 'control', isTest: card['t'] === true,
    url: typeof card['u'] === 'string' && card['u'] !== '' ? card['u'] : undefined,
    updated: updated === undefined ? undefined : updated * 1000, expiresAt: ends === undefined || ends <= 0 ? undefined : ends * 1000,
  }
}

/** C6, C9: what a feed may show now: pinned first, then the newest; equal ones as the server sent them. */
export const feedOf = (context: Context): ContentCard[] => {
  const { store, clock } = context
  return store.cards
    .filter((one) => !expired(one, clock.now()) && store.cardMarks.dismissed[idOf(one)] === undefined && !isForbidden(context, one))
    .map((one) => viewOf(one, store.cardMarks))
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || (a.updated !== undefined && b.updated !== undefined ? b.updated - a.updated : 0))
}

/** When the newest of this user's syncs was, in ms; undefined: none yet. */
export const cardsUpdatedAt = (context: Context): number | undefined => {
  const at = Math.max(context.store.cardsFullSyncAt, context.store.cardsUpdatedAt)
  return at === 0 ? undefined : at * 1000
}
