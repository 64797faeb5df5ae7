// The statements of messages that wait for a device of their user: cards and Banners of Canvas steps, tests of Banners.
import type { Db } from '../../kernel/db.ts'

export const keptStatements = (db: Db) => ({
  cards: db.prepare<[number], { id: string }>(`SELECT id FROM messages WHERE profile_id = ? AND channel = 'content_cards' AND status = 'sent' AND payload IS NULL AND outgoing IS NOT NULL ORDER BY seq`),
  banners: db.prepare<[number], { id: string }>(`SELECT id FROM messages WHERE profile_id = ? AND channel = 'banner' AND status = 'sent' AND outgoing IS NOT NULL AND canvas_id IS NOT NULL AND test = 0 ORDER BY seq`),
  tests: db.prepare<[number, number], { id: string }>(`SELECT id FROM messages WHERE profile_id = ? AND channel = 'banner' AND status = 'sent' AND test = 1 AND at > ? ORDER BY seq DESC`),
  /** The same on one device. */
  sessionOnDevice: db.prepare<[{ since: number; lineage: string; device_id: string; app_id: string }], { seq: number }>(
    `SELECT seq FROM journal WHERE seq > @since AND kind = 'session.started' AND profile IN (SELECT value FROM json_each(@lineage)) AND json_extract(data, '$.device_id') = @device_id AND json_extract(data, '$.app_id') = @app_id LIMIT 1`,
  ),
  /** A session of the user (by all his names) that began after a row of the journal. */
  sessionAfter: db.prepare<[number, string], { seq: number }>(`SELECT seq FROM journal WHERE seq > ? AND kind = 'session.started' AND profile IN (SELECT value FROM json_each(?)) LIMIT 1`),
})
