// GET /purchases/quantity_series and /purchases/revenue_series: what was bought, and for how much, by day or hour of the purchase. docs: get_number_of_purchases, get_revenue_series
import * as z from 'zod'
import { customDataLimit } from '../name-lists.ts'
import { rest } from '../realm.ts'
import { appOf, prepareAnalytics, seriesOf, seriesResponse, text, unitSeries, windowOf } from '../series.ts'

const query = () => z.looseObject({ ...unitSeries(), product: text('product').optional().meta({ description: 'Only this product' }) })
const productOf = (product: string | undefined): string | undefined => (product === '' ? undefined : product)

export const quantitySeries = rest({
  method: 'GET',
  path: '/purchases/quantity_series',
  permission: 'purchases.quantity_series',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/purchases/get_number_of_purchases',
  evidence: ['documented'],
  query,
  response: () => seriesResponse('purchase_quantity'),
  prepare: prepareAnalytics,
  handle({ world, query: asked }) {
    const window = windowOf(world, asked)
    const app_id = appOf(world, asked.app_id)
    const name = productOf(asked.product)
    return seriesOf('purchase_quantity', world.analytics.series({ metric: name === undefined ? 'quantity' : 'product_quantity', name, app_id }, window))
  },
})

export const revenueSeries = rest({
  method: 'GET',
  path: '/purchases/revenue_series',
  permission: 'purchases.revenue_series',
  limit: customDataLimit,
  status: 200,
  docs: 'api/endpoints/export/purchases/get_revenue_series',
  evidence: ['documented'],
  query,
  response: () => seriesResponse('revenue', z.number().meta({ description: 'In USD; less than 0 when refunds outweigh' })),
  prepare: prepareAnalytics,
  // The page types revenue as int and says no unit; dollars with cents, as total_revenue of a user (observed: 97.09)
  handle({ world, query: asked }) {
    const window = windowOf(world, asked)
    const app_id = appOf(world, asked.app_id)
    const name = productOf(asked.product)
    const cents = world.analytics.series({ metric: name === undefined ? 'revenue' : 'product_revenue', name, app_id }, window)
    return seriesOf('revenue', cents.map(({ time, value }) => ({ time, value: value / 100 })))
  },
})
