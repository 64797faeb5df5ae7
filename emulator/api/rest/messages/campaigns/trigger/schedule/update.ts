// POST /campaigns/trigger/schedule/update
import * as z from 'zod'
import { rest } from '../../../../realm.ts'
import { successResponse } from '../../../answers.ts'
import { inBrazesWords } from '../../../faults.ts'
import { text } from '../../../fields.ts'
import { dueOf, scheduleObject } from '../../../schedules.ts'
import { triggeredCampaign } from '../../../triggers.ts'

export const updateCampaignSchedule = rest({
  method: 'POST',
  path: '/campaigns/trigger/schedule/update',
  permission: 'campaigns.trigger.schedule.update',
  status: 201,
  docs: 'api/endpoints/messaging/schedule_messages/post_update_scheduled_triggered_campaigns',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ campaign_id: text(), schedule_id: text(), schedule: scheduleObject().nullish() }),
  response: successResponse,
  handle({ world, body: { campaign_id, schedule_id, schedule } }) {
    triggeredCampaign(world, campaign_id)
    const found = inBrazesWords(() => world.schedules.get(schedule_id, { kind: 'campaign', campaign_id }))
    world.schedules.update(found, { time: dueOf(world, schedule) })
    return { message: 'success' }
  },
})
