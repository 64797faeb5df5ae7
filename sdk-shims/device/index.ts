// The headless virtual device: what scenarios and tests import (V).
export { createDevice } from './device.ts'
export { fetchEventStream } from './event-stream.ts'
export { httpTransport } from './http-transport.ts'
export { connectPush } from './push-socket.ts'
export type { PushConnection, PushConnectionOptions } from './push-socket.ts'
export type { PushRecord } from './notifications.ts'
export type { Notification, NotificationButton, NotificationPage } from './push-reading.ts'
export type { FetchLike } from './http-transport.ts'
export { advance, createVirtualClock } from './virtual-clock.ts'
export type { DeviceClock, VirtualClock } from './virtual-clock.ts'
export type { Device, DeviceFacts, DeviceOptions, DeviceState, NetworkVerdict, SubscriptionState } from './device-types.ts'
export type {
  Alias, AppObject, AppValue, AuthError, CallRecord, Json, JsonObject, Platform, PushPermission, PushToken, Transport,
  WireAnswer, WireAttributes, WireCall, WireEvent,
} from './wire-types.ts'
export type {
  Banner, Banners, BannerView, ContentCard, ContentCardsUpdate, DeviceNotices, EventStream, FeatureFlag, Geofence, GeofenceTransition,
  InAppMessage, InAppMessageDecision, InAppMessageEnd, InAppMessageKind, Listener, LocationPermission, NoMatchingTrigger, NoticeName,
  PropertyType, PushUpdate, SdkAuthError, SessionUpdate, TriggerEventName,
} from './content-types.ts'
