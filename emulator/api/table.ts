// Every endpoint, in one array.
import { adminEndpoints } from './admin/index.ts'
import type { Endpoint } from './endpoint.ts'
import { hostedPages } from './hosted/index.ts'
import { restEndpoints } from './rest/index.ts'
import { data } from './sdk/data.ts'
import * as syncs from './sdk/syncs.ts'

const { unbuilt: unbuiltSdk, ...builtSyncs } = syncs

export const table: readonly Endpoint[] = [...restEndpoints, ...hostedPages, data, ...Object.values(builtSyncs), ...unbuiltSdk, ...adminEndpoints]
