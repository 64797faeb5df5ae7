// DELETE /users/subscription: forgets what addresses and numbers said. A hidden page whose example is no JSON. docs: delete_remove_subscription_state
import * as z from 'zod'
import { listOf, MOST, oneOrMany } from '../../contacts.ts'
import { fault, rest } from '../../realm.ts'

const QUEUED = 'The emails and/or phone numbers have been queued for deletion'

export const remove = rest({
  method: 'DELETE',
  path: '/users/subscription',
  status: 200,
  docs: 'api/endpoints/email/delete_remove_subscription_state',
  evidence: ['documented'],
  // The example lists objects, the table names two members: both are read
  body: () => {
    const members = () => z.looseObject({ email: oneOrMany('email', 'email').nullish(), phone: oneOrMany('phone', 'phone').nullish() })
    return z.union([members(), z.array(members())])
  },
  response: () => z.strictObject({ status: z.literal(QUEUED), message: z.literal('success') }),
  handle({ world, body }) {
    const given = [body].flat()
    const [emails, phones] = [given.flatMap((one) => listOf(one.email)), given.flatMap((one) => listOf(one.phone))]
    if (emails.length + phones.length === 0) throw fault(400, `'email' or 'phone' is required`)
    for (const [field, list] of [['email', emails], ['phone', phones]] as const) if (list.length > MOST) throw fault(400, `The max number of ${field}s per request was exceeded`, {}, { field, seen: list.length, expected: `at most ${MOST}` })
    world.subscriptionDeletion.queue({ emails, phones })
    return { status: QUEUED, message: 'success' }
  },
})
