// Users and devices for people: lists, whole profiles, uninstalls.
import * as z from 'zod'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { count, listOf, page, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

function profileOf(world: World, braze_id: string) {
  const profile = world.profiles.byBrazeId(braze_id)
  if (profile === undefined) throw adminFault(404, 'not_found', 'there is no user with this braze_id', { braze_id })
  return profile
}

const named = z.string().min(1).optional()

/** Who is known by exactly these names; undefined when none is asked for. */
function namedUsers(world: World, { external_id, email, phone, device_id, alias_label, alias_name }: Partial<Record<'external_id' | 'email' | 'phone' | 'device_id' | 'alias_label' | 'alias_name', string | undefined>>): ProfileRow[] | undefined {
  if ((alias_label === undefined) !== (alias_name === undefined)) throw adminFault(422, 'invalid', 'an alias is named by alias_label and alias_name together', {})
  const asked = [
    external_id === undefined ? undefined : [world.profiles.byExternalId(external_id)],
    email === undefined ? undefined : world.profiles.byEmail(email),
    phone === undefined ? undefined : world.profiles.byPhone(phone),
    device_id === undefined ? undefined : world.devices.byDeviceId(device_id).map((device) => (device.profile_id === null ? undefined : world.profiles.byId(device.profile_id))),
    alias_label === undefined ? undefined : [world.profiles.byAlias(alias_label, alias_name!)],
  ].flatMap((found) => (found === undefined ? [] : [found.filter((one) => one !== undefined)]))
  const [first, ...others] = asked
  return first?.filter((one, index) => first.findIndex(({ id }) => id === one.id) === index && others.every((found) => found.some(({ id }) => id === one.id)))
}

/** `query` finds beginnings of names; the other members name users exactly, all that are given at once. */
export const listUsers = admin({
  method: 'GET',
  path: '/users',
  query: z.looseObject({ ...workspace, ...page, cursor: count.default(0), query: z.string().default(''), external_id: named, email: named, phone: named, device_id: named, alias_label: named, alias_name: named }),
  handle({ world, query }) {
    const found = namedUsers(world, query)
    if (found !== undefined) return { users: found.map(world.userView.line), next: null }
    const rows = world.profiles.search(query.query, query.limit + 1, query.cursor)
    const { users, next } = listOf('users', rows, query.limit, (row) => String(row.id)) as { users: typeof rows; next: string | null }
    return { users: users.map(world.userView.line), next }
  },
})

export const showUser = admin({ method: 'GET', path: '/users/:braze_id', handle: ({ world, params }) => world.userView.whole(profileOf(world, params['braze_id']!)) })

export const listDevices = admin({
  method: 'GET',
  path: '/devices',
  query: z.looseObject({ ...workspace, ...page, external_id: z.string().optional(), push_token: z.string().optional() }),
  handle({ world, query }) {
    if (query.external_id === undefined && query.push_token === undefined) {
      const rows = world.devices.list(query.cursor ?? '', query.limit + 1)
      const { devices, next } = listOf('devices', rows, query.limit, (row) => `${row.device_id}/${row.app_id}`) as { devices: typeof rows; next: string | null }
      return { devices: devices.map(world.userView.device), next }
    }
    const owner = query.external_id === undefined ? undefined : world.profiles.byExternalId(query.external_id)
    const ofOwner = query.external_id === undefined ? undefined : owner === undefined ? [] : world.devices.of(owner)
    const ofToken = query.push_token === undefined ? undefined : world.pushTokens.byToken(query.push_token).flatMap((row) => world.devices.find(row.device_id, row.app_id) ?? [])
    const devices = ofOwner === undefined ? ofToken! : ofToken === undefined ? ofOwner : ofOwner.filter((one) => ofToken.some((other) => other.device_id === one.device_id && other.app_id === one.app_id))
    return { devices: devices.map(world.userView.device), next: null }
  },
})

function devicesOf(world: World, device_id: string) {
  const devices = world.devices.byDeviceId(device_id)
  if (devices.length === 0) throw adminFault(404, 'not_found', 'there is no device with this device_id', { device_id })
  return devices
}

/** The device as its latest app sees it; a device_id may be used by several apps. */
export const showDevice = admin({ method: 'GET', path: '/devices/:device_id', handle: ({ world, params }) => world.userView.device(devicesOf(world, params['device_id']!)[0]!) })

export const uninstallDevice = admin({
  method: 'POST',
  path: '/devices/:device_id/uninstall',
  query: z.looseObject({ ...workspace, noticed: z.enum(['true', 'false']).default('true').meta({ description: 'false: Braze does not know yet, only the push service does: the next push bounces and takes the token away' }) }),
  handle({ world, params, query }) {
    const devices = devicesOf(world, params['device_id']!)
    if (query.noticed === 'false') for (const device of devices) for (const { app_id, token } of world.pushTokens.ofDevice(device.app_id, device.device_id)) world.pushes.die(app_id, token)
    else for (const device of devices) world.devices.uninstall(device)
    return world.userView.device(world.devices.byDeviceId(params['device_id']!)[0]!)
  },
})
