// The statements of short links.
import type { Db } from '../../../kernel/db.ts'

export type Tracking = 'basic' | 'advanced'
/** `n` counts the links of one message. */
export type ShortLink = { token: string; n: number; message_id: string; url: string; tracking: Tracking; expires_at: number }

export const shortLinkStatements = (db: Db) => ({
  add: db.prepare<[ShortLink]>('INSERT INTO short_links (token, message_id, n, url, tracking, expires_at) VALUES (@token, @message_id, @n, @url, @tracking, @expires_at)'),
  find: db.prepare<[string], ShortLink>('SELECT * FROM short_links WHERE token = ?'),
  of: db.prepare<[string], ShortLink>('SELECT * FROM short_links WHERE message_id = ? ORDER BY n'),
})
