// The SMS endpoints.
import type { Endpoint } from '../../endpoint.ts'
import { list } from './invalid_phone_numbers/list.ts'
import { remove } from './invalid_phone_numbers/remove.ts'

export const endpoints: readonly Endpoint[] = [list, remove]
