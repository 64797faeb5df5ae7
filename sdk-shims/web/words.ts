// Words of the SDK that stand for something on the wire: how it was installed, and what it may tell of the browser (web wire 3).

/** How the SDK came into the page; see addSdkMetadata(). */
export class BrazeSdkMetadata {
  static readonly GOOGLE_TAG_MANAGER: string = 'gg'
  static readonly MPARTICLE: string = 'mp'
  static readonly SEGMENT: string = 'sg'
  static readonly TEALIUM: string = 'tl'
  static readonly NPM: string = 'npm'
  static readonly CDN: string = 'wcd'
  static readonly SHOPIFY: string = 'shp'
  static readonly MANUAL: string = 'manu'
}

/** What `devicePropertyAllowlist` chooses from; without that option all of it is sent. */
export class DeviceProperties {
  static readonly BROWSER: string = 'browser'
  static readonly BROWSER_VERSION: string = 'browserVersion'
  /** Name of the operating system. */
  static readonly OS: string = 'os'
  /** Size of the screen; this version never sends it. */
  static readonly RESOLUTION: string = 'resolution'
  static readonly LANGUAGE: string = 'language'
  static readonly TIME_ZONE: string = 'timeZone'
  static readonly USER_AGENT: string = 'userAgent'
}
