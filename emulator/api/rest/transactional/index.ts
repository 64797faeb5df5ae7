// The endpoints below /transactional.
import type { Endpoint } from '../../endpoint.ts'
import { sendTransactional } from './send.ts'

export const endpoints: readonly Endpoint[] = [sendTransactional]
