// GET /email/hard_bounces
import * as z from 'zod'
import type { HardBounce } from '../../../domain/email-lists.ts'
import { between, days, LIST_TIME, listTime, paging } from '../contacts.ts'
import { rest } from '../realm.ts'
import { addressAsked } from './asked.ts'

export const hardBounces = rest({
  method: 'GET',
  path: '/email/hard_bounces',
  permission: 'email.hard_bounces',
  status: 200,
  docs: 'api/endpoints/email/get_list_hard_bounces',
  evidence: ['documented'],
  query: () => z.looseObject({ ...days(), ...paging(), email: z.string().optional() }),
  response: () => z.strictObject({ emails: z.array(z.strictObject({ email: z.string(), hard_bounced_at: z.string().regex(LIST_TIME) })).meta({ description: 'newest first' }), message: z.literal('success') }),
  handle({ world, query }) {
    const shown = ({ email, bounced_at }: HardBounce) => ({ email, hard_bounced_at: listTime(bounced_at) })
    // An address wins over the days. docs: "we prioritize the emails given and disregard the date range"
    const rows = !query.email ? world.emailLists.bounces({ ...between(query), limit: query.limit, offset: query.offset }) : addressAsked(query, world.emailLists.bounceOf(query.email))
    return { emails: rows.map(shown), message: 'success' }
  },
})
