// POST /canvas/trigger/schedule/update
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { successResponse } from '../../../answers.ts'
import { inBrazesWords } from '../../../faults.ts'
import { text } from '../../../fields.ts'
import { dueOf, scheduleObject } from '../../../schedules.ts'
import { triggeredCanvas } from '../../../triggers.ts'

export const updateCanvasSchedule = rest({
  method: 'POST',
  path: '/canvas/trigger/schedule/update',
  permission: 'canvas.trigger.schedule.update',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_update_scheduled_triggered_canvases',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ canvas_id: text(), schedule_id: text(), schedule: scheduleObject().nullish() }),
  response: successResponse,
  handle({ world, body: { canvas_id, schedule_id, schedule } }) {
    triggeredCanvas(world, canvas_id)
    const found = inBrazesWords(() => world.schedules.get(schedule_id, { kind: 'canvas', canvas_id }))
    world.schedules.update(found, { time: dueOf(world, schedule) })
    return { message: 'success' }
  },
})
