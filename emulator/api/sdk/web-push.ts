// POST /api/v3/web_push/: a service worker that was woken by a push without a payload asks what to show. observed: Braze's service worker 3.5.1 and 4.7.1, which read the same JSON from the answer as from a payload
import { Fault } from '../endpoint.ts'
import { deviceIdOf, Envelope } from './envelope.ts'
import { sdk } from './realm.ts'

export const webPush = sdk({
  path: '/web_push',
  docs: 'developer_guide/push_notifications',
  evidence: ['inferred'],
  body: Envelope,
  handle({ world, app, body }) {
    const device_id = deviceIdOf(body)
    const message = world.messages.list({ device_id, channel: 'web_push', limit: -1 }).findLast(({ app_id, status, payload }) => app_id === app!.app_id && payload !== null && (status === 'sent' || status === 'delivered'))
    if (message === undefined) throw new Fault(404, { error: 'no push was sent to this device' }, {}, { field: 'device_id', seen: device_id, expected: 'a device that was sent a web push' })
    world.journal.append('push.fetched', { message_id: message.id, app_id: app!.app_id, device_id }, message.braze_id)
    return (message.payload as { body: object }).body
  },
})
