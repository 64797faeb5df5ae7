// POST /campaigns/trigger/schedule/delete
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { successResponse } from '../../../answers.ts'
import { inBrazesWords } from '../../../faults.ts'
import { text } from '../../../fields.ts'
import { triggeredCampaign } from '../../../triggers.ts'

export const deleteCampaignSchedule = rest({
  method: 'POST',
  path: '/campaigns/trigger/schedule/delete',
  permission: 'campaigns.trigger.schedule.delete',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_delete_scheduled_triggered_messages',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ campaign_id: text(), schedule_id: text() }),
  response: successResponse,
  handle({ world, body: { campaign_id, schedule_id } }) {
    triggeredCampaign(world, campaign_id)
    inBrazesWords(() => world.schedules.remove(schedule_id, { kind: 'campaign', campaign_id }))
    return { message: 'success' }
  },
})
