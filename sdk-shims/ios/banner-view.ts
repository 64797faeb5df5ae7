// BrazeBannerUI.BannerUIView without a screen: what it shows, how high it is, what it logs by itself (B4, B5, B6, B12).
import type { Banner, BannerDismissalEvent } from './banners.ts'
import type { Braze } from './braze.ts'
import type { Cancellable } from './observers.ts'

/** docs: braze-swift-sdk, BannerContentUpdates */
export type ContentUpdates = { height: number | undefined }

export type BannerUIViewOptions = {
  placementId: string
  braze: Braze
  /** Told of the height whenever the content changes: 0 where there is nothing to show. */
  processContentUpdates?: (updates: ContentUpdates) => void
  onDismiss?: (event: BannerDismissalEvent) => void
  /** Height that the HTML takes, in points. Default 60. */
  contentHeight?: number
  /** Where it stands on the screen. Default true. */
  visible?: boolean
}

const CONTENT_HEIGHT = 60

/** A view of one placement. `remove()` takes it off the screen. */
export class BannerUIView {
  readonly placementId: string
  banner: Banner | undefined = undefined
  height: number = 0
  readonly #options: BannerUIViewOptions
  readonly #subscriptions: Cancellable[]
  #visible: boolean

  constructor(options: BannerUIViewOptions) {
    this.placementId = options.placementId
    this.#options = options
    this.#visible = options.visible !== false
    const { banners } = options.braze
    this.#subscriptions = [
      banners.subscribeToUpdates((all) => this.#render(all[this.placementId])),
      banners.onDismissal(this.placementId, (event) => options.onDismiss?.(event)),
    ]
    banners.getBanner(this.placementId, (banner) => { if (this.banner === undefined) this.#render(banner) })
  }

  #render(banner: Banner | undefined): void {
    this.banner = banner
    this.height = banner === undefined || banner.isControl ? 0 : (this.#options.contentHeight ?? CONTENT_HEIGHT)
    this.#options.processContentUpdates?.({ height: this.height })
    if (this.#visible) banner?.context.logImpression()
  }

  /** The user scrolls it into view. */
  scrollIntoView(): void {
    this.#visible = true
    this.banner?.context.logImpression()
  }

  /** The user clicks the banner, or a button of it. */
  click(buttonId?: string): void {
    if (this.banner === undefined || this.banner.isControl) throw new Error(`the placement ${this.placementId} shows nothing`)
    this.banner.context.logClick(buttonId)
  }

  /** The user dismisses it. */
  dismiss(): void {
    this.banner?.context.dismiss()
  }

  remove(): void {
    for (const one of this.#subscriptions) one.cancel()
  }
}

export const BrazeBannerUI: { BannerUIView: typeof BannerUIView } = { BannerUIView }
