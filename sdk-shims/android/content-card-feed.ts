// ContentCardsFragment without a screen: the default feed, what it shows and logs (C1, C7, C9, C10). docs: braze-android-sdk, ContentCardsFragment.kt, ContentCardAdapter.kt, BaseCardView.kt
import { decodeAction } from '../device/braze-actions.ts'
import { Braze } from './braze.ts'
import { BrazeDeeplinkHandler, followLink } from './deeplinks.ts'
import type { UriAction } from './deeplinks.ts'
import { Channel } from './enums.ts'
import { ContentCardsUpdatedEvent } from './events.ts'
import type { Card } from './models.ts'
import { phone } from './phone.ts'
import type { AppProcess } from './phone.ts'

/** What was kept for longer is refreshed when the feed comes to the front. */
const MAX_AGE_SECONDS = 60

export type IContentCardsActionListener = {
  /** True: the app takes the click itself; it is counted all the same. */
  onContentCardClicked?(card: Card, cardAction: UriAction | null): boolean
  onContentCardDismissed?(card: Card): void
}

/** Filters and sorts what the feed shows. */
export type IContentCardsUpdateHandler = { handleCardUpdate(event: ContentCardsUpdatedEvent): Card[] }

const managers = new WeakMap<AppProcess, BrazeContentCardsManager>()

export class BrazeContentCardsManager {
  contentCardsActionListener: IContentCardsActionListener | null = null

  static getInstance(): BrazeContentCardsManager {
    const { process } = phone()
    const found = managers.get(process) ?? new BrazeContentCardsManager()
    managers.set(process, found)
    return found
  }
}

/** On the screen from onResume() to onPause(). Each card on it is logged as seen, once a fragment. */
export class ContentCardsFragment {
  /** What the feed holds; control cards take no room. */
  cards: Card[] = []
  readonly #seen = new Set<string>()
  #handler: IContentCardsUpdateHandler | null = null
  readonly #subscriber = (event: ContentCardsUpdatedEvent): void => this.#update(event)

  setContentCardUpdateHandler(handler: IContentCardsUpdateHandler | null): void { this.#handler = handler }

  onResume(): void {
    const braze = Braze.getInstance()
    braze.removeSingleSubscription(this.#subscriber, ContentCardsUpdatedEvent)
    // Tells what is kept, at once
    braze.subscribeToContentCardsUpdates(this.#subscriber)
  }

  onPause(): void { Braze.getInstance().removeSingleSubscription(this.#subscriber, ContentCardsUpdatedEvent) }

  /** The user pulls the feed down. */
  onRefresh(): void { Braze.getInstance().requestContentCardsRefresh() }

  #update(event: ContentCardsUpdatedEvent): void {
    // What leads to a Braze Action that is none is not for the default feed. docs: braze-android-sdk, BrazeContentCardUtils.kt
    const shown = this.#handler?.handleCardUpdate(event) ?? event.allCards.filter(({ url }) => url === null || decodeAction(url)?.known !== false)
    this.cards = shown.filter((one) => !one.isControl)
    for (const card of shown) {
      if (this.#seen.has(card.id)) continue
      this.#seen.add(card.id)
      card.logImpression()
    }
    if (event.isFromOfflineStorage && event.isTimestampOlderThan(MAX_AGE_SECONDS)) this.onRefresh()
  }

  #find(card: Card | string): Card {
    const found = this.cards.find((one) => one === card || one.id === card || one.title === card)
    if (found === undefined) throw new Error(`the feed shows no such card: ${this.cards.map(({ title, id }) => title ?? id).join(', ') || 'it is empty'}`)
    return found
  }

  /** The user taps a card, named by itself, its id or its title. One that leads nowhere is not clicked. */
  tap(card: Card | string): void {
    const found = this.#find(card)
    const { url, extras, openUriInWebView } = found
    const action = url === null ? null : BrazeDeeplinkHandler.getInstance().createUriActionFromUri(url, extras, openUriInWebView, Channel.CONTENT_CARD)
    if (BrazeContentCardsManager.getInstance().contentCardsActionListener?.onContentCardClicked?.(found, action) === true) return void found.logClick()
    if (url === null) return
    if (decodeAction(url) !== undefined) return phone().process.device?.clickContentCard(found.id)
    found.logClick()
    followLink(url, extras, openUriInWebView, Channel.CONTENT_CARD)
  }

  /** The user swipes a card away, where it may be. */
  swipe(card: Card | string): void {
    const found = this.#find(card)
    if (!found.isDismissibleByUser) throw new Error(`the card ${found.title ?? found.id} can not be dismissed`)
    found.isDismissed = true
    this.cards = this.cards.filter((one) => one.id !== found.id)
    BrazeContentCardsManager.getInstance().contentCardsActionListener?.onContentCardDismissed?.(found)
  }
}
