// The endpoints below /media_library.
import type { Endpoint } from '../../endpoint.ts'

export const endpoints: readonly Endpoint[] = []
