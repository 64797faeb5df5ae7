// POST /canvas/trigger/send
import * as z from 'zod'
import { rest } from '../../../realm.ts'
import { triggerResponse } from '../../answers.ts'
import { broadcastLimits } from '../../broadcast.ts'
import { canvasMembers, noticeOf, readTrigger, takenWithoutEffect, triggeredCanvas } from '../../triggers.ts'

export const triggerCanvas = rest({
  method: 'POST',
  path: '/canvas/trigger/send',
  permission: 'canvas.trigger.send',
  limitOf: broadcastLimits,
  status: 201,
  docs: 'api/endpoints/messaging/send_messages/post_send_triggered_canvases',
  evidence: ['documented', 'client'],
  body: () => z.looseObject(canvasMembers()),
  response: triggerResponse,
  handle({ world, body }) {
    const { canvas_id } = body
    const canvas = triggeredCanvas(world, canvas_id)
    const trigger = readTrigger(world, body)
    const notice = noticeOf('Canvas', canvas)
    if (notice !== undefined) return takenWithoutEffect(world, { canvas_id }, notice)
    const { dispatch_id } = world.sends.accept({ kind: 'canvas', canvas_id, ...trigger })
    return { dispatch_id, message: 'success' }
  },
})
