// What both versions of /subscription/status/set do with one group: every user named gets the state; who is not there is not made. docs: post_update_user_subscription_group_status
import * as z from 'zod'
import type { World } from '../../../../world.ts'
import type { Limit } from '../../../limits.ts'
import type { Asked, Names } from '../group.ts'
import { fitting, found, groupOf, somebody } from '../group.ts'

/** "5,000 requests per minute shared across" both versions. docs: api/api_limits */
export const setLimit: Limit = { name: 'subscription status set', limit: 5000, seconds: 60 }

const STATE = `'subscription_state' must be 'subscribed' or 'unsubscribed'` // by analogy with 'email_subscribe', observed

/** The members that an update of one group has in both versions. */
export const groupMembers = () => ({
  subscription_group_id: z.string({ error: `'subscription_group_id' is required` }).min(1, { error: `'subscription_group_id' is required` }),
  subscription_state: z.enum(['subscribed', 'unsubscribed'], { error: STATE }),
  use_double_opt_in_logic: z.boolean({ error: `'use_double_opt_in_logic' must be true or false` }).nullish().meta({ description: 'SMS groups only' }),
})
export type Update = { subscription_group_id: string; subscription_state: 'subscribed' | 'unsubscribed'; use_double_opt_in_logic?: boolean | null | undefined }

/** Throws the 400 of an update that can not be done; otherwise does it. */
export function change(world: World, update: Update, asked: Asked, names: Names, rule: string): void {
  somebody(asked, names)
  const group = groupOf(world, update.subscription_group_id)
  fitting(group, asked, names)
  const done = new Set<number>()
  for (const { field, value, users } of found(world, asked)) {
    if (users.length === 0) world.decisions.ignored({ rule, why: `no user has this ${field}`, compared: { [field]: value, subscription_group_id: group.id } })
    for (const profile of users) {
      if (done.has(profile.id)) continue
      done.add(profile.id)
      world.subscriptionGroups.change(profile, group, { state: update.subscription_state, source: 'rest', confirm: update.use_double_opt_in_logic === true })
    }
  }
}
