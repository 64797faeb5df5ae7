// Braze: the SDK's singleton. The Context that the SDK's methods begin with is left out; there is one phone. docs: braze-android-sdk 43, com.braze.Braze
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import { BrazeUser } from './user.ts'
import { BrazeProperties } from './braze-properties.ts'
import { createBus } from './bus.ts'
import type { Bus, EventClass } from './bus.ts'
import type { BrazeConfig } from './config.ts'
import type { EcommerceEvent } from './ecommerce.ts'
import {
  BannersUpdatedEvent, BrazeNetworkFailureEvent, BrazePushEvent, BrazeSdkAuthenticationErrorEvent, BrazeUserChangeEvent, ContentCardsUpdatedEvent, FeatureFlagsUpdatedEvent,
  InAppMessageEvent, NoMatchingTriggerEvent, SdkDataWipeEvent, SessionStateChangedEvent,
} from './events.ts'
import type { IEventSubscriber } from './events.ts'
import { InAppMessage } from './in-app-message.ts'
import { Banner, Card, FeatureFlag } from './models.ts'
import { phone } from './phone.ts'
import type { Activity, AppProcess, IBrazeEndpointProvider } from './phone.ts'
import { notificationFactory, setNotificationFactory } from './push.ts'
import type { IBrazeNotificationFactory } from './push.ts'
import { startDevice } from './starting.ts'

/** Unregistering push, or logging out, did not end well. docs: changelog 43.0.0 */
export class BrazePushUnregistrationException extends Error {
  readonly isRetriable: boolean
  constructor(isRetriable: boolean) {
    super('the push token was not unregistered')
    this.name = 'BrazePushUnregistrationException'
    this.isRetriable = isRetriable
  }
}

const instances = new WeakMap<AppProcess, Braze>()

export class Braze {
  readonly #device: Device
  readonly #bus: Bus
  /** Opened the session last, and ever. */
  #activity: Activity | undefined
  readonly #opened = new WeakSet<Activity>()

  /** Use getInstance(). */
  constructor(device: Device, bus: Bus) {
    this.#device = device
    this.#bus = bus
  }

  /** False: the SDK runs already, with the configuration it has. It must be called again in each process. */
  static configure(config: BrazeConfig | null): boolean {
    const { process } = phone()
    if (process.device !== undefined && !process.stopped) return false
    process.config = config ?? undefined
    process.device = undefined
    process.stopped = false
    instances.delete(process)
    return true
  }

  /** The SDK of this process; the first call starts it. It opens no session. */
  static getInstance(): Braze {
    const { process } = phone()
    const found = instances.get(process)
    if (found !== undefined) return found
    const bus = createBus()
    const made = new Braze(startDevice(bus), bus)
    instances.set(process, made)
    return made
  }

  /** Makes the app's notifications in place of the SDK. null: the SDK does. */
  static get customBrazeNotificationFactory(): IBrazeNotificationFactory | null { return notificationFactory() }
  static set customBrazeNotificationFactory(factory: IBrazeNotificationFactory | null) { setNotificationFactory(factory) }
  /** Where requests go in place of the configured endpoint. Belongs before the SDK's start. */
  static setEndpointProvider(provider: IBrazeEndpointProvider | null): void { phone().process.endpointProvider = provider ?? undefined }
  /** How the SDK was installed, in the words of the wire. */
  static addSdkMetadata(metadata: Iterable<string>): void { this.getInstance().#device.addSdkMetadata([...metadata]) }

  static get isDisabled(): boolean { return !this.getInstance().#device.state().sdkEnabled }
  /** Nothing is sent or kept from here on, in later processes too. */
  static disableSdk(): void {
    this.getInstance().#device.disableSDK()
    phone().process.stopped = true
  }
  static enableSdk(): void { this.getInstance().#device.enableSDK() }
  /** Forgets all that is stored: from here on it is another device with an unknown user. Subscriptions stay (N10). */
  static wipeData(): void {
    const braze = this.getInstance()
    braze.#device.wipeData()
    braze.#bus.tell(new SdkDataWipeEvent())
  }
  /** Holds all requests back; nothing is lost (N5). */
  static setOutboundNetworkRequestsOffline(offline: boolean): void { this.getInstance().#device.setOutboundNetworkRequestsOffline(offline) }

  /** For an activity that comes to the front: goes on with a live session, or starts one. */
  openSession(activity?: Activity): void {
    this.#activity = activity
    if (activity !== undefined) this.#opened.add(activity)
    phone().inFront = true
    this.#device.foreground()
  }
  /** For an activity that goes away: the session ends when its timeout passes (S7). The next activity starts before the last one stops: that one closes nothing. */
  closeSession(activity?: Activity): void {
    if (activity !== undefined && activity !== this.#activity && this.#opened.has(activity)) return
    phone().inFront = false
    this.#device.background()
  }

  changeUser(userId: string, sdkAuthSignature?: string): void {
    const before = this.#device.state().userId
    if (this.#device.changeUser(userId, sdkAuthSignature) && before !== userId) this.#bus.tell(new BrazeUserChangeEvent(userId))
  }
  setSdkAuthenticationSignature(signature: string): void { this.#device.setSdkAuthenticationSignature(signature) }
  /** null while the SDK is disabled. */
  get currentUser(): BrazeUser | null { return this.#device.state().sdkEnabled ? new BrazeUser(this.#device, () => phone().clock.now()) : null }
  /** Kotlin's way, told later; without a callback it is Java's, the user at once. */
  getCurrentUser(): BrazeUser | null
  getCurrentUser(onSuccess: (user: BrazeUser) => void): void
  getCurrentUser(onSuccess?: (user: BrazeUser) => void): BrazeUser | null | void {
    if (onSuccess === undefined) return this.currentUser
    queueMicrotask(() => { const user = this.currentUser; if (user !== null) onSuccess(user) })
  }
  /** null or a blank id: nothing of the device is tracked for advertising. docs: developer_guide/storage, changelog 40.1.0 */
  setGoogleAdvertisingId(googleAdvertisingId: string | null, isLimitAdTrackingEnabled: boolean): void {
    const id = googleAdvertisingId === null || googleAdvertisingId.trim() === '' ? null : googleAdvertisingId
    this.#device.setAdvertising({ googleAdId: id, adTracking: id !== null && !isLimitAdTrackingEnabled })
  }
  get deviceId(): string { return this.#device.state().deviceId }
  getDeviceId(): string { return this.deviceId }

  logCustomEvent(name: string, properties?: BrazeProperties | null): void { this.#device.logCustomEvent(name, properties?.forJsonPut()) }
  /** `quantity`, 1 when left out, may stand or not. */
  logPurchase(productId: string, currencyCode: string, price: number, properties: BrazeProperties): void
  logPurchase(productId: string, currencyCode: string, price: number, quantity?: number, properties?: BrazeProperties | null): void
  logPurchase(productId: string, currencyCode: string, price: number, given: number | BrazeProperties = 1, properties?: BrazeProperties | null): void {
    const [quantity, said] = typeof given === 'object' ? [1, given] : [given, properties]
    this.#device.logPurchase(productId, price, currencyCode, quantity, said?.forJsonPut())
  }
  /** A custom event of its name whose properties were checked when it was made. */
  logEcommerceEvent(event: EcommerceEvent): void { this.#device.logCustomEvent(event.eventName, event.properties) }
  logPushNotificationOpened(campaignId: string): void { this.#device.logPushOpened(campaignId) }
  logPushNotificationActionClicked(campaignId: string, actionId: string): void { this.#device.logPushAction(campaignId, actionId) }
  requestImmediateDataFlush(): void { this.#device.requestImmediateDataFlush() }

  #cards(): Card[] { return this.#device.contentCards().map((one) => new Card(this.#device, one)) }
  #cardsEvent(fromStorage: boolean): ContentCardsUpdatedEvent {
    return new ContentCardsUpdatedEvent(this.#cards(), Math.floor((this.#device.contentCardsUpdatedAt() ?? 0) / 1000), fromStorage)
  }
  requestContentCardsRefresh(): void { this.#device.requestContentCardsRefresh() }
  /** Tells subscribers what is kept. */
  requestContentCardsRefreshFromCache(): void { this.#bus.tell(this.#cardsEvent(true)) }
  getCachedContentCards(): Card[] { return this.#cards() }
  get contentCardCount(): number { return this.#cards().filter((one) => !one.isControl).length }
  /** -1: no cards came for this user yet. */
  get contentCardsLastUpdatedInSecondsFromEpoch(): number {
    const at = this.#device.contentCardsUpdatedAt()
    return at === undefined ? -1 : Math.floor(at / 1000)
  }
  /** A message of the app's own making, from JSON in the words of the wire. null: it is none. */
  deserializeInAppMessageString(inAppMessageString: string): InAppMessage | null {
    try {
      const data: unknown = JSON.parse(inAppMessageString)
      return typeof data === 'object' && data !== null && !Array.isArray(data) ? new InAppMessage(this.#device, this.#device.makeInAppMessage(data as JsonObject)) : null
    } catch {
      return null
    }
  }
  get contentCardUnviewedCount(): number { return this.#device.unviewedContentCards() }

  /** null: there is no such flag (F4). */
  getFeatureFlag(id: string): FeatureFlag | null {
    const found = this.#device.getFeatureFlag(id)
    return found === null ? null : new FeatureFlag(this.#device, found)
  }
  getAllFeatureFlags(): FeatureFlag[] { return this.#device.getAllFeatureFlags().map((one) => new FeatureFlag(this.#device, one)) }
  refreshFeatureFlags(): void { this.#device.refreshFeatureFlags() }
  logFeatureFlagImpression(id: string): void { this.#device.logFeatureFlagImpression(id) }

  #banners(): Banner[] { return Object.values(this.#device.getAllBanners()).filter((one) => one !== null).map((one) => new Banner(this.#device, one)) }
  requestBannersRefresh(placementIds: string[], callback?: { onSuccess(): void; onError(): void }): void {
    this.#device.requestBannersRefresh(placementIds, (ok) => (ok ? callback?.onSuccess() : callback?.onError()))
  }
  /** From what is kept, whatever the limiter says (B10). */
  getBanner(placementId: string): Banner | null { return this.#banners().find((one) => one.placementId === placementId) ?? null }
  logBannerImpression(placementId: string): void { this.#device.logBannerImpressions([placementId]) }
  logBannerClick(placementId: string, buttonId?: string | null): void { this.#device.logBannerClick(placementId, buttonId ?? undefined) }
  dismissBanner(placementId: string): void { this.#device.dismissBanner(placementId) }

  get registeredPushToken(): string | null { return this.#device.state().pushToken ?? null }
  /** Sent at once when it changed. */
  set registeredPushToken(token: string | null) { if (token !== null) this.#device.setPushToken(token) }
  // The same, as Java names them
  getRegisteredPushToken(): string | null { return this.registeredPushToken }
  setRegisteredPushToken(token: string | null): void { this.registeredPushToken = token }
  /** One try. Throws BrazePushUnregistrationException. */
  async unregisterPush(): Promise<void> {
    const verdict = await this.#device.unregisterPush()
    if (!verdict.ok) throw new BrazePushUnregistrationException(verdict.retriable)
  }
  /** Sends what is queued, unregisters push, then wipes and disables. When that fails nothing is wiped. */
  async logout(): Promise<void> {
    const verdict = await this.#device.logout()
    if (!verdict.ok) throw new BrazePushUnregistrationException(verdict.retriable)
    phone().process.stopped = true
    this.#bus.tell(new SdkDataWipeEvent())
  }
  /** The user allowed the app to know the place: geofences for it are asked for. docs: developer_guide/geofences */
  requestLocationInitialization(): void {
    const { location } = this.#device.state()
    if (location !== undefined) this.#device.requestGeofences(location.latitude, location.longitude)
  }
  /** Once a session (G2). */
  requestGeofences(latitude: number, longitude: number): void { this.#device.requestGeofences(latitude, longitude) }

  /** Told at once of what is kept. docs: changelog 39.0.0 */
  subscribeToContentCardsUpdates(subscriber: IEventSubscriber<ContentCardsUpdatedEvent>): void {
    let live = false
    this.#bus.add(ContentCardsUpdatedEvent, subscriber, () => this.#device.subscribe('content_cards', () => subscriber(this.#cardsEvent(!live))))
    live = true
  }
  subscribeToFeatureFlagsUpdates(subscriber: IEventSubscriber<FeatureFlagsUpdatedEvent>): void {
    this.#bus.add(FeatureFlagsUpdatedEvent, subscriber, () => this.#device.subscribe('feature_flags', () => subscriber(new FeatureFlagsUpdatedEvent(this.getAllFeatureFlags()))))
  }
  subscribeToBannersUpdates(subscriber: IEventSubscriber<BannersUpdatedEvent>): void {
    this.#bus.add(BannersUpdatedEvent, subscriber, () => this.#device.subscribe('banners', () => subscriber(new BannersUpdatedEvent(this.#banners()))))
  }
  subscribeToNewInAppMessages(subscriber: IEventSubscriber<InAppMessageEvent>): void { this.#bus.add(InAppMessageEvent, subscriber) }
  subscribeToNoMatchingTriggerForEvent(subscriber: IEventSubscriber<NoMatchingTriggerEvent>): void { this.#bus.add(NoMatchingTriggerEvent, subscriber) }
  subscribeToSdkAuthenticationFailures(subscriber: IEventSubscriber<BrazeSdkAuthenticationErrorEvent>): void { this.#bus.add(BrazeSdkAuthenticationErrorEvent, subscriber) }
  subscribeToSessionUpdates(subscriber: IEventSubscriber<SessionStateChangedEvent>): void { this.#bus.add(SessionStateChangedEvent, subscriber) }
  subscribeToNetworkFailures(subscriber: IEventSubscriber<BrazeNetworkFailureEvent>): void { this.#bus.add(BrazeNetworkFailureEvent, subscriber) }
  subscribeToPushNotificationEvents(subscriber: IEventSubscriber<BrazePushEvent>): void { this.#bus.add(BrazePushEvent, subscriber) }
  subscribeToChangeUserEvents(subscriber: IEventSubscriber<BrazeUserChangeEvent>): void { this.#bus.add(BrazeUserChangeEvent, subscriber) }
  addSingleSynchronousSubscription<T>(subscriber: IEventSubscriber<T>, eventClass: EventClass<T>): void { this.#bus.add(eventClass, subscriber) }
  removeSingleSubscription<T>(subscriber: IEventSubscriber<T>, eventClass: EventClass<T>): boolean { return this.#bus.remove(eventClass, subscriber) }

  /** For the parts of the shim: tells subscribers. */
  publish(event: object): void { this.#bus.tell(event) }
}
