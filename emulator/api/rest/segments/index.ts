// The endpoints below /segments.
import type { Endpoint } from '../../endpoint.ts'
import { segmentDataSeries } from './data_series.ts'
import { segmentDetails } from './details.ts'
import { listSegments } from './list.ts'

export const endpoints: readonly Endpoint[] = [listSegments, segmentDetails, segmentDataSeries]
