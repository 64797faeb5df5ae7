// What the API accepted to be sent, whole, taken up or not yet; and what waits for its time.
import * as z from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import type { Endpoint } from '../endpoint.ts'
import { count, listOf, workspace } from './lists.ts'
import { admin } from './realm.ts'

/** Sends in their order, `accepted` until the engine has them, `taken` then; `next` is the `since` of the following page. */
const listSends = admin({
  method: 'GET',
  path: '/sends',
  query: () => z.looseObject({ ...workspace, since: count.default(0), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
  handle({ world, query }) {
    const rows = world.sends.list({ since: query.since, limit: query.limit + 1 })
    return listOf('sends', rows.map((row) => ({ ...row, at: isoTime(row.at) })), query.limit, (row) => String(row.id))
  },
})

/** Schedules of the API whose time is still to come, the next one first. */
const listSchedules = admin({
  method: 'GET',
  path: '/schedules',
  handle: ({ world }) => ({ schedules: world.schedules.pending().map((row) => ({ ...row, due: isoTime(row.due), created_at: isoTime(row.created_at) })), next: null }),
})

export const sends: readonly Endpoint[] = [listSends, listSchedules]
