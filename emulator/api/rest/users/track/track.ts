// POST /users/track
import type { Limit } from '../../../limits.ts'
import { fault, rest } from '../../realm.ts'
import { objectCount, TOO_MANY, TrackBody, trackAll, trackAnswer } from './result.ts'
import { trackResponse } from '../answers.ts'

const OBJECTS = 75 // in all; the legacy contract allowed 75 per array. docs: post_user_track

/** docs: api/api_limits: 3,000 requests per 3 seconds for contracts priced by data points */
const usersTrack: Limit = { name: '/users/track', limit: 3000, seconds: 3 }

export const track = rest({
  method: 'POST',
  path: '/users/track',
  permission: 'users.track',
  limit: usersTrack,
  status: 201,
  docs: 'api/endpoints/user_data/post_user_track',
  evidence: ['documented', 'client'],
  response: trackResponse,
  body: TrackBody,
  handle({ world, body }) {
    const perArray = world.settings.get().track_limit === 'per_array'
    const most = perArray ? Math.max(...[body.attributes, body.events, body.purchases].map((array) => array?.length ?? 0)) : objectCount(body)
    if (most > OBJECTS) throw fault(400, TOO_MANY)
    return trackAnswer(trackAll(world, body))
  },
})
