// The statements of credentials for Connected Content, and their row type.
import type { Db } from '../kernel/db.ts'

export type CredentialRow = { id: string; name: string; username: string; password: string; headers: string | null; allowed_domain: string | null; created_at: number; updated_at: number }

export function credentialStatements(db: Db) {
  return {
    all: db.prepare<[], CredentialRow>('SELECT * FROM connected_content_credentials ORDER BY created_at, id'),
    one: db.prepare<[string], CredentialRow>('SELECT * FROM connected_content_credentials WHERE id = ?'),
    byName: db.prepare<[string], CredentialRow>('SELECT * FROM connected_content_credentials WHERE name = ?'),
    insert: db.prepare<[CredentialRow]>('INSERT INTO connected_content_credentials (id, name, username, password, headers, allowed_domain, created_at, updated_at) VALUES (@id, @name, @username, @password, @headers, @allowed_domain, @created_at, @updated_at)'),
    save: db.prepare<[CredentialRow]>('UPDATE connected_content_credentials SET name = @name, username = @username, password = @password, headers = @headers, allowed_domain = @allowed_domain, updated_at = @updated_at WHERE id = @id'),
    remove: db.prepare<[string]>('DELETE FROM connected_content_credentials WHERE id = ?'),
  }
}
