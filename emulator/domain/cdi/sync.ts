// A run of Cloud Data Ingestion: the rows that are new since the last good run, applied in order and in pieces, row errors counted. docs: cloud_ingestion/overview
import type { Clock } from '../../kernel/clock.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Decisions } from '../decisions.ts'
import type { Deletion } from '../profiles/delete.ts'
import type { Identifier, Identifiers } from '../profiles/identifiers.ts'
import type { Track } from '../profiles/track.ts'
import { Refusal } from '../refusal.ts'
import type { IntegrationRow, JobRow, JobStatus, SourceRow } from './cdi.sql.ts'
import { cdiStatements } from './cdi.sql.ts'
import type { CdiCatalogRows } from './catalog-rows.ts'
import type { Cells } from './source-rows.ts'
import { identifierOf, isRefused, trackItemOf } from './source-rows.ts'

const PIECE = 500 // rows of one transaction
const LOGGED = 100 // row errors of one run that leave a row in the journal; all are counted
const EARLIEST = -8.64e15 // before any time

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; identifiers: Identifiers; deletion: Deletion; track: Track; cdiCatalogRows: CdiCatalogRows }

/** Runs the integrations of one world, when asked and on their schedules. */
export function createCdiSync({ db, clock, journal, scheduler, decisions, identifiers, deletion, track, cdiCatalogRows }: Nouns) {
  const sql = cdiStatements(db)

  function deleteUser(cells: Cells): string | undefined {
    const identifier = identifierOf(cells, false)
    if (isRefused(identifier)) return identifier.refused
    const profile = identifiers.candidates(identifier as Identifier)[0]
    // Like /users/delete, which passes over users that it does not know
    if (profile === undefined) decisions.ignored({ rule: 'cdi', why: 'no profile has this identifier', compared: { identifier } })
    else deletion.remove(profile, 'cdi')
    return undefined
  }

  /** Applies one row; a text is the reason why it failed. */
  function apply({ type, name }: IntegrationRow, { cells: json, updated_at }: SourceRow): string | undefined {
    const cells = JSON.parse(json) as Cells
    if (type === 'user_deletes') return deleteUser(cells)
    if (type === 'catalogs') return cdiCatalogRows.apply(name, cells)
    const kind = type as 'attributes' | 'events' | 'purchases'
    const item = trackItemOf(kind, cells, updated_at)
    if (isRefused(item)) return item.refused
    const result = { attributes: track.attribute, events: track.event, purchases: track.purchase }[kind](item)
    return 'type' in result ? result.type : undefined
  }

  /** A row that fails undoes what it did, and nothing else. */
  function attempt(integration: IntegrationRow, row: SourceRow): string | undefined {
    let failed: string | undefined
    try {
      db.tx(() => {
        failed = apply(integration, row)
        if (failed !== undefined) throw new Refusal('row_failed')
      })
    } catch (error) {
      failed ??= String(error) // a payload nested past what a walk can take
    }
    return failed
  }

  /** What is wrong with the integration itself: no row is looked at then. */
  function misconfigured({ id, type, name }: IntegrationRow): string | undefined {
    if (type === 'user_deletes' && sql.hasColumn.get(id, 'PAYLOAD') !== undefined) return 'a source table of user deletes must not have a PAYLOAD column' // docs: delete_users
    if (type === 'catalogs' && !cdiCatalogRows.exists(name)) return 'the integration has to have the name of a catalog' // docs: sync_catalogs_data
    return undefined
  }

  function finish(job: JobRow, state: JobStatus, why?: string): void {
    sql.saveJob.run({ ...job, status: state, finished_at: clock.now() })
    const integration = sql.one.get(job.integration_id)!
    // A run in which every row failed is none that later ones go on from; one that failed in part is
    if ((state === 'success' || state === 'partial') && job.at_updated !== null) sql.save.run({ ...integration, synced_to: job.at_updated })
    journal.append('cdi_sync.finished', {
      integration_id: job.integration_id, job_id: job.id, state, rows_synced: job.rows_synced, rows_failed: job.rows_failed,
      last_timestamp_synced: job.at_updated === null ? null : isoTime(job.at_updated), ...(why === undefined ? {} : { why }),
    })
  }

  /** The next piece of a run; the rest is a timer again, so a crash goes on where it was. */
  function step(jobId: number): void {
    const job = sql.job.get(jobId)
    if (job === undefined) return // its integration was deleted
    const integration = sql.one.get(job.integration_id)!
    const wrong = job.at_row === null ? misconfigured(integration) : undefined
    if (wrong !== undefined) return finish(job, 'config_error', wrong)
    const rows = sql.pending.all({ integration_id: integration.id, from: integration.synced_to ?? EARLIEST, at_updated: job.at_updated ?? EARLIEST, at_row: job.at_row ?? 0, limit: PIECE })
    for (const row of rows) {
      const failed = attempt(integration, row)
      if (failed === undefined) job.rows_synced++
      else if (++job.rows_failed <= LOGGED) decisions.refused({ rule: 'cdi', why: failed, compared: { integration_id: integration.id, job_id: job.id, row: row.id } })
      job.at_updated = row.updated_at
      job.at_row = row.id
    }
    if (rows.length < PIECE) return finish(job, job.rows_failed === 0 ? 'success' : job.rows_synced === 0 ? 'error' : 'partial')
    sql.saveJob.run(job)
    scheduler.schedule(clock.now(), 'cdi.sync', { job_id: job.id }, `job ${job.id}`)
  }

  /** Starts a run, due at once: it is `running` until its timer ran. Throws Refusal `running` while there is one. */
  function start(id: string): void {
    if (sql.lastJob.get(id)?.status === 'running') throw new Refusal('running', { id })
    const { lastInsertRowid } = sql.addJob.run(id, clock.now())
    journal.append('cdi_sync.started', { integration_id: id, job_id: Number(lastInsertRowid) })
    scheduler.schedule(clock.now(), 'cdi.sync', { job_id: Number(lastInsertRowid) }, `job ${lastInsertRowid}`)
  }

  /** Sets the timer of the next scheduled run, or takes it away. */
  function plan({ id, next_run_at }: { id: string; next_run_at: number | null }): void {
    if (next_run_at === null) scheduler.cancel('cdi.schedule', id)
    else scheduler.schedule(next_run_at, 'cdi.schedule', { integration_id: id }, id)
  }

  scheduler.on('cdi.sync', (data) => step(data['job_id'] as number))
  scheduler.on('cdi.schedule', (data, due) => {
    const integration = sql.one.get(data['integration_id'] as string)
    if (integration === undefined || integration.every_minutes === null || integration.status !== 'active') return
    const next = { ...integration, next_run_at: due + integration.every_minutes * 60_000 }
    sql.save.run(next)
    plan(next)
    if (sql.lastJob.get(integration.id)?.status !== 'running') start(integration.id)
  })

  return { start, plan }
}

export type CdiSync = ReturnType<typeof createCdiSync>
