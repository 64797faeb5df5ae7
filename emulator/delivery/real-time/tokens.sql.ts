// The statements of the real-time channel's tokens.
import type { Db } from '../../kernel/db.ts'

export type StoredToken = { token: string; app_id: string; device_id: string; profile_id: number; expires_at: number }

export const tokenStatements = (db: Db) => ({
  insert: db.prepare<[StoredToken]>('INSERT INTO real_time_tokens (token, app_id, device_id, profile_id, expires_at) VALUES (@token, @app_id, @device_id, @profile_id, @expires_at)'),
  find: db.prepare<[string], StoredToken>('SELECT * FROM real_time_tokens WHERE token = ?'),
  expire: db.prepare<[number]>('DELETE FROM real_time_tokens WHERE expires_at <= ?'),
})
