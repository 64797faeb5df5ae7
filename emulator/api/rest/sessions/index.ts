// The endpoints below /sessions.
import type { Endpoint } from '../../endpoint.ts'
import { sessionSeries } from './data_series.ts'

export const endpoints: readonly Endpoint[] = [sessionSeries]
