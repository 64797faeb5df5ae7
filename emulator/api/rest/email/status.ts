// POST /email/status
import * as z from 'zod'
import { atLeastOne, listOf, oneOrMany, success } from '../contacts.ts'
import { rest } from '../realm.ts'

const STATES = ['subscribed', 'unsubscribed', 'opted_in'] as const
const STATE = `'subscription_state' must be 'subscribed', 'unsubscribed', or 'opted_in'` // observed for 'email_subscribe' in /users/track: rudder-transformer

export const status = rest({
  method: 'POST',
  path: '/email/status',
  permission: 'email.status',
  status: 201,
  docs: 'api/endpoints/email/post_email_subscription_status',
  evidence: ['documented'],
  body: () => z.looseObject({ email: oneOrMany('email', 'email').nullish(), subscription_state: z.enum(STATES, { error: STATE }) }),
  response: success,
  handle({ world, body }) {
    for (const email of atLeastOne('email', listOf(body.email))) world.emailStates.set(email, body.subscription_state, 'rest')
    return { message: 'success' }
  },
})
