// Enums of the Android SDK that apps name. Values stand for the wire where it has a word for them. docs: braze-android-sdk, com.braze.enums

export type Gender = (typeof Gender)[keyof typeof Gender]
export const Gender = { MALE: 'm', FEMALE: 'f', OTHER: 'o', UNKNOWN: 'u', NOT_APPLICABLE: 'n', PREFER_NOT_TO_SAY: 'p' } as const

/** Counted from 0, as in the SDK. */
export type Month = (typeof Month)[keyof typeof Month]
export const Month = {
  JANUARY: 0, FEBRUARY: 1, MARCH: 2, APRIL: 3, MAY: 4, JUNE: 5, JULY: 6, AUGUST: 7, SEPTEMBER: 8, OCTOBER: 9, NOVEMBER: 10, DECEMBER: 11,
} as const

export type NotificationSubscriptionType = (typeof NotificationSubscriptionType)[keyof typeof NotificationSubscriptionType]
export const NotificationSubscriptionType = { OPTED_IN: 'opted_in', SUBSCRIBED: 'subscribed', UNSUBSCRIBED: 'unsubscribed' } as const

export type CardType = (typeof CardType)[keyof typeof CardType]
export const CardType = {
  IMAGE: 'banner_image', CAPTIONED_IMAGE: 'captioned_image', SHORT_NEWS: 'short_news', TEXT_ANNOUNCEMENT: 'text_announcement', CONTROL: 'control',
} as const

export type MessageType = (typeof MessageType)[keyof typeof MessageType]
export const MessageType = { SLIDEUP: 'SLIDEUP', MODAL: 'MODAL', FULL: 'FULL', HTML_FULL: 'HTML_FULL', HTML: 'HTML' } as const

export type ClickAction = (typeof ClickAction)[keyof typeof ClickAction]
export const ClickAction = { URI: 'URI', NONE: 'NONE' } as const

export type DismissType = (typeof DismissType)[keyof typeof DismissType]
export const DismissType = { AUTO_DISMISS: 'AUTO_DISMISS', MANUAL: 'MANUAL' } as const

export type Orientation = (typeof Orientation)[keyof typeof Orientation]
export const Orientation = { ANY: 'ANY', PORTRAIT: 'PORTRAIT', LANDSCAPE: 'LANDSCAPE' } as const

/** What a listener answers about a message that is ready to be shown. */
export type InAppMessageOperation = (typeof InAppMessageOperation)[keyof typeof InAppMessageOperation]
export const InAppMessageOperation = {
  DISPLAY_NOW: 'DISPLAY_NOW',
  /** Back on the stack. */
  DISPLAY_LATER: 'DISPLAY_LATER',
  DISCARD: 'DISCARD',
  /** Not on the stack: the campaign may be triggered again as if it had not been. */
  REENQUEUE: 'REENQUEUE',
} as const

export type BrazePushEventType = (typeof BrazePushEventType)[keyof typeof BrazePushEventType]
export const BrazePushEventType = { NOTIFICATION_RECEIVED: 'NOTIFICATION_RECEIVED', NOTIFICATION_OPENED: 'NOTIFICATION_OPENED', NOTIFICATION_DELETED: 'NOTIFICATION_DELETED' } as const

/** Where a link came from. */
export type Channel = (typeof Channel)[keyof typeof Channel]
export const Channel = { PUSH: 'PUSH', INAPP_MESSAGE: 'INAPP_MESSAGE', CONTENT_CARD: 'CONTENT_CARD', BANNER: 'BANNER', UNKNOWN: 'UNKNOWN' } as const
