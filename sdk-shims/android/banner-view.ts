// BannerView without a screen: what it shows, how high it is, what it logs by itself (B4-B6, B12). docs: braze-android-sdk, BannerView.kt
import { Braze } from './braze.ts'
import { BannersUpdatedEvent } from './events.ts'
import type { Banner } from './models.ts'

/** Height that the HTML takes, in dp. */
const CONTENT_HEIGHT = 60

/** docs: changelog 42.3.0 */
export type BannerDismissSnapshot = { placementId: string; stableKey: string; trackingId: string }

/** A view of one placement, attached to the window from its making on. */
export class BannerView {
  /** Told of the height, in dp; 0 where there is nothing to show. */
  heightCallback: ((height: number) => void) | undefined = undefined
  onDismissCallback: ((snapshot: BannerDismissSnapshot) => void) | undefined = undefined
  height: number = 0
  #placementId: string | null
  #banner: Banner | null = null
  #visible: boolean
  readonly #braze: Braze
  readonly #subscriber: (event: BannersUpdatedEvent) => void

  /** `visible`: where it stands is on the screen. */
  constructor(placementId: string | null = null, visible = true) {
    this.#placementId = placementId
    this.#visible = visible
    this.#braze = Braze.getInstance()
    this.#subscriber = () => this.#initBanner()
    this.#braze.subscribeToBannersUpdates(this.#subscriber)
    this.#initBanner()
  }

  get placementId(): string | null { return this.#placementId }
  set placementId(placementId: string | null) {
    this.#placementId = placementId
    this.#initBanner()
  }

  /** What it shows. */
  get banner(): Banner | null { return this.#banner }

  #initBanner(): void {
    this.#banner = this.#placementId === null ? null : this.#braze.getBanner(this.#placementId)
    this.height = this.#banner === null || this.#banner.isControl ? 0 : CONTENT_HEIGHT
    this.heightCallback?.(this.height)
    if (this.#visible) this.#seen()
  }

  #seen(): void {
    if (this.#banner !== null) this.#braze.logBannerImpression(this.#banner.placementId)
  }

  /** The user scrolls it into view. */
  scrollIntoView(): void {
    this.#visible = true
    this.#seen()
  }

  /** The user clicks the banner, or a button of it. */
  click(buttonId: string | null = null): void {
    if (this.#banner === null || this.#banner.isControl) throw new Error(`the placement ${this.#placementId} shows nothing`)
    this.#braze.logBannerClick(this.#banner.placementId, buttonId)
  }

  /** The user dismisses it. Without a stable key it stays (B6). */
  dismiss(): void {
    const banner = this.#banner
    if (banner === null || banner.stableKey === null) return
    this.#braze.dismissBanner(banner.placementId)
    this.onDismissCallback?.({ placementId: banner.placementId, stableKey: banner.stableKey, trackingId: banner.trackingId })
  }

  detach(): void {
    this.#braze.removeSingleSubscription(this.#subscriber, BannersUpdatedEvent)
  }
}
