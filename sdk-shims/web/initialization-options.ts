// The options of initialize(): their types, and what of them reaches the device. Defaults: typings of web SDK 6.13.0
import type { DeviceFacts, DeviceOptions } from '../device/device-types.ts'
import { browser } from './browser.ts'
import { complain, warn } from './logger.ts'
import { DeviceProperties } from './words.ts'

/** Options of initialize(). Those about looks, cookies and service workers are taken and have no effect: there is no page. */
export type InitializationOptions = {
  /** Default false: a browser that names itself a crawler is ignored. */
  allowCrawlerActivity?: boolean
  /** Default false: HTML messages, script links and Banners are refused. */
  allowUserSuppliedJavascript?: boolean
  /** Sent with every request. */
  appVersion?: string
  /** Four numbers, as in 1.2.3.4; goes with `appVersion`. */
  appVersionNumber?: string
  /** The server. A host without scheme is asked by https; a bare host gets /api/v3 put behind it. */
  baseUrl: string
  contentSecurityNonce?: string
  conversationalChatZIndex?: number
  /** What may be told of the browser; see DeviceProperties. Default all, [] nothing. */
  devicePropertyAllowlist?: string[]
  /** Default false: a token is sent again with each session. */
  disablePushTokenMaintenance?: boolean
  doNotLoadFontAwesome?: boolean
  /** Default false. */
  enableLogging?: boolean
  /** Default false: signatures are not sent. */
  enableSdkAuthentication?: boolean
  inAppMessageZIndex?: number
  localization?: string
  manageServiceWorkerExternally?: boolean
  /** Default 30. */
  minimumIntervalBetweenTriggerActionsInSeconds?: number
  cookieExpiryInDays?: number
  noCookies?: boolean
  openInAppMessagesInNewTab?: boolean
  openCardsInNewTab?: boolean
  requireExplicitInAppMessageDismissal?: boolean
  safariWebsitePushId?: string
  serviceWorkerLocation?: string
  /** Default 1800; at least 10 unless the server says otherwise. */
  sessionTimeoutInSeconds?: number
  /** Default: one of the browser's own, made at the first start. */
  deviceId?: string
  serviceWorkerScope?: string
}

const KNOWN: Record<keyof InitializationOptions, true> = {
  allowCrawlerActivity: true, allowUserSuppliedJavascript: true, appVersion: true, appVersionNumber: true, baseUrl: true,
  contentSecurityNonce: true, conversationalChatZIndex: true, devicePropertyAllowlist: true, disablePushTokenMaintenance: true,
  doNotLoadFontAwesome: true, enableLogging: true, enableSdkAuthentication: true, inAppMessageZIndex: true, localization: true,
  manageServiceWorkerExternally: true, minimumIntervalBetweenTriggerActionsInSeconds: true, cookieExpiryInDays: true, noCookies: true,
  openInAppMessagesInNewTab: true, openCardsInNewTab: true, requireExplicitInAppMessageDismissal: true, safariWebsitePushId: true,
  serviceWorkerLocation: true, sessionTimeoutInSeconds: true, deviceId: true, serviceWorkerScope: true,
}

/** Which fact of the device each property is; the screen's size is none. */
const FACTS: Record<string, keyof DeviceFacts | undefined> = {
  [DeviceProperties.BROWSER]: 'browser', [DeviceProperties.BROWSER_VERSION]: 'browserVersion', [DeviceProperties.OS]: 'osVersion',
  [DeviceProperties.RESOLUTION]: undefined, [DeviceProperties.LANGUAGE]: 'locale', [DeviceProperties.TIME_ZONE]: 'timeZone',
  [DeviceProperties.USER_AGENT]: 'userAgent',
}

/** The facts that the page lets the SDK tell; those kept back are undefined, so that they leave the request. */
const toldFacts = (allowlist: unknown): Partial<DeviceFacts> => {
  const facts: Partial<DeviceFacts> = { ...browser().options.facts }
  if (!Array.isArray(allowlist)) return facts
  if (allowlist.some((one) => !Object.hasOwn(FACTS, String(one)))) complain('devicePropertyAllowlist holds a word that is no device property.')
  for (const [word, fact] of Object.entries(FACTS)) if (fact !== undefined && !allowlist.includes(word)) facts[fact] = undefined
  return facts
}

/** Says of the options that the SDK does not know. */
export const checkNames = (options: object): void => {
  for (const name of Object.keys(options)) if (!Object.hasOwn(KNOWN, name)) warn(`there is no initialization option "${name}"; it is ignored.`)
}

const CRAWLER = /bot|crawl|spider|slurp|headless.?preview/i

/** Whether the browser's own name is that of a crawler. */
export const isCrawler = (): boolean => CRAWLER.test(browser().options.facts?.userAgent ?? '')

/** The page's options as the device takes them. What is not given is undefined: it undoes what an earlier start gave. */
export const deviceOptions = (options: InitializationOptions): Partial<DeviceOptions> => ({
  // An empty one is none. observed: web SDK 6.13.0
  deviceIdOfPage: options.deviceId || undefined,
  sdkMetadata: [BRAZE_INSTALLED_BY],
  appVersion: options.appVersion,
  appVersionCode: options.appVersionNumber,
  device: toldFacts(options.devicePropertyAllowlist),
  sessionTimeoutInSeconds: options.sessionTimeoutInSeconds,
  disablePushTokenMaintenance: options.disablePushTokenMaintenance,
  enableSdkAuthentication: options.enableSdkAuthentication,
  minimumIntervalBetweenTriggerActionsInSeconds: options.minimumIntervalBetweenTriggerActionsInSeconds,
  allowUserSuppliedJavascript: options.allowUserSuppliedJavascript,
  // The page shows messages; the device would only do it on its own
  automaticallyShowInAppMessages: false,
  // Cards and banners are asked for by themselves once the page has subscribed. observed: web SDK 6.13.0
  subscribesByItself: false,
})

const BRAZE_INSTALLED_BY = 'npm'
