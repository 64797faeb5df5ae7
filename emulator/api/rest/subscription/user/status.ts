// GET /subscription/user/status. The page shows another shape; this one is what real clients read. observed: rudder-transformer's live tests, npm braze-api's types
import * as z from 'zod'
import { GROUP_CHANNELS } from '../../../../domain/subscription-groups.ts'
import type { ProfileRow } from '../../../../domain/profiles/profiles.ts'
import type { World } from '../../../../world.ts'
import { idOrMany, listOf, oneOrMany, paging } from '../../contacts.ts'
import { fault, rest } from '../../realm.ts'
import { found } from '../group.ts'

const MOST_OF_PAGE = 100 // docs: "Default (and max) limit is 100"
const STATES = { subscribed: 'Subscribed', unsubscribed: 'Unsubscribed' } as const

/** Only groups that the user has a history in. */
const shown = (world: World, profile: ProfileRow) => ({
  email: profile.email,
  phone: profile.phone_e164 ?? profile.phone,
  external_id: profile.external_id,
  subscription_groups: world.subscriptionGroups.history(profile).map(({ id, name, channel, state }) => ({ id, name, channel, status: STATES[state] })),
})

export const status = rest({
  method: 'GET',
  path: '/subscription/user/status',
  permission: 'subscription.groups.get',
  status: 200,
  docs: 'api/endpoints/subscription_groups/get_list_user_subscription_groups',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ external_id: idOrMany('external_id').optional(), email: oneOrMany('email', 'email').optional(), phone: oneOrMany('phone', 'phone').optional(), ...paging(MOST_OF_PAGE) }),
  response: () =>
    z.strictObject({
      users: z.array(
        z.strictObject({
          email: z.string().nullable(), phone: z.string().nullable(), external_id: z.string().nullable(),
          subscription_groups: z.array(z.strictObject({ id: z.string(), name: z.string(), channel: z.enum(GROUP_CHANNELS), status: z.enum(['Subscribed', 'Unsubscribed']) })).meta({ description: 'groups in which the state has changed at least once' }),
        }),
      ),
      total_count: z.int().meta({ description: 'users found, before limit and offset' }),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const asked = { external_ids: listOf(query.external_id), emails: listOf(query.email), phones: listOf(query.phone) }
    if (Object.values(asked).every((list) => list.length === 0)) throw fault(400, `'external_id', 'email' or 'phone' is required`)
    // "all users will be returned as a separate user (even if they have the same email address)"
    const users = new Map<number, ProfileRow>()
    for (const one of found(world, asked)) for (const profile of one.users) users.set(profile.id, profile)
    return { users: [...users.values()].slice(query.offset, query.offset + query.limit).map((profile) => shown(world, profile)), total_count: users.size, message: 'success' }
  },
})
