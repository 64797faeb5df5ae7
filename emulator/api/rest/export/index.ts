// The endpoints below /export.
import type { Endpoint } from '../../endpoint.ts'
import { cancelSegmentExport } from './segment/cancel.ts'

export const endpoints: readonly Endpoint[] = [cancelSegmentExport]
