// What each SDK event code does. observed: web SDK 6.13.0, BrazeKit 18.2, android-sdk-ui 43.2, Roku SDK 2.2 (codes and their `data`)
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { INVALID_PROPERTIES, readProperties } from '../../domain/profiles/properties.ts'
import { isCurrency, MAX_QUANTITY } from '../../domain/purchases.ts'
import type { World } from '../../world.ts'
import { isObject, textOf } from './envelope.ts'

type Data = Record<string, unknown>
/** One event of a batch with whose it is and where it came from; `at` in ms of the client's clock. */
export type Happening = { world: World; app: App; device: DeviceRow; profile: ProfileRow; code: string; at: number; session_id: string | undefined; data: Data; version: string | null }
type Effect = (happening: Happening) => void

const ignored = ({ world, profile, code, data }: Happening, why: string, rule = `sdk.${code}`): void => world.decisions.ignored({ rule, why, compared: { event: code, data } }, profile.braze_id)
const origin = ({ app, device, session_id }: Happening) => ({ source: 'sdk' as const, app_id: app.app_id, device_id: device.device_id, session_id: session_id ?? null })

/** An attribute changed by an event: arrays, increments, nested objects, locations. */
const attribute = (value: (data: Data) => unknown, merge = false): Effect => (happening) => {
  const { world, profile, data } = happening
  if (textOf(data['key']) === undefined) return ignored(happening, 'no key')
  world.attributes.apply(profile, { values: [[data['key'] as string, value(data)]], source: 'sdk', merge })
}

/** An engagement with a message: one journal row of this kind. */
const engagement = (kind: Kind): Effect => ({ world, app, device, profile, at, session_id, data }) =>
  void world.journal.append(kind, { ...data, time: at, app_id: app.app_id, device_id: device.device_id, ...(session_id === undefined ? {} : { session_id }) }, profile.braze_id)

function sessionStart(happening: Happening): void {
  const { world, app, device, profile, at, session_id, version } = happening
  if (session_id === undefined) return ignored(happening, 'no session_id', 'S1')
  world.sessions.start(profile, { session_id, app_id: app.app_id, device_id: device.device_id }, at, version)
}

function sessionEnd(happening: Happening): void {
  const { world, app, device, profile, at, session_id, data } = happening
  if (session_id === undefined) return ignored(happening, 'no session_id', 'S5')
  const seconds = typeof data['d'] === 'number' && Number.isFinite(data['d']) && data['d'] >= 0 ? data['d'] : 0
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
  const price = typeof data['p'] === 'string' && data['p'].trim() !== '' ? Number(data['p']) : data['p'] // a string on the web, a number on mobile
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
  const [latitude, longitude] = [data['latitude'], data['longitude']]
  if (typeof latitude !== 'number' || typeof longitude !== 'number' || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return ignored(happening, 'not a latitude and a longitude', 'G1')
  world.attributes.apply(profile, { values: [['current_location', { latitude, longitude }]], source: 'sdk' })
  world.journal.append('location.recorded', { ...data, time: at }, profile.braze_id)
}

const effects: Record<string, Effect> = {
  ss: sessionStart,
  se: sessionEnd,
  ce: customEvent,
  p: purchase,
  set: attribute((data) => data['value']),
  add: attribute((data) => ({ add: [data['value']].flat() })),
  rem: attribute((data) => ({ remove: [data['value']].flat() })),
  inc: attribute((data) => ({ inc: data['value'] })),
  ncam: attribute((data) => data['value'], true),
  lcaa: attribute((data) => ({ latitude: data['latitude'], longitude: data['longitude'] })),
  lcar: attribute(() => null),
  lr: location,
  uae: alias,
  sgu: subscriptionGroup,
  si: engagement('in_app_message.impression'),
  iec: engagement('in_app_message.control_impression'),
  sc: engagement('in_app_message.click'),
  sbc: engagement('in_app_message.button_click'),
  sfe: engagement('in_app_message.display_failure'),
  cci: engagement('content_card.impression'),
  ccic: engagement('content_card.control_impression'),
  ccc: engagement('content_card.click'),
  ccd: engagement('content_card.dismissal'),
  bi: engagement('banner.impression'),
  bc: engagement('banner.click'),
  bd: engagement('banner.dismissal'),
  ffi: engagement('feature_flag.impression'),
  pc: engagement('push.open'),
  ca: engagement('push.action_click'),
  cic: engagement('push.story_page_click'),
  pd: engagement('push.delivery'),
  g: engagement('geofence.transition'),
  i: engagement('sdk.internal'),
  ie: engagement('sdk.internal_error'),
}

/** Lets an event happen. A code that no SDK uses, or data that does not fit, is ignored with a trace. */
export function happen(happening: Happening): void {
  const effect = Object.hasOwn(effects, happening.code) ? effects[happening.code] : undefined
  if (effect === undefined) ignored(happening, 'no SDK sends this event code', 'sdk.unknown_event')
  else effect(isObject(happening.data) ? happening : { ...happening, data: {} })
}
