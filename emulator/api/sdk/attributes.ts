// The `attributes` entries of a data request: profile fields, custom ones, and the push token. observed: web SDK 6.13.0, mobile SDKs
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { isStandard } from '../../domain/profiles/standard-attributes.ts'
import type { World } from '../../world.ts'
import { isObject, textOf } from './envelope.ts'

type Members = Record<string, unknown>
const STANDARD = new Set(['first_name', 'last_name', 'email', 'gender', 'dob', 'country', 'home_city', 'language', 'phone', 'image_url', 'email_subscribe', 'push_subscribe', 'native_line_id', 'facebook', 'twitter'])
const TOKEN = ['push_token', 'custom_push_public_key', 'custom_push_user_auth', 'custom_push_vapid_public_key']
const NOT_VALUES = new Set(['user_id', 'custom', 'alias', ...TOKEN])

/**
 * A token registers the device, `null` unregisters it (rules P1, P3); web tokens come with their keys. The token is the device's: whoever sent it, it ends
 * with the device's user (rule P2). A `late` request has nothing new to say of a device that has a token by now.
 */
function pushToken(world: World, app: App, device: DeviceRow, profile: ProfileRow, entry: Members, late: boolean): void {
  if (!('push_token' in entry)) {
    const alone = TOKEN.filter((name) => entry[name] !== undefined && entry[name] !== null)
    if (alone.length > 0) world.decisions.ignored({ rule: 'P1', why: 'the keys of a web token come with the token', compared: { keys: alone } }, profile.braze_id)
    return
  }
  const token = textOf(entry['push_token']) ?? entry['push_token']
  const owner = world.identity.ownerOf(device) ?? profile
  if (token !== null && typeof token !== 'string') return world.decisions.ignored({ rule: 'P1', why: 'a push token is a string', compared: { push_token: token } }, profile.braze_id)
  const has = world.pushTokens.ofDevice(app.app_id, device.device_id)[0]
  if (late && owner.id !== profile.id && has !== undefined) return world.decisions.ignored({ rule: 'P2', why: 'late data of an earlier user does not change the token of the device', compared: { push_token: token, registered: has.token } }, profile.braze_id)
  if (token === null || token === '') return void world.pushTokens.unregister(app.app_id, device.device_id, undefined, 'unsubscribed on the device')
  const keys = Object.fromEntries(TOKEN.slice(1).filter((name) => entry[name] !== undefined && entry[name] !== null).map((name) => [name, entry[name]]))
  const holder = profile.state === 'orphaned' ? owner : profile
  const former = world.pushTokens.register(holder, { app_id: app.app_id, device_id: device.device_id, token, web_keys: Object.keys(keys).length === 0 ? null : keys })
  world.pushTokens.follow(app.app_id, device.device_id, owner, 'changeUser')
  world.pushTokenItems.releaseImport(former)
}

/** Custom attributes have names of their own: none is a profile field's. */
export function customName(world: World, profile: ProfileRow, name: string, value: unknown): boolean {
  if (!isStandard(name)) return true
  world.decisions.ignored({ rule: 'sdk.attributes', why: 'the name of a custom attribute is that of a profile field', compared: { field: name, value } }, profile.braze_id)
  return false
}

/** Applies one entry to the profile it belongs to. */
export function applyEntry(world: World, app: App, device: DeviceRow, profile: ProfileRow, entry: Members, late: boolean): void {
  const values: [string, unknown][] = []
  for (const [name, value] of Object.entries(entry)) {
    if (NOT_VALUES.has(name)) continue
    if (STANDARD.has(name)) values.push([name, value])
    else world.decisions.ignored({ rule: 'sdk.attributes', why: 'no SDK sends this profile field', compared: { field: name, value } }, profile.braze_id)
  }
  const custom = entry['custom']
  if (isObject(custom)) values.push(...Object.entries(custom).filter(([name, value]) => customName(world, profile, name, value)))
  else if (custom !== undefined && custom !== null) world.decisions.ignored({ rule: 'sdk.attributes', why: 'custom attributes are an object', compared: { custom } }, profile.braze_id)
  if (values.length > 0) world.attributes.apply(profile, { values, source: 'sdk', operations: false })
  pushToken(world, app, device, profile, entry, late)
}
