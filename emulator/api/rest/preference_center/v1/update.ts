// PUT /preference_center/v1/{preferenceCenterExternalID}: the name stays, whatever is sent. docs: "The preference center name can't be edited once created"
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { centerMembers, centerOf, centerTime, centerTimeSchema, inputOf, writeLimit } from './center.ts'

export const update = rest({
  method: 'PUT',
  path: '/preference_center/v1/:preferenceCenterExternalID',
  permission: 'preference_center.update',
  limit: writeLimit('PUT'),
  status: 200,
  docs: 'api/endpoints/preference_center/put_update_preference_center',
  evidence: ['documented'],
  body: () => z.looseObject({ name: z.unknown().optional().meta({ description: 'may be sent, and changes nothing' }), ...centerMembers() }),
  response: () => z.strictObject({ preference_center_api_id: z.uuid(), created_at: centerTimeSchema(), updated_at: centerTimeSchema(), message: z.literal('success') }),
  handle({ world, params, body }) {
    const { id, name } = centerOf(world, params['preferenceCenterExternalID']!)
    if (body.name !== undefined && body.name !== name) world.decisions.ignored({ rule: 'preference_center/v1', why: 'the name of a preference center can not be changed', compared: { name, sent: body.name } })
    const center = world.preferenceCenters.update(id, inputOf(body))
    return { preference_center_api_id: id, created_at: centerTime(center.created_at), updated_at: centerTime(center.updated_at), message: 'success' }
  },
})
