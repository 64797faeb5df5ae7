// The statements of sdk_authentication_keys, and its row type. `n` is the order in which an app got its keys.
import type { Db } from '../kernel/db.ts'

export type SdkAuthenticationKeyRow = { id: string; app_id: string; rsa_public_key: string; description: string; is_primary: number; n: number; created_at: number }

export const sdkAuthenticationKeyStatements = (db: Db) => ({
  of: db.prepare<[string], SdkAuthenticationKeyRow>('SELECT * FROM sdk_authentication_keys WHERE app_id = ? ORDER BY n'),
  insert: db.prepare<[SdkAuthenticationKeyRow]>('INSERT INTO sdk_authentication_keys (id, app_id, rsa_public_key, description, is_primary, n, created_at) VALUES (@id, @app_id, @rsa_public_key, @description, @is_primary, @n, @created_at)'),
  demote: db.prepare<[string]>('UPDATE sdk_authentication_keys SET is_primary = 0 WHERE app_id = ?'),
  promote: db.prepare<[string]>('UPDATE sdk_authentication_keys SET is_primary = 1 WHERE id = ?'),
  remove: db.prepare<[string]>('DELETE FROM sdk_authentication_keys WHERE id = ?'),
})
