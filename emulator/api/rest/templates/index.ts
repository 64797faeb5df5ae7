// The endpoints below /templates.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
