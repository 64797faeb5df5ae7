// The statements of what a reply belongs to.
import type { Db } from '../../../kernel/db.ts'

export type Sent = { profile_id: number; campaign_id: string | null; canvas_id: string | null; canvas_step_id: string | null; canvas_variation_id: string | null; message_variation_id: string | null; dispatch_id: string | null; send_id: string | null }

export const attributionStatements = (db: Db) => ({
  /** The newest message of a kind that one of these users (a JSON list) was sent since then (ms). */
  last: db.prepare<[string, string, number], Sent>(
    `SELECT profile_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id, dispatch_id, json_extract(data, '$.send_id') AS send_id FROM message_history
       WHERE profile_id IN (SELECT value FROM json_each(?)) AND kind = ? AND at >= ? AND (campaign_id IS NOT NULL OR canvas_id IS NOT NULL) ORDER BY id DESC LIMIT 1`,
  ),
})
