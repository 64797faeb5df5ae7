// The statements of cdi_integrations, cdi_rows and cdi_jobs, and their row types.
import type { Db } from '../../kernel/db.ts'

export const JOB_STATUSES = ['running', 'success', 'partial', 'error', 'config_error'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

export type IntegrationRow = {
  id: string; name: string; type: string; status: string; warehouse_type: string; contact_emails: string
  every_minutes: number | null; next_run_at: number | null; synced_to: number | null; created_at: number; n: number
}
/** One row of a source table; `cells` is JSON, its names in upper case. */
export type SourceRow = { id: number; integration_id: string; updated_at: number; cells: string }
export type JobRow = {
  id: number; integration_id: string; status: JobStatus; started_at: number; finished_at: number | null; rows_synced: number; rows_failed: number
  at_updated: number | null; at_row: number | null
}

export const cdiStatements = (db: Db) => ({
  all: db.prepare<[], IntegrationRow>('SELECT * FROM cdi_integrations ORDER BY n'),
  some: db.prepare<[number, number], IntegrationRow>('SELECT * FROM cdi_integrations ORDER BY n LIMIT ? OFFSET ?'),
  count: db.prepare<[], { n: number; last: number | null }>('SELECT count(*) AS n, max(n) AS last FROM cdi_integrations'),
  one: db.prepare<[string], IntegrationRow>('SELECT * FROM cdi_integrations WHERE id = ?'),
  insert: db.prepare<[IntegrationRow]>(
    'INSERT INTO cdi_integrations (id, name, type, status, warehouse_type, contact_emails, every_minutes, next_run_at, synced_to, created_at, n) VALUES (@id, @name, @type, @status, @warehouse_type, @contact_emails, @every_minutes, @next_run_at, @synced_to, @created_at, @n)',
  ),
  save: db.prepare<[IntegrationRow]>(
    'UPDATE cdi_integrations SET name = @name, type = @type, status = @status, warehouse_type = @warehouse_type, contact_emails = @contact_emails, every_minutes = @every_minutes, next_run_at = @next_run_at, synced_to = @synced_to WHERE id = @id',
  ),
  remove: db.prepare<[string]>('DELETE FROM cdi_integrations WHERE id = ?'),

  addRow: db.prepare<[string, number, string]>('INSERT INTO cdi_rows (integration_id, updated_at, cells) VALUES (?, ?, ?)'),
  clearRows: db.prepare<[string]>('DELETE FROM cdi_rows WHERE integration_id = ?'),
  countRows: db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM cdi_rows WHERE integration_id = ?'),
  rows: db.prepare<[string, number, number], SourceRow>('SELECT * FROM cdi_rows WHERE integration_id = ? AND id > ? ORDER BY id LIMIT ?'),
  hasColumn: db.prepare<[string, string], { id: number }>('SELECT r.id FROM cdi_rows r, json_each(r.cells) c WHERE r.integration_id = ? AND c.key = ? LIMIT 1'),
  /** Rows from a time on (that time included), behind the one that was handled last, in the order of their times. */
  pending: db.prepare<[{ integration_id: string; from: number; at_updated: number; at_row: number; limit: number }], SourceRow>(
    `SELECT * FROM cdi_rows WHERE integration_id = @integration_id AND updated_at >= @from AND (updated_at, id) > (@at_updated, @at_row)
     ORDER BY updated_at, id LIMIT @limit`,
  ),

  addJob: db.prepare<[string, number]>(`INSERT INTO cdi_jobs (integration_id, status, started_at) VALUES (?, 'running', ?)`),
  job: db.prepare<[number], JobRow>('SELECT * FROM cdi_jobs WHERE id = ?'),
  saveJob: db.prepare<[JobRow]>('UPDATE cdi_jobs SET status = @status, finished_at = @finished_at, rows_synced = @rows_synced, rows_failed = @rows_failed, at_updated = @at_updated, at_row = @at_row WHERE id = @id'),
  lastJob: db.prepare<[string], JobRow>('SELECT * FROM cdi_jobs WHERE integration_id = ? ORDER BY id DESC LIMIT 1'),
  jobs: db.prepare<[string, number, number], JobRow>('SELECT * FROM cdi_jobs WHERE integration_id = ? ORDER BY id DESC LIMIT ? OFFSET ?'),
  countJobs: db.prepare<[string], { n: number }>('SELECT count(*) AS n FROM cdi_jobs WHERE integration_id = ?'),
})
