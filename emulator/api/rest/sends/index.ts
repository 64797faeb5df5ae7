// The endpoints below /sends.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
