// The statements of conversions: what a user has received or entered, and what has converted.
import type { Db } from '../../kernel/db.ts'

/** One row of the history of messages; `data` is JSON, `at` in ms. */
export type Received = { id: number; at: number; kind: string; channel: string | null; campaign_id: string | null; canvas_id: string | null; canvas_step_id: string | null; canvas_variation_id: string | null; message_variation_id: string | null; dispatch_id: string | null; data: string }

const COLUMNS = 'id, at, kind, channel, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id, dispatch_id, data'

export const conversionStatements = (db: Db) => ({
  /** All of these kinds (JSON) from `from` to `to`, in the order in which they happened. */
  received: db.prepare<[{ profile: number; kinds: string; from: number; to: number }], Received>(
    `SELECT ${COLUMNS} FROM message_history WHERE profile_id = @profile AND kind IN (SELECT value FROM json_each(@kinds)) AND at BETWEEN @from AND @to ORDER BY at, id`,
  ),
  /** Since ever, of one message variation. */
  ofVariation: db.prepare<[number, string, string], Received>(`SELECT ${COLUMNS} FROM message_history WHERE profile_id = ? AND kind = ? AND message_variation_id = ? ORDER BY at, id`),
  claim: db.prepare<[number, number]>('INSERT OR IGNORE INTO conversions (receipt, conversion) VALUES (?, ?)'),
})
