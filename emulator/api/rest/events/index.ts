// The endpoints below /events.
import type { Endpoint } from '../../endpoint.ts'
import { eventSeries } from './data_series.ts'
import { exportEvents } from './events.ts'
import { listEvents } from './list.ts'

export const endpoints: readonly Endpoint[] = [exportEvents, listEvents, eventSeries]
