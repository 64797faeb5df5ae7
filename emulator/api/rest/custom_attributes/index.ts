// The endpoints below /custom_attributes.
import type { Endpoint } from '../../endpoint.ts'
import { listCustomAttributes } from './list.ts'

export const endpoints: readonly Endpoint[] = [listCustomAttributes]
