// What each SDK event code does. observed: web SDK 6.13.0, BrazeKit 18.2, android-sdk-ui 43.2, Roku SDK 2.2 (codes and their `data`)
import type { App } from '../../domain/apps.ts'
import { variationIn } from '../../domain/campaigns/tracking-ids.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { INVALID_PROPERTIES, readProperties } from '../../domain/profiles/properties.ts'
import { isCurrency, MAX_QUANTITY } from '../../domain/purchases.ts'
import type { World } from '../../world.ts'
import { customName } from './attributes.ts'
import { isObject, textOf } from './envelope.ts'

type Data = Record<string, unknown>

const LONGEST_SESSION = 10 * 365 * 86_400 // seconds; Brazier's own: a longer one comes from a broken clock

/** What rows of a kind say of a user, read once for a batch: it may hold thousands of events, and users have long histories. */
export type RowsThere = Map<string, Set<string>>
/** One event of a batch with whose it is and where it came from; `at` in ms of the client's clock. */
export type Happening = { world: World; app: App; device: DeviceRow; profile: ProfileRow; code: string; at: number; session_id: string | undefined; data: Data; version: string | null; rowsThere: RowsThere }
type Effect = (happening: Happening) => void

/** What an SDK says of an event; what only the emulator may say of a message is no part of it. */
const OURS: ReadonlySet<string> = new Set(['message_id', 'channel', 'campaign_id', 'canvas_id', 'canvas_step_id', 'canvas_variation_id', 'canvas_entry_id', 'message_variation_id', 'dispatch_id', 'send_id', 'test', 'dismissive', 'app_id', 'device_id', 'session_id', 'location_set_id', 'geofence_set_name', 'geofence_name', 'within_cooldown'])
const told = (data: Data): Data => Object.fromEntries(Object.entries(data).filter(([name]) => !OURS.has(name)))

const ignored = ({ world, profile, code, data }: Happening, why: string, rule = `sdk.${code}`): void => world.decisions.ignored({ rule, why, compared: { event: code, data } }, profile.braze_id)
const origin = ({ app, device, session_id }: Happening) => ({ source: 'sdk' as const, app_id: app.app_id, device_id: device.device_id, session_id: session_id ?? null })

/** An attribute changed by an event: arrays, increments, nested objects, locations. */
const attribute = (value: (data: Data) => unknown, { merge = false, operations = true, wants = (_: Data): string | undefined => undefined } = {}): Effect => (happening) => {
  const { world, profile, data } = happening
  const key = textOf(data['key'])
  if (key === undefined) return ignored(happening, 'no key')
  const why = wants(data)
  if (why !== undefined) return ignored(happening, why)
  if (customName(world, profile, key, data['value'])) world.attributes.apply(profile, { values: [[key, value(data)]], source: 'sdk', merge, operations })
}

const within = (value: unknown, bound: number): boolean => typeof value === 'number' && Math.abs(value) <= bound
const isPlace = (data: Data): boolean => within(data['latitude'], 90) && within(data['longitude'], 180)
const NO_PLACE = 'not a latitude and a longitude'

/** True when the user has the very same row; from now on he has. */
function isThere({ world, profile, rowsThere }: Happening, kind: Kind, row: Data): boolean {
  const lineage = world.profiles.lineage(profile)
  const key = [kind, ...lineage].join()
  let there = rowsThere.get(key)
  if (there === undefined) rowsThere.set(key, (there = new Set(world.journal.read({ kinds: [kind], profiles: lineage, limit: Infinity }).map(({ data }) => JSON.stringify(data)))))
  const text = JSON.stringify(row)
  return there.has(text) || !there.add(text)
}

/** Appends a row for the event, unless the very same is there and the workspace drops duplicates (rule N9). */
function record(happening: Happening, kind: Kind, row: Data): void {
  const { world, profile } = happening
  if (world.settings.get().sdk_duplicates === 'drop' && isThere(happening, kind, row)) ignored(happening, 'an event with the same time, session and content is there already', 'N9')
  else world.journal.append(kind, row, profile.braze_id)
}

/** An engagement with a message: one journal row of this kind. */
const engagement = (kind: Kind): Effect => (happening) => {
  const { app, device, at, session_id, data } = happening
  record(happening, kind, { ...told(data), time: at, app_id: app.app_id, device_id: device.device_id, ...(session_id === undefined ? {} : { session_id }) })
}

/** Events name messages of their own channel alone. */
const CHANNEL_OF: Readonly<Record<string, string>> = { in_app_message: 'in_app_message', content_card: 'content_cards', banner: 'banner' }

/** Why an id names no message that such an event can be about. `channel`: of what it names. */
function mistaken(id: unknown, kind: Kind, channel: unknown, foreign: boolean): string | undefined {
  if (textOf(id) === undefined) return 'an id that is no text names no message'
  if (foreign) return 'the copy that it names is another user’s'
  return channel === undefined || channel === CHANNEL_OF[kind.split('.')[0]!] ? undefined : `it names a message of another channel: ${String(channel)}`
}

/** An engagement with messages that live on devices: one row for each, which says which message it is about when the user was handed one under this id. `member` names them: one id, or a list. `ofControl`: what it is of a message for the control group, where the SDKs have one word for both. */
const messageEngagement = (kind: Kind, member: 'trigger_ids' | 'ids' | 'id', ofControl: Kind = kind): Effect => (happening) => {
  const { world, app, device, profile, at, session_id, data } = happening
  const list = member === 'id' ? [data[member]] : Array.isArray(data[member]) ? data[member] : []
  const ids = list.filter((id: unknown) => textOf(id) !== undefined)
  if (ids.length === 0) return ignored(happening, `no ${member}: it names no message`)
  const place = { app_id: app.app_id, device_id: device.device_id }
  for (const id of list as unknown[]) {
    const about = world.sdkRows.about(id, profile, place)
    const variation = variationIn(id)
    const channel = about['channel'] ?? (variation === undefined ? undefined : world.campaigns.tracked(variation)?.channel)
    const why = mistaken(id, kind, channel, world.sdkRows.isForeign(id, profile))
    if (why !== undefined) {
      ignored({ ...happening, data: { ...data, [member]: member === 'id' ? id : [id] } }, why)
      continue
    }
    const control = typeof about['message_id'] === 'string' && world.messages.find(about['message_id'])?.reason === 'control_group'
    record(happening, control ? ofControl : kind, { ...told(data), [member]: member === 'id' ? id : [id], time: at, ...about, ...place, ...(session_id === undefined ? {} : { session_id }) })
  }
}

/** The row says which experiment or Canvas step decided the flag, when one did; who is in an experiment's control group sees nothing. */
const flagImpression: Effect = (happening) => {
  const { world, app, device, profile, at, session_id, data } = happening
  const fid = textOf(data['fid'])
  if (fid === undefined) return ignored(happening, 'no fid: it names no flag', 'F5')
  if (world.featureFlags.find(fid) === undefined) ignored(happening, 'there is no such feature flag (any more): the impression counts for what its fts names alone', 'F5')
  const { control, ...source } = world.flagEvaluation.about(data['fts'], profile)
  record(happening, control ? 'feature_flag.control_impression' : 'feature_flag.impression', { ...told(data), time: at, app_id: app.app_id, device_id: device.device_id, ...(session_id === undefined ? {} : { session_id }), ...source })
}

/** An engagement with a push: the row says which message it is about, when the device got one under this id. */
const pushEngagement = (kind: Kind): Effect => (happening) => {
  const { world, app, device, at, session_id, data } = happening
  if (textOf(data['cid']) === undefined) return ignored(happening, 'no cid: it names no push', 'P11')
  const place = { app_id: app.app_id, device_id: device.device_id }
  record(happening, kind, { ...told(data), time: at, ...place, ...(session_id === undefined ? {} : { session_id }), ...world.pushEvents.about(data, place) })
}

function sessionStart(happening: Happening): void {
  const { world, app, device, profile, at, session_id, version } = happening
  if (session_id === undefined) return ignored(happening, 'no session_id', 'S1')
  world.sessions.start(profile, { session_id, app_id: app.app_id, device_id: device.device_id }, at, version)
}

function sessionEnd(happening: Happening): void {
  const { world, app, device, profile, at, session_id, data } = happening
  if (session_id === undefined) return ignored(happening, 'no session_id', 'S5')
  const sent = data['d'] ?? 0
  const valid = typeof sent === 'number' && sent >= 0 && sent <= LONGEST_SESSION
  if (!valid) ignored(happening, 'the duration is no number of seconds: counted as 0', 'S8')
  const seconds = valid ? sent : 0
  world.sessions.end(profile, { session_id, app_id: app.app_id, device_id: device.device_id }, at, seconds)
}

function noteProperties(happening: Happening, of: string, notes: readonly { why: string; property: string; seen: unknown }[]): void {
  for (const { why, property, seen } of notes) happening.world.decisions.ignored({ rule: 'properties', why, compared: { of, property, seen } }, happening.profile.braze_id)
}

function customEvent(happening: Happening): void {
  const { world, profile, at, data } = happening
  const name = textOf(data['n'])
  if (name === undefined || name.length > 255) return ignored(happening, 'a custom event has a name of 1 to 255 characters')
  const read = readProperties(data['p'], 'event')
  if (!('notes' in read)) return ignored(happening, INVALID_PROPERTIES)
  noteProperties(happening, name, read.notes)
  world.customEvents.log(profile, { name, at, properties: read.properties }, origin(happening))
}

function purchase(happening: Happening): void {
  const { world, profile, at, data } = happening
  const product_id = textOf(data['pid'])
  const currency = (textOf(data['c']) ?? '').toUpperCase()
  const price = typeof data['p'] === 'string' && /^-?\d+(\.\d+)?$/.test(data['p']) ? Number(data['p']) : data['p'] // a string on the web, a number on mobile
  const quantity = data['q'] ?? 1
  if (product_id === undefined || product_id.length > 255) return ignored(happening, `'product_id' is not valid`)
  if (!isCurrency(currency)) return ignored(happening, `'currency' is not valid`)
  if (typeof price !== 'number' || !Number.isFinite(price) || Math.abs(price) > 1e12) return ignored(happening, `'price' is not valid`)
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) return ignored(happening, `'quantity' is not valid`)
  const read = readProperties(data['pr'], 'purchase')
  if (!('notes' in read)) return ignored(happening, INVALID_PROPERTIES)
  noteProperties(happening, product_id, read.notes)
  world.purchases.make(profile, { product_id, at, currency, price, quantity, properties: read.properties }, origin(happening))
}

function alias(happening: Happening): void {
  const [alias_name, alias_label] = [textOf(happening.data['a']), textOf(happening.data['l'])]
  if (alias_name === undefined || alias_label === undefined) return ignored(happening, 'an alias has a name and a label', 'U10')
  happening.world.aliases.add(happening.profile, { alias_name, alias_label })
}

function subscriptionGroup(happening: Happening): void {
  const { world, profile, data } = happening
  const group = textOf(data['group_id']) === undefined ? undefined : world.subscriptionGroups.find(data['group_id'] as string)
  if (group === undefined) return ignored(happening, 'the workspace has no such subscription group')
  if (data['status'] !== 'subscribed' && data['status'] !== 'unsubscribed') return ignored(happening, 'the status is neither subscribed nor unsubscribed')
  world.subscriptionGroups.set(profile, group, data['status'], 'sdk')
}

function location(happening: Happening): void {
  const { world, profile, data, at } = happening
  if (!isPlace(data)) return ignored(happening, NO_PLACE, 'G1')
  if (profile.located_at !== null && profile.located_at > at) return ignored(happening, 'the user was somewhere else since', 'N8')
  world.attributes.apply(profile, { values: [['current_location', { latitude: data['latitude'], longitude: data['longitude'] }]], source: 'sdk' })
  profile.located_at = at
  world.profiles.save(profile)
  record(happening, 'location.recorded', { ...data, time: at })
}

/** The row says which set the geofence belongs to; one that there is not, and one again within its cooldown, starts nothing. */
function geofenceTransition(happening: Happening): void {
  const { world, app, device, at, session_id, data } = happening
  const [geo_id, event_type] = [textOf(data['geo_id']), data['event_type']]
  if (geo_id === undefined || (event_type !== 'enter' && event_type !== 'exit')) return ignored(happening, 'no geo_id, or an event_type that is neither enter nor exit', 'G4')
  const place = { app_id: app.app_id, device_id: device.device_id }
  const found = world.locations.geofence(geo_id)
  const before = found === undefined ? undefined : world.locations.crossed(found.geofence, event_type, place, at)
  if (found === undefined) ignored(happening, 'no location set has this geofence (any more): nothing hears of it', 'G4')
  if (before !== undefined) ignored(happening, `the same transition ${Math.round((at - before) / 1000)} s after the last one, within the cooldown: nothing hears of it`, 'G4')
  const about = found === undefined ? {} : { location_set_id: found.set.id, geofence_set_name: found.set.name, geofence_name: found.geofence.name, ...(before === undefined ? {} : { within_cooldown: true }) }
  record(happening, 'geofence.transition', { ...told(data), time: at, ...place, ...(session_id === undefined ? {} : { session_id }), ...about })
}

/** What a merge of mode `lifecycle` leaves with the anonymous profile (rule U4): its custom attributes, events and purchases. */
export const STAYS_BEHIND: ReadonlySet<string> = new Set(['ce', 'p', 'set', 'add', 'rem', 'inc', 'ncam', 'lcaa', 'lcar'])

const effects: Record<string, Effect> = {
  ss: sessionStart,
  se: sessionEnd,
  ce: customEvent,
  p: purchase,
  set: attribute((data) => data['value'], { wants: (data) => (Array.isArray(data['value']) || data['value'] === null ? undefined : 'the value is no array') }),
  add: attribute((data) => ({ add: [data['value']].flat() })),
  rem: attribute((data) => ({ remove: [data['value']].flat() })),
  inc: attribute((data) => ({ inc: data['value'] })),
  ncam: attribute((data) => data['value'], { merge: true, operations: false, wants: (data) => (isObject(data['value']) ? undefined : 'the value is no object') }),
  lcaa: attribute((data) => ({ latitude: data['latitude'], longitude: data['longitude'] }), { wants: (data) => (isPlace(data) ? undefined : NO_PLACE) }),
  lcar: attribute(() => null),
  lr: location,
  uae: alias,
  sgu: subscriptionGroup,
  si: messageEngagement('in_app_message.impression', 'trigger_ids'),
  iec: messageEngagement('in_app_message.control_impression', 'trigger_ids'),
  sc: messageEngagement('in_app_message.click', 'trigger_ids'),
  sbc: messageEngagement('in_app_message.button_click', 'trigger_ids'),
  sfe: messageEngagement('in_app_message.display_failure', 'trigger_ids'),
  cci: messageEngagement('content_card.impression', 'ids'),
  ccic: messageEngagement('content_card.control_impression', 'ids'),
  ccc: messageEngagement('content_card.click', 'ids'),
  ccd: messageEngagement('content_card.dismissal', 'ids'),
  bi: messageEngagement('banner.impression', 'ids', 'banner.control_impression'),
  bc: messageEngagement('banner.click', 'id'),
  bd: messageEngagement('banner.dismissal', 'id'),
  ffi: flagImpression,
  pc: pushEngagement('push.open'),
  ca: pushEngagement('push.action_click'),
  cic: pushEngagement('push.story_page_click'),
  pd: pushEngagement('push.delivery'),
  g: geofenceTransition,
  i: engagement('sdk.internal'),
  ie: engagement('sdk.internal_error'),
}

/** Lets an event happen. A code that no SDK uses, or data that does not fit, is ignored with a trace. */
export function happen(happening: Happening): void {
  const effect = Object.hasOwn(effects, happening.code) ? effects[happening.code] : undefined
  if (effect === undefined) ignored(happening, 'no SDK sends this event code', 'sdk.unknown_event')
  else effect(happening)
}
