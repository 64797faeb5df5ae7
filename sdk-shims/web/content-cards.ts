// Content Cards as the page reads them and reports on them (C1, C7, C9, C10, C15; web wire 7).
import type { ContentCard } from '../device/content-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import { browser } from './browser.ts'
import { Card, cardClicks, cardDismissals, ContentCards, ControlCard } from './card.ts'
import { CaptionedImage, ClassicCard, ImageOnly } from './card-kinds.ts'
import type { Instance } from './instance.ts'
import { sdk } from './instance.ts'
import { note, refuse } from './logger.ts'
import { subscribeTo } from './subscribing.ts'

/** ms in which a second impression of the same card object counts for nothing. observed: web SDK 6.13.0 */
const IMPRESSION_WINDOW_MS = 10_000
const impressionAt = new WeakMap<Card, number>()

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const texts = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (structuredClone(value) as Record<string, string>) : {}

const cardOf = (given: ContentCard): Card => {
  const { data } = given
  const wire = data as JsonObject
  const updated = given.updated === undefined ? undefined : new Date(given.updated)
  const expires = given.expiresAt === undefined ? undefined : new Date(given.expiresAt)
  const ratio = typeof wire['ar'] === 'number' ? wire['ar'] : undefined
  const extras = texts(wire['e'])
  const [image, language, alt, url] = [text(wire['i']), text(wire['language']), text(wire['image_alt']), given.url]
  const { id, viewed, pinned, dismissible, clicked } = given
  if (given.isControl) return new ControlCard(id, viewed, updated, expires, extras, pinned)
  if (given.kind === 'banner_image') return new ImageOnly(id, viewed, image, updated, expires, url, ratio, extras, pinned, dismissible, clicked, language, alt)
  const Kind = given.kind === 'captioned_image' ? CaptionedImage : ClassicCard
  return new Kind(id, viewed, text(wire['tt']), image, text(wire['ds']), updated, expires, url, text(wire['dm']), ratio, extras, pinned, dismissible, clicked, language, alt)
}

/** The cards that the device has now, as fresh objects. */
export const cardsNow = (found: Instance, at = found.device.contentCardsUpdatedAt()): ContentCards => {
  return new ContentCards(found.device.contentCards().map(cardOf), at === undefined ? null : new Date(at))
}

/** The SDK, from now on with an eye on cards; reports of a card are none. observed: web SDK 6.13.0 */
export const cardsUser = (): Instance | undefined => {
  const found = sdk()
  found?.uses('contentCards')
  return found
}

/** The cards of the last refresh. */
export function getCachedContentCards(): ContentCards | undefined {
  const found = cardsUser()
  return found === undefined ? undefined : cardsNow(found)
}

/** Calls `subscriber` whenever cards came. With a subscriber, cards are asked for with each session too. */
export function subscribeToContentCardsUpdates(subscriber: (cards: ContentCards) => void): string | undefined {
  const found = cardsUser()
  if (found === undefined) return undefined
  // First, since one of the first to listen may be told at once that cards are off
  const id = subscribeTo(found, 'contentCards', subscriber)
  found.hear('contentCards', 'content_cards', ({ lastUpdated }) => {
    const now = cardsNow(found, lastUpdated)
    found.tell('contentCards', () => found.told.contentCards.tell(now))
  })
  if (id === null) found.release()
  return id
}

/** Asks the server for cards now. One callback is called when the request ended. While the server has cards off, the request waits. */
export function requestContentCardsRefresh(successCallback?: () => void, errorCallback?: () => void): void {
  cardsUser()?.device.requestContentCardsRefresh((ok) => (ok ? successCallback : errorCallback)?.())
}

const isHeld = (found: Instance, id: string): boolean => found.device.contentCards().some((one) => one.id === id)

/** Logs impressions of cards, whatever was logged before. */
export const logSeen = (found: Instance, cards: Card[]): boolean => {
  const named = cards.filter((card): card is Card & { id: string } => card.id !== undefined && card.id !== '')
  for (const card of named) card.viewed = true
  const held = named.filter((card) => isHeld(found, card.id))
  // Cards that the page made itself are unknown to the device
  const own = named.filter((card) => !held.includes(card))
  const done = held.length > 0 && found.device.logContentCardImpressions(held.map((card) => card.id))
  const sent = ([[false, 'cci'], [true, 'ccic']] as const).map(([control, code]) => {
    const ids = own.filter((card) => card.isControl === control).map((card) => card.id)
    return ids.length > 0 && found.device.logEvent(code, { ids })
  })
  return done || sent.some(Boolean)
}

/** Logs that the user saw these cards. Answers whether any was logged: the same object again within 10 s is not. */
export function logContentCardImpressions(contentCards: Card[]): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!Array.isArray(contentCards)) return refuse('logContentCardImpressions() needs an array.')
  if (contentCards.some((card) => !(card instanceof Card))) return refuse('logContentCardImpressions() needs cards.')
  const now = browser().clock.now()
  const due = contentCards.filter((card) => {
    const last = impressionAt.get(card)
    if (last !== undefined && now - last < IMPRESSION_WINDOW_MS) {
      note(`an impression of the card ${String(card.id)} was logged a moment ago.`)
      return false
    }
    impressionAt.set(card, now)
    return true
  })
  return logSeen(found, due)
}

/** Logs that the user clicked the card. A card without link is not logged; its subscribers are told all the same. */
export function logContentCardClick(contentCard: Card): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!(contentCard instanceof Card)) return refuse('logContentCardClick() needs a card.')
  const card = contentCard as Card & { url?: string; clicked?: boolean }
  card.viewed = true
  if ('clicked' in card) card.clicked = true
  cardClicks(card).tell()
  if (card.id === undefined || card.url === undefined || card.url === '') {
    note(`the card ${String(card.id)} leads nowhere: its click is not logged.`)
    return false
  }
  return isHeld(found, card.id) ? found.device.logContentCardClick(card.id) : found.device.logEvent('ccc', { ids: [card.id] })
}

/** Logs that the user dismissed the card, which leaves the feed for good. False for one that can not be dismissed, or was. */
export function logCardDismissal(card: Card): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!(card instanceof Card)) return refuse('logCardDismissal() needs a card.')
  const one = card as Card & { dismissible?: boolean; dismissed?: boolean }
  if (one.id === undefined || one.dismissible !== true || one.dismissed === true) {
    note(`the card ${String(card.id)} can not be dismissed, or was.`)
    return false
  }
  one.dismissed = true
  cardDismissals(card).tell()
  return isHeld(found, one.id) ? found.device.logContentCardDismissal(one.id) : found.device.logEvent('ccd', { ids: [one.id] })
}
