// The endpoints below /cdi.
import type { Endpoint } from '../../endpoint.ts'
import { integrations, jobSyncStatus, sync } from './integrations.ts'

export const endpoints: readonly Endpoint[] = [integrations, sync, jobSyncStatus]
