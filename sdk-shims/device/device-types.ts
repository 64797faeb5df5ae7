// The device's front: options, verbs and the state that tests may look at (V).
import type {
  Banner, Banners, ContentCard, EventStream, FeatureFlag, Geofence, GeofenceTransition, InAppMessage, InAppMessageDecision,
  Listener, LocationPermission, NoticeName, PropertyType,
} from './content-types.ts'
import type { Advertising, DeviceFacts } from './device-facts.ts'
import type { PushRecord } from './notifications.ts'
import type { Notification } from './push-reading.ts'
import type { DeviceClock } from './virtual-clock.ts'
import type { AppObject, AppValue, AuthError, CallRecord, Json, JsonObject, Platform, PushPermission, PushToken, Transport, WireAttributes, WireEvent } from './wire-types.ts'

export type { Advertising, DeviceFacts } from './device-facts.ts'

export type DeviceOptions = {
  platform: Platform
  apiKey: string
  transport: Transport
  clock: DeviceClock
  /** Seeds ids and back-off; default: platform and the ordinal of this device on its clock. */
  seed?: string | number
  /** Of this installation; wipeData and reinstall bring another one. */
  deviceId?: string
  /** Web: the id that the page itself gives, at each start of the SDK. */
  deviceIdOfPage?: string
  sdkVersion?: string
  sdkMetadata?: string[]
  sdkFlavor?: string
  appVersion?: string
  appVersionCode?: string
  model?: string
  device?: Partial<DeviceFacts>
  /** Members of the device object that are not told. Default: none. */
  withheld?: string[]
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
  /** M5: default 30. */
  minimumIntervalBetweenTriggerActionsInSeconds?: number
  /** M17: default true: this app shows what is triggered. False: it has only its subscribers. */
  automaticallyShowInAppMessages?: boolean
  /** Web: default true: this app subscribed to cards and banners, so each session asks for them. False: once it does. */
  subscribesByItself?: boolean
  /** Web: HTML messages that are not trusted, script links and banners need it. Default false, as in the SDK. */
  allowUserSuppliedJavascript?: boolean
  /** P19: Android only; default true: a test message push opens at once in an app that is in front. */
  eagerTestDisplay?: boolean
  /** G1: default false: one `lr` per session start where the OS knows a place and lets the app know it. */
  enableLocationCollection?: boolean
  /** G2: default: as enableLocationCollection. iOS and Android only. */
  enableGeofences?: boolean
  /** G2: default true: fences are asked for with each session. False: when the app or a push says so. */
  automaticGeofenceRequests?: boolean
  /** G3, iOS: fences with When-In-Use only. Default false. */
  allowBackgroundGeofenceUpdates?: boolean
  /** Web wire 10: opens the real-time channel; without it the device has none. */
  eventStream?: EventStream
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
  /** The whole registration: on web with its keys. */
  pushSubscription: PushToken | undefined
  pushPermission: PushPermission
  configTime: number
  config: JsonObject | undefined
  triggers: JsonObject[]
  /** The feed as `contentCards()` gives it, in the wire's words. */
  contentCards: JsonObject[]
  featureFlags: JsonObject[]
  banners: Banners
  authErrors: AuthError[]
  /** On screen now, oldest first. */
  shownMessages: InAppMessage[]
  /** M14: waiting for the next opportunity; the last one comes first. */
  messageStack: InAppMessage[]
  /** When each trigger last showed a message, in ms (M9), and when any did (M5). */
  triggersShownAt: Record<string, number>
  lastTriggerAt: number | undefined
  orientation: 'portrait' | 'landscape' | undefined
  pendingDismissals: { banner_id: string; dismissal_time: number; stable_key: string }[]
  geofences: Geofence[]
  insideGeofences: string[]
  geofenceTransitions: GeofenceTransition[]
  location: { latitude: number; longitude: number } | undefined
  locationPermission: LocationPermission
  /** The real-time channel: its stream is open. */
  realTimeConnected: boolean
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
  /** Web: the page ends its SDK and starts it again; what is under way goes on. Else as initialize(). */
  restartPage(): void
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
  upgradeApp(version: string | undefined, versionCode?: string | null): void
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
  /** Fields as they stand on the wire, for those without a verb of their own (native_line_id, a dob of null). */
  setAttributes(fields: WireAttributes): boolean
  /** Of the device, not of the user: it goes with the device object of the next request, until wipeData. */
  setAdvertising(said: Advertising): boolean
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

  /** The user says yes and the push service gives a token: `token`, else the one at hand, else a new one. */
  allowPush(token?: string): boolean
  /** The OS's answer without any token: 'provisional' is iOS's quiet permission, which is no opting in. */
  setPushPermission(permission: PushPermission): boolean
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
  /** Android: the user taps a page of a push story, named by its id or number (P16). */
  tapPushPage(page: number | string, notification?: Notification): void
  /** Swiped away: nothing is sent (P11). */
  dismissPush(notification?: Notification): void
  logPushOpened(campaign: string): boolean
  logPushAction(campaign: string, action: string): boolean

  /** Calls `listener` for each notice; what it is told at once: C13, B11, F7. Returns a function that ends it. */
  subscribe<K extends NoticeName>(what: K, listener: Listener<K>): () => void
  /** The web SDK's way to say that it shows messages itself (M17). */
  automaticallyShowInAppMessages(): void
  /** M14: asked before each message is shown; none = DISPLAY_NOW. */
  setInAppMessageHook(hook: ((message: InAppMessage) => InAppMessageDecision) | undefined): void
  /** A message of the app's own making, to be shown like a triggered one. */
  makeInAppMessage(data: JsonObject): InAppMessage
  /** Shows one message now; a control message only logs. False when it may not be shown. */
  showInAppMessage(message: InAppMessage): boolean
  /** M14: shows the top of the stack when nothing is on screen. */
  displayNextInAppMessage(): boolean
  /** Web: puts a message off; it is forgotten with the next trigger list. */
  deferInAppMessage(message: InAppMessage): boolean
  getDeferredInAppMessage(): InAppMessage | undefined
  /** The user taps the body, a button (by id, text or number), a link or button of an HTML message; or closes it. Without `message`: the newest on screen. */
  clickInAppMessage(message?: InAppMessage): void
  clickInAppMessageButton(button: number | string, message?: InAppMessage): void
  clickInAppMessageHtml(buttonId?: string, message?: InAppMessage): void
  dismissInAppMessage(message?: InAppMessage): void
  /** What a UI of the app's own logs. False when it was not logged: no trigger id, or logged before. */
  logInAppMessageImpression(message: InAppMessage): boolean
  logInAppMessageClick(message: InAppMessage): boolean
  logInAppMessageButtonClick(message: InAppMessage, buttonId: number | string | undefined): boolean
  logInAppMessageHtmlClick(message: InAppMessage, buttonId?: string): boolean
  rotate(orientation: 'portrait' | 'landscape'): void

  /** Web: the page ends its SDK: what is queued leaves; nothing is asked for a session that began. */
  finishPage(done?: () => void, isActivity?: boolean): void
  /** `done(ok)`: whether this request ended well; false too when it was rate limited or switched off. */
  requestImmediateDataFlush(done?: (ok: boolean) => void): void
  requestContentCardsRefresh(done?: (ok: boolean) => void): void
  refreshFeatureFlags(done?: (ok: boolean) => void): void
  requestBannersRefresh(ids: string[], done?: (ok: boolean) => void): void

  /** The feed: live cards in its order, control cards included (C9). */
  contentCards(): ContentCard[]
  /** When the newest of them came from the server, in ms. */
  contentCardsUpdatedAt(): number | undefined
  unviewedContentCards(): number
  logContentCardImpressions(ids: string[]): boolean
  logContentCardClick(id: string): boolean
  logContentCardDismissal(id: string): boolean
  /** The default feed UI: refreshes when the last one is older than 60 s, logs one impression per card it shows (C1, C10). */
  openContentCardsFeed(): void
  closeContentCardsFeed(): void
  /** The user taps a card: logs the click and follows its link. */
  clickContentCard(id: string): void

  getBanner(placementId: string): Banner | null
  getAllBanners(): Banners
  logBannerImpressions(placementIds: string[]): boolean
  logBannerClick(placementId: string, buttonId?: string): boolean
  /** The banner at a placement; or one in hand, which another may have followed there (web). */
  dismissBanner(banner: string | Banner): boolean

  /** null: no such flag (F4). */
  getFeatureFlag(id: string): FeatureFlag | null
  getAllFeatureFlags(): FeatureFlag[]
  logFeatureFlagImpression(id: string): boolean
  /** A property of a flag or banner by its type; null for another type or an unknown key (F4, B9). */
  typedProperty(holder: { properties: JsonObject } | null, key: string, type: PropertyType): Json

  /** G2: refused after the first of a session. */
  requestGeofences(latitude: number, longitude: number): boolean
  setLocationPermission(permission: LocationPermission): void
  /** The user goes somewhere: fences are entered and left (G4), and the OS knows the place (G1). */
  moveTo(latitude: number, longitude: number): void
  /** The OS says so itself. */
  enterGeofence(id: string): boolean
  exitGeofence(id: string): boolean

  addSdkMetadata(tags: string[]): void
  goOffline(): void
  goOnline(): void
  setOutboundNetworkRequestsOffline(held: boolean): void

  idle(): Promise<void>
  readonly requests: CallRecord[]
  readonly pending: { events: WireEvent[]; attributes: WireAttributes[] }
  state(): DeviceState
}
