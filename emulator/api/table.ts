// Every endpoint, in one array.
import { adminEndpoints } from './admin/index.ts'
import type { Endpoint } from './endpoint.ts'
import { hostedPages } from './hosted/index.ts'
import { restEndpoints } from './rest/index.ts'
import { data } from './sdk/data.ts'
import { dustConfig } from './sdk/dust.ts'
import { featureFlagsSync } from './sdk/feature-flags.ts'
import { geofenceReport, geofenceRequest } from './sdk/geofences.ts'
import * as syncs from './sdk/syncs.ts'
import { template } from './sdk/template.ts'

const { unbuilt: unbuiltSdk, userOf: _, ...builtSyncs } = syncs

export const table: readonly Endpoint[] = [...restEndpoints, ...hostedPages, data, dustConfig, featureFlagsSync, geofenceRequest, geofenceReport, template, ...Object.values(builtSyncs), ...unbuiltSdk, ...adminEndpoints]
