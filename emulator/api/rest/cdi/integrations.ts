// GET /cdi/integrations, POST /cdi/integrations/:integration_id/sync, GET /cdi/integrations/:integration_id/job_sync_status
import * as z from 'zod'
import { JOB_STATUSES } from '../../../domain/cdi/cdi.sql.ts'
import type { Integration } from '../../../domain/cdi/integrations.ts'
import { STATUSES, TYPES, WAREHOUSES } from '../../../domain/cdi/integrations.ts'
import { apiIdentifier } from '../../../domain/api-identifiers.ts'
import { isoTime } from '../../../kernel/clock.ts'
import type { World } from '../../../world.ts'
import { Fault } from '../../endpoint.ts'
import { fault, rest } from '../realm.ts'
import { Cursor, PAGE, pageOf } from './pages.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const time = (ms: number | null | undefined): string | null => (ms == null ? null : isoTime(ms))
const isoOrNull = () => z.iso.datetime().nullable()

/** `missing` is what an id that names no integration is told: the two pages differ. */
function find(world: World, id: string, missing: () => Fault): Integration {
  if (!UUID.test(id)) throw fault(400, 'Invalid integration ID', {}, { field: 'integration_id', seen: id, expected: 'a UUID' })
  const found = world.cdiIntegrations.find(id)
  if (found === undefined) throw missing()
  return found
}

export const integrations = rest({
  method: 'GET',
  path: '/cdi/integrations',
  permission: 'cdi.integration_list',
  limit: { name: '/cdi/integrations', limit: 50, seconds: 60 },
  status: 200,
  docs: 'api/endpoints/cdi/get_integration_list',
  evidence: ['documented'],
  query: Cursor,
  response: () =>
    z.strictObject({
      results: z.array(z.strictObject({
        integration_id: z.string(),
        app_group_id: z.string().meta({ description: 'The workspace' }),
        integration_name: z.string(),
        integration_type: z.enum(TYPES),
        integration_status: z.enum(STATUSES),
        contact_emails: z.string(),
        last_updated_at: isoOrNull().meta({ description: 'Newest UPDATED_AT that was synced' }),
        warehouse_type: z.enum(WAREHOUSES),
        last_job_start_time: isoOrNull(),
        last_job_status: z.enum(JOB_STATUSES).nullable(),
        next_scheduled_run: isoOrNull(),
      })),
      message: z.literal('success'),
    }),
  handle: ({ world, query }) =>
    pageOf('/cdi/integrations', query.cursor, world.cdiIntegrations.count(), (skip) => ({
      results: world.cdiIntegrations.page(PAGE, skip).map((one) => ({
        integration_id: one.id,
        app_group_id: apiIdentifier('workspace', world.id),
        integration_name: one.name,
        integration_type: one.type,
        integration_status: one.status,
        contact_emails: one.contact_emails,
        last_updated_at: time(one.synced_to),
        warehouse_type: one.warehouse_type,
        last_job_start_time: time(one.last_job?.started_at),
        last_job_status: one.last_job?.status ?? null,
        next_scheduled_run: time(one.next_run_at),
      })),
      message: 'success',
    })),
})

export const sync = rest({
  method: 'POST',
  path: '/cdi/integrations/:integration_id/sync',
  permission: 'cdi.integration_sync',
  limit: { name: '/cdi/integrations/sync', limit: 20, seconds: 60 },
  status: 202,
  docs: 'api/endpoints/cdi/post_job_sync',
  evidence: ['documented'],
  raw: true, // it takes no body: Braze's own example says it sends JSON and sends nothing
  response: () => z.strictObject({ message: z.literal('success') }),
  handle({ world, params }) {
    const integration = find(world, params['integration_id']!, () => fault(404, 'Integration not found'))
    if (integration.last_job?.status === 'running') throw fault(429, 'Another job is in progress')
    // Braze does not publish what an integration that was switched off answers
    if (integration.status !== 'active') throw fault(400, 'Integration is not active', {}, { field: 'integration_id', seen: integration.status, expected: 'an active integration' })
    world.cdiSync.start(integration.id)
    return { message: 'success' }
  },
})

export const jobSyncStatus = rest({
  method: 'GET',
  path: '/cdi/integrations/:integration_id/job_sync_status',
  permission: 'cdi.integration_job_status',
  limit: { name: '/cdi/integrations/job_sync_status', limit: 100, seconds: 60 },
  status: 200,
  docs: 'api/endpoints/cdi/get_job_sync_status',
  evidence: ['documented'],
  query: Cursor,
  response: () =>
    z.strictObject({
      results: z.array(z.strictObject({
        job_status: z.enum(JOB_STATUSES),
        sync_start_time: z.iso.datetime(),
        sync_finish_time: isoOrNull().meta({ description: 'null while it runs' }),
        last_timestamp_synced: isoOrNull().meta({ description: 'Newest UPDATED_AT that the run handled' }),
        rows_synced: z.number().int(),
        rows_failed_with_errors: z.number().int(),
      })).meta({ description: 'Newest first' }),
      message: z.literal('success'),
    }),
  handle({ world, params, query }) {
    const { id } = find(world, params['integration_id']!, () => fault(400, 'Invalid integration ID', {}, { field: 'integration_id', seen: params['integration_id'], expected: 'the id of an integration' }))
    return pageOf(`/cdi/integrations/${id}/job_sync_status`, query.cursor, world.cdiIntegrations.countJobs(id), (skip) => ({
      results: world.cdiIntegrations.jobs(id, PAGE, skip).map((job) => ({
        job_status: job.status,
        sync_start_time: isoTime(job.started_at),
        sync_finish_time: time(job.finished_at),
        last_timestamp_synced: time(job.at_updated),
        rows_synced: job.rows_synced,
        rows_failed_with_errors: job.rows_failed,
      })),
      message: 'success',
    }))
  },
})
