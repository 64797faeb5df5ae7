// POST /export/segment/cancel: stops every running export of a segment. docs: post_cancel_export
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { segmentId, segmentOf } from '../../segments/query.ts'

export const cancelSegmentExport = rest({
  method: 'POST',
  path: '/export/segment/cancel',
  permission: 'segments.list',
  status: 200,
  docs: 'api/endpoints/export/segments/post_cancel_export',
  evidence: ['documented'],
  body: () => z.looseObject({ segment_id: segmentId() }),
  response: () => z.strictObject({ message: z.literal('success') }), // the page prints no answer; nothing to cancel is taken as done
  handle({ world, body }) {
    const { id } = segmentOf(world, body.segment_id)
    if (world.userExports.cancel(id) === 0) world.decisions.ignored({ rule: 'export/segment/cancel', why: 'no export of this segment is running', compared: { segment_id: id } })
    return { message: 'success' }
  },
})
