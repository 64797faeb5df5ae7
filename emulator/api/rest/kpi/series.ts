// GET /kpi/{dau,mau,new_users,uninstalls}/data_series: one number a day. docs: api/endpoints/export/kpi; what is counted: user_guide/analytics/dashboards/home
import * as z from 'zod'
import type { Point, Window } from '../../../domain/analytics/analytics.ts'
import type { World } from '../../../world.ts'
import type { Endpoint } from '../../endpoint.ts'
import { rest } from '../realm.ts'
import { appOf, daySeries, prepareAnalytics, seriesOf, seriesResponse, windowOf } from '../series.ts'

type Kpi = 'dau' | 'mau' | 'new_users' | 'uninstalls'

const kpi = (name: Kpi, docs: string, points: (world: World, window: Window, app_id: string | undefined) => Point[]): Endpoint =>
  rest({
    method: 'GET',
    path: `/kpi/${name}/data_series`,
    permission: `kpi.${name}.data_series`,
    status: 200,
    docs: `api/endpoints/export/kpi/${docs}`,
    evidence: ['documented'],
    query: () => z.looseObject(daySeries()),
    response: () => seriesResponse(name),
    prepare: prepareAnalytics,
    handle({ world, query }) {
      const { length, ending_at } = query // days only: the pages know no `unit` here, and what Braze does not know it ignores
      const window = windowOf(world, { length, ending_at })
      return seriesOf(name, points(world, window, appOf(world, query.app_id)))
    },
  })

const active = (name: 'dau' | 'mau') => (world: World, { ending, length }: Window, app_id: string | undefined): Point[] =>
  world.analytics.active({ ending, length, app_id }).map((day) => ({ time: day.time, value: day[name] }))

/** Users with at least one session on the day. */
export const dau = kpi('dau', 'get_kpi_dau_date', active('dau'))
/** Users with at least one session in the 30 days up to the day. */
export const mau = kpi('mau', 'get_kpi_mau_30_days', active('mau'))
/** Users who had their first session on the day, counted in each app they start using. */
export const newUsers = kpi('new_users', 'get_kpi_daily_new_users_date', (world, window, app_id) => world.analytics.series({ metric: 'new_users', app_id }, window))
/** Apps that were found to be gone from a device on the day. */
export const uninstalls = kpi('uninstalls', 'get_kpi_uninstalls_date', (world, window, app_id) => world.analytics.series({ metric: 'uninstalls', app_id }, window))
