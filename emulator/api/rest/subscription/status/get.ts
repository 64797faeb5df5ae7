// GET /subscription/status/get
import * as z from 'zod'
import { idOrMany, listOf, oneOrMany } from '../../contacts.ts'
import { rest } from '../../realm.ts'
import { fitting, found, groupOf, SINGULAR, somebody } from '../group.ts'

const GROUP = `'subscription_group_id' is required`
const SHOWN = { subscribed: 'Subscribed', unsubscribed: 'Unsubscribed' } as const

export const get = rest({
  method: 'GET',
  path: '/subscription/status/get',
  permission: 'subscription.status.get',
  status: 200,
  docs: 'api/endpoints/subscription_groups/get_list_user_subscription_group_status',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ subscription_group_id: z.string({ error: GROUP }).min(1, { error: GROUP }), external_id: idOrMany('external_id').optional(), email: oneOrMany('email', 'email').optional(), phone: oneOrMany('phone', 'phone').optional() }),
  response: () => z.strictObject({ status: z.record(z.string(), z.enum(['Subscribed', 'Unsubscribed', 'Unknown'])).meta({ description: 'by external_id; by address or number for a user without one, or where there is no user' }), message: z.literal('success') }),
  handle({ world, query }) {
    const external_ids = listOf(query.external_id)
    // "only the external_id(s) provided will be applied to the result query"
    const asked = external_ids.length > 0 ? { external_ids, emails: [], phones: [] } : { external_ids, emails: listOf(query.email), phones: listOf(query.phone) }
    somebody(asked, SINGULAR)
    const group = groupOf(world, query.subscription_group_id)
    fitting(group, asked, SINGULAR)
    const status = new Map<string, string>()
    for (const { field, value, users } of found(world, asked)) {
      if (users.length === 0) status.set(value, 'Unknown')
      for (const profile of users) {
        const state = world.subscriptionGroups.stateOf(profile, group.id)
        // What was asked for is the key: a renamed user answers to the old id too
        status.set(field === 'external_id' ? value : (profile.external_id ?? value), state === undefined ? 'Unknown' : SHOWN[state])
      }
    }
    return { status: Object.fromEntries(status), message: 'success' }
  },
})
