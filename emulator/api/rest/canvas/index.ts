// The endpoints below /canvas.
import type { Endpoint } from '../../endpoint.ts'
import { canvasDataSeries } from './data_series.ts'
import { canvasDataSummary } from './data_summary.ts'
import { canvasDetails } from './details.ts'
import { duplicateCanvas } from './duplicate.ts'
import { listCanvases } from './list.ts'
import { canvasUrlInfo } from './url_info/details.ts'

export const endpoints: readonly Endpoint[] = [listCanvases, canvasDetails, canvasDataSeries, canvasDataSummary, canvasUrlInfo, duplicateCanvas]
