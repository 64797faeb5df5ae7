// POST /api/v3/data: a batch of events and attributes of one device, answered with config and triggers.
import { z } from 'zod'
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { applyEntry } from './attributes.ts'
import { sdkConfig } from './config.ts'
import type { Envelope as EnvelopeBody } from './envelope.ts'
import { clientTime, deviceIdOf, Envelope, isObject, namedUser, textOf, userIdOf } from './envelope.ts'
import { happen } from './events.ts'
import { sdk, sdkError } from './realm.ts'

const DataBody = Envelope.extend({ events: z.array(z.unknown()).nullish(), attributes: z.union([z.array(z.unknown()), z.looseObject({})]).nullish() })
type DataBody = z.output<typeof DataBody>
type Read = { code: string; at: number; user_id: string | undefined; session_id: string | undefined; data: Record<string, unknown> }

const LAST_MS = 32_503_680_000_000 // the year 3000

/** The events that can be read, oldest first: re-queued ones arrive last (rule N8). What can not be read leaves a trace. */
function readEvents(world: World, sent: readonly unknown[]): Read[] {
  const events: Read[] = []
  for (const [index, event] of sent.entries()) {
    const why = !isObject(event) ? 'an event is an object' : textOf(event['name']) === undefined ? 'event name must not be nil' : typeof event['time'] !== 'number' ? 'event time must not be nil' : event['time'] < 0 || event['time'] * 1000 > LAST_MS ? 'the time of the event is out of range' : undefined
    if (why !== undefined) {
      world.decisions.ignored({ rule: 'sdk.event', why, compared: { index, event } })
      continue
    }
    const { name, time, user_id, session_id, data } = event as Record<string, unknown>
    events.push({ code: name as string, at: Math.round((time as number) * 1000), user_id: userIdOf(user_id, world), session_id: textOf(session_id), data: isObject(data) ? data : {} })
  }
  return events.sort((a, b) => a.at - b.at)
}

/** The profile of an item that names no user: the user of the request once the device is theirs, else the device's anonymous user (rules U1, U13). */
function unnamed(world: World, device: DeviceRow, current: string | undefined, at: number): ProfileRow {
  const owner = world.identity.ownerOf(device)
  if (owner !== undefined && owner.external_id !== null && at > device.owned_since && current !== undefined && world.profiles.byExternalId(current)?.id === owner.id) return owner
  return world.identity.anonymousOf(device, at)
}

function applyEvents(world: World, app: App, device: DeviceRow, events: readonly Read[], current: string | undefined, version: string | null): void {
  for (const { code, at, user_id, session_id, data } of events) {
    const profile = user_id === undefined ? unnamed(world, device, current, at) : world.identity.changeUser(device, user_id, at)
    happen({ world, app, device, profile, code, at, session_id, data, version })
  }
}

/** Entries of the current user make the device theirs; those of another user are late and leave the device where it is (rule U13). */
function applyAttributes(world: World, app: App, device: DeviceRow, entries: readonly unknown[], current: string | undefined, at: number): void {
  for (const entry of entries) {
    if (!isObject(entry)) {
      world.decisions.ignored({ rule: 'sdk.attributes', why: 'an entry of attributes is an object', compared: { entry } })
      continue
    }
    const user_id = userIdOf(entry['user_id'], world)
    const late = user_id !== undefined && current !== undefined && user_id !== current
    const profile =
      user_id === undefined ? unnamed(world, device, current, at)
      : late ? (world.profiles.byExternalId(user_id) ?? world.profiles.create('sdk', user_id))
      : world.identity.changeUser(device, user_id, Math.max(at, device.owned_since))
    applyEntry(world, app, device, profile, entry)
  }
}

/** Puts the batch into the world. Answers the user of the device afterwards. */
export function takeBatch(world: World, app: App, body: DataBody): ProfileRow {
  const device = world.devices.see(deviceIdOf(body), app.app_id)
  const events = readEvents(world, body.events ?? [])
  const current = namedUser(body, world)
  const at = Math.max(events.at(-1)?.at ?? 0, clientTime(body) ?? (events.length > 0 ? 0 : world.clock.now()))
  const owner = world.identity.ownerOf(device)
  if (owner !== undefined && world.sessions.isBlocked(owner)) throw sdkError('blacklisted') // rule S15
  const entries = body.attributes === undefined || body.attributes === null ? [] : Array.isArray(body.attributes) ? body.attributes : [body.attributes]
  const anonymous = entries.filter((entry) => isObject(entry) && userIdOf(entry['user_id'], world) === undefined)

  // Anonymous attributes belong to the time before the user is named; there is no other order between attributes and events
  applyAttributes(world, app, device, anonymous, current, Math.min(at, events[0]?.at ?? at))
  applyEvents(world, app, device, events, current, textOf(body.app_version) ?? null)
  applyAttributes(world, app, device, entries.filter((entry) => !anonymous.includes(entry)), current, at)
  const profile = current === undefined ? (world.identity.ownerOf(device) ?? world.identity.anonymousOf(device, at)) : world.identity.changeUser(device, current, Math.max(at, device.owned_since))
  describe(world, device, profile, body)
  return profile
}

function describe(world: World, device: DeviceRow, profile: ProfileRow, body: EnvelopeBody): void {
  const details = isObject(body.device) ? body.device : {}
  world.devices.describe(device, details, { sdk_version: textOf(body.sdk_version), app_version: textOf(body.app_version) })
  world.devices.save(device)
  if (isObject(body.device)) world.deviceFacts.learn(world.profiles.byId(profile.id)!, details)
}

export const data = sdk({
  path: '/data',
  docs: 'developer_guide/sdk_integration',
  evidence: ['client'],
  body: DataBody,
  handle({ world, app, body }) {
    takeBatch(world, app!, body)
    const wanted = isObject(body.respond_with) ? body.respond_with : {}
    const config = isObject(wanted['config']) ? sdkConfig(world, app!.platform, typeof wanted['config']['config_time'] === 'number' ? wanted['config']['config_time'] : 0) : undefined
    return { message: 'success', ...(config === undefined ? {} : { config }), ...(wanted['triggers'] === true ? { triggers: [] } : {}) }
  },
})
