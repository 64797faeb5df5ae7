// POST /campaigns/duplicate
import * as z from 'zod'
import { rest } from '../realm.ts'
import { campaignOf, idOf } from './query.ts'

/** Worded as "'external_id' is required", which was observed elsewhere: Braze publishes no texts here. */
export const nameOf = () => z.string({ error: (issue) => (issue.input === undefined || issue.input === null ? `'name' is required` : `'name' must be a string`) }).min(1, { error: `'name' is required` })
export const descriptionOf = () => z.string({ error: `'description' must be a string` }).nullish()

export const duplicateCampaign = rest({
  method: 'POST',
  path: '/campaigns/duplicate',
  permission: 'campaigns.duplicate',
  limit: { name: '/campaigns/duplicate', limit: 100, seconds: 60 },
  status: 202,
  docs: 'api/endpoints/messaging/duplicate_messages/post_duplicate_campaigns',
  evidence: ['documented'],
  body: () => z.looseObject({ campaign_id: idOf('campaign_id'), name: nameOf().meta({ description: 'Of the copy' }), description: descriptionOf().meta({ description: 'Of the copy; default that of the original' }) }),
  response: () => z.strictObject({ message: z.literal('success') }),
  handle({ world, body: { campaign_id, name, description } }) {
    const { id } = campaignOf(campaign_id, world.campaigns.find(campaign_id))
    world.duplication.accept('campaign', { id, name, ...(typeof description === 'string' ? { description } : {}) })
    return { message: 'success' }
  },
})
