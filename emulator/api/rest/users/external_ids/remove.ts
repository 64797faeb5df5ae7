// POST /users/external_ids/remove
import * as z from 'zod'
import { rest } from '../../realm.ts'
import { idArray, MOST_IDS, notEmpty, refused, TOO_MANY_IDS } from '../faults.ts'
import { removeResponse } from '../answers.ts'

// The page names the cases, not the words. docs: post_external_ids_remove
const WORDS = { primary: 'external_id is a primary ID', unknown: 'external_id does not exist' } as const

export const remove = rest({
  method: 'POST',
  path: '/users/external_ids/remove',
  permission: 'users.external_ids.remove',
  limit: { name: '/users/external_ids/remove', limit: 1000, seconds: 60 },
  status: 201,
  docs: 'api/endpoints/user_data/external_id_migration/post_external_ids_remove',
  evidence: ['documented', 'client'],
  response: removeResponse,
  body: z.looseObject({ external_ids: idArray('external_ids').max(MOST_IDS, { error: TOO_MANY_IDS }) }),
  handle({ world, body }) {
    notEmpty('external_ids', body.external_ids)
    const removed_ids: string[] = []
    const removal_errors: [number, string][] = []
    for (const [index, external_id] of body.external_ids.map(String).entries()) {
      const outcome = world.externalIds.remove(external_id)
      if (outcome === 'removed') removed_ids.push(external_id)
      else removal_errors.push([index, refused(world, 'users/external_ids/remove', { type: WORDS[outcome], input_array: 'external_ids', index }).type])
    }
    return { message: 'success', removed_ids, removal_errors }
  },
})
