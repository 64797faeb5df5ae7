// The preference center endpoints.
import type { Endpoint } from '../../endpoint.ts'
import { create } from './v1/create.ts'
import { details } from './v1/details.ts'
import { list } from './v1/list.ts'
import { update } from './v1/update.ts'
import { url } from './v1/url.ts'

export const endpoints: readonly Endpoint[] = [list, details, url, create, update]
