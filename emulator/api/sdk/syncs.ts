// The other calls of the SDKs: each with the exact envelope it expects, empty until there is something to send. observed: web SDK 6.13.0, BrazeKit 18.2
import * as z from 'zod'
import type { App } from '../../domain/apps.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { carriesData, DataBody, takeBatch } from './data.ts'
import { currentUser, deviceIdOf, textOf } from './envelope.ts'
import { sdk } from './realm.ts'

/** Takes what the call carries, be it the description of the device alone, and answers the user it is for. */
export const userOf = (world: World, app: App, body: DataBody): ProfileRow => (carriesData(body) || (body.device !== undefined && body.device !== null) ? takeBatch(world, app, body) : currentUser(world, app, body))

/** Rule P3: the token named goes, or whatever the device has. */
export const pushUnregister = sdk({
  path: '/push/unregister',
  docs: 'developer_guide/push_notifications',
  evidence: ['inferred'],
  body: DataBody.extend({ push_token: z.unknown().optional() }),
  handle({ world, app, body }) {
    if (carriesData(body)) takeBatch(world, app!, body)
    const { push_token } = body
    if (push_token !== undefined && push_token !== null && typeof push_token !== 'string') world.decisions.ignored({ rule: 'P3', why: 'a push token is a string', compared: { push_token } })
    else world.pushTokens.unregister(app!.app_id, deviceIdOf(body), textOf(push_token), 'unregistered by the SDK')
    return { message: 'success' }
  },
})

/** Receipts of pushes that arrived (`pd`). */
export const pushDeliveryEvents = sdk({
  path: '/push/delivery_events',
  docs: 'developer_guide/push_notifications',
  evidence: ['inferred'],
  body: DataBody,
  handle({ world, app, body }) {
    takeBatch(world, app!, body)
    return { message: 'success' }
  },
})

// Calls that no SDK makes while the config leaves their features off (the answer to push/redeliver, of Push Max, was never seen). They say so instead of answering something that only looks right.
export const unbuilt = ['/conversational_chat/config', '/conversational_chat/message', '/push/redeliver'].map((path) =>
  sdk({ path, status: 501, docs: 'developer_guide/sdk_integration', evidence: ['inferred'] }),
)
