// POST /users/export/segment: every user of a segment, in a ZIP that comes later. docs: post_users_segment
import * as z from 'zod'
import { EXPORTABLE } from '../../../../domain/profiles/user-export.ts'
import { rest } from '../../realm.ts'
import { segmentId, segmentOf } from '../../segments/query.ts'
import { fileExport, fileExportResponse, MOST_CUSTOM_ATTRIBUTES, startExport } from './file-export.ts'

const ATTRIBUTES = `'custom_attributes_to_export' must be an array of strings`
const TOO_MANY = `'custom_attributes_to_export' may have at most ${MOST_CUSTOM_ATTRIBUTES} names`

export const exportSegment = rest({
  method: 'POST',
  path: '/users/export/segment',
  permission: 'users.export.segment',
  status: 200,
  docs: 'api/endpoints/export/user_data/post_users_segment',
  evidence: ['documented', 'client'],
  body: () =>
    z.looseObject({
      segment_id: segmentId(),
      ...fileExport(),
      custom_attributes_to_export: z.array(z.string({ error: ATTRIBUTES }), { error: ATTRIBUTES }).max(MOST_CUSTOM_ATTRIBUTES, { error: TOO_MANY }).nullish().meta({ description: 'Left aside when fields_to_export has custom_attributes' }),
    }),
  response: fileExportResponse,
  handle({ world, request, body }) {
    const { id, filters } = segmentOf(world, body.segment_id)
    return startExport({ world, request, body, known: EXPORTABLE, segment_id: id, filters, custom_attributes: body.custom_attributes_to_export ?? [] })
  },
})
