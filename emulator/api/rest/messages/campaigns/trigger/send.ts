// POST /campaigns/trigger/send
import * as z from 'zod'
import { rest } from '../../../realm.ts'
import { triggerResponse } from '../../answers.ts'
import { broadcastLimits } from '../../broadcast.ts'
import { campaignMembers, noticeOf, readTrigger, takenWithoutEffect, triggeredCampaign } from '../../triggers.ts'
import { checkSendId } from '../../users.ts'

export const triggerCampaign = rest({
  method: 'POST',
  path: '/campaigns/trigger/send',
  permission: 'campaigns.trigger.send',
  limitOf: broadcastLimits,
  status: 201,
  docs: 'api/endpoints/messaging/send_messages/post_send_triggered_campaigns',
  evidence: ['documented', 'client'],
  body: () => z.looseObject(campaignMembers()),
  response: triggerResponse,
  handle({ world, body }) {
    const { campaign_id } = body
    const campaign = triggeredCampaign(world, campaign_id)
    const trigger = readTrigger(world, body)
    if (body.send_id !== undefined) checkSendId(world, campaign_id, body.send_id)
    const notice = noticeOf('campaign', campaign)
    if (notice !== undefined) return takenWithoutEffect(world, { campaign_id }, notice)
    const send_id = body.send_id ?? (trigger.broadcast ? world.sendIds.create(campaign_id) : null)
    const { dispatch_id } = world.sends.accept({ kind: 'campaign', campaign_id, send_id, ...trigger })
    return { dispatch_id, ...(trigger.broadcast ? { send_id: send_id! } : {}), message: 'success' }
  },
})
