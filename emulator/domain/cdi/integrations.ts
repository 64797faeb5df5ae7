// Cloud Data Ingestion: integrations, the rows of their source tables, and what became of their runs. docs: user_guide/data/cloud_ingestion/overview
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import type { IntegrationRow, JobRow } from './cdi.sql.ts'
import { cdiStatements } from './cdi.sql.ts'

/** The data types of an integration. docs: cloud_ingestion/overview ("supported data types"); Braze does not publish its words for them */
export const TYPES = ['attributes', 'events', 'purchases', 'catalogs', 'user_deletes'] as const
export const WAREHOUSES = ['snowflake', 'redshift', 'bigquery', 'databricks', 'fabric', 's3'] as const
export const STATUSES = ['active', 'inactive'] as const
/** "as frequently as every 15 minutes or as infrequently as once per month". docs: cloud_ingestion/overview */
export const FEWEST_MINUTES = 15
export const MOST_MINUTES = 31 * 24 * 60

export type Integration = Omit<IntegrationRow, 'type' | 'status' | 'warehouse_type' | 'n'> & { type: (typeof TYPES)[number]; status: (typeof STATUSES)[number]; warehouse_type: (typeof WAREHOUSES)[number]; row_count: number; last_job: JobRow | undefined }
/** A row as a warehouse holds it; names of columns count in any casing. */
export type GivenRow = { updated_at: number; cells: Record<string, unknown> }
export type IntegrationInput = Pick<Integration, 'name' | 'type' | 'status' | 'warehouse_type' | 'contact_emails' | 'every_minutes'>

/** The integrations of one world. */
export function createCdiIntegrations({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = cdiStatements(db)
  const open = ({ n: _, ...row }: IntegrationRow): Integration => ({ ...row, row_count: sql.countRows.get(row.id)!.n, last_job: sql.lastJob.get(row.id) }) as Integration

  function mustFind(id: string): IntegrationRow {
    const row = sql.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return row
  }
  function addRows(id: string, rows: readonly GivenRow[]): void {
    for (const { updated_at, cells } of rows) sql.addRow.run(id, updated_at, JSON.stringify(cells))
  }
  /** The next scheduled run, counted from now. */
  const nextRun = (row: Pick<IntegrationRow, 'every_minutes' | 'status'>): number | null => (row.every_minutes === null || row.status !== 'active' ? null : clock.now() + row.every_minutes * 60_000)

  return {
    list: (): Integration[] => sql.all.all().map(open),
    page: (limit: number, skip: number): Integration[] => sql.some.all(limit, skip).map(open),
    count: (): number => sql.count.get()!.n,
    find(id: string): Integration | undefined {
      const row = sql.one.get(id)
      return row === undefined ? undefined : open(row)
    },
    jobs: (id: string, limit: number, skip: number): JobRow[] => sql.jobs.all(id, limit, skip),
    countJobs: (id: string): number => sql.countJobs.get(id)!.n,
    rows: (id: string, after: number, limit: number) => sql.rows.all(mustFind(id).id, after, limit),
    /** Throws Refusal `already_exists`. */
    create(id: string | undefined, input: IntegrationInput, rows: readonly GivenRow[]): Integration {
      if (id !== undefined && sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      const row: IntegrationRow = { id: id ?? ids.uuid(), ...input, next_run_at: nextRun(input), synced_to: null, created_at: clock.now(), n: (sql.count.get()!.last ?? 0) + 1 }
      sql.insert.run(row)
      addRows(row.id, rows)
      journal.append('cdi_integration.created', { id: row.id, ...input, rows: rows.length })
      return open(row)
    },
    /** `replace` puts rows in the place of all that are there, `add` puts some behind them. Throws Refusal `not_found`. */
    update(id: string, patch: Partial<IntegrationInput>, { replace, add = [] }: { replace?: readonly GivenRow[] | undefined; add?: readonly GivenRow[] | undefined } = {}): Integration {
      const row = mustFind(id)
      const after = { ...row, ...patch }
      if (patch.every_minutes !== undefined || patch.status !== undefined) after.next_run_at = nextRun(after)
      sql.save.run(after)
      if (replace !== undefined) sql.clearRows.run(id)
      addRows(id, [...(replace ?? []), ...add])
      journal.append('cdi_integration.updated', { id, changes: patch, ...(replace === undefined ? {} : { rows_replaced: replace.length }), ...(add.length === 0 ? {} : { rows_added: add.length }) })
      return open(after)
    },
    /** Throws Refusal `not_found`. */
    remove(id: string): void {
      sql.remove.run(mustFind(id).id)
      journal.append('cdi_integration.deleted', { id })
    },
  }
}

export type CdiIntegrations = ReturnType<typeof createCdiIntegrations>
