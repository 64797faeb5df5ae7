// GET /segments/data_series: the size of a segment by day of the workspace's zone. docs: get_segment_analytics
import * as z from 'zod'
import { rest } from '../realm.ts'
import { daySeries, seriesResponse, windowOf } from '../series.ts'
import { segmentId, segmentOf } from './query.ts'

export const segmentDataSeries = rest({
  method: 'GET',
  path: '/segments/data_series',
  permission: 'segments.data_series',
  status: 200,
  docs: 'api/endpoints/export/segments/get_segment_analytics',
  evidence: ['documented', 'client'],
  query: () => (({ length, ending_at }) => z.looseObject({ segment_id: segmentId(), length, ending_at }))(daySeries()),
  response: () => seriesResponse('size'),
  // "needs analytics tracking": without it nothing is recorded, and every day says 0 as a day without data does
  handle({ world, query }) {
    const segment = segmentOf(world, query.segment_id)
    const { ending, length } = windowOf(world, query)
    if (!segment.analytics_tracking_enabled) world.decisions.ignored({ rule: 'segments/data_series', why: 'the analytics of this segment are not tracked (analytics_tracking_enabled)', compared: { segment_id: segment.id } })
    return { message: 'success', data: world.segments.sizes(segment, world.days.spans(ending, length)) }
  },
})
