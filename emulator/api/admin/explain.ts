// GET /_emulator/users/:braze_id/explain: why this user did or did not get a campaign, enter a Canvas, or is in a segment.
import * as z from 'zod'
import { Refusal } from '../../domain/refusal.ts'
import type { World } from '../../world.ts'
import { workspace } from './lists.ts'
import { messageView } from './messages.ts'
import { admin, adminFault } from './realm.ts'

const ASKED = ['campaign_id', 'canvas_id', 'segment_id', 'feature_flag'] as const
const id = z.string().min(1).optional()

function answer(world: World, asked: (typeof ASKED)[number], value: string, braze_id: string): object {
  const profile = world.profiles.byBrazeId(braze_id)
  if (profile === undefined) throw adminFault(404, 'not_found', 'there is no user with this braze_id', { braze_id })
  const user = { braze_id, external_id: profile.external_id }
  if (asked === 'feature_flag') return { user, ...world.flagEvaluation.explain(value, profile) }
  if (asked === 'segment_id') return { user, ...world.explain.segment(value, profile) }
  const { messages, ...rest } = asked === 'campaign_id' ? world.explain.campaign(value, profile) : world.explain.canvas(value, profile)
  return { user, ...rest, messages: messages.map((one) => messageView(world, one)) }
}

export const explain = admin({
  method: 'GET',
  path: '/users/:braze_id/explain',
  query: () =>
    z.looseObject({ ...workspace, campaign_id: id, canvas_id: id, segment_id: id, feature_flag: id }).refine((query) => ASKED.filter((name) => query[name] !== undefined).length === 1, { error: `name one of ${ASKED.join(', ')}` }),
  handle({ world, params, query }) {
    const asked = ASKED.find((name) => query[name] !== undefined)!
    try {
      return answer(world, asked, query[asked]!, params['braze_id']!)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') throw adminFault(404, 'not_found', `there is no ${asked.replace('_id', '')} with this id`, { [asked]: query[asked] })
      throw error
    }
  },
})
