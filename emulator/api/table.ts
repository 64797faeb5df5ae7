// Every endpoint, in one array.
import { adminEndpoints } from './admin/index.ts'
import type { Endpoint } from './endpoint.ts'
import { unbuilt as unbuiltRest } from './rest/unbuilt.ts'
import * as users from './rest/users/index.ts'
import { data } from './sdk/data.ts'
import * as syncs from './sdk/syncs.ts'

const { unbuilt: unbuiltSdk, ...builtSyncs } = syncs

export const table: readonly Endpoint[] = [...Object.values(users), ...unbuiltRest, data, ...Object.values(builtSyncs), ...unbuiltSdk, ...adminEndpoints]
