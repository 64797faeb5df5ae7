// Cloud Data Ingestion for people: integrations and the rows of their source tables, which a warehouse would hold.
import * as z from 'zod'
import type { GivenRow, Integration, IntegrationInput } from '../../domain/cdi/integrations.ts'
import { FEWEST_MINUTES, MOST_MINUTES, STATUSES, TYPES, WAREHOUSES } from '../../domain/cdi/integrations.ts'
import { parseTime } from '../../domain/times.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { count, listOf, page, workspace } from './lists.ts'
import { admin } from './realm.ts'

const UPDATED_AT = 'each row has UPDATED_AT, a time such as 2026-01-31 12:00:00'

/** A row of a source table; names of columns in any casing, as warehouses have them. */
const row = () =>
  z.record(z.string(), z.unknown()).transform((given, context): GivenRow => {
    const cells = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toUpperCase(), value]))
    const { UPDATED_AT: text, ...rest } = cells
    const updated_at = typeof text === 'string' ? parseTime(text) : undefined
    if (updated_at === undefined) context.addIssue({ code: 'custom', message: UPDATED_AT })
    return { updated_at: updated_at ?? 0, cells: rest }
  })
const rows = () => z.array(row()).optional()
const shape = () => ({
  name: z.string().min(1).max(255),
  type: z.enum(TYPES),
  status: z.enum(STATUSES).optional(),
  warehouse_type: z.enum(WAREHOUSES).optional(),
  contact_emails: z.string().optional(),
  every_minutes: z.number().int().min(FEWEST_MINUTES).max(MOST_MINUTES).nullable().optional().describe('Minutes between scheduled runs; null: only when asked to'),
})
const Create = () => z.strictObject({ id: z.uuid().optional(), ...shape(), rows: rows() })
const Update = () => z.strictObject({ ...z.strictObject(shape()).partial().shape, rows: rows().describe('Replaces the rows'), add_rows: rows().describe('Adds rows') })

const time = (ms: number | null | undefined): string | null => (ms == null ? null : isoTime(ms))
const shown = ({ synced_to, next_run_at, created_at, last_job, ...integration }: Integration) => ({
  ...integration,
  synced_to: time(synced_to),
  next_run_at: time(next_run_at),
  created_at: isoTime(created_at),
  last_job: last_job === undefined ? null : { job_status: last_job.status, sync_start_time: isoTime(last_job.started_at), sync_finish_time: time(last_job.finished_at), rows_synced: last_job.rows_synced, rows_failed_with_errors: last_job.rows_failed },
})

const definitions = endpointsOf({
  kind: 'cdi_integrations',
  create: Create,
  change: Update,
  list: (world) => world.cdiIntegrations.list().map(shown),
  id: (one) => one.id,
  add(world, { id, rows: given = [], ...input }: z.output<ReturnType<typeof Create>>) {
    const made = world.cdiIntegrations.create(id, { name: input.name, type: input.type, status: input.status ?? 'active', warehouse_type: input.warehouse_type ?? 'snowflake', contact_emails: input.contact_emails ?? '', every_minutes: input.every_minutes ?? null }, given)
    world.cdiSync.plan(made)
    return shown(made)
  },
  update(world, id, { rows: replace, add_rows: add, ...patch }: z.output<ReturnType<typeof Update>>) {
    const changed = world.cdiIntegrations.update(id, patch as Partial<IntegrationInput>, { replace, add })
    world.cdiSync.plan(changed)
    return shown(changed)
  },
  remove(world, id) {
    world.cdiIntegrations.remove(id)
    world.cdiSync.plan({ id, next_run_at: null })
  },
})

const listRows = admin({
  method: 'GET',
  path: '/cdi_integrations/:id/rows',
  query: () => z.looseObject({ ...workspace, ...page, cursor: count.default(0) }),
  handle({ world, params, query }) {
    const { rows: found, next } = listOf('rows', world.cdiIntegrations.rows(params['id']!, query.cursor, query.limit + 1), query.limit, (one) => String(one.id)) as { rows: { updated_at: number; cells: string }[]; next: string | null }
    return { rows: found.map(({ updated_at, cells }) => ({ UPDATED_AT: isoTime(updated_at), ...(JSON.parse(cells) as object) })), next }
  },
})

export const cdiIntegrations: readonly Endpoint[] = [...definitions, listRows]
