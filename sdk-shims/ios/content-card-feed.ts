// BrazeContentCardUI.ViewController without a screen: the default feed, what it shows and logs (C1, C7, C9, C10). docs: braze-swift-sdk, ContentCardUIViewController.swift
import type { Braze } from './braze.ts'
import type { ContentCard } from './content-card.ts'
import type { ClickAction } from './in-app-message.ts'
import { innerOf } from './inner.ts'
import type { Cancellable } from './observers.ts'

/** A feed older than this is refreshed when it opens, in ms. */
const STALE_MS = 60_000

export type ContentCardUIDelegate = {
  /** False: the app takes the link itself; the click is counted all the same. */
  shouldProcess?(controller: ContentCardUIViewController, clickAction: ClickAction, card: ContentCard): boolean
}

/** A feed on the screen from its making to close(). Each card on it is logged as seen, once. */
export class ContentCardUIViewController {
  delegate: ContentCardUIDelegate | undefined = undefined
  /** What stands in the feed: no control cards. */
  cards: ContentCard[] = []
  readonly #braze: Braze
  readonly #seen = new Set<string>()
  readonly #subscription: Cancellable

  constructor(braze: Braze) {
    this.#braze = braze
    this.#subscription = braze.contentCards.subscribeToUpdates((cards) => this.#show(cards))
    const { lastUpdate } = braze.contentCards
    this.#show(braze.contentCards.cards)
    if (lastUpdate === undefined || innerOf(braze).phone.clock.now() - lastUpdate.getTime() > STALE_MS) this.refresh()
  }

  #show(cards: ContentCard[]): void {
    this.cards = cards.filter((one) => !one.isControl)
    // Control cards stand in the model, take no room, and are counted as seen (C9)
    for (const card of cards) {
      if (this.#seen.has(card.id)) continue
      this.#seen.add(card.id)
      card.context.logImpression()
      card.viewed = true
    }
  }

  /** The user pulls the feed down. */
  refresh(): void {
    this.#braze.contentCards.requestRefresh()
  }

  #find(card: ContentCard | string): ContentCard {
    const found = this.cards.find((one) => one === card || one.id === card || one.title === card)
    if (found === undefined) throw new Error(`the feed shows no such card: ${this.cards.map(({ title, id }) => title ?? id).join(', ') || 'it is empty'}`)
    return found
  }

  /** The user taps a card, named by itself, its id or its title. */
  tap(card: ContentCard | string): void {
    const found = this.#find(card)
    found.context.logClick()
    found.clicked = true
    const { clickAction } = found
    if (clickAction !== undefined && (this.delegate?.shouldProcess?.(this, clickAction, found) ?? true)) found.context.processClickAction(clickAction)
  }

  /** The user swipes a card away, where it may be. */
  swipe(card: ContentCard | string): void {
    const found = this.#find(card)
    if (!found.dismissible) throw new Error(`the card ${found.title ?? found.id} can not be dismissed`)
    found.context.logDismissed()
    this.cards = this.cards.filter((one) => one.id !== found.id)
  }

  close(): void {
    this.#subscription.cancel()
  }
}

/** The feed in a window of its own. */
export class ContentCardUIModalViewController {
  readonly viewController: ContentCardUIViewController

  constructor(braze: Braze) {
    this.viewController = new ContentCardUIViewController(braze)
  }
}

export const BrazeContentCardUI: { ViewController: typeof ContentCardUIViewController; ModalViewController: typeof ContentCardUIModalViewController } =
  { ViewController: ContentCardUIViewController, ModalViewController: ContentCardUIModalViewController }
