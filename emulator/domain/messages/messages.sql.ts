// The statements of messages and of what became of them.
import type { Db } from '../../kernel/db.ts'

export const MESSAGE_STATUSES = ['pending', 'sent', 'delivered', 'bounced', 'failed', 'aborted', 'withheld'] as const
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** A row of `messages`; `at` in ms; `detail`, `outgoing` and `payload` are JSON. */
export type StoredMessage = {
  seq: number
  id: string
  at: number
  channel: string
  status: MessageStatus
  reason: string | null
  detail: string | null
  profile_id: number | null
  braze_id: string
  device_id: string | null
  app_id: string | null
  address: string | null
  campaign_id: string | null
  canvas_id: string | null
  canvas_step_id: string | null
  canvas_variation_id: string | null
  canvas_entry_id: string | null
  message_variation_id: string | null
  dispatch_id: string | null
  send_id: string | null
  test: number
  outgoing: string | null
  payload: string | null
}
export type StoredEngagement = { seq: number; message_seq: number; at: number; action: string; data: string }
/** What a list may ask for; null where anything will do. `since` is a seq. */
export type MessageQuery = { since: number; limit: number; channel: string | null; profile_id: number | null; device_id: string | null; campaign_id: string | null; canvas_id: string | null; dispatch_id: string | null; status: string | null; from: number | null }

export function messageStatements(db: Db) {
  return {
    insert: db.prepare<[StoredMessage]>(
      `INSERT INTO messages (id, at, channel, status, reason, detail, profile_id, braze_id, device_id, app_id, address, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, canvas_entry_id,
         message_variation_id, dispatch_id, send_id, test, outgoing, payload)
       VALUES (@id, @at, @channel, @status, @reason, @detail, @profile_id, @braze_id, @device_id, @app_id, @address, @campaign_id, @canvas_id, @canvas_step_id, @canvas_variation_id, @canvas_entry_id,
         @message_variation_id, @dispatch_id, @send_id, @test, @outgoing, @payload)`,
    ),
    find: db.prepareWide<[string], StoredMessage>('SELECT * FROM messages WHERE id = ?'),
    set: db.prepare<[Pick<StoredMessage, 'id' | 'reason' | 'detail' | 'device_id' | 'app_id' | 'address'> & { now: number; status: MessageStatus | null; reason_given: number; detail_given: number }]>(
      `UPDATE messages SET at = CASE WHEN status = 'pending' AND coalesce(@status, 'pending') <> 'pending' THEN @now ELSE at END, status = coalesce(@status, status),
         reason = CASE WHEN @reason_given THEN @reason ELSE reason END, detail = CASE WHEN @detail_given THEN @detail ELSE detail END,
         device_id = coalesce(@device_id, device_id), app_id = coalesce(@app_id, app_id), address = coalesce(@address, address) WHERE id = @id`,
    ),
    keep: db.prepare<[string | null, string]>('UPDATE messages SET outgoing = ? WHERE id = ?'),
    hand: db.prepare<[string | null, string]>('UPDATE messages SET payload = ? WHERE id = ?'),
    state: db.prepare<[number], Pick<StoredMessage, 'at' | 'status' | 'reason' | 'detail' | 'profile_id' | 'device_id' | 'app_id' | 'address'>>('SELECT at, status, reason, detail, profile_id, device_id, app_id, address FROM messages WHERE seq = ?'),
    waiting: db.prepare<[], StoredMessage>(`SELECT * FROM messages WHERE status = 'pending' ORDER BY seq`),
    list: db.prepare<[MessageQuery], StoredMessage>(
      `SELECT * FROM messages WHERE seq > @since AND (@channel IS NULL OR channel = @channel) AND (@profile_id IS NULL OR profile_id = @profile_id) AND (@device_id IS NULL OR device_id = @device_id)
         AND (@campaign_id IS NULL OR campaign_id = @campaign_id) AND (@canvas_id IS NULL OR canvas_id = @canvas_id) AND (@dispatch_id IS NULL OR dispatch_id = @dispatch_id) AND (@status IS NULL OR status = @status)
         AND (@from IS NULL OR at >= @from) ORDER BY seq LIMIT @limit`,
    ),
    move: db.prepare<[number, number]>('UPDATE messages SET profile_id = ? WHERE profile_id = ?'),
    engage: db.prepare<[number, number, string, string]>('INSERT INTO message_engagements (message_seq, at, action, data) VALUES (?, ?, ?, ?)'),
    engagements: db.prepare<[number], StoredEngagement>('SELECT * FROM message_engagements WHERE message_seq = ? ORDER BY seq'),
  }
}

/** A row of `message_history`; `data` is JSON: the whole event. */
export type HistoryRow = {
  id: number
  profile_id: number
  at: number
  kind: string
  channel: string | null
  campaign_id: string | null
  canvas_id: string | null
  canvas_step_id: string | null
  canvas_variation_id: string | null
  message_variation_id: string | null
  dispatch_id: string | null
  data: string
}

export const historyStatements = (db: Db) => ({
  insert: db.prepare<[Omit<HistoryRow, 'id'>]>(
    `INSERT INTO message_history (profile_id, at, kind, channel, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id, dispatch_id, data)
     VALUES (@profile_id, @at, @kind, @channel, @campaign_id, @canvas_id, @canvas_step_id, @canvas_variation_id, @message_variation_id, @dispatch_id, @data)`,
  ),
  of: db.prepare<[number, number], HistoryRow>('SELECT * FROM message_history WHERE profile_id = ? ORDER BY id DESC LIMIT ?'),
  since: db.prepare<[number, number], HistoryRow>('SELECT * FROM message_history WHERE profile_id = ? AND at >= ? ORDER BY at, id'),
  move: db.prepare<[number, number]>('UPDATE message_history SET profile_id = ? WHERE profile_id = ?'),
})
