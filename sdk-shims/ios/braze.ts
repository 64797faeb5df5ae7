// Braze: the SDK's front. Arguments stand in the order of the Swift labels; `set` takes labels. docs: braze-swift-sdk 18.2
import { Banners } from './banners.ts'
import { Configuration, deviceOptionsOf } from './configuration.ts'
import type { Automation } from './configuration.ts'
import { ContentCards } from './content-cards.ts'
import type { BrazeDelegate, BrazeInAppMessagePresenter, BrazeSDKAuthDelegate } from './delegates.ts'
import { Ecommerce } from './ecommerce.ts'
import type { EcommerceEvent } from './ecommerce.ts'
import { FeatureFlags } from './feature-flags.ts'
import { innerOf, setInner } from './inner.ts'
import { listen } from './listening.ts'
import { LiveActivities } from './live-activities.ts'
import { localMessages } from './local-messages.ts'
import type { LocalMessages } from './local-messages.ts'
import { Notifications } from './notifications.ts'
import { createObservers } from './observers.ts'
import type { Cancellable } from './observers.ts'
import { phone } from './phone.ts'
import type { PushEnqueueBehavior } from './phone.ts'
import { LogoutError, unregistrationError } from './results.ts'
import type { Result } from './results.ts'
import { streamOf } from './streams.ts'
import { openURL } from './urls.ts'
import { User } from './user.ts'
import type { Advertising } from '../device/device-types.ts'
import { ios } from '../device/ios.ts'
import type { AppObject } from '../device/wire-types.ts'

export type SessionEvent = { kind: 'started' | 'ended'; id: string }

/** An instance of the SDK: one at a time on a phone and SDK key. A second one goes on where the first one stops. */
export class Braze {
  static readonly Configuration: typeof Configuration = Configuration
  static readonly sdkVersion: string = ios.sdkVersion
  static readonly Notifications: typeof Notifications = Notifications
  static readonly Ecommerce: typeof Ecommerce = Ecommerce
  static readonly InAppMessage: LocalMessages = localMessages
  readonly configuration: Configuration
  readonly user: User
  readonly notifications: Notifications
  readonly contentCards: ContentCards
  readonly featureFlags: FeatureFlags
  readonly banners: Banners
  readonly liveActivities: LiveActivities
  delegate: BrazeDelegate | undefined = undefined
  sdkAuthDelegate: BrazeSDKAuthDelegate | undefined = undefined
  /** Shows in-app messages. Default: none, nothing is shown. */
  inAppMessagePresenter: BrazeInAppMessagePresenter | undefined = undefined
  readonly #sessions = createObservers<SessionEvent>()

  /** Starts the SDK; in an app that is in front it opens a session. Content Cards, flags and banners are on when the config of an earlier start says so (C2). */
  constructor(configuration: Configuration) {
    this.configuration = configuration
    const host = phone()
    const { api, useUUIDAsDeviceId } = configuration
    const device = host.open(api.key, api.endpoint, {
      ...deviceOptionsOf(configuration), ...(useUUIDAsDeviceId ? {} : { deviceId: host.vendorId }),
    })
    this.user = new User(device)
    this.notifications = new Notifications(this, device, host)
    this.contentCards = new ContentCards(device, ({ url, useWebView }, { extras }) => { if (url !== undefined) openURL(this, host, { url, useWebView, channel: 'contentCard' }, extras) })
    this.featureFlags = new FeatureFlags(device)
    this.banners = new Banners(this, device, (url, useWebView) => openURL(this, host, { url, useWebView, channel: 'banner' }, {}))
    this.liveActivities = new LiveActivities(this)
    const inner = { device, phone: host, listen: () => listen(this, inner, this.#sessions) }
    setInner(this, inner)
    host.run(this)
  }

  /** Belongs in didFinishLaunching of an app that starts the SDK later: pushes opened until then are counted when it starts. docs: braze-swift-sdk changelog 10.1.0 */
  static prepareForDelayedInitialization(pushAutomation: Automation | boolean = true, analyticsBehavior: PushEnqueueBehavior = 'queue'): void {
    const takes = pushAutomation === true || (pushAutomation !== false && pushAutomation.handleNotificationResponse)
    phone().delayed = { behavior: takes ? analyticsBehavior : 'drop', opened: [] }
  }

  get deviceId(): string {
    return innerOf(this).device.state().deviceId
  }

  getDeviceId(completion?: (id: string) => void): Promise<string> {
    return Promise.resolve().then(() => {
      completion?.(this.deviceId)
      return this.deviceId
    })
  }

  /** False after wipeData() and a finished logout(), on later starts too, until the app sets it. */
  get enabled(): boolean {
    return innerOf(this).device.state().sdkEnabled
  }

  set enabled(value: boolean) {
    const { device, phone: host } = innerOf(this)
    if (value === this.enabled) return
    if (value) device.enableSDK()
    else device.disableSDK()
    if (value && host.inFront) device.openSession()
  }

  /** The same id changes nothing but the signature; an empty one nothing at all (U8). */
  changeUser(userId: string, sdkAuthSignature?: string): void {
    const { device } = innerOf(this)
    const before = device.state().userId
    // The next user sees nothing of this one's, on the screen or on the stack (U14). docs: braze-swift-sdk changelog 14.0.1
    if (device.changeUser(userId, sdkAuthSignature) && before !== userId) this.inAppMessagePresenter?.dismiss?.('changeUser')
  }

  /** The ids are the app's to collect; null takes them off the profile. docs: developer_guide/storage, changelog 11.0.0 */
  set(given: { sdkAuthenticationSignature?: string; identifierForAdvertiser?: string | null; identifierForVendor?: string | null; adTrackingEnabled?: boolean }): void {
    const { device } = innerOf(this)
    const { sdkAuthenticationSignature: signature, identifierForAdvertiser: idfa, identifierForVendor: idfv, adTrackingEnabled: adTracking } = given
    if (signature !== undefined) device.setSdkAuthenticationSignature(signature)
    const said = Object.fromEntries(Object.entries({ idfa, idfv, adTracking }).filter(([, value]) => value !== undefined)) as Advertising
    if (Object.keys(said).length > 0) device.setAdvertising(said)
  }

  logCustomEvent(name: string, properties?: AppObject | null): void {
    innerOf(this).device.logCustomEvent(name, properties ?? undefined)
  }

  /** `quantity`, 1 when left out, may stand or not. */
  logPurchase(productId: string, currency: string, price: number, properties: AppObject): void
  logPurchase(productId: string, currency: string, price: number, quantity?: number, properties?: AppObject | null): void
  logPurchase(productId: string, currency: string, price: number, given: number | AppObject = 1, properties?: AppObject | null): void {
    const [quantity, said] = typeof given === 'object' ? [1, given] : [given, properties]
    innerOf(this).device.logPurchase(productId, price, currency, quantity, said ?? undefined)
  }

  /** A custom event of its name whose properties were checked when it was made. */
  logEcommerceEvent(event: EcommerceEvent): void {
    this.logCustomEvent(event.name, event.properties)
  }

  requestImmediateDataFlush(): void {
    innerOf(this).device.requestImmediateDataFlush()
  }

  /** Once a session (G2). */
  requestGeofences(latitude: number, longitude: number): void {
    innerOf(this).device.requestGeofences(latitude, longitude)
  }

  /** Forgets all that is stored, takes the shown message away, and disables the SDK until `enabled = true` (mobile wire 9.10). */
  wipeData(): void {
    const { device } = innerOf(this)
    device.wipeData()
    this.inAppMessagePresenter?.dismiss?.('wipeData')
  }

  /** Sends what is queued, takes the push token off the user, then wipes and disables. When that fails nothing is wiped. */
  logout(completion?: (result: Result<true, LogoutError>) => void): Promise<Result<true, LogoutError>> {
    const { device } = innerOf(this)
    return device.logout().then((verdict) => {
      if (verdict.ok) this.inAppMessagePresenter?.dismiss?.('wipeData')
      const result: Result<true, LogoutError> = verdict.ok ? { success: true } : { failure: new LogoutError(unregistrationError(verdict, this.enabled)) }
      completion?.(result)
      return result
    })
  }

  /** Calls `update` when a session starts and ends; that of the SDK's start too, for who subscribes right after it. */
  subscribeToSessionUpdates(update: (event: SessionEvent) => void): Cancellable {
    return this.#sessions.add(update)
  }

  get sessionUpdatesStream(): AsyncIterable<SessionEvent> {
    return streamOf((update) => this.subscribeToSessionUpdates(update))
  }
}
