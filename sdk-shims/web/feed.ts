// The SDK's own feed of cards, without a page: what it shows, which impressions it logs, what the user does with a card (C1, C9, C10).
import { browser } from './browser.ts'
import type { Card } from './card.ts'
import { onDismissCard } from './card.ts'
import { cardsNow, cardsUser, logCardDismissal, logSeen } from './content-cards.ts'
import { isPlace } from './element.ts'
import type { Instance } from './instance.ts'
import { quietly, sdk } from './instance.ts'
import { screen } from './screen.ts'
import type { ShownFeed } from './screen.ts'

/** C1: an opened feed asks for cards when those at hand are older. */
const FEED_AGE_MS = 60_000

const at = (place: object | undefined): ShownFeed | undefined => screen().feeds.find((one) => one.place === place)

/** Fills a feed with the cards of now, and logs those that it had not shown. */
const render = (found: Instance, feed: ShownFeed): void => {
  const { cards } = cardsNow(found)
  feed.cards = typeof feed.filter === 'function' ? feed.filter(cards) : cards
  const fresh = feed.cards.filter((card) => card.id !== undefined && !feed.logged.has(card.id))
  for (const card of fresh) feed.logged.add(card.id!)
  if (fresh.length > 0) logSeen(found, fresh)
}

onDismissCard((card) => {
  const feed = screen().feeds.find((one) => one.cards.includes(card))
  if (quietly() === undefined || feed === undefined || !logCardDismissal(card)) return
  feed.cards = feed.cards.filter((one) => one !== card)
})

/**
 * Shows the user's cards. The feed logs an impression of each card it shows, once an opening, follows the server's
 * answers, and asks for new cards when those at hand are older than a minute.
 *
 * @param parentNode where on the page; the feed that was there is replaced. None: at the edge of the page
 * @param filterFunction chooses and orders what is shown
 */
export function showContentCards(parentNode?: Element | null, filterFunction?: (cards: Card[]) => Card[]): void {
  const found = cardsUser()
  if (found === undefined) return
  const place = isPlace(parentNode) ? parentNode : undefined
  const feed: ShownFeed = { cards: [], place, filter: filterFunction, logged: new Set() }
  screen().feeds = [...screen().feeds.filter((one) => one.place !== place), feed]
  found.hear('own content_cards', 'content_cards', () => {
    for (const one of screen().feeds) render(found, one)
  })
  render(found, feed)
  const { lastUpdated } = cardsNow(found)
  if (lastUpdated === null || browser().clock.now() - lastUpdated.getTime() > FEED_AGE_MS) found.device.requestContentCardsRefresh()
}

/** Closes the feed in that place; without a place, all of them. */
export function hideContentCards(parentNode?: Element | null): void {
  if (sdk() === undefined) return
  screen().feeds = isPlace(parentNode) ? screen().feeds.filter((one) => one.place !== parentNode) : []
}

/** Opens the feed in that place, or closes the one that is there. */
export function toggleContentCards(parentNode?: Element | null, filterFunction?: (cards: Card[]) => Card[]): void {
  if (sdk() === undefined) return
  const place = isPlace(parentNode) ? parentNode : undefined
  if (at(place) === undefined) showContentCards(parentNode, filterFunction)
  else screen().feeds = screen().feeds.filter((one) => one.place !== place)
}
