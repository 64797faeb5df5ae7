// The statements of cohorts and cohort_members, and their row types.
import type { Db } from '../kernel/db.ts'

/** `name` is null while only members are known. */
export type CohortRow = { cohort_id: string; name: string | null; created_at: number }

export const cohortStatements = (db: Db) => ({
  all: db.prepare<[], CohortRow>('SELECT * FROM cohorts ORDER BY created_at, cohort_id'),
  one: db.prepare<[string], CohortRow>('SELECT * FROM cohorts WHERE cohort_id = ?'),
  put: db.prepare<[string, string | null, number]>('INSERT INTO cohorts (cohort_id, name, created_at) VALUES (?, ?, ?) ON CONFLICT (cohort_id) DO UPDATE SET name = excluded.name'),
  add: db.prepare<[string, number]>('INSERT INTO cohort_members (cohort_id, profile_id) VALUES (?, ?) ON CONFLICT DO NOTHING'),
  remove: db.prepare<[string, number]>('DELETE FROM cohort_members WHERE cohort_id = ? AND profile_id = ?'),
  of: db.prepare<[number], CohortRow>('SELECT c.* FROM cohort_members m JOIN cohorts c ON c.cohort_id = m.cohort_id WHERE m.profile_id = ? ORDER BY c.cohort_id'),
  copy: db.prepare<[number, number]>('INSERT INTO cohort_members (cohort_id, profile_id) SELECT cohort_id, ? FROM cohort_members WHERE profile_id = ? ON CONFLICT DO NOTHING'),
  clear: db.prepare<[number]>('DELETE FROM cohort_members WHERE profile_id = ?'),
})
