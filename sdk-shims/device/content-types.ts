// What an app sees of messages, cards, banners, flags and fences: plain copies, handed to subscribers (M, C, B, F, G).
import type { Notification } from './push-reading.ts'
import type { CallRecord, JsonObject, WireEvent } from './wire-types.ts'

/** What can set off an in-app message (M2); `test`: a test send. */
export type TriggerEventName = 'open' | 'custom_event' | 'purchase' | 'push_click' | 'iam_click' | 'test'

/** M14: what the host app may answer when a message is about to be shown. */
export type InAppMessageDecision = 'DISPLAY_NOW' | 'DISPLAY_LATER' | 'DISCARD' | 'REENQUEUE'

/** The shapes of the wire; CONTROL is shown to nobody (M12). */
export type InAppMessageKind = 'SLIDEUP' | 'MODAL' | 'MODAL_STYLED' | 'FULL' | 'WEB_HTML' | 'HTML' | 'HTML_FULL' | 'CONTROL'

/** One message on its way to the user. Devices tell copies apart by `id`. */
export type InAppMessage = {
  /** Unique on this device. */
  id: string
  kind: InAppMessageKind
  /** The message as the wire gave it (web wire 6). */
  data: JsonObject
  /** `data.trigger_id`: what analytics events carry; without it nothing is logged. */
  triggerId: string | undefined
  /** Id of the trigger that fired; undefined for a message that the app made itself. */
  trigger: string | undefined
  event: TriggerEventName | undefined
  /** Whom it was triggered for (M15). */
  userId: string | undefined
}

/** Why a message left the screen. */
export type InAppMessageEnd = { message: InAppMessage; by: 'user' | 'click' | 'timeout' | 'app' | 'change_user' | 'wipe' }

/** A card as the feed knows it. `data`: as the wire gave it, with `v`, `cl` and `d` as this device knows them. */
export type ContentCard = {
  id: string
  /** `tp`: short_news, text_announcement, captioned_image, banner_image or control. */
  kind: string
  data: JsonObject
  viewed: boolean
  clicked: boolean
  pinned: boolean
  dismissible: boolean
  isControl: boolean
  isTest: boolean
  url: string | undefined
  /** In ms. */
  updated: number | undefined
  expiresAt: number | undefined
}

/** `cards`: the feed in its order, with control cards (C9). `lastUpdated` in ms; undefined = no sync for this user yet. */
export type ContentCardsUpdate = { cards: ContentCard[]; lastUpdated: number | undefined; unviewed: number }

/** Typed as in `properties` of flags and banners (web wire 8, 9). */
export type PropertyType = 'string' | 'number' | 'boolean' | 'image' | 'jsonobject' | 'datetime'

export type Banner = {
  id: string
  placementId: string
  html: string
  isControl: boolean
  isTest: boolean
  /** In ms; undefined = never. */
  expiresAt: number | undefined
  properties: JsonObject
  /** Without it the banner can not be dismissed (B6). */
  stableKey: string | undefined
}

/** By placement; null: there is none for this user, or it expired (B3, B7). */
export type Banners = Record<string, Banner | null>

export type FeatureFlag = { id: string; enabled: boolean; properties: JsonObject; trackingString: string | undefined }

/** A6: what the app's callback gets. `optional`: accepted all the same (iOS, mode Optional). */
export type SdkAuthError = { errorCode: number; reason: string | undefined; userId: string | undefined; signature: string | undefined; optional: boolean }

/** M18 */
export type NoMatchingTrigger = { event: TriggerEventName; data: WireEvent | undefined }

export type Geofence = {
  id: string
  latitude: number
  longitude: number
  /** In metres. */
  radius: number
  enterEvents: boolean
  exitEvents: boolean
  analyticsEnter: boolean
  analyticsExit: boolean
  /** In seconds. */
  cooldownEnter: number
  cooldownExit: number
}

export type GeofenceTransition = { at: number; id: string; event: 'enter' | 'exit'; reported: boolean; why?: string }

/** What an app hears of its pushes (mobile wire 7.7). `notification`: what the user sees; a silent push has none. */
export type PushUpdate = { event: 'received' | 'opened' | 'deleted'; silent: boolean; notification: Notification | undefined; payload?: unknown }

export type SessionUpdate = { sessionId: string; event: 'start' | 'end' }

/** What an app can be told of, and with what. */
export type DeviceNotices = {
  /** A message was triggered. Whether the device shows it too: option automaticallyShowInAppMessages. */
  in_app_message: InAppMessage
  in_app_message_displayed: InAppMessage
  in_app_message_dismissed: InAppMessageEnd
  no_matching_trigger: NoMatchingTrigger
  content_cards: ContentCardsUpdate
  banners: Banners
  feature_flags: FeatureFlag[]
  auth_error: SdkAuthError
  session: SessionUpdate
  push: PushUpdate
  geofence: GeofenceTransition
  network_failure: CallRecord
  /** What the SDK would write to its verbose log. */
  log: string
}

export type NoticeName = keyof DeviceNotices
export type Listener<K extends NoticeName> = (what: DeviceNotices[K]) => void

/** B4, B5: where the app put a banner and what it fills. A control banner and an empty placement have no height. */
export type BannerView = { placementId: string; banner: Banner | null; visible: boolean; height: number }

/** Phases of the operating system's location consent (G3). */
export type LocationPermission = 'notDetermined' | 'whenInUse' | 'always' | 'denied'

/** Opens a stream of server-sent events; the host brings it (a browser's EventSource, a test's script). */
export type EventStream = (url: string, handlers: { open(): void; message(data: string): void; error(): void }) => { close(): void }
