// GET /sends/data_series
import * as z from 'zod'
import { campaignSeries } from '../campaigns/data_series.ts'
import { campaignOf, prepareStatistics } from '../campaigns/query.ts'
import { dayShape, messagesOf, totalsOf } from '../campaigns/statistics-view.ts'
import { fault, rest } from '../realm.ts'
import { required, windowOf } from '../series.ts'

/** "Braze stores send analytics for 14 days after the send." After that every number is 0. */
const KEPT = 14 * 86_400_000

export const sendDataSeries = rest({
  method: 'GET',
  path: '/sends/data_series',
  permission: 'sends.data_series',
  status: 200,
  docs: 'api/endpoints/export/campaigns/get_send_analytics',
  evidence: ['documented'],
  query: () => z.looseObject({ ...campaignSeries(), send_id: required('send_id') }),
  response: () => z.strictObject({ message: z.literal('success'), data: z.array(dayShape()) }),
  prepare: prepareStatistics,
  handle({ world, query }) {
    const { id, messages } = campaignOf(query.campaign_id, world.campaigns.find(query.campaign_id))
    const owner = { campaign_id: id }
    const last = world.messageStatistics.lastSend(owner, query.send_id)
    // Braze publishes no text for an unknown one; this is worded as that of the campaign
    if (last === undefined && !world.sendIds.knows(id, query.send_id)) throw fault(400, 'Invalid Send ID', {}, { field: 'send_id', seen: query.send_id, expected: 'a send id of this campaign' })
    const days = world.messageStatistics.days(owner, { ...windowOf(world, query), send_id: query.send_id })
    const over = last !== undefined && last + KEPT < world.clock.now()
    const shown = over ? days.map(({ time }) => ({ time, counts: [], users: [], recipients: 0 })) : days
    return { message: 'success', data: shown.map((day) => ({ time: day.time, messages: messagesOf(day, messages, {}, true), ...totalsOf(day, messages) })) }
  },
})
