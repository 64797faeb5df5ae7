// The endpoints below /campaigns.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
