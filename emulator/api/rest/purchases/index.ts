// The endpoints below /purchases.
import type { Endpoint } from '../../endpoint.ts'
import { listProducts } from './product_list.ts'
import { quantitySeries, revenueSeries } from './series.ts'

export const endpoints: readonly Endpoint[] = [listProducts, quantitySeries, revenueSeries]
