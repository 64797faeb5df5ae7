// POST /api/v3/data: a batch of events and attributes of one device, answered with config and triggers.
import * as z from 'zod'
import type { App } from '../../domain/apps.ts'
import type { DeviceRow } from '../../domain/devices.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { Settled } from '../endpoint.ts'
import { applyEntry } from './attributes.ts'
import type { Entry, Event } from './batch.ts'
import { readDevice, readEntries, readEvents } from './batch.ts'
import { sdkConfig } from './config.ts'
import type { Envelope as EnvelopeBody } from './envelope.ts'
import { deviceIdOf, Envelope, isObject, namedUser, sentAt, textOf } from './envelope.ts'
import type { RowsThere } from './events.ts'
import { happen, STAYS_BEHIND } from './events.ts'
import { sdkError } from './errors.ts'
import { sdk } from './realm.ts'
import { planTriggers } from './triggers.ts'
import { whoseUnnamed } from './whose.ts'

/** The envelope with a batch: any call of an SDK may carry what is queued (rule N4). */
export const DataBody = Envelope.extend({ events: z.array(z.unknown()).nullish(), attributes: z.union([z.array(z.unknown()), z.looseObject({})]).nullish() })
export type DataBody = z.output<typeof DataBody>

/** Puts the batch into the world. Answers the user it is for. */
export function takeBatch(world: World, app: App, body: DataBody): ProfileRow {
  const { identity, profiles, sessions, decisions } = world
  const device = world.devices.see(deviceIdOf(body), app.app_id)
  const events = readEvents(world, body.events ?? [])
  const entries = readEntries(world, body.attributes)
  const { user_id: current, onTop } = namedUser(body, world)
  const sent = sentAt(body, world)
  const at = Math.max(events.at(-1)?.at ?? 0, sent ?? (events.length > 0 ? 0 : world.clock.now()))
  const startsAnew = events.some(({ code, session_id }) => code === 'ss' && session_id !== undefined && !sessions.knows({ session_id, app_id: app.app_id, device_id: device.device_id }))
  identity.mindClock(device, { sent, current, startsAnew, earliest: events[0]?.at })
  const owner = identity.ownerOf(device)
  const asking = current === undefined ? owner : (profiles.byExternalId(current) ?? (owner?.external_id === null ? owner : undefined))
  if (asking !== undefined && sessions.isBlocked(asking)) throw sdkError('blacklisted') // rule S15
  const late = at < device.owned_since && (current === undefined || profiles.byExternalId(current)?.id !== owner?.id)
  const rowsThere: RowsThere = new Map()
  const unnamed = whoseUnnamed(world, device, { current, onTop, events, entries })

  /** The item is for `profile`, unless that user is blocked, or the item would have stayed with the anonymous profile in time (rule U4). */
  function receiver(profile: ProfileRow, anonymous: boolean, kind: 'moves' | 'stays', item: Record<string, unknown>): ProfileRow | undefined {
    if (sessions.isBlocked(profile)) return void decisions.ignored({ rule: 'S15', why: 'the user has more sessions than a human being', compared: { sessions: profile.session_count, ...item } }, profile.braze_id)
    const left = anonymous ? identity.leftBehind(device, kind) : undefined
    if (left === undefined || left.merged_into !== profile.id) return profile
    decisions.ignored({ rule: 'U4', why: 'late data of the anonymous user stays with the profile that was merged away', compared: { anonymous: left.braze_id, merged_into: profile.braze_id, ...item } }, profile.braze_id)
    return left
  }
  function takeEntry({ user_id, fields }: Entry, profile: ProfileRow, anonymous: boolean): void {
    const to = receiver(profile, anonymous, 'stays', { user_id, fields: Object.keys(fields) })
    if (to !== undefined) applyEntry(world, app, device, to, fields, late)
  }
  function takeEvent({ code, at, user_id, session_id, data }: Event): void {
    const whose = user_id === undefined ? unnamed(at) : { profile: identity.changeUser(device, user_id, at, current), anonymous: false }
    const profile = receiver(whose.profile, whose.anonymous, STAYS_BEHIND.has(code) ? 'stays' : 'moves', { event: code, time: at })
    if (profile !== undefined) happen({ world, app, device, profile, code, at, session_id, data, version: textOf(body.app_version) ?? null, rowsThere })
  }
  /** The user of an entry that names one; an entry of another user than the request's is late and leaves the device where it is (rule U13). */
  function named(user_id: string): ProfileRow {
    if (current === undefined || user_id === current) return identity.changeUser(device, user_id, at)
    return profiles.byExternalId(user_id) ?? profiles.create('sdk', user_id)
  }

  // Anonymous attributes belong to the time before the user is named; there is no other order between attributes and events
  for (const entry of entries) {
    if (entry.user_id !== undefined) continue
    const { profile, anonymous } = unnamed(Math.min(at, events[0]?.at ?? at))
    takeEntry(entry, profile, anonymous)
  }
  for (const event of events) takeEvent(event)
  for (const entry of entries) if (entry.user_id !== undefined) takeEntry(entry, named(entry.user_id), false)
  const profile = current === undefined ? (identity.ownerOf(device) ?? identity.anonymousOf(device, at)) : identity.changeUser(device, current, at)
  if (late) world.devices.save(device) // what it says of the hardware is older than what is known
  else describe(world, device, profile, body)
  return profile
}

function describe(world: World, device: DeviceRow, profile: ProfileRow, body: EnvelopeBody): void {
  const details = readDevice(world, body.device, profile)
  world.devices.describe(device, details, { sdk_version: textOf(body.sdk_version), app_version: textOf(body.app_version), app_version_code: textOf(body['app_version_code']) })
  world.devices.save(device)
  if (Object.keys(details).length > 0) world.deviceFacts.learn(world.profiles.byId(profile.id)!, details)
}

const isSent = (items: unknown): boolean => items !== undefined && items !== null && !(Array.isArray(items) && items.length === 0)

/** True when the call carries queued data besides its own business: the SDK lets go of it with a good answer (rule N4). */
export const carriesData = (body: DataBody): boolean => isSent(body.events) || isSent(body.attributes)

export const data = sdk({
  path: '/data',
  docs: 'developer_guide/sdk_integration',
  evidence: ['client'],
  body: DataBody,
  handle({ world, app, body }) {
    const profile = takeBatch(world, app!, body)
    const wanted = isObject(body.respond_with) ? body.respond_with : {}
    const config = isObject(wanted['config']) ? sdkConfig(world, app!.platform, typeof wanted['config']['config_time'] === 'number' ? wanted['config']['config_time'] : 0) : undefined
    const answer = { message: 'success', ...(config === undefined ? {} : { config }) }
    const plan = planTriggers(world, app!, deviceIdOf(body), profile, wanted)
    if (plan === undefined) return new Settled(answer)
    return plan.planned.length === 0 ? new Settled({ ...answer, triggers: [] }) : { answer, plan }
  },
  complete: async ({ world }, { answer, plan }) => ({ ...answer, triggers: await world.inAppMessages.complete(plan) }),
  // The batch is stored: the SDK lets go of it, and keeps the triggers that it has (rule N6)
  spared: ({ answer }) => answer,
})
