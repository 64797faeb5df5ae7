// The statements of exports of users and of their files, and their row types.
import type { Db } from '../kernel/db.ts'

export type UserExportRow = {
  object_prefix: string
  /** null: the Global Control Group. */
  segment_id: string | null
  state: 'running' | 'ready' | 'cancelled' | 'failed'
  filters: string
  asked: string
  callback: string | null
  url: string
  /** The last profile that was written. */
  after_id: number
  users: number
  started_at: number
  finished_at: number | null
  expires_at: number | null
}
export type UserExportFile = { object_prefix: string; n: number; file_id: string; name: string; crc: number; plain_size: number; users: number }

export const userExportStatements = (db: Db) => ({
  one: db.prepare<[string], UserExportRow>('SELECT * FROM user_exports WHERE object_prefix = ?'),
  running: db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM user_exports WHERE state = 'running'`),
  runningOf: db.prepare<[string | null], UserExportRow>(`SELECT * FROM user_exports WHERE state = 'running' AND segment_id IS ?`),
  insert: db.prepare<[Pick<UserExportRow, 'object_prefix' | 'segment_id' | 'filters' | 'asked' | 'callback' | 'url' | 'started_at'>]>(
    `INSERT INTO user_exports (object_prefix, segment_id, state, filters, asked, callback, url, started_at) VALUES (@object_prefix, @segment_id, 'running', @filters, @asked, @callback, @url, @started_at)`,
  ),
  save: db.prepare<[UserExportRow]>('UPDATE user_exports SET state = @state, after_id = @after_id, users = @users, finished_at = @finished_at, expires_at = @expires_at WHERE object_prefix = @object_prefix'),
  remove: db.prepare<[string]>('DELETE FROM user_exports WHERE object_prefix = ?'),
  files: db.prepare<[string], UserExportFile>('SELECT * FROM user_export_files WHERE object_prefix = ? ORDER BY n'),
  lastFile: db.prepare<[string], UserExportFile>('SELECT * FROM user_export_files WHERE object_prefix = ? ORDER BY n DESC LIMIT 1'),
  putFile: db.prepare<[UserExportFile]>(
    `INSERT INTO user_export_files (object_prefix, n, file_id, name, crc, plain_size, users) VALUES (@object_prefix, @n, @file_id, @name, @crc, @plain_size, @users)
     ON CONFLICT (object_prefix, n) DO UPDATE SET crc = excluded.crc, plain_size = excluded.plain_size, users = excluded.users`,
  ),
  removeFiles: db.prepare<[string]>('DELETE FROM user_export_files WHERE object_prefix = ?'),
})
