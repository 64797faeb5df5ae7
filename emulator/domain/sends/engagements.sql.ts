// The statements that ask when users engage: sessions, opens, clicks; and what a test of variants came to.
import type { Db } from '../../kernel/db.ts'

const LATEST = 10_000 // sessions that make the most popular time of all users

export const engagementStatements = (db: Db) => ({
  sessions: db.prepare<[number], { at: number }>('SELECT started_at AS at FROM sessions WHERE profile_id = ? ORDER BY started_at'),
  latestSessions: db.prepare<[], { at: number; time_zone: string | null }>(
    `SELECT s.started_at AS at, p.time_zone FROM sessions s JOIN profiles p ON p.id = s.profile_id ORDER BY s.started_at DESC, s.session_id LIMIT ${LATEST}`,
  ),
  ofKinds: db.prepare<[number, string], { at: number }>(
    `SELECT at FROM message_history WHERE profile_id = ? AND kind IN (SELECT value FROM json_each(?)) AND coalesce(json_extract(data, '$.machine_open'), 0) = 0 ORDER BY at, id`,
  ),
  /** Users who received a variation of one dispatch, and those of them who did what counts. */
  results: db.prepare<[{ campaign_id: string; dispatch_id: string; kinds: string; conversion: number | null }], { message_variation_id: string; channel: string | null; users: number; successes: number }>(
    `SELECT s.message_variation_id, s.channel, count(DISTINCT s.profile_id) AS users,
       count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM message_history d WHERE d.campaign_id = s.campaign_id AND d.profile_id = s.profile_id AND d.kind IN (SELECT value FROM json_each(@kinds)) AND d.at >= s.at
         AND coalesce(json_extract(d.data, '$.machine_open'), 0) = 0 AND (@conversion IS NULL OR json_extract(d.data, '$.conversion') = @conversion)) THEN s.profile_id END) AS successes
     FROM message_history s WHERE s.campaign_id = @campaign_id AND s.dispatch_id = @dispatch_id AND s.kind IN ('push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent', 'content_card.sent') AND s.message_variation_id IS NOT NULL
     GROUP BY s.message_variation_id, s.channel ORDER BY s.message_variation_id`,
  ),
})
