// The endpoints below /sends; /sends/id/create stands with the messages.
import type { Endpoint } from '../../endpoint.ts'
import { sendDataSeries } from './data_series.ts'

export const endpoints: readonly Endpoint[] = [sendDataSeries]
