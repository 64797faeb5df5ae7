// GET /events: the custom events that were ever logged, with their status. docs: get_custom_events_data
import * as z from 'zod'
import { cursorQuery, customDataLimit, pageByCursor, STATUSES } from '../name-lists.ts'
import { rest } from '../realm.ts'
import { prepareAnalytics } from '../series.ts'

export const exportEvents = rest({
  method: 'GET',
  path: '/events',
  permission: 'events.get',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/custom_events/get_custom_events_data',
  evidence: ['documented'],
  partial: 'descriptions, tags and the choice for analytics reports, which only the dashboard sets, are empty',
  query: cursorQuery,
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      events: z.array(z.strictObject({ name: z.string(), description: z.string(), included_in_analytics_report: z.boolean(), status: z.enum(STATUSES), tag_names: z.array(z.string()) })),
    }),
  prepare: prepareAnalytics,
  handle: ({ world, query }) =>
    pageByCursor({
      world, kind: 'event', cursor: query.cursor, path: '/events', member: 'events',
      show: ({ name, status }) => ({ name, description: '', included_in_analytics_report: false, status, tag_names: [] }),
    }),
})
