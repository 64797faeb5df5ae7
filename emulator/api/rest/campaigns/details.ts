// GET /campaigns/details
import * as z from 'zod'
import { CONVERSION_TYPES } from '../../../domain/campaigns/conversions.ts'
import { rest } from '../realm.ts'
import { messagesShape, messagesView } from './message-view.ts'
import { campaignOf, exportHour, exportTime, flag, idOf, isOn, prepareStatistics } from './query.ts'

const hour = () => z.string().nullable().meta({ description: 'Date and hour; null before the first send' })

export const campaignDetails = rest({
  method: 'GET',
  path: '/campaigns/details',
  permission: 'campaigns.details',
  status: 200,
  docs: 'api/endpoints/export/campaigns/get_campaign_details',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ campaign_id: idOf('campaign_id'), post_launch_draft_version: flag('post_launch_draft_version') }),
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      created_at: z.string(),
      updated_at: z.string(),
      archived: z.boolean(),
      draft: z.boolean(),
      enabled: z.boolean().meta({ description: 'Active' }),
      has_post_launch_draft: z.boolean(),
      name: z.string(),
      description: z.string(),
      schedule_type: z.string(),
      channels: z.array(z.string()),
      first_sent: hour(),
      last_sent: hour(),
      tags: z.array(z.string()),
      teams: z.array(z.string()),
      messages: messagesShape(),
      conversion_behaviors: z.array(z.looseObject({ type: z.enum(CONVERSION_TYPES), window: z.int().meta({ description: 'Seconds' }) })).meta({ description: 'Conversion events A to D in order' }),
    }),
  prepare: prepareStatistics,
  handle({ world, query }) {
    const { campaign_id, post_launch_draft_version } = query
    world.messageStatistics.catchUp()
    const campaign = campaignOf(campaign_id, isOn(post_launch_draft_version) ? world.campaigns.draftVersion(campaign_id) : world.campaigns.find(campaign_id))
    const { created_at, updated_at, archived, draft, enabled, post_launch_draft, name, description, schedule_type, channels, first_sent, last_sent, tags, teams, messages, conversion_behaviors } = campaign
    return {
      message: 'success', created_at: exportTime(created_at), updated_at: exportTime(updated_at), archived, draft, enabled, has_post_launch_draft: post_launch_draft !== null, name, description, schedule_type, channels,
      first_sent: exportHour(first_sent), last_sent: exportHour(last_sent), tags, teams, messages: messagesView(messages), conversion_behaviors,
    }
  },
})
