// GET /campaigns/data_series
import * as z from 'zod'
import { rest } from '../realm.ts'
import { daySeries, windowOf } from '../series.ts'
import { campaignOf, idOf, prepareStatistics } from './query.ts'
import { dayShape, messagesOf, totalsOf } from './statistics-view.ts'

/** `length` and `ending_at`; the series of campaigns are not by app. */
export const campaignSeries = () => {
  const { length, ending_at } = daySeries()
  return { campaign_id: idOf('campaign_id'), length, ending_at }
}

export const campaignDataSeries = rest({
  method: 'GET',
  path: '/campaigns/data_series',
  permission: 'campaigns.data_series',
  limit: { name: '/campaigns/data_series', limit: 50_000, seconds: 60 },
  status: 200,
  docs: 'api/endpoints/export/campaigns/get_campaign_analytics',
  evidence: ['documented'],
  query: () => z.looseObject(campaignSeries()),
  response: () => z.strictObject({ message: z.literal('success'), data: z.array(dayShape()) }),
  prepare: prepareStatistics,
  handle({ world, query }) {
    const { id, messages } = campaignOf(query.campaign_id, world.campaigns.find(query.campaign_id))
    const days = world.messageStatistics.days({ campaign_id: id }, windowOf(world, query))
    return { message: 'success', data: days.map((day) => ({ time: day.time, messages: messagesOf(day, messages), ...totalsOf(day, messages) })) }
  },
})
