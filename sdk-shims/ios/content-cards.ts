// braze.contentCards (C1-C15): the cards, refreshed, told of, clicked.
import type { Device } from '../device/device-types.ts'
import { cardOf } from './content-card.ts'
import type { ContentCard } from './content-card.ts'
import type { ClickAction } from './in-app-message.ts'
import type { Cancellable } from './observers.ts'
import { refreshing, resultOf } from './results.ts'
import type { Result } from './results.ts'
import { streamOf } from './streams.ts'

export class ContentCards {
  readonly #device: Device
  readonly #process: (action: ClickAction, card: ContentCard) => void

  constructor(device: Device, process: (action: ClickAction, card: ContentCard) => void) {
    this.#device = device
    this.#process = process
  }

  /** In the order of the feed, control cards included; expired and dismissed ones are gone (C6, C7, C9). */
  get cards(): ContentCard[] {
    return this.#device.contentCards().map((one) => cardOf(this.#device, one, this.#process))
  }

  /** Without control cards. docs: braze-swift-sdk changelog 7.4.0 */
  get unviewedCards(): ContentCard[] {
    return this.cards.filter((one) => !one.viewed && !one.isControl)
  }

  get lastUpdate(): Date | undefined {
    const at = this.#device.contentCardsUpdatedAt()
    return at === undefined ? undefined : new Date(at)
  }

  getCachedContentCards(completion: (cards: ContentCard[]) => void): void { queueMicrotask(() => completion(this.cards)) }
  getUnviewedCards(completion: (cards: ContentCard[]) => void): void { queueMicrotask(() => completion(this.unviewedCards)) }
  getLastUpdate(completion: (at: Date | undefined) => void): void { queueMicrotask(() => completion(this.lastUpdate)) }

  /** Awaited it gives the cards, or throws. */
  requestRefresh(completion?: (result: Result<ContentCard[]>) => void): Promise<ContentCard[]> {
    return refreshing((done) => this.#device.requestContentCardsRefresh((ok) => done(resultOf(ok, this.#device.state().sdkEnabled, () => this.cards))), completion)
  }

  /** What subscribeToUpdates() tells. */
  get cardsStream(): AsyncIterable<ContentCard[]> { return streamOf((update) => this.subscribeToUpdates(update)) }

  /** Calls `update` after every sync, changed or not, and when the user changes (C13, C15). */
  subscribeToUpdates(update: (cards: ContentCard[]) => void): Cancellable {
    return { cancel: this.#device.subscribe('content_cards', () => update(this.cards)) }
  }
}
