// The statements of the counters of messages: by quarter hour, exact users, and what counts once for one message.
import type { Db } from '../../kernel/db.ts'

/** Where something is counted; '' where a part does not apply. */
export type Place = { owner: string; canvas_variant: string; canvas_step: string; variation: string; channel: string; send_id: string }
export type Count = { canvas_variant: string; canvas_step: string; variation: string; channel: string; statistic: string; n: number }
export type CountQuery = { owner: string; send_id: string | null; from: number; to: number }

const OF = 'owner = @owner AND quarter >= @from AND quarter < @to AND (@send_id IS NULL OR send_id = @send_id)'

export const statisticsStatements = (db: Db) => ({
  add: db.prepare<[Place & { quarter: number; statistic: string; n: number }]>(
    `INSERT INTO message_counts (owner, quarter, canvas_variant, canvas_step, variation, channel, send_id, statistic, n)
     VALUES (@owner, @quarter, @canvas_variant, @canvas_step, @variation, @channel, @send_id, @statistic, @n)
     ON CONFLICT DO UPDATE SET n = max(min(n + excluded.n, ${Number.MAX_SAFE_INTEGER}), ${Number.MIN_SAFE_INTEGER})`,
  ),
  seen: db.prepare<[Omit<Place, 'canvas_variant'> & { quarter: number; statistic: string; profile: string }]>(
    `INSERT OR IGNORE INTO message_uniques (owner, quarter, canvas_step, variation, channel, send_id, statistic, profile)
     VALUES (@owner, @quarter, @canvas_step, @variation, @channel, @send_id, @statistic, @profile)`,
  ),
  first: db.prepare<[{ owner: string; variation: string; statistic: string; dispatch: string; profile: string }]>(
    'INSERT OR IGNORE INTO message_firsts (owner, variation, statistic, dispatch, profile) VALUES (@owner, @variation, @statistic, @dispatch, @profile)',
  ),
  counts: db.prepare<[CountQuery], Count & { quarter: number }>(
    `SELECT quarter, canvas_variant, canvas_step, variation, channel, statistic, sum(n) AS n FROM message_counts WHERE ${OF}
     GROUP BY quarter, canvas_variant, canvas_step, variation, channel, statistic`,
  ),
  uniques: db.prepare<[CountQuery], Omit<Count, 'canvas_variant'>>(
    `SELECT canvas_step, variation, channel, statistic, count(DISTINCT profile) AS n FROM message_uniques WHERE ${OF} GROUP BY canvas_step, variation, channel, statistic`,
  ),
  recipients: db.prepare<[CountQuery], { n: number }>(`SELECT count(DISTINCT profile) AS n FROM message_uniques WHERE ${OF} AND statistic = 'unique_recipients'`),
  lastSend: db.prepare<[string, string], { quarter: number | null }>(`SELECT max(quarter) AS quarter FROM message_counts WHERE owner = ? AND send_id = ? AND statistic = 'sent'`),
  forget: (['message_counts', 'message_uniques', 'message_firsts'] as const).map((table) => db.prepare<[string]>(`DELETE FROM ${table} WHERE owner = ?`)),
})
