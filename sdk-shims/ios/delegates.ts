// Delegates of the SDK. A method is named by the label that tells it from the others: braze(_:shouldOpenURL:) is shouldOpenURL.
import type { JsonObject } from '../device/wire-types.ts'
import type { Braze } from './braze.ts'
import type { InAppMessage } from './in-app-message.ts'
import type { ModalContext, URLContext } from './urls.ts'

/** 'other': a push click, a click on a message. */
export type TriggerEvent = 'sessionStart' | 'customEvent' | 'purchase' | 'other'

export type BrazeDelegate = {
  /** False: the app takes the link itself. */
  shouldOpenURL?(braze: Braze, context: URLContext): boolean
  willPresentModalWithContext?(braze: Braze, context: ModalContext): void
  noMatchingTriggerForEvent?(braze: Braze, event: TriggerEvent, name: string | undefined, properties: JsonObject | undefined): void
}

export type SDKAuthenticationError = {
  code: number
  reason: string | undefined
  userId: string | undefined
  signature: string | undefined
  /** The request was taken all the same: the app's mode is Optional. */
  optional: boolean
}

export type BrazeSDKAuthDelegate = { sdkAuthenticationFailedWithError(braze: Braze, error: SDKAuthenticationError): void }

export type DismissalReason = 'wipeData' | 'changeUser'

/** Shows in-app messages; BrazeInAppMessageUI is one. */
export type BrazeInAppMessagePresenter = {
  present(message: InAppMessage): void
  dismiss?(reason: DismissalReason): void
}
