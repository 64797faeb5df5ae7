// GET /sessions/data_series: how many sessions started, by day or hour. docs: get_sessions_analytics
import * as z from 'zod'
import { rest } from '../realm.ts'
import { appOf, membersOf, prepareAnalytics, seriesOf, seriesResponse, text, unitSeries, windowOf } from '../series.ts'

export const sessionSeries = rest({
  method: 'GET',
  path: '/sessions/data_series',
  permission: 'sessions.data_series',
  status: 200,
  docs: 'api/endpoints/export/sessions/get_sessions_analytics',
  evidence: ['documented'],
  partial: 'a segment means those who are in it now, not those who were when the session started',
  query: () => z.looseObject({ ...unitSeries(), segment_id: text('segment_id').optional() }),
  response: () => seriesResponse('sessions'),
  prepare: prepareAnalytics,
  handle({ world, query }) {
    const window = windowOf(world, query)
    const app_id = appOf(world, query.app_id)
    const members = membersOf(world, query.segment_id)
    if (members !== undefined) return seriesOf('sessions', world.analytics.memberSeries({ kind: 'sessions', app_id, members }, window))
    return seriesOf('sessions', world.analytics.series({ metric: 'sessions', app_id }, window))
  },
})
