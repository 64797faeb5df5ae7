// What a data request carries, read item by item: one that can not be read is left out with a trace, the others count.
import type { World } from '../../world.ts'
import { isObject, LAST_MS, readUserId, textOf } from './envelope.ts'

type Members = Record<string, unknown>
export type Event = { code: string; at: number; user_id: string | undefined; session_id: string | undefined; data: Members }
export type Entry = { user_id: string | undefined; fields: Members }

function timeOf(time: unknown): number | string {
  if (typeof time !== 'number') return 'event time must not be nil' // the word of Braze's stub API
  return time < 0 || time * 1000 > LAST_MS ? 'the time of the event is out of range' : Math.round(time * 1000)
}

/** The events, oldest first: re-queued ones arrive last (rule N8). */
export function readEvents(world: World, sent: readonly unknown[]): Event[] {
  const events: Event[] = []
  for (const [index, event] of sent.entries()) {
    const ignore = (why: string, rule = 'sdk.event') => world.decisions.ignored({ rule, why, compared: { index, event } })
    if (!isObject(event)) {
      ignore('an event is an object')
      continue
    }
    const { name, time, user_id, session_id, data } = event
    const [code, at, user] = [textOf(name), timeOf(time), readUserId(user_id)]
    if (code === undefined) ignore('event name must not be nil')
    else if (typeof at === 'string') ignore(at)
    else if ('why' in user) ignore(user.why, 'U16')
    else if (data !== undefined && data !== null && !isObject(data)) ignore('the data of an event is an object')
    else events.push({ code, at, user_id: user.user_id, session_id: textOf(session_id), data: data ?? {} })
  }
  return events.sort((a, b) => a.at - b.at)
}

/** The entries of `attributes`: a list, or one object alone. */
export function readEntries(world: World, sent: unknown): Entry[] {
  const entries: Entry[] = []
  for (const [index, entry] of (Array.isArray(sent) ? sent : sent === undefined || sent === null ? [] : [sent]).entries()) {
    const user = isObject(entry) ? readUserId(entry['user_id']) : undefined
    if (user === undefined) world.decisions.ignored({ rule: 'sdk.attributes', why: 'an entry of attributes is an object', compared: { index, entry } })
    else if ('why' in user) world.decisions.ignored({ rule: 'U16', why: user.why, compared: { index, ...user.compared } })
    else entries.push({ user_id: user.user_id, fields: entry as Members })
  }
  return entries
}

// observed: web SDK 6.13.0, Roku SDK 2.2; mobile wire (BrazeKit 18.2, android-sdk-ui 43.2)
const TEXTS = ['model', 'brand', 'carrier', 'os_version', 'resolution', 'locale', 'time_zone', 'browser', 'browser_version', 'user_agent', 'google_ad_id', 'ios_idfa', 'ios_idfv', 'roku_ad_id', 'ios_push_auth']
const SWITCHES = ['remote_notification_enabled', 'ad_tracking_enabled', 'is_background_restricted']
const isSwitch = (value: unknown): boolean => value === 0 || value === 1 || typeof value === 'boolean'

/** What the SDK says of the hardware. A number is its text; a member of another type than the SDKs' is left out: exports and templates promise texts, and a switch that cannot be read would turn push off. */
export function readDevice(world: World, sent: unknown, { braze_id }: { braze_id: string }): Members {
  const ignore = (why: string, compared: Members): void => world.decisions.ignored({ rule: 'sdk.device', why, compared }, braze_id)
  if (sent === undefined || sent === null) return {}
  if (!isObject(sent)) {
    ignore('the device is described by an object', { device: sent })
    return {}
  }
  const wanted = (name: string, value: unknown): string | undefined => (TEXTS.includes(name) && typeof value !== 'string' ? 'a text' : SWITCHES.includes(name) && !isSwitch(value) ? 'a switch: 0 or 1, true or false' : undefined)
  const read: [string, unknown][] = []
  for (const [name, given] of Object.entries(sent)) {
    const value = typeof given === 'number' && TEXTS.includes(name) ? String(given) : given
    const form = value === null ? undefined : wanted(name, value)
    if (form === undefined) read.push([name, value])
    else ignore(`this member of the device is ${form}`, { field: `device.${name}`, value })
  }
  return Object.fromEntries(read)
}
