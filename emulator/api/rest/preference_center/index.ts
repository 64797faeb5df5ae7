// The endpoints below /preference_center.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
