// Tokens of Live Activities by hand: what the Swift SDK registers when the app calls `launchActivity(pushTokenTag:)` or `registerPushToStart`. How it says so on the wire is not known, so no endpoint of the SDK does it.
import * as z from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import type { World } from '../../world.ts'
import type { Endpoint } from '../endpoint.ts'
import { listOf, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

const text = () => z.string().min(1).max(1024)
const device = { app_id: text(), device_id: text(), token: text() }

function checkDevice(world: World, { app_id, device_id }: { app_id: string; device_id: string }): void {
  const app = world.apps.find(app_id)
  if (app === undefined) throw adminFault(404, 'not_found', 'there is no app with this app_id', { app_id })
  if (app.platform !== 'iOS') throw adminFault(422, 'invalid', 'only iOS apps have Live Activities', { app_id, platform: app.platform })
  if (world.devices.find(device_id, app_id) === undefined) throw adminFault(404, 'not_found', 'there is no device with this device_id in the app', { device_id, app_id })
}

/** With `activity_id`: the device takes updates of the activity. With `activity_attributes_type`: activities of the type can be started on it. */
const register = admin({
  method: 'POST',
  path: '/live_activities/tokens',
  status: 201,
  body: () => z.union([z.strictObject({ ...device, activity_id: text() }), z.strictObject({ ...device, activity_attributes_type: text() })], { error: 'a token has app_id, device_id, token and either activity_id or activity_attributes_type' }),
  handle({ world, body }) {
    checkDevice(world, body)
    const { app_id, device_id, token } = body
    if ('activity_id' in body) world.liveActivities.register({ app_id, device_id, token, activity_id: body.activity_id })
    else world.liveActivities.registerStart({ app_id, device_id, token, attributes_type: body.activity_attributes_type })
    return body
  },
})

const list = admin({
  method: 'GET',
  path: '/live_activities',
  query: () => z.looseObject(workspace),
  handle: ({ world }) =>
    listOf('live_activities', world.liveActivities.list().map(({ started_at, updated_at, ...activity }) => ({
      ...activity, started_at: isoTime(started_at), updated_at: isoTime(updated_at),
      tokens: world.liveActivities.tokens(activity.app_id, activity.activity_id).map(({ device_id, token }) => ({ device_id, token })),
    })), Infinity, () => ''),
})

export const liveActivities: readonly Endpoint[] = [list, register]
