// POST /api/v3/push_token_tag: the Swift SDK gives the push token of a Live Activity. docs: developer_guide/live_activities ("an outgoing network request to the /push_token_tag endpoint … the correct activity ID under the "tag" field"); the member of the token is inferred from the other requests of the SDKs
import * as z from 'zod'
import { Fault } from '../endpoint.ts'
import { DataBody } from './data.ts'
import { deviceIdOf, textOf } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

const NAMES = ['push_token', 'token'] as const

export const pushTokenTag = sdk({
  path: '/push_token_tag',
  docs: 'developer_guide/live_activities',
  evidence: ['documented', 'inferred'],
  partial: 'the name of the token in the body and the answer were never captured; tokens that let activities be started (registerPushToStart) come by the admin API',
  body: DataBody.extend({ tag: z.unknown().optional(), push_token: z.unknown().optional(), token: z.unknown().optional() }),
  handle({ world, app, body }) {
    const device_id = deviceIdOf(body)
    const [activity_id, token] = [textOf(body.tag), NAMES.map((name) => textOf(body[name])).find((one) => one !== undefined)]
    if (app!.platform !== 'iOS') throw new Fault(400, { error: 'only iOS apps have Live Activities' }, {}, { field: 'api_key', seen: app!.platform, expected: 'the key of an iOS app' })
    if (activity_id === undefined) throw new Fault(400, { error: `'tag' is not valid` }, {}, { field: 'tag', seen: body.tag, expected: 'the id of the activity' })
    if (token === undefined) throw new Fault(400, { error: `'push_token' is not valid` }, {}, { field: 'push_token', seen: body.push_token ?? body.token, expected: 'the push token of the activity' })
    userOf(world, app!, body)
    world.liveActivities.register({ app_id: app!.app_id, device_id, token, activity_id })
    return { message: 'success' }
  },
})
