// The envelope that every SDK request shares, and whose request it is. observed: web SDK 6.13.0, Roku SDK, stub API of 2014
import * as z from 'zod'
import type { App } from '../../domain/apps.ts'
import { SDK_USER_ID_BYTES } from '../../domain/profiles/identity.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { sdkError } from './errors.ts'

// Anything may come from a client in the field: what is not as it should be is left out by the reader, with a trace, not refused here.
export const Envelope = z.looseObject({
  api_key: z.unknown().optional(),
  device_id: z.unknown().optional(),
  user_id: z.unknown().optional(),
  time: z.unknown().optional(),
  sdk_version: z.unknown().optional(),
  app_version: z.unknown().optional(),
  device: z.unknown().optional(),
  respond_with: z.unknown().optional(),
})
export type Envelope = z.output<typeof Envelope>
type Members = Record<string, unknown>

export const LAST_MS = 32_503_680_000_000 // the year 3000, the last that Braze reads. docs: user_attributes_object

export const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A text that names something: empty is none. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export type ReadUserId = { user_id: string | undefined } | { why: string; compared: Members }

/** A user id as the wire carries it: none, null and an empty one are anonymous (rule U1); what no SDK would send (rule U16) is said to be so, never taken for anonymous. */
export function readUserId(value: unknown): ReadUserId {
  if (value === undefined || value === null || value === '') return { user_id: undefined }
  const id = textOf(typeof value === 'number' ? String(value) : value)
  if (id === undefined) return { why: 'a user id is a string', compared: { user_id: value } }
  const bytes = Buffer.byteLength(id)
  return bytes <= SDK_USER_ID_BYTES ? { user_id: id } : { why: `a user id has at most ${SDK_USER_ID_BYTES} bytes`, compared: { bytes, starts_with: id.slice(0, 40) } }
}

/** The device of a request. Throws `no_device_identifier`, the SDKs' own word for a request without one. */
export function deviceIdOf(body: Envelope): string {
  const id = textOf(body.device_id)
  if (id === undefined) throw sdkError('no_device_identifier')
  return id.slice(0, 255).toWellFormed()
}

/** The user that the request says the device has now, and whether at the top of the body. observed: web and iOS say it in `respond_with`, syncs and Roku at the top */
export function namedUser(body: Envelope, world: World): { user_id: string | undefined; onTop: boolean } {
  const [inner, top] = [isObject(body.respond_with) ? body.respond_with['user_id'] : undefined, body.user_id].map((value) => {
    const read = readUserId(value)
    if ('user_id' in read) return read.user_id
    return void world.decisions.ignored({ rule: 'U16', why: read.why, compared: read.compared })
  })
  return { user_id: inner ?? top, onTop: top !== undefined && (inner === undefined || inner === top) }
}

/**
 * When the request left, in ms of the client's clock: events carry times of the same clock, so identity is decided by it.
 * SDKs send whole seconds; when the two clocks agree, ours tells the moment within that second.
 */
export function sentAt(body: Envelope, world: World): number | undefined {
  if (typeof body.time !== 'number' || !(body.time > 0) || body.time * 1000 > LAST_MS) return undefined
  const at = Math.round(body.time * 1000)
  const now = world.clock.now()
  return Number.isInteger(body.time) && now > at && now - at < 1000 ? now : at
}

/** Who uses the device now, for the sync calls: the user named, who becomes the device's user, else its own. */
export function currentUser(world: World, app: App, body: Envelope): ProfileRow {
  const device = world.devices.see(deviceIdOf(body), app.app_id)
  const sent = sentAt(body, world)
  const { user_id } = namedUser(body, world)
  world.identity.mindClock(device, { sent, current: user_id, startsAnew: false, earliest: sent })
  const at = sent ?? world.clock.now()
  return user_id === undefined ? (world.identity.ownerOf(device) ?? world.identity.anonymousOf(device, at)) : world.identity.changeUser(device, user_id, at)
}
