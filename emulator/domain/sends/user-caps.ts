// "Limit the number of people who will receive this campaign": users it was dispatched to, aborted messages included. docs: frequency_capping ("Setting a maximum user cap")
import type { Db } from '../../kernel/db.ts'
import type { Issue } from '../campaigns/messages.ts'
import { issue } from '../campaigns/messages.ts'
import { capStatements } from './dispatches.sql.ts'

/** `total`: over all times; `each_schedule`: "every time the campaign is scheduled". */
export type UserCap = { total: number } | { each_schedule: number }

/** A definition's `user_cap`: a number is the total. */
export function readUserCap(given: unknown): UserCap | undefined {
  if (typeof given === 'number') return { total: given }
  if (typeof given !== 'object' || given === null) return undefined
  const { total, each_schedule } = given as Record<string, unknown>
  return typeof total === 'number' ? { total } : typeof each_schedule === 'number' ? { each_schedule } : undefined
}

/** What is wrong with a `user_cap`. */
export function checkUserCap(given: unknown): Issue[] {
  if (given === null || given === undefined) return []
  const cap = readUserCap(given)
  const limit = cap === undefined ? 0 : Object.values(cap)[0]!
  const known = typeof given === 'number' || (Object.keys(given as object).length === 1 && cap !== undefined)
  return known && Number.isSafeInteger(limit) && limit >= 1 ? [] : [issue('user_cap', 'is a number of users, or {"total": number} or {"each_schedule": number}, of at least 1')]
}

/** The user caps of one world. */
export function createUserCaps({ db }: { db: Db }) {
  const sql = capStatements(db)
  const used = (campaign_id: string, scope: string): number => sql.used.get(campaign_id, scope)?.used ?? 0
  const has = (campaign_id: string, scope: string, profile_id: number): boolean => sql.has.get(campaign_id, scope, profile_id) !== undefined
  return {
    used,
    /** True when the user was counted before: he is no further one. */
    has,
    admit(campaign_id: string, scope: string, profile_id: number): void {
      if (has(campaign_id, scope, profile_id)) return
      sql.add.run(campaign_id, scope, profile_id)
      sql.count.run(campaign_id, scope)
    },
  }
}

export type UserCaps = ReturnType<typeof createUserCaps>
