// GET /segments/details: what a segment is called and means; its filters are told in words only. docs: get_segment_details
import * as z from 'zod'
import { isoTime } from '../../../kernel/clock.ts'
import { rest } from '../realm.ts'
import { segmentId, segmentOf } from './query.ts'

export const segmentDetails = rest({
  method: 'GET',
  path: '/segments/details',
  permission: 'segments.details',
  status: 200,
  docs: 'api/endpoints/export/segments/get_segment_details',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ segment_id: segmentId() }),
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      created_at: z.string().meta({ description: 'ISO 8601' }),
      updated_at: z.string().meta({ description: 'ISO 8601' }),
      name: z.string(),
      description: z.string().meta({ description: 'The filters in words' }),
      text_description: z.string().meta({ description: "The segment's own description" }),
      tags: z.array(z.string()),
      teams: z.array(z.string()),
    }),
  handle({ world, query }) {
    const { created_at, updated_at, name, description, text_description, tags, teams } = segmentOf(world, query.segment_id)
    return { message: 'success', created_at: isoTime(created_at), updated_at: isoTime(updated_at), name, description, text_description, tags, teams }
  },
})
