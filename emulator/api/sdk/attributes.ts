// The `attributes` entries of a data request: profile fields, custom ones, and the push token. observed: web SDK 6.13.0, mobile SDKs
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { isObject } from './envelope.ts'

const STANDARD = new Set(['first_name', 'last_name', 'email', 'gender', 'dob', 'country', 'home_city', 'language', 'phone', 'image_url', 'email_subscribe', 'push_subscribe', 'native_line_id', 'facebook', 'twitter'])
const TOKEN = ['push_token', 'custom_push_public_key', 'custom_push_user_auth', 'custom_push_vapid_public_key']
const NOT_VALUES = new Set(['user_id', 'custom', 'alias', ...TOKEN])

/** A token registers the device, `null` unregisters it (rules P1, P3); web tokens come with their keys. */
function pushToken(world: World, app: App, device: DeviceRow, profile: ProfileRow, entry: Record<string, unknown>): void {
  if (!('push_token' in entry)) return
  const token = entry['push_token']
  if (token === null || token === '') return void world.pushTokens.unregister(app.app_id, device.device_id, undefined, 'unsubscribed on the device')
  if (typeof token !== 'string') return world.decisions.ignored({ rule: 'P1', why: 'a push token is a string', compared: { push_token: token } }, profile.braze_id)
  const keys = Object.fromEntries(TOKEN.slice(1).filter((name) => entry[name] !== undefined && entry[name] !== null).map((name) => [name, entry[name]]))
  const former = world.pushTokens.register(profile, { app_id: app.app_id, device_id: device.device_id, token, web_keys: Object.keys(keys).length === 0 ? null : keys })
  world.pushTokenItems.releaseImport(former)
}

/** Applies one entry to the profile it belongs to. */
export function applyEntry(world: World, app: App, device: DeviceRow, profile: ProfileRow, entry: Record<string, unknown>): void {
  const values: [string, unknown][] = []
  for (const [name, value] of Object.entries(entry)) {
    if (NOT_VALUES.has(name)) continue
    if (STANDARD.has(name)) values.push([name, value])
    else world.decisions.ignored({ rule: 'sdk.attributes', why: 'no SDK sends this profile field', compared: { field: name, value } }, profile.braze_id)
  }
  if (isObject(entry['custom'])) values.push(...Object.entries(entry['custom']))
  if (values.length > 0) world.attributes.apply(profile, { values, source: 'sdk' })
  pushToken(world, app, device, profile, entry)
}
