// The endpoints below /sms.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
