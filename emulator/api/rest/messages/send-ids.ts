// POST /sends/id/create
import * as z from 'zod'
import { isSendId } from '../../../domain/sends/send-ids.ts'
import { rest } from '../realm.ts'
import { sendIdResponse } from './answers.ts'
import { invalidCampaign, invalidSendId } from './faults.ts'
import { optionalId, text } from './fields.ts'

export const createSendId = rest({
  method: 'POST',
  path: '/sends/id/create',
  permission: 'sends.id.create',
  limit: { name: '/sends/id/create', limit: 100, seconds: 86_400 },
  status: 201,
  docs: 'api/endpoints/messaging/send_messages/post_create_send_ids',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ campaign_id: text(), send_id: optionalId().meta({ description: 'ASCII, at most 64 characters; made up when absent' }) }),
  response: sendIdResponse,
  handle({ world, body: { campaign_id, send_id } }) {
    // "API and API trigger campaigns". docs: api/identifier_types
    const campaign = world.campaigns.find(campaign_id)
    if (campaign === undefined || campaign.kind === 'transactional_email' || campaign.schedule_type !== 'api_triggered') throw invalidCampaign({ seen: campaign_id, expected: 'the id of an API or API-triggered campaign' })
    if (send_id !== undefined && !isSendId(send_id)) throw invalidSendId(send_id, 'at most 64 ASCII characters')
    return { message: 'success', send_id: world.sendIds.create(campaign_id, send_id) }
  },
})
