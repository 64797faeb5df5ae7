// BrazeFirebaseMessagingService: pushes and tokens that Firebase brings, in the receiver's order (P11, P13-P15, P17-P19; mobile wire 7.3). docs: braze-android-sdk, BrazePushReceiver.kt
import type { PushRecord } from '../device/notifications.ts'
import { Braze } from './braze.ts'
import { BrazePushEventType } from './enums.ts'
import { BrazePushEvent } from './events.ts'
import { BrazeNotificationPayload } from './notification-payload.ts'
import { phone } from './phone.ts'

/** What Firebase hands to a messaging service. */
export type RemoteMessage = { data: Record<string, string>; from?: string }

let last: PushRecord | undefined

/** What became of the push that was handled last. */
export const lastHandled = (): PushRecord | undefined => last
export const forgetHandled = (): void => { last = undefined }

const isEagerTest = (data: Record<string, string>): boolean => {
  const { process, activity } = phone()
  return data['ab_push_fetch_test_triggers_key'] !== undefined && process.config?.values.isInAppMessageTestPushEagerDisplayEnabled === true && activity !== undefined
}

/** Braze's own pushes only. Shown or not, the app is told of each that is not the SDK's own business. */
const receive = (data: Record<string, string>): void => {
  if (data['message_type'] === 'deleted_messages') return
  const braze = Braze.getInstance()
  const eager = isEagerTest(data)
  last = phone().process.device!.receivePush({ message: { data } })
  // Uninstall probes and copies stop before anybody hears of them, a test message that opens at once too
  if (!last.received || eager) return
  braze.publish(new BrazePushEvent(BrazePushEventType.NOTIFICATION_RECEIVED, new BrazeNotificationPayload(data)))
}

export const BrazeFirebaseMessagingService = {
  isBrazePushNotification: ({ data }: RemoteMessage): boolean => data['_ab'] === 'true',

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
