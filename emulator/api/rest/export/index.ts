// The endpoints below /export.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
