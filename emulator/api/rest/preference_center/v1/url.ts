// GET /preference_center/v1/{preferenceCenterExternalID}/url/{userID}
import * as z from 'zod'
import { preferencesUrl } from '../../../hosted/preference-centers.ts'
import { fault, rest } from '../../realm.ts'
import { centerOf, readLimit } from './center.ts'

export const url = rest({
  method: 'GET',
  path: '/preference_center/v1/:preferenceCenterExternalID/url/:userID',
  permission: 'preference_center.user.get',
  limit: readLimit('/preference_center/v1/:preferenceCenterExternalID/url/:userID'),
  status: 200,
  docs: 'api/endpoints/preference_center/get_create_url_preference_center',
  evidence: ['documented'],
  response: () => z.strictObject({ preference_center_url: z.url().meta({ description: 'different for each user, and the same for one' }) }),
  handle({ world, request, params }) {
    const center = centerOf(world, params['preferenceCenterExternalID']!)
    const profile = world.profiles.byExternalId(params['userID']!)
    if (profile === undefined) throw fault(404, 'User not found', {}, { field: 'userID', seen: params['userID'], expected: 'the external_id of a user' })
    return { preference_center_url: preferencesUrl(request, world, center, profile) }
  },
})
