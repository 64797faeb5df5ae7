// The endpoints below /custom_attributes.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
