// What subscribers of the SDK are told of. docs: braze-android-sdk, com.braze.events
import type { CallRecord, WireEvent } from '../device/wire-types.ts'
import type { BrazePushEventType } from './enums.ts'
import type { InAppMessage } from './in-app-message.ts'
import type { Banner, Card, FeatureFlag } from './models.ts'
import type { BrazeNotificationPayload } from './notification-payload.ts'
import { phone } from './phone.ts'

export type IEventSubscriber<T> = (event: T) => void

export class ContentCardsUpdatedEvent {
  readonly allCards: Card[]
  readonly timestampSeconds: number
  /** From what was kept, not from a sync that just ended. */
  readonly isFromOfflineStorage: boolean

  constructor(allCards: Card[], timestampSeconds: number, isFromOfflineStorage: boolean) {
    this.allCards = allCards
    this.timestampSeconds = timestampSeconds
    this.isFromOfflineStorage = isFromOfflineStorage
  }

  isTimestampOlderThan(durationInSeconds: number): boolean { return this.timestampSeconds + durationInSeconds < Math.floor(phone().clock.now() / 1000) }
  get cardCount(): number { return this.allCards.filter((one) => !one.isControl).length }
  get unviewedCardCount(): number { return this.allCards.filter((one) => !one.viewed && !one.isControl).length }
  get isEmpty(): boolean { return this.allCards.length === 0 }
}

export class InAppMessageEvent {
  readonly inAppMessage: InAppMessage
  readonly userId: string | null

  constructor(inAppMessage: InAppMessage) {
    this.inAppMessage = inAppMessage
    this.userId = inAppMessage.record.userId ?? null
  }
}

export class FeatureFlagsUpdatedEvent {
  readonly featureFlags: FeatureFlag[]
  constructor(featureFlags: FeatureFlag[]) { this.featureFlags = featureFlags }
}

export class BannersUpdatedEvent {
  readonly banners: Banner[]
  constructor(banners: Banner[]) { this.banners = banners }
  getBanner(placementId: string): Banner | null { return this.banners.find((one) => one.placementId === placementId) ?? null }
}

export class BrazeSdkAuthenticationErrorEvent {
  readonly errorCode: number
  readonly errorReason: string | null
  readonly userId: string | null
  readonly signature: string | null

  constructor(errorCode: number, errorReason: string | null, userId: string | null, signature: string | null) {
    this.errorCode = errorCode
    this.errorReason = errorReason
    this.userId = userId
    this.signature = signature
  }
}

export class NoMatchingTriggerEvent {
  /** 'open', 'custom_event', 'purchase', 'push_click' or 'iam_click'. */
  readonly sourceEventType: string
  readonly sourceEvent: WireEvent | null
  constructor(sourceEventType: string, sourceEvent: WireEvent | null) {
    this.sourceEventType = sourceEventType
    this.sourceEvent = sourceEvent
  }
}

type ChangeType = (typeof SessionStateChangedEvent.ChangeType)[keyof typeof SessionStateChangedEvent.ChangeType]

export class SessionStateChangedEvent {
  static readonly ChangeType: { readonly SESSION_STARTED: 'SESSION_STARTED'; readonly SESSION_ENDED: 'SESSION_ENDED' } = { SESSION_STARTED: 'SESSION_STARTED', SESSION_ENDED: 'SESSION_ENDED' }
  readonly sessionId: string
  readonly eventType: ChangeType
  constructor(sessionId: string, eventType: ChangeType) {
    this.sessionId = sessionId
    this.eventType = eventType
  }
}

export class BrazePushEvent {
  readonly eventType: BrazePushEventType
  readonly notificationPayload: BrazeNotificationPayload
  constructor(eventType: BrazePushEventType, notificationPayload: BrazeNotificationPayload) {
    this.eventType = eventType
    this.notificationPayload = notificationPayload
  }
}

export class BrazeNetworkFailureEvent {
  readonly responseCode: number | null
  readonly requestPath: string
  readonly requestInitiationTime: number
  constructor({ answer, path, at }: CallRecord) {
    this.responseCode = answer?.status ?? null
    this.requestPath = path
    this.requestInitiationTime = at
  }
}

export class BrazeUserChangeEvent {
  readonly currentUserId: string
  constructor(currentUserId: string) { this.currentUserId = currentUserId }
}

/** wipeData() was called. */
export class SdkDataWipeEvent {
  readonly kind: 'SdkDataWipeEvent' = 'SdkDataWipeEvent'
}
