// BrazeConfig and its Builder: what an app tells the SDK at run time, with the SDK's own defaults. docs: braze-android-sdk, droidboy braze.xml, changelog
import type { DeviceOptions } from '../device/device-types.ts'

/** Words of the device object that an allow list may name. docs: com.braze.enums.DeviceKey */
export type DeviceKey =
  | 'ANDROID_VERSION' | 'CARRIER' | 'BRAND' | 'MODEL' | 'LOCALE' | 'TIMEZONE' | 'NOTIFICATIONS_ENABLED' | 'IS_BACKGROUND_RESTRICTED' | 'GOOGLE_ADVERTISING_ID' | 'AD_TRACKING_ENABLED'
const MEMBERS: Record<DeviceKey, string> = {
  ANDROID_VERSION: 'os_version', CARRIER: 'carrier', BRAND: 'brand', MODEL: 'model', LOCALE: 'locale', TIMEZONE: 'time_zone', NOTIFICATIONS_ENABLED: 'remote_notification_enabled',
  IS_BACKGROUND_RESTRICTED: 'is_background_restricted', GOOGLE_ADVERTISING_ID: 'google_ad_id', AD_TRACKING_ENABLED: 'ad_tracking_enabled',
}

type Values = {
  apiKey: string | undefined
  customEndpoint: string | undefined
  sessionTimeout: number
  isSessionStartBasedTimeoutEnabled: boolean
  triggerActionMinimumTimeIntervalSeconds: number
  isSdkAuthenticationEnabled: boolean
  badNetworkDataFlushInterval: number
  goodNetworkDataFlushInterval: number
  greatNetworkDataFlushInterval: number
  isFirebaseCloudMessagingRegistrationEnabled: boolean
  firebaseCloudMessagingSenderIdKey: string | undefined
  /** Undefined: as isFirebaseCloudMessagingRegistrationEnabled. */
  isFirebaseMessagingServiceOnNewTokenRegistrationEnabled: boolean | undefined
  handlePushDeepLinksAutomatically: boolean
  isInAppMessageTestPushEagerDisplayEnabled: boolean
  isAutomaticLocationCollectionEnabled: boolean
  /** Undefined: as location collection. */
  geofencesEnabled: boolean | undefined
  isAutomaticGeofenceRequestsEnabled: boolean
  shouldPersistWebViewWhenBackgroundingApp: boolean
  optInWhenPushAuthorized: boolean
  deviceObjectAllowlistEnabled: boolean
  deviceObjectAllowlist: DeviceKey[]
  sdkFlavor: string | undefined
  sdkMetadata: string[]
  /** What only a screen shows. */
  looks: Record<string, unknown>
}

const DEFAULTS: Values = {
  apiKey: undefined, customEndpoint: undefined, sessionTimeout: 10, isSessionStartBasedTimeoutEnabled: false, triggerActionMinimumTimeIntervalSeconds: 30,
  isSdkAuthenticationEnabled: false, badNetworkDataFlushInterval: 60, goodNetworkDataFlushInterval: 30, greatNetworkDataFlushInterval: 10,
  isFirebaseCloudMessagingRegistrationEnabled: false, firebaseCloudMessagingSenderIdKey: undefined, isFirebaseMessagingServiceOnNewTokenRegistrationEnabled: undefined,
  handlePushDeepLinksAutomatically: false, isInAppMessageTestPushEagerDisplayEnabled: true, isAutomaticLocationCollectionEnabled: false, geofencesEnabled: undefined,
  isAutomaticGeofenceRequestsEnabled: true, shouldPersistWebViewWhenBackgroundingApp: true,
  optInWhenPushAuthorized: true, deviceObjectAllowlistEnabled: false, deviceObjectAllowlist: [], sdkFlavor: undefined, sdkMetadata: [], looks: {},
}

class Builder {
  readonly #values: Values = structuredClone(DEFAULTS)

  #set<K extends keyof Values>(key: K, value: Values[K]): this {
    this.#values[key] = value
    return this
  }

  setApiKey(key: string): this { return this.#set('apiKey', key) }
  /** Host, or scheme and host. */
  setCustomEndpoint(endpoint: string): this { return this.#set('customEndpoint', endpoint) }
  /** In seconds. */
  setSessionTimeout(seconds: number): this { return this.#set('sessionTimeout', seconds) }
  /** True: the timeout runs from the start of the session (S6). */
  setIsSessionStartBasedTimeoutEnabled(enabled: boolean): this { return this.#set('isSessionStartBasedTimeoutEnabled', enabled) }
  setTriggerActionMinimumTimeIntervalSeconds(seconds: number): this { return this.#set('triggerActionMinimumTimeIntervalSeconds', seconds) }
  setIsSdkAuthenticationEnabled(enabled: boolean): this { return this.#set('isSdkAuthenticationEnabled', enabled) }
  setBadNetworkDataFlushInterval(seconds: number): this { return this.#set('badNetworkDataFlushInterval', seconds) }
  setGoodNetworkDataFlushInterval(seconds: number): this { return this.#set('goodNetworkDataFlushInterval', seconds) }
  setGreatNetworkDataFlushInterval(seconds: number): this { return this.#set('greatNetworkDataFlushInterval', seconds) }
  /** The SDK fetches the token itself when it starts. */
  setIsFirebaseCloudMessagingRegistrationEnabled(enabled: boolean): this { return this.#set('isFirebaseCloudMessagingRegistrationEnabled', enabled) }
  setFirebaseCloudMessagingSenderIdKey(id: string): this { return this.#set('firebaseCloudMessagingSenderIdKey', id) }
  /** Takes tokens that FirebaseMessagingService.onNewToken() brings. Default: as FCM registration. */
  setIsFirebaseMessagingServiceOnNewTokenRegistrationEnabled(enabled: boolean): this { return this.#set('isFirebaseMessagingServiceOnNewTokenRegistrationEnabled', enabled) }
  /** A tap on a push opens the app and its link. Default false: only the open is counted. */
  setHandlePushDeepLinksAutomatically(enabled: boolean): this { return this.#set('handlePushDeepLinksAutomatically', enabled) }
  setInAppMessageTestPushEagerDisplayEnabled(enabled: boolean): this { return this.#set('isInAppMessageTestPushEagerDisplayEnabled', enabled) }
  setIsAutomaticLocationCollectionEnabled(enabled: boolean): this { return this.#set('isAutomaticLocationCollectionEnabled', enabled) }
  /** Default: as location collection. */
  setGeofencesEnabled(enabled: boolean): this { return this.#set('geofencesEnabled', enabled) }
  /** False: geofences come when the app calls requestGeofences(). docs: developer_guide/geofences */
  setAutomaticGeofenceRequestsEnabled(enabled: boolean): this { return this.#set('isAutomaticGeofenceRequestsEnabled', enabled) }
  /** False: a message leaves the screen with its activity's onPause, and comes back with the next onResume. docs: changelog 35.0.0 */
  setShouldPersistWebViewWhenBackgroundingApp(enabled: boolean): this { return this.#set('shouldPersistWebViewWhenBackgroundingApp', enabled) }
  setOptInWhenPushAuthorized(enabled: boolean): this { return this.#set('optInWhenPushAuthorized', enabled) }
  setDeviceObjectAllowlistEnabled(enabled: boolean): this { return this.#set('deviceObjectAllowlistEnabled', enabled) }
  setDeviceObjectAllowlist(keys: Iterable<DeviceKey>): this { return this.#set('deviceObjectAllowlist', [...keys]) }
  /** As on the wire. */
  setSdkFlavor(flavor: string): this { return this.#set('sdkFlavor', flavor) }
  setSdkMetadata(metadata: Iterable<string>): this { return this.#set('sdkMetadata', [...metadata]) }

  #look(key: string, value: unknown): this {
    this.#values.looks[key] = value
    return this
  }
  // How things look on a screen: kept, and nothing here depends on them. docs: braze-android-sdk, droidboy and changelog
  setSmallNotificationIcon(name: string): this { return this.#look('smallNotificationIcon', name) }
  setLargeNotificationIcon(name: string): this { return this.#look('largeNotificationIcon', name) }
  setDefaultNotificationAccentColor(colour: number): this { return this.#look('defaultNotificationAccentColor', colour) }
  setDefaultNotificationChannelName(name: string): this { return this.#look('defaultNotificationChannelName', name) }
  setDefaultNotificationChannelDescription(text: string): this { return this.#look('defaultNotificationChannelDescription', text) }
  setPushDeepLinkBackStackActivityEnabled(enabled: boolean): this { return this.#look('pushDeepLinkBackStackActivityEnabled', enabled) }
  setPushDeepLinkBackStackActivityClass(activity: unknown): this { return this.#look('pushDeepLinkBackStackActivityClass', activity) }
  setDoesPushStoryDismissOnClick(dismisses: boolean): this { return this.#look('doesPushStoryDismissOnClick', dismisses) }
  setIsHtmlInAppMessageApplyWindowInsetsEnabled(enabled: boolean): this { return this.#look('isHtmlInAppMessageApplyWindowInsetsEnabled', enabled) }
  setIsHtmlInAppMessageHtmlLinkTargetEnabled(enabled: boolean): this { return this.#look('isHtmlInAppMessageHtmlLinkTargetEnabled', enabled) }
  setIsTouchModeRequiredForHtmlInAppMessages(required: boolean): this { return this.#look('isTouchModeRequiredForHtmlInAppMessages', required) }
  setShouldAddStatusBarPaddingToInAppMessages(enabled: boolean): this { return this.#look('shouldAddStatusBarPaddingToInAppMessages', enabled) }
  setShouldUseWindowFlagSecureInActivities(enabled: boolean): this { return this.#look('shouldUseWindowFlagSecureInActivities', enabled) }

  build(): BrazeConfig {
    return new BrazeConfig(this.#values)
  }
}

export class BrazeConfig {
  static readonly Builder: typeof Builder = Builder
  readonly values: Readonly<Values>

  constructor(values: Values) {
    const { looks, ...rest } = values
    // What looks name may be classes
    this.values = Object.freeze({ ...structuredClone(rest), looks: { ...looks } })
  }
}

export type NetworkQuality = 'bad' | 'good' | 'great'

/** What the device core makes of it. */
export const deviceOptionsOf = ({ values }: BrazeConfig, network: NetworkQuality): Partial<DeviceOptions> => ({
  sessionTimeoutInSeconds: values.sessionTimeout, sessionTimeoutFrom: values.isSessionStartBasedTimeoutEnabled ? 'start' : 'background',
  flushIntervalSeconds: values[`${network}NetworkDataFlushInterval`], enableSdkAuthentication: values.isSdkAuthenticationEnabled,
  minimumIntervalBetweenTriggerActionsInSeconds: values.triggerActionMinimumTimeIntervalSeconds, automaticallyShowInAppMessages: false,
  optInWhenPushAuthorized: values.optInWhenPushAuthorized, registerPushAtLaunch: values.isFirebaseCloudMessagingRegistrationEnabled,
  eagerTestDisplay: values.isInAppMessageTestPushEagerDisplayEnabled, enableLocationCollection: values.isAutomaticLocationCollectionEnabled,
  enableGeofences: values.geofencesEnabled ?? values.isAutomaticLocationCollectionEnabled, automaticGeofenceRequests: values.isAutomaticGeofenceRequestsEnabled, sdkMetadata: [...values.sdkMetadata],
  withheld: values.deviceObjectAllowlistEnabled ? Object.entries(MEMBERS).flatMap(([key, member]) => (values.deviceObjectAllowlist.includes(key as DeviceKey) ? [] : [member])) : [],
  ...(values.sdkFlavor === undefined ? {} : { sdkFlavor: values.sdkFlavor }),
})
