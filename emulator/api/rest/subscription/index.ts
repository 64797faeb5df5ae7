// The subscription group endpoints.
import type { Endpoint } from '../../endpoint.ts'
import { get } from './status/get.ts'
import { set } from './status/set.ts'
import { status } from './user/status.ts'
import { set as setV2 } from './v2/set.ts'

export const endpoints: readonly Endpoint[] = [set, setV2, get, status]
