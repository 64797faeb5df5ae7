// The envelope that every SDK request shares, and whose request it is. observed: web SDK 6.13.0, Roku SDK, stub API of 2014
import { z } from 'zod'
import type { App } from '../../domain/apps.ts'
import { SDK_USER_ID_BYTES } from '../../domain/profiles/identity.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { sdkError } from './realm.ts'

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

export const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** A user id as the wire carries it: an empty one is none (rule U1), one that no SDK would send is dropped with a trace (rule U16). */
export function userIdOf(value: unknown, world: World): string | undefined {
  const id = textOf(typeof value === 'number' ? String(value) : value)
  if (id === undefined || Buffer.byteLength(id) <= SDK_USER_ID_BYTES) return id
  world.decisions.ignored({ rule: 'U16', why: `a user id has at most ${SDK_USER_ID_BYTES} bytes`, compared: { bytes: Buffer.byteLength(id), starts_with: id.slice(0, 40) } })
  return undefined
}

/** The device of a request. Throws `no_device_identifier`, the SDKs' own word for a request without one. */
export function deviceIdOf(body: Envelope): string {
  const id = textOf(body.device_id)
  if (id === undefined) throw sdkError('no_device_identifier')
  return id.slice(0, 255)
}

/** The user named anywhere in the request: platforms put it in different places. observed: real iOS, Android and web SDKs */
export function namedUser(body: Envelope, world: World): string | undefined {
  return userIdOf(isObject(body.respond_with) ? body.respond_with['user_id'] : undefined, world) ?? userIdOf(body.user_id, world)
}

/** The client's own time in ms: events carry times of the same clock, so identity is decided by it. */
export const clientTime = (body: Envelope): number | undefined => (typeof body.time === 'number' && Number.isFinite(body.time) && body.time > 0 ? Math.round(body.time * 1000) : undefined)

/** Who uses the device now, for the sync calls: the user named, who becomes the device's user, else its anonymous one. */
export function currentUser(world: World, app: App, body: Envelope): ProfileRow {
  const device = world.devices.see(deviceIdOf(body), app.app_id)
  const at = clientTime(body) ?? world.clock.now()
  const named = namedUser(body, world)
  return named === undefined ? world.identity.anonymousOf(device, device.profile_id === null ? at : device.owned_since) : world.identity.changeUser(device, named, at)
}
