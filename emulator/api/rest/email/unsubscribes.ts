// GET /email/unsubscribes
import * as z from 'zod'
import { between, days, LIST_TIME, listTime, paging } from '../contacts.ts'
import { rest } from '../realm.ts'
import { addressAsked } from './asked.ts'

const LEAST = 2 // "Must be greater than 1." The other lists say nothing of the kind. docs: get_query_unsubscribed_email_addresses
const DIRECTION = `'sort_direction' must be 'asc' or 'desc'`

export const unsubscribes = rest({
  method: 'GET',
  path: '/email/unsubscribes',
  permission: 'email.unsubscribe',
  status: 200,
  docs: 'api/endpoints/email/get_query_unsubscribed_email_addresses',
  evidence: ['documented'],
  query: () => z.looseObject({ ...days(), ...paging(undefined, undefined, LEAST), sort_direction: z.enum(['asc', 'desc'], { error: DIRECTION }).default('desc'), email: z.string().optional() }),
  response: () => z.strictObject({ emails: z.array(z.strictObject({ email: z.string(), unsubscribed_at: z.string().regex(LIST_TIME) })), message: z.literal('success') }),
  handle({ world, query: { email, sort_direction, ...query } }) {
    const rows = !email ? world.emailStates.unsubscribes({ ...between(query), limit: query.limit, offset: query.offset }, sort_direction) : addressAsked(query, world.emailStates.unsubscribe(email))
    return { emails: rows.map((row) => ({ email: row.email, unsubscribed_at: listTime(row.unsubscribed_at) })), message: 'success' }
  },
})
