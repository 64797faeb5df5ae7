// GET /preference_center/v1/list
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { centerTime, centerTimeSchema, readLimit } from './center.ts'

export const list = rest({
  method: 'GET',
  path: '/preference_center/v1/list',
  permission: 'preference_center.list',
  limit: readLimit('/preference_center/v1/list'),
  status: 200,
  docs: 'api/endpoints/preference_center/get_list_preference_center',
  evidence: ['documented'],
  response: () => z.strictObject({ preference_centers: z.array(z.strictObject({ name: z.string(), preference_center_api_id: z.uuid(), created_at: centerTimeSchema(), updated_at: centerTimeSchema() })) }),
  handle: ({ world }) => ({ preference_centers: world.preferenceCenters.list().map(({ name, id, created_at, updated_at }) => ({ name, preference_center_api_id: id, created_at: centerTime(created_at), updated_at: centerTime(updated_at) })) }),
})
