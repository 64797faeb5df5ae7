// The endpoints below /segments.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
