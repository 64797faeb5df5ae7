// The statements of Experiment Paths: when an optimization began and how it ended, and who converted after which path.
import type { Db } from '../../kernel/db.ts'

export type ExperimentRow = { canvas_id: string; canvas_step_id: string; began_at: number; ended_at: number | null; why: string | null; winner: string | null }
export type PathResult = { path: string; users: number; converted: number }

export const experimentStatements = (db: Db) => ({
  one: db.prepare<[string], ExperimentRow>('SELECT * FROM canvas_experiments WHERE canvas_step_id = ?'),
  begin: db.prepare<[string, string, number]>('INSERT INTO canvas_experiments (canvas_id, canvas_step_id, began_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  end: db.prepare<[number, string, string | null, string]>('UPDATE canvas_experiments SET ended_at = ?, why = ?, winner = ? WHERE canvas_step_id = ? AND ended_at IS NULL'),
  forget: db.prepare<[string]>('DELETE FROM canvas_experiments WHERE canvas_id = ?'),
  runningOf: db.prepare<[string], ExperimentRow>('SELECT * FROM canvas_experiments WHERE canvas_id = ? AND ended_at IS NULL ORDER BY canvas_step_id'),
  /** Visits of the user that took a path of an experiment since a time. */
  visits: db.prepare<[number, string, string, number], { seq: number }>(
    `SELECT v.seq FROM canvas_visits v JOIN canvas_entries e ON e.seq = v.entry_seq WHERE e.profile_id = ? AND v.canvas_id = ? AND v.step_id = ? AND v.type = 'experiment_paths' AND v.entered_at >= ? ORDER BY v.seq`,
  ),
  convert: db.prepare<[number, number, number]>('INSERT INTO canvas_experiment_conversions (visit_seq, conversion, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
  results: db.prepare<[number, string, number], PathResult>(
    `SELECT json_extract(coalesce(v.data, json_extract(v.state, '$.own')), '$.path') AS path, count(*) AS users, count(c.visit_seq) AS converted
     FROM canvas_visits v LEFT JOIN canvas_experiment_conversions c ON c.visit_seq = v.seq AND c.conversion = ? WHERE v.step_id = ? AND v.entered_at <= ? GROUP BY 1 HAVING path IS NOT NULL ORDER BY 1`,
  ),
})
