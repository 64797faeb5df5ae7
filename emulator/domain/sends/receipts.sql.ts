// The statements that ask what a user received: of one campaign, and of everything that frequency caps count.
import type { Db } from '../../kernel/db.ts'

/** A message that counts for caps, and where it comes from. */
export type Counted = { at: number; channel: string | null; campaign_id: string | null; canvas_id: string | null; canvas_step_id: string | null; dispatch_id: string | null }

export const receiptStatements = (db: Db) => ({
  /** The other dispatches' receipts: what this one has sent on another channel does not stop it. */
  ofCampaign: db.prepare<[string, number, string], { control: number; at: number }>(
    `SELECT kind LIKE '%control%' AS control, max(at) AS at FROM message_history
     WHERE campaign_id = ? AND profile_id = ? AND kind IN ('push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent', 'content_card.sent', 'content_card.impression', 'in_app_message.impression',
       'banner.impression', 'campaign.control_enrolled', 'in_app_message.control_impression', 'content_card.control_impression', 'banner.control_impression') AND dispatch_id IS NOT ? GROUP BY 1`,
  ),
  seenOfCampaign: db.prepare<[string, number, string], { control: number; at: number }>(
    `SELECT kind LIKE '%control%' AS control, max(at) AS at FROM message_history
     WHERE campaign_id = ? AND profile_id = ? AND kind IN ('content_card.impression', 'campaign.control_enrolled') AND dispatch_id IS NOT ? GROUP BY 1`,
  ),
  controlCard: db.prepare<[number, string, string], { at: number | null }>(`SELECT max(at) AS at FROM messages WHERE profile_id = ? AND +campaign_id = ? AND reason = 'control_group' AND test = 0 AND dispatch_id IS NOT ?`),
  /** `+` keeps SQLite on the user's few messages: all that wait may be many. */
  waiting: db.prepare<[number, string, string], { at: number }>(`SELECT at FROM messages WHERE profile_id = ? AND +campaign_id = ? AND +status = 'pending' AND test = 0 AND dispatch_id IS NOT ? LIMIT 1`),
  counted: db.prepare<[number, number], Counted>(
    `SELECT at, channel, campaign_id, canvas_id, canvas_step_id, dispatch_id FROM message_history
     WHERE profile_id = ? AND kind IN ('push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent') AND at >= ? ORDER BY at, id`,
  ),
})
