// braze.banners (B1-B12): asked for by placement, told of, and what a UI of the app's own logs.
import type { Banner as DeviceBanner } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { Cancellable } from './observers.ts'
import { createObservers } from './observers.ts'
import { resultOf } from './results.ts'
import type { Result } from './results.ts'
import { createTypedValues } from './typed-values.ts'
import type { TypedValues } from './typed-values.ts'

/** docs: braze-swift-sdk changelog 15.0.0 */
export type BannerDismissalEvent = { placementId: string; trackingId: string; stableKey: string | undefined }

export class BannerContext {
  readonly #device: Device
  readonly #placementId: string
  readonly #dismiss: () => void

  constructor(device: Device, placementId: string, dismiss: () => void) {
    this.#device = device
    this.#placementId = placementId
    this.#dismiss = dismiss
  }

  /** Once a session and banner (B4). */
  logImpression(): void { this.#device.logBannerImpressions([this.#placementId]) }
  logClick(buttonId?: string): void { this.#device.logBannerClick(this.#placementId, buttonId) }
  dismiss(): void { this.#dismiss() }
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

  constructor(device: Device, banner: DeviceBanner, dismiss: (banner: Banner) => void) {
    this.trackingId = banner.id
    this.placementId = banner.placementId
    this.html = banner.html
    this.isControl = banner.isControl
    this.isTestSend = banner.isTest
    this.expiresAt = banner.expiresAt === undefined ? -1 : Math.floor(banner.expiresAt / 1000)
    this.properties = structuredClone(banner.properties)
    this.stableKey = banner.stableKey
    this.context = new BannerContext(device, banner.placementId, () => dismiss(this))
    this.#values = createTypedValues(device, this.properties)
  }

  stringProperty(key: string): string | undefined { return this.#values.string(key) }
  numberProperty(key: string): number | undefined { return this.#values.number(key) }
  booleanProperty(key: string): boolean | undefined { return this.#values.boolean(key) }
  imageProperty(key: string): string | undefined { return this.#values.image(key) }
  /** In ms. */
  timestampProperty(key: string): number | undefined { return this.#values.timestamp(key) }
  jsonProperty(key: string): JsonObject | undefined { return this.#values.json(key) }
}

export class Banners {
  readonly #device: Device
  readonly #dismissals = createObservers<BannerDismissalEvent>()

  constructor(device: Device) {
    this.#device = device
  }

  #current(): Record<string, Banner> {
    const all = Object.values(this.#device.getAllBanners()).filter((one) => one !== null)
    return Object.fromEntries(all.map((one) => [one.placementId, new Banner(this.#device, one, (banner) => this.#dismiss(banner))]))
  }

  #dismiss({ placementId, trackingId, stableKey }: Banner): void {
    if (this.#device.dismissBanner(placementId)) this.#dismissals.tell({ placementId, trackingId, stableKey })
  }

  /** Asks for the banners of these placements; sessions to come ask for the same ones (B1). */
  requestBannersRefresh(placementIds: string[], completion?: (result: Result<Record<string, Banner>>) => void): void {
    this.#device.requestBannersRefresh(placementIds, (ok) => completion?.(resultOf(ok, this.#device.state().sdkEnabled, () => this.#current())))
  }

  /** From what is kept, whatever the limiter says (B10). */
  getBanner(placementId: string, completion: (banner: Banner | undefined) => void): void {
    queueMicrotask(() => completion(this.#current()[placementId]))
  }

  /** Calls `update` after every good sync, and at once when one ended in this session (B11). */
  subscribeToUpdates(update: (banners: Record<string, Banner>) => void): Cancellable {
    return { cancel: this.#device.subscribe('banners', () => update(this.#current())) }
  }

  /** For banner views: which banner was dismissed, by whatever way. */
  onDismissal(placementId: string, heard: (event: BannerDismissalEvent) => void): Cancellable {
    return this.#dismissals.add((event) => { if (event.placementId === placementId) heard(event) })
  }
}
