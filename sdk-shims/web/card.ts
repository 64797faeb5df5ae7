// The base of Content Cards, the control card, and the collection that subscribers get (C9). Defaults observed: web SDK 6.13.0
import { createOwned } from './subscriptions.ts'
import { take } from './taking.ts'

/** Clicks and dismissals of each card, for the page's subscribers. */
export const cardClicks = createOwned<Card>()
export const cardDismissals = createOwned<Card>()

/** Set by the feed: dismisses a card that it shows. */
let dismiss: (card: Card) => void = () => undefined
export const onDismissCard = (dismisser: (card: Card) => void): void => { dismiss = dismisser }

/** Cards that say nothing of it. */
export const CARD_DEFAULTS = { viewed: false, updated: null, expiresAt: null, extras: {}, pinned: false } as const

/** What all cards have. Cards are made from its subclasses; it serves for `instanceof`. */
export class Card {
  /** Names the card in what is logged of it. */
  id?: string
  /** The user has seen it. */
  viewed: boolean = false
  /** When it was changed last. */
  updated: Date | null = null
  /** When it leaves the feed. */
  expiresAt: Date | null = null
  /** Key-value pairs of the campaign. */
  extras: Record<string, string> = {}
  /** It stays on top of the feed. */
  pinned: boolean = false
  isControl: boolean = false

  /** Dismisses the card in a feed of showContentCards(); without one it does nothing. */
  dismissCard(): void {
    dismiss(this)
  }

  /** Ends all subscriptions of this card. */
  removeAllSubscriptions(): void {
    cardClicks(this).clear()
    cardDismissals(this).clear()
  }

  /** Ends one subscription of this card. */
  removeSubscription(subscriptionGuid: string): void {
    cardClicks(this).remove(subscriptionGuid)
    cardDismissals(this).remove(subscriptionGuid)
  }

  /** Calls `subscriber` when a click on the card was reported. Answers the subscription's id, null for no function. */
  subscribeToClickedEvent(subscriber: () => void): string | null {
    return cardClicks(this).add(subscriber)
  }

  /** Calls `subscriber` when the card was dismissed. Answers the subscription's id, null for no function. */
  subscribeToDismissedEvent(subscriber: () => void): string | null {
    return cardDismissals(this).add(subscriber)
  }
}

/** The card of a user in the control group: it has no looks; impressions of it are logged. */
export class ControlCard extends Card {
  override isControl: true = true

  constructor(...given: [id?: string, viewed?: boolean, updated?: Date, expiresAt?: Date, extras?: Record<string, string>, pinned?: boolean]) {
    super()
    take<Card>(this, ['id', 'viewed', 'updated', 'expiresAt', 'extras', 'pinned'], given, CARD_DEFAULTS)
  }
}

/** The cards of a user at one moment, pinned ones first, then the newest. */
export class ContentCards {
  cards: Card[]
  /** When they came from the server; null while none have come. */
  lastUpdated: Date | null

  constructor(cards: Card[], lastUpdated: Date | null) {
    this.cards = cards
    this.lastUpdated = lastUpdated
  }

  /** How many of them the user has not seen; control cards do not count. */
  getUnviewedCardCount(): number {
    return this.cards.filter((card) => !card.viewed && !card.isControl).length
  }
}
