// The endpoints below /messages.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
