// The public API of BrazeKit and BrazeUI 18.2 in TypeScript, over a headless iPhone. Names and defaults are the SDK's; what it can not do without a screen is left out.
export { BannerUIView, BrazeBannerUI } from './banner-view.ts'
export type { BannerUIViewOptions, ContentUpdates } from './banner-view.ts'
export { Banner, Banners } from './banners.ts'
export type { BannerContext, BannerDismissalEvent } from './banners.ts'
export { Braze } from './braze.ts'
export type { SessionEvent } from './braze.ts'
export { Automation, BrazeLocationProvider, Configuration } from './configuration.ts'
export type { Api, DeviceProperty, LocationConfiguration, Push, RequestPolicy } from './configuration.ts'
export type { ContentCard, ContentCardContext, ContentCardType } from './content-card.ts'
export type { ContentCards } from './content-cards.ts'
export type {
  BrazeDelegate, BrazeInAppMessagePresenter, BrazeSDKAuthDelegate, DismissalReason, SDKAuthenticationError, TriggerEvent,
} from './delegates.ts'
export { FeatureFlag } from './feature-flags.ts'
export type { FeatureFlags } from './feature-flags.ts'
export { BrazeInAppMessageUI } from './in-app-message-ui.ts'
export type { BrazeInAppMessageUIDelegate, DisplayChoice, InAppMessageView, PresentationContext } from './in-app-message-ui.ts'
export type { ClickAction, InAppMessage, InAppMessageButton, InAppMessageContext, InAppMessageType, MessageClose } from './in-app-message.ts'
export type { ErrorEvent, LiveActivities, LiveActivity, UpdateEvent } from './live-activities.ts'
export type {
  BackgroundFetchResult, NotificationResponse, Notifications, Payload, PayloadType, UserInfo, UserNotification,
} from './notifications.ts'
export type { Cancellable } from './observers.ts'
export { BrazeError } from './results.ts'
export type { BrazeErrorCode, Result } from './results.ts'
export type { ModalContext, URLChannel, URLContext } from './urls.ts'
export type { Gender, SubscriptionState, User, UserFields } from './user.ts'
