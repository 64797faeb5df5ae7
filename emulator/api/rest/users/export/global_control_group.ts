// POST /users/export/global_control_group: every user who is kept from messages now, in a ZIP that comes later. docs: post_users_global_control_group
import * as z from 'zod'
import { EXPORTABLE } from '../../../../domain/profiles/user-export.ts'
import { fault, rest } from '../../realm.ts'
import { fileExport, fileExportResponse, startExport } from './file-export.ts'

/** The page lists fewer fields than that of segments. */
const NOT_HERE = ['push_tokens', 'push_subscribe', 'push_opted_in_at', 'email_subscribe', 'campaigns_received', 'canvases_received', 'cards_clicked']
const KNOWN = EXPORTABLE.filter((field) => !NOT_HERE.includes(field))

export const exportGlobalControlGroup = rest({
  method: 'POST',
  path: '/users/export/global_control_group',
  permission: 'users.export.global_control_group',
  status: 200,
  docs: 'api/endpoints/export/user_data/post_users_global_control_group',
  evidence: ['documented', 'client'],
  body: () => z.looseObject(fileExport()),
  response: fileExportResponse,
  handle({ world, request, body }) {
    // Braze publishes no answer for a workspace without one
    if (world.globalControlGroup.get() === null) throw fault(400, 'There is no Global Control Group', {}, { expected: 'a Global Control Group in the settings of the workspace' })
    return startExport({ world, request, body, known: KNOWN, segment_id: null, filters: world.globalControlGroup.filters() })
  },
})
