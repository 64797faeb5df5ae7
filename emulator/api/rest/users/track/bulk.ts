// POST /users/track/bulk
import { fault, rest } from '../../realm.ts'
import { objectCount, TOO_MANY, TrackBody, trackAll, trackAnswer } from './result.ts'
import { trackResponse } from '../answers.ts'

const OBJECTS = 1000
const OBJECTS_PER_USER = 100
const BODY_BYTES = 2 * 1024 * 1024 // 400 when over, not 413. docs: post_user_track_bulk

export const bulk = rest({
  method: 'POST',
  path: '/users/track/bulk',
  permission: 'users.track.bulk',
  limit: { name: '/users/track/bulk', limit: 50, seconds: 1 },
  status: 201,
  maxBytes: BODY_BYTES,
  oversizeStatus: 400,
  docs: 'api/endpoints/user_data/post_user_track_bulk',
  evidence: ['documented'],
  response: trackResponse,
  body: TrackBody,
  handle({ world, body }) {
    if (objectCount(body) > OBJECTS) throw fault(400, TOO_MANY)
    const outcome = trackAll(world, body)
    const perUser = new Map<number, number>()
    for (const { profile } of outcome.tracked) if (profile !== undefined) perUser.set(profile.id, (perUser.get(profile.id) ?? 0) + 1)
    if (Math.max(0, ...perUser.values()) > OBJECTS_PER_USER) throw fault(400, TOO_MANY)
    return trackAnswer(outcome)
  },
})
