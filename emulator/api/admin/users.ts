// Users and devices for people: lists, whole profiles, uninstalls.
import * as z from 'zod'
import type { World } from '../../world.ts'
import { count, listOf, page, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

function profileOf(world: World, braze_id: string) {
  const profile = world.profiles.byBrazeId(braze_id)
  if (profile === undefined) throw adminFault(404, 'not_found', 'there is no user with this braze_id', { braze_id })
  return profile
}

export const listUsers = admin({
  method: 'GET',
  path: '/users',
  query: z.looseObject({ ...workspace, ...page, cursor: count.default(0), query: z.string().default('') }),
  handle({ world, query }) {
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
