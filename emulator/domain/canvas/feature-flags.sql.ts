// The statements of feature flags that Canvas steps gave to users.
import type { Db } from '../../kernel/db.ts'

export type FlagRow = { profile_id: number; flag_id: string; canvas_id: string; canvas_step_id: string; at: number }

export const flagStatements = (db: Db) => ({
  /** After every other of the flag, also within one millisecond: the newest counts. */
  put: db.prepare<[FlagRow]>(
    `INSERT INTO canvas_feature_flags (profile_id, flag_id, canvas_id, canvas_step_id, at)
     VALUES (@profile_id, @flag_id, @canvas_id, @canvas_step_id, max(@at, 1 + ifnull((SELECT max(at) FROM canvas_feature_flags WHERE profile_id = @profile_id AND flag_id = @flag_id), 0)))
     ON CONFLICT (profile_id, flag_id, canvas_step_id) DO UPDATE SET at = excluded.at`,
  ),
  of: db.prepare<[number], FlagRow>('SELECT * FROM canvas_feature_flags WHERE profile_id = ? ORDER BY at, flag_id, canvas_step_id'),
  revokeCanvas: db.prepare<[string]>('DELETE FROM canvas_feature_flags WHERE canvas_id = ?'),
  revokeOthers: db.prepare<[string, string]>('DELETE FROM canvas_feature_flags WHERE canvas_id = ? AND canvas_step_id NOT IN (SELECT value FROM json_each(?))'),
  move: db.prepare<[number, number]>(
    `INSERT INTO canvas_feature_flags (profile_id, flag_id, canvas_id, canvas_step_id, at) SELECT ?, flag_id, canvas_id, canvas_step_id, at FROM canvas_feature_flags WHERE profile_id = ?
     ON CONFLICT (profile_id, flag_id, canvas_step_id) DO UPDATE SET at = max(at, excluded.at)`,
  ),  drop: db.prepare<[number]>('DELETE FROM canvas_feature_flags WHERE profile_id = ?'),
})
