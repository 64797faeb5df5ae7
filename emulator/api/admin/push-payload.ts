// Pushes for devices and simulators: what came for a device, and one push as a file for `xcrun simctl push`.
import * as z from 'zod'
import type { DevicePush } from '../../domain/messages/pushes.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Endpoint } from '../endpoint.ts'
import { Reply } from '../endpoint.ts'
import { count, listOf, page, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

/** One push as a device gets it: here and, one a frame, over its WebSocket. */
const pushView = ({ at, ...push }: DevicePush) => ({ ...push, at: isoTime(at) })

/** `since`: the `seq` of the last push that the device has. */
const devicePushes = admin({
  method: 'GET',
  path: '/devices/:device_id/push',
  query: () => z.looseObject({ ...workspace, ...page, cursor: count.optional(), since: count.default(0), app_id: z.string().min(1).optional() }),
  handle({ world, params, query: { since, cursor, app_id, limit } }) {
    const rows = world.pushes.ofDevice({ device_id: params['device_id']!, app_id: app_id ?? null, since: cursor ?? since, limit: limit + 1 })
    return listOf('pushes', rows.map(pushView), limit, ({ seq }) => String(seq))
  },
})

/** The APNs payload with the app it is for: drop it on a simulator, or give it to `xcrun simctl push booted`. `bundle` names the app when its definition has no `bundle_id`. */
const apnsFile = admin({
  method: 'GET',
  path: '/messages/:id/payload.apns',
  query: () => z.looseObject({ ...workspace, bundle: z.string().min(1).optional() }),
  handle({ world, params, query }) {
    const id = params['id']!
    const message = world.messages.find(id)
    if (message === undefined) throw adminFault(404, 'not_found', 'there is no message with this id', { id })
    const body = (message.payload as { body?: Record<string, unknown> } | null)?.body
    if (body?.['aps'] === undefined) throw adminFault(422, 'no_apns_payload', message.payload === null ? 'the message was not sent: it has no payload' : `a message on ${message.channel} has no APNs payload`, { id, channel: message.channel, status: message.status })
    const bundle = query.bundle ?? (message.app_id === null ? undefined : world.apps.find(message.app_id)?.bundle_id)
    if (bundle === undefined) throw adminFault(422, 'no_bundle_id', `the app has no bundle_id: give it one (PATCH /_emulator/apps/<app_id>), or ask with ?bundle=`, { app_id: message.app_id })
    const text = `${JSON.stringify({ 'Simulator Target Bundle': bundle, ...body }, null, 2)}\n`
    return new Reply({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${id}.apns"` }, body: text })
  },
})

export const pushPayloads: readonly Endpoint[] = [devicePushes, apnsFile]
