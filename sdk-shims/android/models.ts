// Feature flags, banners and Content Cards as the Android SDK gives them (C7, C9, F4, B9).
import type { Banner as DeviceBanner, ContentCard as DeviceCard, FeatureFlag as DeviceFlag } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { Json, JsonObject } from '../device/wire-types.ts'
import type { CardType } from './enums.ts'
import { TypedProperties } from './typed-values.ts'

export class FeatureFlag extends TypedProperties {
  readonly id: string
  readonly enabled: boolean

  constructor(device: Device, { id, enabled, properties }: DeviceFlag) {
    super(device, properties)
    this.id = id
    this.enabled = enabled
  }
}

export class Banner extends TypedProperties {
  readonly id: string
  readonly trackingId: string
  readonly placementId: string
  readonly html: string
  readonly isControl: boolean
  readonly isTestSend: boolean
  /** Unix seconds; -1 = never. */
  readonly expirationTimestampSeconds: number
  readonly stableKey: string | null

  constructor(device: Device, banner: DeviceBanner) {
    super(device, banner.properties)
    this.id = banner.id
    this.trackingId = banner.id
    this.placementId = banner.placementId
    this.html = banner.html
    this.isControl = banner.isControl
    this.isTestSend = banner.isTest
    this.expirationTimestampSeconds = banner.expiresAt === undefined ? -1 : Math.floor(banner.expiresAt / 1000)
    this.stableKey = banner.stableKey ?? null
  }
}

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A card as it was when it was read; what is logged of it changes the kept one. */
export class Card {
  readonly #device: Device
  readonly #data: JsonObject
  readonly id: string
  readonly cardType: CardType
  readonly title: string | null
  readonly description: string | null
  readonly url: string | null
  readonly domain: string | null
  readonly imageUrl: string | null
  readonly altImageText: string | null
  readonly language: string | null
  readonly aspectRatio: number | null
  /** Unix seconds; -1 = never. */
  readonly created: number
  readonly expiresAt: number
  readonly isPinned: boolean
  readonly isDismissibleByUser: boolean
  readonly isControl: boolean
  readonly isTest: boolean
  readonly openUriInWebView: boolean
  readonly extras: JsonObject
  viewed: boolean
  isClicked: boolean
  #dismissed = false

  constructor(device: Device, card: DeviceCard) {
    const { data } = card
    this.#device = device
    this.#data = data
    this.id = card.id
    this.cardType = card.kind as CardType
    this.title = text(data['tt'])
    this.description = text(data['ds'])
    this.url = text(data['u'])
    this.domain = text(data['dm'])
    this.imageUrl = text(data['i'])
    this.altImageText = text(data['image_alt'])
    this.language = text(data['language'])
    this.aspectRatio = typeof data['ar'] === 'number' ? data['ar'] : null
    this.created = typeof data['ca'] === 'number' ? data['ca'] : 0
    this.expiresAt = typeof data['ea'] === 'number' ? data['ea'] : -1
    this.isPinned = card.pinned
    this.isDismissibleByUser = card.dismissible
    this.isControl = card.isControl
    this.isTest = card.isTest
    this.openUriInWebView = data['uw'] === true
    this.extras = isObject(data['e']) ? structuredClone(data['e']) : {}
    this.viewed = card.viewed
    this.isClicked = card.clicked
  }

  /** As often as it is called (C10). */
  logImpression(): boolean {
    this.viewed = true
    return this.#device.logContentCardImpressions([this.id])
  }

  logClick(): boolean {
    this.isClicked = true
    return this.#device.logContentCardClick(this.id)
  }

  get isDismissed(): boolean {
    return this.#dismissed
  }

  /** Setting it dismisses the card, where the user may (C7); there is no way back. */
  set isDismissed(dismissed: boolean) {
    if (!dismissed || this.#dismissed || !this.isDismissibleByUser) return
    this.#dismissed = true
    this.#device.logContentCardDismissal(this.id)
  }

  forJsonPut(): JsonObject {
    return structuredClone(this.#data)
  }
}
