// Statements of the access tokens.
import type { Db } from '../kernel/db.ts'
import type { AccessToken } from './access-tokens.ts'

export function accessTokenStatements(db: Db) {
  const all = db.prepare<[], AccessToken>('SELECT * FROM access_tokens ORDER BY created_at, token')
  const one = db.prepare<[string], AccessToken>('SELECT * FROM access_tokens WHERE token = ?')
  const put = db.prepare<[string, string, string, string | null, number]>('INSERT INTO access_tokens (token, kind, name, origin, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (token) DO UPDATE SET name = excluded.name, origin = excluded.origin')
  const drop = db.prepare<[string]>('DELETE FROM access_tokens WHERE token = ?')
  return { all, one, put, drop }
}
