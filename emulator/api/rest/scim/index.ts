// The endpoints below /scim.
import type { Endpoint } from '../../endpoint.ts'
import { create, remove, search, show, update } from './users.ts'

export const endpoints: readonly Endpoint[] = [search, create, show, update, remove]
