// POST /messages/schedule/update
import * as z from 'zod'
import type { MessageObjects } from '../../../../domain/sends/message-objects.ts'
import { fault, rest } from '../../realm.ts'
import { successResponse } from '../answers.ts'
import { inBrazesWords } from '../faults.ts'
import { text } from '../fields.ts'
import { messageObjects } from '../objects/messages.ts'
import { dueOf, scheduleObject } from '../schedules.ts'
import { checkCampaign, checkMessages } from '../users.ts'

export const updateSchedule = rest({
  method: 'POST',
  path: '/messages/schedule/update',
  permission: 'messages.schedule.update',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_update_scheduled_messages',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ schedule_id: text(), schedule: scheduleObject().nullish(), messages: messageObjects().nullish() }),
  response: successResponse,
  handle({ world, body: { schedule_id, schedule, messages } }) {
    // "Your request must contain at least one of those two keys": the text is not published
    if (schedule == null && messages == null) throw fault(400, `'schedule' or 'messages' is required`, {}, { field: 'schedule', expected: 'schedule, messages, or both' })
    const found = inBrazesWords(() => world.schedules.get(schedule_id, { kind: 'messages' }))
    if (messages != null) {
      checkMessages(world, messages as MessageObjects)
      if (found.campaign_id !== null) checkCampaign(world, found.campaign_id, messages as MessageObjects)
    }
    world.schedules.update(found, { time: schedule == null ? undefined : dueOf(world, schedule), messages: messages ?? undefined })
    return { message: 'success' }
  },
})
