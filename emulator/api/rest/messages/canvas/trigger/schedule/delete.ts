// POST /canvas/trigger/schedule/delete
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { successResponse } from '../../../answers.ts'
import { inBrazesWords } from '../../../faults.ts'
import { text } from '../../../fields.ts'
import { triggeredCanvas } from '../../../triggers.ts'

export const deleteCanvasSchedule = rest({
  method: 'POST',
  path: '/canvas/trigger/schedule/delete',
  permission: 'canvas.trigger.schedule.delete',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_delete_scheduled_triggered_canvases',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ canvas_id: text(), schedule_id: text() }),
  response: successResponse,
  handle({ world, body: { canvas_id, schedule_id } }) {
    triggeredCanvas(world, canvas_id)
    inBrazesWords(() => world.schedules.remove(schedule_id, { kind: 'canvas', canvas_id }))
    return { message: 'success' }
  },
})
