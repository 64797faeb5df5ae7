// The statements of feature flags.
import type { Db } from '../../kernel/db.ts'

export type StoredFeatureFlag = { id: string; data: string; created_at: number; updated_at: number }

export const featureFlagStatements = (db: Db) => ({
  all: db.prepare<[], StoredFeatureFlag>('SELECT * FROM feature_flags ORDER BY id'),
  insert: db.prepare<[StoredFeatureFlag]>('INSERT INTO feature_flags (id, data, created_at, updated_at) VALUES (@id, @data, @created_at, @updated_at)'),
  update: db.prepare<[Omit<StoredFeatureFlag, 'created_at'>]>('UPDATE feature_flags SET data = @data, updated_at = @updated_at WHERE id = @id'),
  remove: db.prepare<[string]>('DELETE FROM feature_flags WHERE id = ?'),
})
