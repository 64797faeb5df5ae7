// braze.banners (B1-B12): asked for by placement, told of, and what a UI of the app's own logs.
import type { Banner as DeviceBanner } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import { createBannerPlacements } from './banner-placements.ts'
import type { BannerPlacements, BrazeBannerPlacement } from './banner-placements.ts'
import type { Braze } from './braze.ts'
import type { ClickAction } from './in-app-message.ts'
import { innerOf } from './inner.ts'
import type { Cancellable } from './observers.ts'
import { refreshing, resultOf } from './results.ts'
import type { Result } from './results.ts'
import { streamOf } from './streams.ts'
import { createTypedValues } from './typed-values.ts'
import type { TypedValues } from './typed-values.ts'

/** What is done with a banner: by whom it is shown, and by its context. */
type Acts = { dismiss(banner: Banner): void; follow(url: string, useWebView: boolean): void }

/** docs: braze-swift-sdk changelog 15.0.0 */
export type BannerDismissalEvent = { placementId: string; trackingId: string; stableKey: string | undefined }

export class BannerContext {
  readonly #device: Device
  readonly #placementId: string
  readonly #acts: Acts
  readonly #banner: Banner

  constructor(device: Device, banner: Banner, acts: Acts) {
    this.#device = device
    this.#placementId = banner.placementId
    this.#banner = banner
    this.#acts = acts
  }

  /** Once a session and banner (B4). */
  logImpression(): void { this.#device.logBannerImpressions([this.#placementId]) }
  logClick(buttonId?: string): void { this.#device.logBannerClick(this.#placementId, buttonId) }
  dismiss(): void { this.#acts.dismiss(this.#banner) }
  processClickAction({ url, useWebView }: ClickAction): void { if (url !== undefined) this.#acts.follow(url, useWebView) }
}

export class Banner {
  readonly trackingId: string
  readonly placementId: string
  readonly html: string
  readonly isControl: boolean
  readonly isTestSend: boolean
  /** Unix seconds; -1 = never. */
  readonly expiresAt: number
  readonly properties: JsonObject
  readonly stableKey: string | undefined
  readonly context: BannerContext
  readonly #values: TypedValues

  constructor(device: Device, banner: DeviceBanner, acts: Acts) {
    this.trackingId = banner.id
    this.placementId = banner.placementId
    this.html = banner.html
    this.isControl = banner.isControl
    this.isTestSend = banner.isTest
    this.expiresAt = banner.expiresAt === undefined ? -1 : Math.floor(banner.expiresAt / 1000)
    this.properties = structuredClone(banner.properties)
    this.stableKey = banner.stableKey
    this.context = new BannerContext(device, this, acts)
    this.#values = createTypedValues(device, this.properties)
  }

  /** The same as by the context. docs: braze-swift-sdk changelog 15.1.0 */
  logImpression(_using: Braze): void { this.context.logImpression() }
  logClick(buttonId: string | undefined, _using: Braze): void { this.context.logClick(buttonId) }
  dismiss(_using: Braze): void { this.context.dismiss() }

  stringProperty(key: string): string | undefined { return this.#values.string(key) }
  numberProperty(key: string): number | undefined { return this.#values.number(key) }
  booleanProperty(key: string): boolean | undefined { return this.#values.boolean(key) }
  imageProperty(key: string): string | undefined { return this.#values.image(key) }
  /** In ms. */
  timestampProperty(key: string): number | undefined { return this.#values.timestamp(key) }
  jsonProperty(key: string): JsonObject | undefined { return this.#values.json(key) }
  // The same by the names of the documentation. docs: developer_guide/banners/placements
  boolProperty(key: string): boolean | undefined { return this.booleanProperty(key) }
  jsonObjectProperty(key: string): JsonObject | undefined { return this.jsonProperty(key) }
}

export class Banners {
  readonly #device: Device
  readonly #placements: BannerPlacements
  readonly #acts: Acts

  constructor(braze: Braze, device: Device, follow: Acts['follow']) {
    this.#device = device
    this.#acts = { dismiss: (banner) => this.#dismiss(banner), follow }
    this.#placements = createBannerPlacements({
      clock: { now: () => innerOf(braze).phone.clock.now(), at: (due, run) => innerOf(braze).phone.clock.at(due, run) },
      current: (placementId) => this.#current()[placementId],
      follow: (changed) => this.subscribeToUpdates(changed),
    })
  }

  #current(): Record<string, Banner> {
    const all = Object.values(this.#device.getAllBanners()).filter((one) => one !== null)
    return Object.fromEntries(all.map((one) => [one.placementId, new Banner(this.#device, one, this.#acts)]))
  }

  #dismiss({ placementId, trackingId, stableKey }: Banner): void {
    this.#placements.dismissing({ placementId, trackingId, stableKey }, () => this.#device.dismissBanner(placementId))
  }

  /** Asks for the banners of these placements; sessions to come ask for the same ones (B1). Awaited it gives them, or throws. */
  requestBannersRefresh(placementIds: string[], completion?: (result: Result<Record<string, Banner>>) => void): Promise<Record<string, Banner>> {
    return refreshing((done) => this.#device.requestBannersRefresh(placementIds, (ok) => done(resultOf(ok, this.#device.state().sdkEnabled, () => this.#current()))), completion)
  }

  /** The same by the name of the documentation. */
  requestRefresh(placementIds: string[], completion?: (result: Result<Record<string, Banner>>) => void): Promise<Record<string, Banner>> {
    return this.requestBannersRefresh(placementIds, completion)
  }

  /** From what is kept, whatever the limiter says (B10). */
  getBanner(placementId: string, completion: (banner: Banner | undefined) => void): void {
    queueMicrotask(() => completion(this.#current()[placementId]))
  }

  /** Calls `update` after every good sync, and at once when one ended in this session (B11). */
  subscribeToUpdates(update: (banners: Record<string, Banner>) => void): Cancellable {
    return { cancel: this.#device.subscribe('banners', () => update(this.#current())) }
  }

  /** What subscribeToUpdates() tells. */
  get bannersStream(): AsyncIterable<Record<string, Banner>> { return streamOf((update) => this.subscribeToUpdates(update)) }

  /** A view of the app's own: it is given the banner of its placement now, and whenever that changes. */
  registerView(placement: BrazeBannerPlacement): void { this.#placements.register(placement) }
  /** Swift lets go of a view by itself. */
  removeView(placement: BrazeBannerPlacement): void { this.#placements.remove(placement) }
}
