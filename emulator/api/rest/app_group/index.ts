// The endpoints below /app_group.
import type { Endpoint } from '../../endpoint.ts'
import { create, keys, primary, remove } from './sdk_authentication.ts'

export const endpoints: readonly Endpoint[] = [keys, create, primary, remove]
