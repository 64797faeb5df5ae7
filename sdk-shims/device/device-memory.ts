// What a device remembers: the OS's part, the app's storage (survives kill, N6) and the process's memory (V).
import type { Geofence, GeofenceTransition, InAppMessage, LocationPermission } from './content-types.ts'
import type { Advertising, DeviceFacts, DeviceOptions } from './device-types.ts'
import type { Notices } from './notices.ts'
import type { Tray } from './notifications.ts'
import type { PlatformWire } from './platform-wire.ts'
import type { Happening } from './trigger-conditions.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { Buckets } from './token-bucket.ts'
import type { DeviceClock } from './virtual-clock.ts'
import type { Alias, AuthError, Json, JsonObject, PushPermission, PushToken, WireAttributes, WireEvent } from './wire-types.ts'

/** `closedAt`: when the app left the foreground; undefined while it is there. All times in ms. */
export type Session = { id: string; userId?: string; startedAt: number; lastActivity: number; closedAt?: number }

/** Data on its way; it goes back to the queue unless a 2xx comes (N6). */
export type Batch = { events: WireEvent[]; attributes: WireAttributes[] }

/** A trigger that fired and waits for its delay (M7). `at` in ms; `fallbacks`: ids, the best one last. */
export type PendingDisplay = { trigger: string; at: number; happening: Happening; fallbacks: string[]; userId: string | undefined }

/** B6 */
export type Dismissal = { banner_id: string; dismissal_time: number; stable_key: string }

/** What this device itself knows of its cards, by id (C5, C7). */
export type CardMarks = { viewed: Record<string, true>; clicked: Record<string, true>; dismissed: Record<string, true> }

/** The app's storage on the device. Gone with wipeData and uninstall. */
export type Store = Batch & {
  deviceId: string
  userId?: string
  signature?: string
  alias?: Alias
  session?: Session
  config?: JsonObject
  /** Web: wipeData took the config off the storage; this page alone still goes by it. */
  configUnstored?: true
  sending: Batch[]
  /** N6: what came back, the oldest first: it goes before what was queued since. */
  returned: Batch
  /** The device object the server accepted last, as JSON. */
  acceptedDevice?: string
  /** What the app said of the device's advertising ids. */
  advertising: Advertising
  /** The session in which `sdk_metadata` was accepted, with its tags. */
  metadataSession?: string
  token?: PushToken
  /** Web: the page unregistered from push: sessions do not register it again. */
  tokenDropped?: true
  /** Permission as last seen by the SDK: OS settings are noticed at session start only (P10). */
  seenPermission: PushPermission
  disabled: boolean
  buckets: Buckets
  messagingSince?: number
  lastCallAt: Record<string, number>
  triggers: JsonObject[]
  /** M9, M5: when each trigger, and any trigger, showed a message last. */
  triggersShownAt: Record<string, number>
  lastTriggerAt?: number
  pendingDisplays: PendingDisplay[]
  deferredMessage?: InAppMessage
  cards: JsonObject[]
  cardMarks: CardMarks
  /** P17: ids that came with a push. */
  pushedCards: Record<string, true>
  /** When a sync left last. */
  cardsSyncedAt?: number
  cardsFullSyncAt: number
  cardsUpdatedAt: number
  flags: JsonObject[]
  flagsAt?: number
  /** The session in which flags, and banners, were synced last (B11). */
  flagsSession?: string | undefined
  bannersSession?: string | undefined
  /** F5: tracking strings logged this session. */
  flagImpressions: Record<string, true>
  placements: string[]
  /** By placement; null = none. */
  banners: Record<string, Json>
  /** When each placement was asked for last. */
  bannersAskedAt: Record<string, number>
  /** B4: ids logged this session. */
  bannerImpressions: Record<string, true>
  dismissals: Dismissal[]
  geofences: Geofence[]
  geofencesAskedAt?: number
  /** G4: when each fence was reported last, by id and event. */
  geofenceReportedAt: Record<string, number>
  /** G2: the session that used up its manual request. */
  geofencesManualSession?: string
  /** Transitions that did not arrive yet. */
  geofenceQueue: WireEvent[]
}

/** The running app. Gone with kill. */
export type Process = {
  foreground: boolean
  /** The config known when this process began; iOS takes its switches from it (C2). */
  launchConfig: JsonObject | undefined
  /** S3: the session floor, read at initialisation. */
  floorMs: number
  wantTriggers: boolean
  /** A request leaves even without data, for the sake of its device object. */
  wantsDevice: boolean
  /** Number of failures in a row per path. */
  failures: Record<string, number>
  authFailures: number
  /** N5 */
  held: boolean
  /** M3: trigger syncs on their way. */
  triggerSyncs: number
  /** A session began and its `open` was not evaluated yet. */
  openPending: boolean
  /** The real-time channel asked for the coming trigger sync (web wire 10). */
  realTimeTriggers: boolean
  /** Tags added by addSdkMetadata. */
  metadata: string[]
  /** Web: the page ends its SDK: no answer makes it ask for more. */
  ending: boolean
  /** Web: a session began whose `ss` has not left yet. */
  sessionDue: boolean
  /** A session began in this process. */
  sessionStarted: boolean
  /** B8: by placement; gone with the next session. */
  testBanners: Record<string, Json>
}

/** Everything the rules of one device share. */
export type Context = {
  options: DeviceOptions
  wire: PlatformWire
  clock: DeviceClock
  random: SeededRandom
  facts: DeviceFacts
  appVersion: string | undefined
  appVersionCode: string | undefined
  os: { installed: boolean; online: boolean; permission: PushPermission; tray: Tray; place: Place }
  store: Store
  process: Process | undefined
  authErrors: AuthError[]
  notices: Notices
  /** Web: whether the app subscribed to it, by itself or by the device's own doing. */
  listens(feature: 'content_cards' | 'banners'): boolean
}

/** What the operating system knows of where the device is, and how it is held (G, M14). */
export type Place = {
  location: { latitude: number; longitude: number } | undefined
  permission: LocationPermission
  orientation: 'portrait' | 'landscape' | undefined
  inside: string[]
  transitions: GeofenceTransition[]
}
export const emptyPlace = (orientation: Place['orientation']): Place =>
  ({ location: undefined, permission: 'notDetermined', orientation, inside: [], transitions: [] })

export const createStore = (deviceId: string): Store => ({
  deviceId,
  events: [],
  attributes: [],
  sending: [],
  returned: { events: [], attributes: [] },
  advertising: {},
  seenPermission: 'notDetermined',
  disabled: false,
  buckets: {},
  lastCallAt: {},
  triggers: [],
  triggersShownAt: {},
  pendingDisplays: [],
  cards: [],
  cardMarks: { viewed: {}, clicked: {}, dismissed: {} },
  pushedCards: {},
  cardsFullSyncAt: 0,
  cardsUpdatedAt: 0,
  flags: [],
  flagImpressions: {},
  placements: [],
  banners: {},
  bannersAskedAt: {},
  bannerImpressions: {},
  dismissals: [],
  geofences: [],
  geofenceReportedAt: {},
  geofenceQueue: [],
})

/** Adds fields to a user's entry of the queue: one object per user, newer values win, `custom` by key. */
export const queueAttributes = (store: Batch, userId: string | undefined, fields: WireAttributes): void => {
  let entry = store.attributes.find((one) => one.user_id === userId)
  if (entry === undefined) {
    entry = userId === undefined ? {} : { user_id: userId }
    store.attributes.push(entry)
  }
  const custom = fields.custom === undefined ? entry.custom : { ...entry.custom, ...fields.custom }
  Object.assign(entry, fields, custom === undefined ? {} : { custom })
}

/** The older values under the newer ones. */
const layered = (older: WireAttributes[], newer: WireAttributes[]): WireAttributes[] => {
  const out: Batch = { events: [], attributes: older.map((one) => ({ ...one })) }
  for (const one of newer) queueAttributes(out, one.user_id, one)
  return out.attributes
}

/** Web: where the user has an entry by now, what came back fills its gaps alone; `custom` is one field, and null is a gap. observed: web SDK 6.13.0 */
const filled = (returned: WireAttributes[], kept: WireAttributes[]): WireAttributes[] => {
  const out = [...kept]
  for (const one of returned) {
    const at = out.findIndex(({ user_id }) => user_id === one.user_id)
    const held = out[at]
    if (held === undefined) out.push(one)
    else out[at] = { ...held, ...Object.fromEntries(Object.entries(one).filter(([field]) => (held[field] ?? null) === null)) }
  }
  return out
}

/** All that waits to be sent. */
export const waiting = ({ returned, events, attributes }: Store): Batch =>
  returned.events.length + returned.attributes.length === 0 ? { events, attributes } : { events: [...returned.events, ...events], attributes: layered(returned.attributes, attributes) }

/** Takes a batch out of what waits: its events, and all attributes of its users. */
export const unqueue = (store: Store, batch: Batch): void => {
  const users = new Set(batch.attributes.map((one) => one.user_id))
  const taken = new Set(batch.events)
  for (const one of [store, store.returned]) {
    one.events = one.events.filter((event) => !taken.has(event))
    one.attributes = one.attributes.filter((entry) => !users.has(entry.user_id))
  }
}

/** N6: puts a batch that was not accepted back, under values set meanwhile: in front of what is newer, or behind it and in its gaps (web). Batches come back in the order in which they left. */
export const returnBatch = (store: Store, batch: Batch, place: 'first' | 'last'): void => {
  const at = store.sending.indexOf(batch)
  if (at < 0) return
  store.sending.splice(at, 1)
  if (place === 'first') {
    store.returned.events.push(...batch.events)
    store.returned.attributes = layered(store.returned.attributes, batch.attributes)
  } else {
    store.events.push(...batch.events)
    store.attributes = filled(batch.attributes, store.attributes)
  }
}

/** The process, or an error that names the mistake: no code runs in an app that is not started. */
export const running = (context: Context): Process => {
  if (context.process === undefined) throw new Error('the app is not running on this device: call launch() first')
  return context.process
}
