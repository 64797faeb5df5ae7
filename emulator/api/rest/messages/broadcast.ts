// Broadcasts: messages to everybody a segment or an audience holds. Who may be named beside, and their own rate limits. docs: api/parameters ("broadcast"), api/api_limits
import { createHash } from 'node:crypto'
import { nestedTooDeep } from '../../json.ts'
import type { Limit } from '../../limits.ts'
import { fault } from '../realm.ts'
import { noRecipients } from './faults.ts'

const EACH_AUDIENCE = 10 // a minute
const ALL_AUDIENCES: Limit = { name: 'broadcasts', limit: 250, seconds: 60 }

type Members = Record<string, unknown>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const some = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '')
const USERS = ['external_user_ids', 'user_aliases', 'recipients'] as const

/** True when the body, as it was sent, names no users but everybody of an audience: by `broadcast`, `segment_id` or `audience`. */
const isBroadcast = (body: unknown): body is Members =>
  isObject(body) && !USERS.some((name) => some(body[name])) && (body['broadcast'] === true || body['broadcast'] === 'true' || some(body['segment_id']) || some(body['audience']))

/**
 * 250 a minute over all audiences, and 10 for each: an audience is one campaign or Canvas with one segment and one connected audience.
 * All other calls count against the common pool. docs: api/api_limits
 */
export function broadcastLimits(body: unknown): readonly Limit[] {
  if (!isBroadcast(body) || nestedTooDeep(body)) return [] // too deep to be told apart, and refused in a moment
  const audience = createHash('sha256').update(JSON.stringify(['campaign_id', 'canvas_id', 'segment_id', 'audience'].map((name) => body[name] ?? null))).digest('hex')
  return [{ name: `broadcast ${audience}`, limit: EACH_AUDIENCE, seconds: 60 }, ALL_AUDIENCES]
}

/**
 * Throws the 400 of a request that names neither users nor a broadcast, or both. "must be set to true" when no users are given; "If broadcast is set to true,
 * a recipients list cannot be included". The text of the second is not published.
 */
export function checkBroadcast({ broadcast, users, forbidden }: { broadcast: boolean; users: boolean; forbidden: Record<string, unknown> }): void {
  if (!users && !broadcast) throw noRecipients({ field: 'broadcast', seen: false, expected: 'true, when no users are named' })
  const beside = broadcast ? Object.keys(forbidden).find((name) => some(forbidden[name])) : undefined
  if (beside !== undefined) throw fault(400, `'${beside}' can not be included when 'broadcast' is true`, {}, { field: beside, expected: `no ${beside}, or 'broadcast' false` })
}
