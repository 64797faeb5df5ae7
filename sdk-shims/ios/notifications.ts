// braze.notifications: the device token, pushes that the app hands to the SDK, and who is told of them (P1, P5, P11, P12; mobile wire 7).
import type { Device } from '../device/device-types.ts'
import type { Notification } from '../device/push-reading.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { Phone } from '../phone/phone.ts'
import type { Braze } from './braze.ts'
import { createObservers } from './observers.ts'
import type { Cancellable } from './observers.ts'
import { unregistrationError } from './results.ts'
import type { PushUnregistrationError, Result } from './results.ts'
import { categories } from './categories.ts'
import type { NotificationCategory } from './categories.ts'
import { isBrazeAction, openURL } from './urls.ts'

/** The user tapped the notification itself. */
export const DEFAULT_ACTION = 'com.apple.UNNotificationDefaultActionIdentifier'

export type UserInfo = JsonObject
/** UNNotification */
export type UserNotification = { id: string; userInfo: UserInfo }
/** UNNotificationResponse */
export type NotificationResponse = { actionIdentifier: string; notification: UserNotification }
export type BackgroundFetchResult = 'newData' | 'noData' | 'failed'

export type PayloadType = 'opened' | 'received'
export type Payload = {
  type: PayloadType
  title: string | undefined
  subtitle: string | undefined
  body: string | undefined
  badge: number | undefined
  userInfo: UserInfo
  urlContext: { url: string; useWebView: boolean } | undefined
  actionIdentifier: string | undefined
  isSilent: boolean
  /** Of the SDK's own doing: an uninstall probe, a refresh. The app should ignore it. */
  isInternal: boolean
  date: Date
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const INTERNAL = ['appboy_uninstall_tracking', 'ab_sync_geos', 'br_ffr', 'br_br']

/** docs: braze-swift-sdk, ABKPushUtils: a push of Braze carries `ab`. */
export const isBrazeNotification = (userInfo: UserInfo): boolean => isObject(userInfo['ab']) || userInfo['appboy_uninstall_tracking'] !== undefined

export const isInternalNotification = (userInfo: UserInfo): boolean => {
  const own = isObject(userInfo['ab']) ? userInfo['ab'] : {}
  return INTERNAL.some((key) => userInfo[key] !== undefined || own[key] !== undefined)
}

const alertOf = (aps: JsonObject): JsonObject => (typeof aps['alert'] === 'string' ? { body: aps['alert'] } : isObject(aps['alert']) ? aps['alert'] : {})

const payloadOf = (type: PayloadType, userInfo: UserInfo, now: number, actionIdentifier: string | undefined): Payload => {
  const aps = isObject(userInfo['aps']) ? userInfo['aps'] : {}
  const alert = alertOf(aps)
  const url = text(userInfo['ab_uri'])
  return {
    type, title: text(alert['title']), subtitle: text(alert['subtitle']), body: text(alert['body']), badge: typeof aps['badge'] === 'number' ? aps['badge'] : undefined,
    userInfo, urlContext: url === undefined ? undefined : { url, useWebView: userInfo['ab_use_webview'] === true }, actionIdentifier,
    isSilent: aps['alert'] === undefined, isInternal: isInternalNotification(userInfo), date: new Date(now),
  }
}

const hexOf = (token: Uint8Array | string): string => (typeof token === 'string' ? token : Buffer.from(token).toString('hex'))

export class Notifications {
  static readonly isBrazeNotification: (userInfo: UserInfo) => boolean = isBrazeNotification
  /** For UNUserNotificationCenter.setNotificationCategories(). */
  static readonly categories: readonly NotificationCategory[] = categories
  static readonly isInternalNotification: (userInfo: UserInfo) => boolean = isInternalNotification
  readonly #braze: Braze
  readonly #device: Device
  readonly #phone: Phone
  readonly #observers = createObservers<Payload>()

  constructor(braze: Braze, device: Device, phone: Phone) {
    this.#braze = braze
    this.#device = device
    this.#phone = phone
  }

  /** The token registered last. */
  get deviceToken(): string | undefined {
    return this.#device.state().pushToken
  }

  /** The token that application(_:didRegisterForRemoteNotificationsWithDeviceToken:) gives; sent as hex, at once when it changed. */
  register(deviceToken: Uint8Array | string): void {
    this.#device.setPushToken(hexOf(deviceToken))
  }

  /** Takes the token off the user's profile. One try: what fails is the app's to repeat. */
  unregisterPush(completion?: (result: Result<true, PushUnregistrationError>) => void): Promise<Result<true, PushUnregistrationError>> {
    return this.#device.unregisterPush().then((verdict) => {
      const result: Result<true, PushUnregistrationError> = verdict.ok ? { success: true } : { failure: unregistrationError(verdict, this.#device.state().sdkEnabled) }
      completion?.(result)
      return result
    })
  }

  /** A tap on a notification or one of its buttons. False: it is not Braze's. */
  handleUserNotification(response: NotificationResponse, completionHandler?: () => void): boolean {
    const { notification, actionIdentifier } = response
    if (!isBrazeNotification(notification.userInfo)) return false
    const shown = this.#device.state().notifications.find(({ id }) => id === notification.id)
    if (shown !== undefined) this.#open(shown, actionIdentifier)
    this.#observers.tell(payloadOf('opened', notification.userInfo, this.#phone.clock.now(), actionIdentifier))
    completionHandler?.()
    return true
  }

  #open(shown: Notification, actionIdentifier: string): void {
    const before = this.#device.state().openedLinks.length
    const button = shown.buttons.find(({ id }) => id === actionIdentifier)
    if (button === undefined) this.#device.tapPush(shown)
    else this.#device.tapPushButton(button.id, shown)
    // Whether a link leaves the app is the delegate's to say
    if (this.#phone.inFront && !this.#device.state().foreground) this.#device.foreground()
    const { useWebview } = button ?? shown
    for (const url of this.#device.state().openedLinks.slice(before)) {
      if (!isBrazeAction(url)) openURL(this.#braze, this.#phone, { url, useWebView: useWebview === true, channel: 'notification' }, shown.extras)
    }
  }

  /** A push with content-available that comes to a running app. False: it is not Braze's. */
  handleBackgroundNotification(userInfo: UserInfo, fetchCompletionHandler?: (result: BackgroundFetchResult) => void): boolean {
    if (!isBrazeNotification(userInfo)) return false
    this.#observers.tell(payloadOf('received', userInfo, this.#phone.clock.now(), undefined))
    fetchCompletionHandler?.('noData')
    return true
  }

  /** A notification that comes while the app is in front. */
  handleForegroundNotification(notification: UserNotification): void {
    if (isBrazeNotification(notification.userInfo)) this.#observers.tell(payloadOf('received', notification.userInfo, this.#phone.clock.now(), undefined))
  }

  /** `payloadTypes`: both when left out. docs: braze-swift-sdk changelog 10.0.0 */
  subscribeToUpdates(update: (payload: Payload) => void, payloadTypes?: PayloadType[]): Cancellable
  subscribeToUpdates(payloadTypes: PayloadType[], update: (payload: Payload) => void): Cancellable
  subscribeToUpdates(...given: [((payload: Payload) => void) | PayloadType[], (((payload: Payload) => void) | PayloadType[])?]): Cancellable {
    const update = given.find((one) => typeof one === 'function')!
    const types = given.find((one) => Array.isArray(one)) ?? ['opened', 'received']
    return this.#observers.add((payload) => { if (types.includes(payload.type)) update(payload) })
  }
}
