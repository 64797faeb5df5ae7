// GET /events/list: the names of the custom events that were ever logged. docs: get_custom_events
import * as z from 'zod'
import { customDataLimit, namesOfPage, pageQuery } from '../name-lists.ts'
import { rest } from '../realm.ts'
import { prepareAnalytics } from '../series.ts'

export const listEvents = rest({
  method: 'GET',
  path: '/events/list',
  permission: 'events.list',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/custom_events/get_custom_events',
  evidence: ['documented'],
  query: pageQuery,
  response: () => z.strictObject({ message: z.literal('success'), events: z.array(z.string()) }),
  prepare: prepareAnalytics,
  handle: ({ world, query }) => ({ message: 'success', events: namesOfPage(world, 'event', query.page) }),
})
