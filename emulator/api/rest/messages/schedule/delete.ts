// POST /messages/schedule/delete
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { successResponse } from '../answers.ts'
import { inBrazesWords } from '../faults.ts'
import { text } from '../fields.ts'

export const deleteSchedule = rest({
  method: 'POST',
  path: '/messages/schedule/delete',
  permission: 'messages.schedule.delete',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_delete_scheduled_messages',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ schedule_id: text() }),
  response: successResponse,
  handle({ world, body: { schedule_id } }) {
    inBrazesWords(() => world.schedules.remove(schedule_id, { kind: 'messages' }))
    return { message: 'success' }
  },
})
