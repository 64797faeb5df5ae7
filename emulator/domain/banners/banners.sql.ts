// The statements of what users and devices did with Banners.
import type { Db } from '../../kernel/db.ts'

export const bannerStatements = (db: Db) => ({
  dismissed: db.prepare<[number], { stable_key: string }>('SELECT stable_key FROM banner_dismissals WHERE profile_id = ?'),
  dismiss: db.prepare<[number, string, number]>('INSERT INTO banner_dismissals (profile_id, stable_key, dismissed_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  move: db.prepare<[number, number]>('UPDATE OR IGNORE banner_dismissals SET profile_id = ? WHERE profile_id = ?'),
  drop: db.prepare<[number]>('DELETE FROM banner_dismissals WHERE profile_id = ?'),
  asked: db.prepare<[string, string], { placements: string }>('SELECT placements FROM banner_placements WHERE app_id = ? AND device_id = ?'),
  ask: db.prepare<[string, string, string]>('INSERT INTO banner_placements (app_id, device_id, placements) VALUES (?, ?, ?) ON CONFLICT (app_id, device_id) DO UPDATE SET placements = excluded.placements'),
  forget: db.prepare<[string, string]>('DELETE FROM banner_placements WHERE app_id = ? AND device_id = ?'),
})
