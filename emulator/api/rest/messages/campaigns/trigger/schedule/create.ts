// POST /campaigns/trigger/schedule/create
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { scheduleResponse } from '../../../answers.ts'
import { broadcastLimits } from '../../../broadcast.ts'
import { dueOf, scheduleObject } from '../../../schedules.ts'
import { campaignMembers, readTrigger, triggeredCampaign } from '../../../triggers.ts'
import { checkSendId } from '../../../users.ts'

export const scheduleCampaign = rest({
  method: 'POST',
  path: '/campaigns/trigger/schedule/create',
  permission: 'campaigns.trigger.schedule.create',
  limitOf: broadcastLimits,
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_schedule_triggered_campaigns',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ ...campaignMembers(), schedule: scheduleObject().nullish() }),
  response: scheduleResponse,
  handle({ world, body: { schedule, ...body } }) {
    const { campaign_id } = body
    triggeredCampaign(world, campaign_id)
    const trigger = readTrigger(world, body)
    if (body.send_id !== undefined) checkSendId(world, campaign_id, body.send_id)
    const time = dueOf(world, schedule)
    const send_id = body.send_id ?? (trigger.broadcast ? world.sendIds.create(campaign_id) : null)
    const { dispatch_id, schedule_id } = world.schedules.create({ kind: 'campaign', time, campaign_id, send_id, ...trigger })
    return { dispatch_id, schedule_id, message: 'success' }
  },
})
