// GET /events/data_series: how often a custom event was logged, by day or hour of the event's own time. docs: get_custom_events_analytics
import * as z from 'zod'
import { rest } from '../realm.ts'
import { appOf, membersOf, prepareAnalytics, required, seriesOf, seriesResponse, text, unitSeries, windowOf } from '../series.ts'

export const eventSeries = rest({
  method: 'GET',
  path: '/events/data_series',
  permission: 'events.data_series',
  status: 200,
  docs: 'api/endpoints/export/custom_events/get_custom_events_analytics',
  evidence: ['documented'],
  partial: 'a segment means those who are in it now, not those who were when the event was logged',
  query: () => z.looseObject({ event: required('event'), ...unitSeries(), segment_id: text('segment_id').optional() }),
  response: () => seriesResponse('count'),
  prepare: prepareAnalytics,
  // An event that nobody logged was logged 0 times: Braze documents no error for it
  handle({ world, query }) {
    const window = windowOf(world, query)
    const app_id = appOf(world, query.app_id)
    const members = membersOf(world, query.segment_id)
    if (members !== undefined) return seriesOf('count', world.analytics.memberSeries({ kind: 'events', name: query.event, app_id, members }, window))
    return seriesOf('count', world.analytics.series({ metric: 'custom_events', name: query.event, app_id }, window))
  },
})
