// POST /messages/live_activity/start
import * as z from 'zod'
import { fault, rest } from '../../realm.ts'
import { successResponse } from '../answers.ts'
import { checkAudience, isGiven } from '../audiences.ts'
import { noRecipients, tooManyIds } from '../faults.ts'
import { anyObject, isoTime, optionalId, text, userIds } from '../fields.ts'
import { appleAlert } from '../objects/push.ts'
import { checkApp } from './app.ts'

const MOST_USERS = 50

export const startLiveActivity = rest({
  method: 'POST',
  path: '/messages/live_activity/start',
  permission: 'messages.live_activity.start',
  status: 201,
  docs: 'api/endpoints/messaging/live_activity/start',
  evidence: ['documented'],
  partial: 'Devices register their tokens through /_emulator/live_activities/tokens: the wire of the SDK is not known',
  body: () =>
    z.looseObject({
      app_id: text(), activity_id: text(), activity_attributes_type: text(), activity_attributes: anyObject(), content_state: anyObject(), dismissal_date: isoTime().nullish(), stale_date: isoTime().nullish(),
      // "Should include notification.alert.title and notification.alert.body"
      notification: z.looseObject({ alert: appleAlert().extend({ title: text(), body: text() }) }, { error: ({ input }) => `'notification' is ${input === undefined ? 'required' : 'not valid'}` }),
      external_user_ids: userIds(), segment_id: optionalId(), custom_audience: z.unknown().optional().meta({ description: 'A connected audience object' }),
    }),
  response: successResponse,
  handle({ world, body }) {
    const { app_id, activity_id, activity_attributes_type, content_state, external_user_ids, segment_id, custom_audience } = body
    checkApp(world, app_id)
    const users = external_user_ids?.length ?? 0
    if (users > MOST_USERS) throw tooManyIds({ field: 'external_user_ids', seen: users, expected: `at most ${MOST_USERS}` })
    const ways = [users > 0, segment_id !== undefined, isGiven(custom_audience)].filter(Boolean).length
    if (ways === 0) throw noRecipients({ expected: 'external_user_ids, segment_id or custom_audience' })
    // "One of the following": the text is not published
    if (ways > 1) throw fault(400, `You must specify only one of 'external_user_ids', 'segment_id' or 'custom_audience'`)
    checkAudience(world, { segment_id, audience: custom_audience, name: 'custom_audience' })
    world.liveActivities.start({ app_id, activity_id, activity_attributes_type, content_state, broadcast: users === 0, request: body })
    return { message: 'success' }
  },
})
