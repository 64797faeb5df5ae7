// The statements of promotion code lists and their codes, and their row types.
import type { Db } from '../kernel/db.ts'

export type PromotionListRow = { id: string; name: string; code_snippet: string; description: string; expires_at: number | null; created_at: number; updated_at: number }
export type CodeRow = { seq: number; code: string; used_at: number | null; braze_id: string | null; allotment: string | null }

export function promotionListStatements(db: Db) {
  return {
    all: db.prepare<[], PromotionListRow>('SELECT * FROM promotion_lists ORDER BY created_at, id'),
    one: db.prepare<[string], PromotionListRow>('SELECT * FROM promotion_lists WHERE id = ?'),
    bySnippet: db.prepare<[string], PromotionListRow>('SELECT * FROM promotion_lists WHERE code_snippet = ?'),
    insert: db.prepare<[PromotionListRow]>('INSERT INTO promotion_lists (id, name, code_snippet, description, expires_at, created_at, updated_at) VALUES (@id, @name, @code_snippet, @description, @expires_at, @created_at, @updated_at)'),
    save: db.prepare<[PromotionListRow]>('UPDATE promotion_lists SET name = @name, description = @description, expires_at = @expires_at, updated_at = @updated_at WHERE id = @id'),
    remove: db.prepare<[string]>('DELETE FROM promotion_lists WHERE id = ?'),
    addCode: db.prepare<[string, string]>('INSERT INTO promotion_codes (list_id, code) VALUES (?, ?) ON CONFLICT (list_id, code) DO NOTHING'),
    codes: db.prepare<[string], CodeRow>('SELECT seq, code, used_at, braze_id, allotment FROM promotion_codes WHERE list_id = ? ORDER BY seq'),
    nextUnused: db.prepare<[string], CodeRow>('SELECT seq, code, used_at, braze_id, allotment FROM promotion_codes WHERE list_id = ? AND used_at IS NULL ORDER BY seq LIMIT 1'),
    allotted: db.prepare<[string, string], CodeRow>('SELECT seq, code, used_at, braze_id, allotment FROM promotion_codes WHERE allotment = ? AND list_id = ?'),
    use: db.prepare<[number, string, string, number]>('UPDATE promotion_codes SET used_at = ?, braze_id = ?, allotment = ? WHERE seq = ?'),
    release: db.prepare<[number]>('UPDATE promotion_codes SET used_at = NULL, braze_id = NULL, allotment = NULL WHERE seq = ?'),
  }
}
