// BrazeFirebaseMessagingService: pushes and tokens that Firebase brings, in the receiver's order (P11, P13-P15, P17-P19; mobile wire 7.3). docs: braze-android-sdk, BrazePushReceiver.kt
import type { PushRecord } from '../device/notifications.ts'
import { Braze } from './braze.ts'
import { BrazePushEventType } from './enums.ts'
import { BrazePushEvent } from './events.ts'
import { BrazeNotificationPayload } from './notification-payload.ts'
import type { AppProcess } from './phone.ts'
import { phone } from './phone.ts'

/** What Firebase hands to a messaging service. */
export type RemoteMessage = { data: Record<string, string>; from?: string }

/** Makes the notifications of the app. null: this push shows none, and nobody hears of it. */
export type IBrazeNotificationFactory = { createNotification(payload: BrazeNotificationPayload): unknown }

const factories = new WeakMap<AppProcess, IBrazeNotificationFactory>()
export const notificationFactory = (): IBrazeNotificationFactory | null => factories.get(phone().process) ?? null
export const setNotificationFactory = (factory: IBrazeNotificationFactory | null): void => {
  if (factory === null) factories.delete(phone().process)
  else factories.set(phone().process, factory)
}

let last: PushRecord | undefined

/** What became of the push that was handled last. */
export const lastHandled = (): PushRecord | undefined => last
export const forgetHandled = (): void => { last = undefined }

const isEagerTest = (data: Record<string, string>): boolean => {
  const { process, activity, inFront } = phone()
  return inFront && data['ab_push_fetch_test_triggers_key'] !== undefined && process.config?.values.isInAppMessageTestPushEagerDisplayEnabled === true && activity !== undefined
}

/** Braze's own pushes only. Shown or not, the app is told of each that is not the SDK's own business. */
const receive = (data: Record<string, string>): void => {
  if (data['message_type'] === 'deleted_messages') return
  const braze = Braze.getInstance()
  const eager = isEagerTest(data)
  const device = phone().process.device!
  last = device.receivePush({ message: { data } })
  // Uninstall probes and copies stop before anybody hears of them, a test message that opens at once too
  if (!last.received || eager) return
  const payload = new BrazeNotificationPayload(data)
  const factory = notificationFactory()
  if (!last.silent && factory !== null && factory.createNotification(payload) === null) {
    if (last.displayed) device.dismissPush(device.state().notifications.at(-1))
    last = { ...last, displayed: false, ignored: 'the notification factory made none' }
    return
  }
  braze.publish(new BrazePushEvent(BrazePushEventType.NOTIFICATION_RECEIVED, payload))
}

export const BrazeFirebaseMessagingService = {
  isBrazePushNotification: ({ data }: RemoteMessage): boolean => data['_ab']?.toLowerCase() === 'true',

  /** False: it is not Braze's, nothing was done. */
  handleBrazeRemoteMessage(message: RemoteMessage): boolean {
    if (!this.isBrazePushNotification(message)) return false
    receive(message.data)
    return true
  },

  /** A new token, if the configuration lets the SDK take it. */
  handleOnNewToken(token: string): void {
    const values = phone().process.config?.values
    const takes = values?.isFirebaseMessagingServiceOnNewTokenRegistrationEnabled ?? values?.isFirebaseCloudMessagingRegistrationEnabled
    if (values?.apiKey !== undefined && takes === true) Braze.getInstance().registeredPushToken = token
  },
}
