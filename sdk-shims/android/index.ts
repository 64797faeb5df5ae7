// The public API of the Android SDK 43 in TypeScript, over a headless phone. Names and defaults are the SDK's; what it can not do without a screen is left out; so are advertising ids, attribution, ADM and delayed initialisation.
export { BrazeActivityLifecycleCallbackListener, registerActivityLifecycleCallbacks } from './activities.ts'
export type { ActivityClass, ActivityLifecycleCallbacks } from './activities.ts'
export { BannerView } from './banner-view.ts'
export type { BannerDismissSnapshot } from './banner-view.ts'
export { BrazeProperties } from './braze-properties.ts'
export { Braze, BrazePushUnregistrationException } from './braze.ts'
export type { EventClass } from './bus.ts'
export { BrazeConfig } from './config.ts'
export type { DeviceKey, NetworkQuality } from './config.ts'
export { BrazeContentCardsManager, ContentCardsFragment } from './content-card-feed.ts'
export type { IContentCardsActionListener, IContentCardsUpdateHandler } from './content-card-feed.ts'
export { BrazeDeeplinkHandler } from './deeplinks.ts'
export type { IBrazeDeeplinkHandler, UriAction } from './deeplinks.ts'
export { CartUpdatedAction, CartUpdatedEvent, CheckoutStartedEvent, EcommerceEvent, EcommerceProduct, OrderPlacedEvent, ProductViewedEvent } from './ecommerce.ts'
export {
  BrazePushEventType, CardType, Channel, ClickAction, DismissType, Gender, InAppMessageOperation, MessageType, Month, NotificationSubscriptionType, Orientation,
} from './enums.ts'
export {
  BannersUpdatedEvent, BrazeNetworkFailureEvent, BrazePushEvent, BrazeSdkAuthenticationErrorEvent, BrazeUserChangeEvent, ContentCardsUpdatedEvent, FeatureFlagsUpdatedEvent,
  InAppMessageEvent, NoMatchingTriggerEvent, SdkDataWipeEvent, SessionStateChangedEvent,
} from './events.ts'
export type { IEventSubscriber } from './events.ts'
export { InAppMessage } from './in-app-message.ts'
export type { MessageButton } from './in-app-message.ts'
export { BrazeInAppMessageManager } from './in-app-messages.ts'
export type { IInAppMessageManagerListener } from './in-app-messages.ts'
export { Banner, Card, FeatureFlag } from './models.ts'
export { BrazeNotificationPayload } from './notification-payload.ts'
export type { ActionButton } from './notification-payload.ts'
export type { Activity, IBrazeEndpointProvider } from './phone.ts'
export { BrazeFirebaseMessagingService } from './push.ts'
export type { IBrazeNotificationFactory, RemoteMessage } from './push.ts'
export { BrazeUser } from './user.ts'
