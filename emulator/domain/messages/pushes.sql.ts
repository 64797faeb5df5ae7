// The statements of pushes and of the tokens that push services no longer know.
import type { Db } from '../../kernel/db.ts'

/** A row of `pushes`; times in ms. */
export type StoredPush = { seq: number; message_seq: number; app_id: string; device_id: string; token: string; cid: string; visible: number; sent_at: number; opened_at: number | null; influenced_at: number | null }
export type PushOfDevice = { seq: number; message_id: string; sent_at: number; payload: string }

export function pushStatements(db: Db) {
  return {
    insert: db.prepare<[Omit<StoredPush, 'seq' | 'opened_at' | 'influenced_at'>]>(
      'INSERT INTO pushes (message_seq, app_id, device_id, token, cid, visible, sent_at) VALUES (@message_seq, @app_id, @device_id, @token, @cid, @visible, @sent_at)',
    ),
    of: db.prepare<[number], StoredPush>('SELECT * FROM pushes WHERE message_seq = ?'),
    byCid: db.prepare<[string, string, string], { message_id: string }>(
      'SELECT m.id AS message_id FROM pushes p JOIN messages m ON m.seq = p.message_seq WHERE p.cid = ? AND p.device_id = ? AND p.app_id = ? ORDER BY p.seq DESC LIMIT 1',
    ),
    // A push that bounced never came to the device
    ofDevice: db.prepare<[{ device_id: string; app_id: string | null; since: number; limit: number }], PushOfDevice>(
      `SELECT p.seq, m.id AS message_id, p.sent_at, m.payload FROM pushes p JOIN messages m ON m.seq = p.message_seq
       WHERE p.device_id = @device_id AND (@app_id IS NULL OR p.app_id = @app_id) AND p.seq > @since AND m.status IN ('sent', 'delivered') ORDER BY p.seq LIMIT @limit`,
    ),
    last: db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM pushes'),
    opened: db.prepare<[number, number]>('UPDATE pushes SET opened_at = ? WHERE message_seq = ? AND opened_at IS NULL'),
    influenced: db.prepare<[number, number]>('UPDATE pushes SET influenced_at = ? WHERE message_seq = ?'),
    influential: db.prepare<[number, number, number], { message_id: string }>(
      `SELECT m.id AS message_id FROM pushes p JOIN messages m ON m.seq = p.message_seq
       WHERE m.profile_id = ? AND p.sent_at >= ? AND p.sent_at <= ? AND p.visible = 1 AND p.opened_at IS NULL AND p.influenced_at IS NULL AND m.test = 0 AND m.status IN ('sent', 'delivered') ORDER BY p.seq`,
    ),
    isDead: db.prepare<[string, string], { at: number }>('SELECT at FROM dead_push_tokens WHERE app_id = ? AND token = ?'),
    die: db.prepare<[string, string, number]>('INSERT INTO dead_push_tokens (app_id, token, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    revive: db.prepare<[string, string]>('DELETE FROM dead_push_tokens WHERE app_id = ? AND token = ?'),
  }
}
