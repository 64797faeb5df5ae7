// GET /campaigns/list
import * as z from 'zod'
import { rest } from '../realm.ts'
import { exportTime, listMembers, listQuery } from './query.ts'

export const listCampaigns = rest({
  method: 'GET',
  path: '/campaigns/list',
  permission: 'campaigns.list',
  status: 200,
  docs: 'api/endpoints/export/campaigns/get_campaigns',
  evidence: ['documented', 'client'],
  query: () => z.looseObject(listMembers()),
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      campaigns: z.array(z.strictObject({ id: z.string(), last_edited: z.string(), name: z.string(), is_api_campaign: z.boolean().meta({ description: 'A tracking id only: the content comes with the request' }), tags: z.array(z.string()) })),
    }),
  handle({ world, query }) {
    const campaigns = world.campaigns.page(listQuery(query as Record<string, string | undefined>))
    return { message: 'success', campaigns: campaigns.map(({ id, updated_at, name, kind, tags }) => ({ id, last_edited: exportTime(updated_at), name, is_api_campaign: kind === 'api_campaign', tags })) }
  },
})
