// The endpoints below /partners.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
