// POST /messages/live_activity/update
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { successResponse } from '../answers.ts'
import { anyObject, flag, isoTime, text } from '../fields.ts'
import { appleAlert } from '../objects/push.ts'
import { checkApp } from './app.ts'

export const updateLiveActivity = rest({
  method: 'POST',
  path: '/messages/live_activity/update',
  permission: 'messages.live_activity.update',
  status: 201,
  docs: 'api/endpoints/messaging/live_activity/update',
  evidence: ['documented'],
  partial: 'Devices register their tokens through /_emulator/live_activities/tokens: the wire of the SDK is not known',
  body: () =>
    z.looseObject({
      app_id: text(), activity_id: text(), content_state: anyObject(), end_activity: flag(), dismissal_date: isoTime().nullish(), stale_date: isoTime().nullish(),
      notification: z.looseObject({ alert: z.union([z.string(), appleAlert()]).nullish() }, { error: `'notification' is not valid` }).nullish(),
    }),
  response: successResponse,
  handle({ world, body }) {
    const { app_id, activity_id, content_state, end_activity } = body
    checkApp(world, app_id)
    world.liveActivities.update({ app_id, activity_id, content_state, end_activity: end_activity === true, request: body })
    return { message: 'success' }
  },
})
