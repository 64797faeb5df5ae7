// The statements of postbacks that are still to be made.
import type { Db } from '../../kernel/db.ts'

/** `body` is JSON; `attempts` were made in vain. */
export type StoredPostback = { seq: number; dispatch_id: string; status: string; url: string; body: string; attempts: number }

export const postbackStatements = (db: Db) => ({
  add: db.prepare<[Pick<StoredPostback, 'dispatch_id' | 'status' | 'url' | 'body'>]>('INSERT INTO transactional_postbacks (dispatch_id, status, url, body) VALUES (@dispatch_id, @status, @url, @body)'),
  first: db.prepare<[string], StoredPostback>('SELECT * FROM transactional_postbacks WHERE dispatch_id = ? ORDER BY seq LIMIT 1'),
  tried: db.prepare<[number]>('UPDATE transactional_postbacks SET attempts = attempts + 1 WHERE seq = ?'),
  remove: db.prepare<[number]>('DELETE FROM transactional_postbacks WHERE seq = ?'),
})
