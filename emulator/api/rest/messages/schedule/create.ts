// POST /messages/schedule/create
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { scheduleResponse } from '../answers.ts'
import { dueOf, scheduleObject } from '../schedules.ts'
import { messagingMembers, readMessaging } from '../users.ts'

export const createSchedule = rest({
  method: 'POST',
  path: '/messages/schedule/create',
  permission: 'messages.schedule.create',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_schedule_messages',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ ...messagingMembers(), schedule: scheduleObject().nullish() }),
  response: scheduleResponse,
  handle({ world, body: { schedule, ...body } }) {
    const messaging = readMessaging(world, body)
    const time = dueOf(world, schedule)
    const send_id = messaging.send_id ?? (messaging.broadcast && messaging.campaign_id !== null ? world.sendIds.create(messaging.campaign_id) : null)
    const { dispatch_id, schedule_id } = world.schedules.create({ kind: 'messages', time, ...messaging, send_id })
    return { dispatch_id, schedule_id, message: 'success' }
  },
})
