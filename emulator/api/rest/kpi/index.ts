// The endpoints below /kpi.
import type { Endpoint } from '../../endpoint.ts'
import { dau, mau, newUsers, uninstalls } from './series.ts'

export const endpoints: readonly Endpoint[] = [dau, mau, newUsers, uninstalls]
