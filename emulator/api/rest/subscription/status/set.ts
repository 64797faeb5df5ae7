// POST /subscription/status/set
import * as z from 'zod'
import { idOrMany, listOf, oneOrMany, success } from '../../contacts.ts'
import { rest } from '../../realm.ts'
import { SINGULAR } from '../group.ts'
import { change, groupMembers, setLimit } from './change.ts'

export const set = rest({
  method: 'POST',
  path: '/subscription/status/set',
  permission: 'subscription.status.set',
  limit: setLimit,
  status: 201,
  docs: 'api/endpoints/subscription_groups/post_update_user_subscription_group_status',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ ...groupMembers(), external_id: idOrMany('external_id').nullish(), email: oneOrMany('email', 'email').nullish(), phone: oneOrMany('phone', 'phone').nullish() }),
  response: success,
  handle({ world, body }) {
    change(world, body, { external_ids: listOf(body.external_id), emails: listOf(body.email), phones: listOf(body.phone) }, SINGULAR, 'subscription/status/set')
    return { message: 'success' }
  },
})
