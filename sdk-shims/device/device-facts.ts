// What a device says of itself in the device object (mobile wire 3.4, web wire 3).

/** What the hardware and OS say about themselves; every field has a default per platform. */
export type DeviceFacts = {
  model: string
  brand: string
  carrier: string
  osVersion: string
  locale: string
  timeZone: string
  browser: string
  browserVersion: string
  userAgent: string
} & Advertising

/** What no SDK collects by itself: the app says it (setAdvertising). null takes it off the profile. */
export type Advertising = {
  /** iOS: the identifiers for advertiser and vendor. */
  idfa?: string | null
  idfv?: string | null
  /** Android */
  googleAdId?: string | null
  adTracking?: boolean
}
