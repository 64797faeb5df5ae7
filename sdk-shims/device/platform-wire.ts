// What differs between the SDKs on the wire, behind one interface; web.ts, ios.ts and android.ts fill it in.
import type { DeviceFacts } from './device-types.ts'
import type { Json, JsonObject, Platform, PushPermission, PushToken } from './wire-types.ts'
import type { SeededRandom } from './seeded-random.ts'

export type Endpoint =
  | 'data' | 'contentCards' | 'featureFlags' | 'banners' | 'template' | 'pushUnregister' | 'geofenceRequest' | 'geofenceReport' | 'dustConfig'

/** Paths are alike on the three SDKs of these versions: only `data` and `template` end in a slash (web wire 1, mobile wire 1). */
export const PATHS: Record<Endpoint, string> = {
  data: '/api/v3/data/',
  contentCards: '/api/v3/content_cards/sync',
  featureFlags: '/api/v3/feature_flags/sync',
  banners: '/api/v3/banners/sync',
  template: '/api/v3/template/',
  pushUnregister: '/api/v3/push/unregister',
  geofenceRequest: '/api/v3/geofence/request',
  geofenceReport: '/api/v3/geofence/report',
  dustConfig: '/api/v3/dust/config',
}

/** Path as the limiter's overrides name it. */
export const limiterPath = (endpoint: Endpoint): string => PATHS[endpoint].replace('/api/v3/', '').replace(/\/$/, '')

export type PlatformWire = {
  platform: Platform
  sdkVersion: string
  /** `sdk_metadata`: how the SDK was installed; empty = the field is never sent. */
  metadata: string[]
  facts: DeviceFacts
  /** S2, in seconds. */
  sessionTimeout: number
  /** Who notices that a session is over: the next activity, a timer, or the next launch (S5, S7, S8, S11). */
  sessionEnd: 'next activity' | 'timer' | 'next launch'
  /** N6: where data of a failed request goes: behind newer data (web) or back in front. */
  requeue: 'last' | 'first'
  /** U2: queued anonymous attributes take the new id at identification (web). */
  anonymousAttributesFollow: boolean
  /** U2: changeUser adds an attributes entry holding only the id (Android). */
  changeUserEntry: boolean
  /** C2: features are switched by the config known at launch (iOS) or by the newest one. */
  enablementFrom: 'launch' | 'newest'
  /** Features asked for before any config wait for it (web, Android) or are dropped (iOS). */
  waitsForConfig: boolean
  /** S13: the device object travels only once there is a session (iOS). */
  deviceNeedsSession: boolean
  /** U1: alias fields while anonymous with a known alias and SDK auth off (web). */
  sendsAlias: boolean
  /** N7: a sync without a token is held until there is one (web) or dropped. */
  syncWithoutToken: 'delayed' | 'dropped'
  /** M14: a message that can not be shown now waits on a stack (iOS, Android); web drops it. */
  stacksMessages: boolean
  /** M10: an answer of /template/ without a message brings the next trigger's turn (iOS, Android); web shows nothing. */
  fallsBackWithoutTemplate: boolean
  /** M10: web asks again after a failed /template/ call. */
  retriesTemplates: boolean
  /** A6, A10: where the app hears of refused signatures. */
  authErrorsFrom: 'auth_error' | 'optional_auth_error'
  /** C13, B11: when a new subscriber is told at once: after a sync of this session (or where there was none ever), always, never. */
  tellsNewSubscribers: Record<'content_cards' | 'banners' | 'feature_flags', 'synced' | 'unless old' | 'cached' | 'never'>
  /** Web ignores a limiter with fewer tokens than this. */
  smallestCapacity: number
  /** N10, mobile wire 9.10: wipeData leaves the SDK disabled and keeps the limiter's state (iOS). */
  wipeDisables: boolean
  /** U16: longer names and texts are cut (iOS, Android); web sends them whole. */
  cutsTexts: boolean
  dob(year: number, month: number, day: number): string
  price(value: number): string | number
  /** A Date in event properties and top-level custom attributes. */
  date(value: Date): string
  /** True: `p`/`pr` are present even when empty (web). */
  emptyProperties: boolean
  device(facts: DeviceFacts, permission: PushPermission): JsonObject
  /** P8: whether granting permission is an act of the user that counts as opting in. */
  promptsForPush(facts: DeviceFacts): boolean
  newToken(random: SeededRandom, given: string | undefined, vapid: string | null): PushToken
  tokenFields(token: PushToken): JsonObject
  /** What takes a token off a profile by attributes; undefined where only push/unregister does. */
  noTokenFields: JsonObject | undefined
  /** Extra headers; `full` = the body carries events or attributes. */
  headers(endpoint: Endpoint, asks: { triggers: boolean; full: boolean }): Record<string, string>
  /** A complaint when the SDK could not read this 2xx answer, else undefined. */
  decode(endpoint: Endpoint, body: JsonObject): string | undefined
}

/** YYYY-MM-DDTHH:MM:SS of a moment, UTC. */
export const secondsOf = (value: Date): string => value.toISOString().slice(0, 19)

/** The members that are known. */
export const known = (members: Record<string, Json | undefined>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter((one): one is [string, Json] => one[1] !== undefined))
