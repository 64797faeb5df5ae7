// GET /segments/list: 100 a page by age; archived segments are not listed. docs: get_segment
import * as z from 'zod'
import { rest } from '../realm.ts'

const PAGE = `'page' must be a non-negative integer`

export const listSegments = rest({
  method: 'GET',
  path: '/segments/list',
  permission: 'segments.list',
  status: 200,
  docs: 'api/endpoints/export/segments/get_segment',
  evidence: ['documented', 'client'],
  query: () =>
    z.looseObject({
      page: z.string({ error: PAGE }).regex(/^\d{0,13}$/, PAGE).optional().meta({ description: 'From 0, the default' }),
      sort_direction: z.enum(['asc', 'desc', ''], { error: `'sort_direction' must be 'asc' or 'desc'` }).optional().meta({ description: 'By time of creation; default asc, oldest first' }),
    }),
  response: () => z.strictObject({ message: z.literal('success'), segments: z.array(z.strictObject({ id: z.string(), name: z.string(), analytics_tracking_enabled: z.boolean(), tags: z.array(z.string()) })) }),
  handle({ world, query }) {
    const segments = world.segments.page(Number(query.page ?? 0), query.sort_direction === 'desc' ? 'desc' : 'asc')
    return { message: 'success', segments: segments.map(({ id, name, analytics_tracking_enabled, tags }) => ({ id, name, analytics_tracking_enabled, tags })) }
  },
})
