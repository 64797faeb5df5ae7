// The statements of messages that devices were handed.
import type { Db } from '../../kernel/db.ts'

/** `device_id` and `app_id` are '' for what all devices of the user share. */
export type HandedRow = { message_seq: number; device_id: string; app_id: string; profile_id: number; wire_id: string; handed_at: number }

export const handedStatements = (db: Db) => ({
  put: db.prepare<[HandedRow]>(
    `INSERT INTO handed (message_seq, device_id, app_id, profile_id, wire_id, handed_at) VALUES (@message_seq, @device_id, @app_id, @profile_id, @wire_id, @handed_at)
     ON CONFLICT (message_seq, device_id, app_id) DO UPDATE SET profile_id = excluded.profile_id, wire_id = excluded.wire_id`,
  ),
  // The device's own before those of the user's other devices (its data may come late, after the message was handed to another one), the newest first
  find: db.prepare<[{ profile_id: number; wire_id: string; device_id: string; app_id: string }], { message_id: string }>(
    `SELECT m.id AS message_id FROM handed h JOIN messages m ON m.seq = h.message_seq WHERE h.profile_id = @profile_id AND h.wire_id = @wire_id
     ORDER BY (h.device_id = @device_id AND h.app_id = @app_id) DESC, h.message_seq DESC LIMIT 1`,
  ),
  onDevice: db.prepare<[{ profile_id: number; wire_id: string; device_id: string; app_id: string }], { message_id: string }>(
    'SELECT m.id AS message_id FROM handed h JOIN messages m ON m.seq = h.message_seq WHERE h.profile_id = @profile_id AND h.wire_id = @wire_id AND h.device_id = @device_id AND h.app_id = @app_id ORDER BY h.message_seq DESC LIMIT 1',
  ),
  move: db.prepare<[number, number]>('UPDATE handed SET profile_id = ? WHERE profile_id = ?'),
})
