// BrazeBannerUI.BannerUIView without a screen: what it shows, how high it is, what it logs by itself (B4, B5, B6, B12). docs: braze-swift-sdk, BannerUIView.swift
import type { BrazeBannerPlacement, RemovalReason } from './banner-placements.ts'
import type { Banner, BannerDismissalEvent } from './banners.ts'
import type { Braze } from './braze.ts'
import type { Result } from './results.ts'

/** docs: braze-swift-sdk, BannerContentUpdates */
export type ContentUpdates = { height: number | undefined }

export type BannerUIViewOptions = {
  placementId: string
  braze: Braze
  /** Told of the height whenever the content changes: 0 where there is nothing to show. */
  processContentUpdates?: (result: Result<ContentUpdates>) => void
  onDismiss?: (event: BannerDismissalEvent) => void
  /** Height that the HTML takes, in points. Default 60. */
  contentHeight?: number
  /** Where it stands on the screen. Default true. */
  visible?: boolean
}

const CONTENT_HEIGHT = 60

/** A view of one placement. `remove()` takes it off the screen. */
export class BannerUIView implements BrazeBannerPlacement {
  readonly placementId: string
  banner: Banner | undefined = undefined
  height: number = 0
  onDismiss: ((event: BannerDismissalEvent) => void) | undefined
  readonly #options: BannerUIViewOptions
  #visible: boolean

  constructor(options: BannerUIViewOptions) {
    this.placementId = options.placementId
    this.#options = options
    this.#visible = options.visible !== false
    this.onDismiss = options.onDismiss
    options.braze.banners.registerView(this)
  }

  /** Called by the SDK. */
  render(banner: Banner): void {
    this.banner = banner
    this.#grow(banner.isControl ? 0 : (this.#options.contentHeight ?? CONTENT_HEIGHT))
    if (this.#visible) banner.context.logImpression()
  }

  /** Called by the SDK. */
  removeBannerContent(_reason: RemovalReason): void {
    this.banner = undefined
    this.#grow(0)
  }

  #grow(height: number): void {
    this.height = height
    this.#options.processContentUpdates?.({ success: { height } })
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
    this.#options.braze.banners.removeView(this)
  }
}

export const BrazeBannerUI: { BannerUIView: typeof BannerUIView } = { BannerUIView }
