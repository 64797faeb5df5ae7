// The exports of @braze/web-sdk 6.13.0, by name and signature: put in its place in a test suite, it speaks the same wire from Node.
export { Banner } from './banner.ts'
export {
  dismissBanner, getAllBanners, getBanner, insertBanner, logBannerClick, logBannerImpressions, requestBannersRefresh, subscribeToBannersUpdates,
} from './banners.ts'
export { Card, ContentCards, ControlCard } from './card.ts'
export { CaptionedImage, ClassicCard, ImageOnly } from './card-kinds.ts'
export { ChatMessage } from './chat-types.ts'
export type {
  BrazeChatActionType, ChatAction, ChatActionEvent, ChatListItem, ChatMessageBlock, ChatMessageBlockType, ChatMessageContent,
  ChatMessageProperties, ChatParagraphItem, ChatRole,
} from './chat-types.ts'
export {
  automaticallyManageChat, getChatMessages, isChatConversationEnded, isChatTurnErrored, isChatTurnInProgress, resetChatConversation,
  retrieveChatConfig, sendChatMessage, subscribeToChatAction, subscribeToChatMessageReceived, subscribeToChatUpdates,
} from './chat.ts'
export {
  getCachedContentCards, logCardDismissal, logContentCardClick, logContentCardImpressions, requestContentCardsRefresh,
  subscribeToContentCardsUpdates,
} from './content-cards.ts'
export { ControlMessage } from './control-message.ts'
export type {
  CartUpdatedBaseProperties, CartUpdatedEventProperties, CheckoutStartedEventProperties, EcommerceEvent, EcommerceEventMetadata,
  EcommerceEventProperties, EcommerceProductProperties, OrderPlacedEventProperties, ProductViewedEventProperties,
} from './ecommerce-types.ts'
export { logEcommerceEvent } from './ecommerce.ts'
export { logCustomEvent, logPurchase } from './events.ts'
export { FeatureFlag } from './feature-flag.ts'
export {
  getAllFeatureFlags, getFeatureFlag, logFeatureFlagImpression, refreshFeatureFlags, subscribeToFeatureFlagsUpdates,
} from './feature-flags.ts'
export { hideContentCards, showContentCards, toggleContentCards } from './feed.ts'
export { FullScreenMessage } from './full-screen-message.ts'
export { HtmlMessage } from './html-message.ts'
export { addSdkMetadata, changeUser, setSdkAuthenticationSignature } from './identity.ts'
export { InAppMessageButton } from './in-app-message-button.ts'
export { InAppMessage } from './in-app-message.ts'
export type {
  ClickAction, CropType, DismissType, ImageStyle, OpenTarget, Orientation, SlideFrom, TextAlignment,
} from './in-app-message.ts'
export {
  automaticallyShowInAppMessages, deferInAppMessage, getDeferredInAppMessage, logInAppMessageButtonClick, logInAppMessageClick,
  logInAppMessageHtmlClick, logInAppMessageImpression, showInAppMessage, subscribeToInAppMessage,
} from './in-app-messages.ts'
export type { InitializationOptions } from './initialization-options.ts'
export {
  destroy, disableSDK, enableSDK, getDeviceId, initialize, isDisabled, isInitialized, logout, openSession, requestImmediateDataFlush, wipeData,
} from './lifecycle.ts'
export { handleBrazeAction } from './links.ts'
export { setLogger, toggleLogging } from './logger.ts'
export { ModalMessage } from './modal-message.ts'
export { isPushBlocked, isPushPermissionGranted, isPushSupported, registerPush, requestPushPermission, unregisterPush } from './push.ts'
export { SlideUpMessage } from './slide-up-message.ts'
export { removeAllSubscriptions, removeSubscription, subscribeToSdkAuthenticationFailures } from './subscribing.ts'
export type {
  BooleanProperty, ImageProperty, JsonProperty, JsonPropertyValue, NumberProperty, PropertiesJson, StringProperty, TimestampProperty,
} from './typed-values.ts'
export { getUser, User } from './user.ts'
export type { Genders, NotificationSubscriptionTypes } from './user.ts'
export { BrazeSdkMetadata, DeviceProperties } from './words.ts'
