// POST /v2/subscription/status/set: several groups, of several channels, in one call. One that can not be done refuses them all.
import * as z from 'zod'
import { idOrMany, listOf, oneOrMany, success } from '../../contacts.ts'
import { fault, rest } from '../../realm.ts'
import { PLURAL } from '../group.ts'
import { change, groupMembers, setLimit } from '../status/change.ts'

const GROUPS = `'subscription_groups' must be an array of objects`

export const set = rest({
  method: 'POST',
  path: '/v2/subscription/status/set',
  permission: 'subscription.status.set',
  limit: setLimit,
  status: 201,
  docs: 'api/endpoints/subscription_groups/post_update_user_subscription_group_status_v2',
  evidence: ['documented', 'client'],
  body: () =>
    z.looseObject({
      subscription_groups: z.array(z.looseObject({ ...groupMembers(), external_ids: idOrMany('external_ids').nullish(), emails: oneOrMany('emails', 'email').nullish(), phones: oneOrMany('phones', 'phone').nullish() }, { error: GROUPS }), { error: GROUPS }),
    }),
  response: success,
  handle({ world, body: { subscription_groups } }) {
    if (subscription_groups.length === 0) throw fault(400, `'subscription_groups' is required`, {}, { field: 'subscription_groups', seen: [], expected: 'at least one group' })
    for (const one of subscription_groups) change(world, one, { external_ids: listOf(one.external_ids), emails: listOf(one.emails), phones: listOf(one.phones) }, PLURAL, 'v2/subscription/status/set')
    return { message: 'success' }
  },
})
