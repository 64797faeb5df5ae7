// POST /canvas/trigger/schedule/create
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { scheduleResponse } from '../../../answers.ts'
import { broadcastLimits } from '../../../broadcast.ts'
import { dueOf, scheduleObject } from '../../../schedules.ts'
import { canvasMembers, readTrigger, triggeredCanvas } from '../../../triggers.ts'

export const scheduleCanvas = rest({
  method: 'POST',
  path: '/canvas/trigger/schedule/create',
  permission: 'canvas.trigger.schedule.create',
  limitOf: broadcastLimits,
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_schedule_triggered_canvases',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ ...canvasMembers(), schedule: scheduleObject().nullish() }),
  response: scheduleResponse,
  handle({ world, body: { schedule, ...body } }) {
    const { canvas_id } = body
    triggeredCanvas(world, canvas_id)
    const trigger = readTrigger(world, body)
    const time = dueOf(world, schedule)
    const { dispatch_id, schedule_id } = world.schedules.create({ kind: 'canvas', time, canvas_id, ...trigger })
    return { dispatch_id, schedule_id, message: 'success' }
  },
})
