// The device's front: options, verbs and the state that tests may look at (V).
import type { PushRecord } from './notifications.ts'
import type { Notification } from './push-reading.ts'
import type { DeviceClock } from './virtual-clock.ts'
import type { AppObject, AppValue, AuthError, CallRecord, JsonObject, Platform, PushPermission, Transport, WireAttributes, WireEvent } from './wire-types.ts'

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
}

export type DeviceOptions = {
  platform: Platform
  apiKey: string
  transport: Transport
  clock: DeviceClock
  /** Seeds ids and back-off; default: platform and the ordinal of this device on its clock. */
  seed?: string | number
  deviceId?: string
  sdkVersion?: string
  sdkMetadata?: string[]
  sdkFlavor?: string
  appVersion?: string
  appVersionCode?: string
  model?: string
  device?: Partial<DeviceFacts>
  /** S2: default web 1800 s, iOS and Android 10 s. */
  sessionTimeoutInSeconds?: number
  /** S6: what the timeout is measured from on iOS and Android; default 'background'. */
  sessionTimeoutFrom?: 'background' | 'start'
  /** N1: default 10 s. */
  flushIntervalSeconds?: number
  /** N4: 'manual' makes custom data wait for requestImmediateDataFlush(). */
  flushPolicy?: 'automatic' | 'manual'
  /** P6: default true. */
  optInWhenPushAuthorized?: boolean
  /** Web `disablePushTokenMaintenance`: no re-sending of the token at session start. */
  disablePushTokenMaintenance?: boolean
  /** P8: Android only: registers a token at the first launch, before any prompt. Default false, as in the SDK. */
  registerPushAtLaunch?: boolean
  /** A10: attach the JWT given to changeUser. Default false. */
  enableSdkAuthentication?: boolean
}

/** U19: `retriable` tells whether trying the same again may help. */
export type NetworkVerdict = { ok: true } | { ok: false; retriable: boolean; status?: number }

export type SubscriptionState = 'opted_in' | 'subscribed' | 'unsubscribed'

/** A copy of what the device knows; changing it changes nothing. */
export type DeviceState = {
  platform: Platform
  deviceId: string
  userId: string | undefined
  sessionId: string | undefined
  installed: boolean
  running: boolean
  foreground: boolean
  sdkEnabled: boolean
  offline: boolean
  requestsHeld: boolean
  pushToken: string | undefined
  pushPermission: PushPermission
  configTime: number
  config: JsonObject | undefined
  triggers: JsonObject[]
  contentCards: JsonObject[]
  featureFlags: JsonObject[]
  banners: JsonObject
  authErrors: AuthError[]
  /** What the user sees, oldest first. */
  notifications: Notification[]
  /** Every push that came, shown or not. */
  pushes: PushRecord[]
  /** Where taps led, in order. */
  openedLinks: string[]
  /** When the armed automatic flush or retry of /data/ is due, in ms (N1, N6). */
  nextFlushAt: number | undefined
}

/** App verbs return false when the SDK refuses the call (blocklist, bad value, disabled) and sends nothing. */
export type Device = {
  /** Starts the process and the SDK without a session: nothing is sent. */
  initialize(): void
  /** The app's normal start: initialize(), then foreground(), which opens a session. */
  launch(): void
  /** S12: the OS starts the process behind the user's back (silent push); no session. */
  launchInBackground(): void
  foreground(): void
  background(): void
  kill(): void
  openSession(): void
  closeSession(): void
  uninstall(): void
  reinstall(): void
  upgradeApp(version: string, versionCode?: string): void
  changeDevice(facts: Partial<DeviceFacts>): void

  changeUser(id: string, signature?: string): boolean
  setSdkAuthenticationSignature(signature: string): boolean
  addAlias(name: string, label: string): boolean
  wipeData(): void
  disableSDK(): void
  enableSDK(): void
  logout(): Promise<NetworkVerdict>

  logCustomEvent(name: string, props?: AppObject): boolean
  logPurchase(productId: string, price: number, currency?: string, quantity?: number, props?: AppObject): boolean
  logEvent(code: string, data: JsonObject): boolean
  setFirstName(value: string | null): boolean
  setLastName(value: string | null): boolean
  setEmail(value: string | null): boolean
  setGender(value: string | null): boolean
  setDateOfBirth(year: number, month: number, day: number): boolean
  setCountry(value: string | null): boolean
  setHomeCity(value: string | null): boolean
  setLanguage(value: string | null): boolean
  setPhoneNumber(value: string | null): boolean
  setEmailNotificationSubscriptionType(value: SubscriptionState): boolean
  setPushNotificationSubscriptionType(value: SubscriptionState): boolean
  setCustomUserAttribute(key: string, value: AppValue, merge?: boolean): boolean
  unsetCustomUserAttribute(key: string): boolean
  incrementCustomUserAttribute(key: string, by?: number): boolean
  addToCustomAttributeArray(key: string, value: string): boolean
  removeFromCustomAttributeArray(key: string, value: string): boolean
  setCustomLocationAttribute(key: string, latitude: number, longitude: number): boolean
  unsetCustomLocationAttribute(key: string): boolean
  setLastKnownLocation(latitude: number, longitude: number, accuracy?: number, altitude?: number, altitudeAccuracy?: number): boolean
  addToSubscriptionGroup(groupId: string): boolean
  removeFromSubscriptionGroup(groupId: string): boolean

  allowPush(token?: string): boolean
  denyPush(): void
  revokePushInSettings(): void
  restorePushInSettings(): void
  setPushToken(token: string): boolean
  unregisterPush(): Promise<NetworkVerdict>
  /** A push arrives: the request that its push service got (a message's `payload`), or that request's body. Never throws. */
  receivePush(payload: unknown): PushRecord
  /** The user taps a notification (the newest when none is named): P11. */
  tapPush(notification?: Notification): void
  /** The user taps a button, named by its id, its text or its number. */
  tapPushButton(button: string | number, notification?: Notification): void
  /** Swiped away: nothing is sent (P11). */
  dismissPush(notification?: Notification): void
  logPushOpened(campaign: string): boolean
  logPushAction(campaign: string, action: string): boolean

  requestImmediateDataFlush(): void
  requestContentCardsRefresh(): void
  refreshFeatureFlags(): void
  requestBannersRefresh(ids: string[]): void
  goOffline(): void
  goOnline(): void
  setOutboundNetworkRequestsOffline(held: boolean): void

  idle(): Promise<void>
  readonly requests: CallRecord[]
  readonly pending: { events: WireEvent[]; attributes: WireAttributes[] }
  state(): DeviceState
}
