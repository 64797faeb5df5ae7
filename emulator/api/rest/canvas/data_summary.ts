// GET /canvas/data_summary
import * as z from 'zod'
import { canvasOf, prepareStatistics } from '../campaigns/query.ts'
import type { Row } from '../campaigns/statistics-view.ts'
import { rest } from '../realm.ts'
import { canvasSeries, canvasWindow, statsOf, statsShape } from './statistics-view.ts'

/** A push has opens under two older names here: `influenced_opens` is all of them, direct and influenced. docs: get_canvas_analytics_summary */
function withOpens(messages: Record<string, Row[]>): Record<string, Row[]> {
  const older = (row: Row): Row => ('direct_opens' in row ? { ...row, opens: row['direct_opens']!, influenced_opens: row['total_opens']! } : row)
  return Object.fromEntries(Object.entries(messages).map(([channel, rows]) => [channel, rows.map(older)]))
}

export const canvasDataSummary = rest({
  method: 'GET',
  path: '/canvas/data_summary',
  permission: 'canvas.data_summary',
  status: 200,
  docs: 'api/endpoints/export/canvas/get_canvas_analytics_summary',
  evidence: ['documented'],
  query: () => z.looseObject(canvasSeries()),
  response: () => z.strictObject({ message: z.literal('success'), data: z.strictObject({ name: z.string(), ...statsShape() }) }),
  prepare: prepareStatistics,
  handle({ world, query }) {
    const canvas = canvasOf(query.canvas_id, world.canvases.find(query.canvas_id))
    const { total_stats, variant_stats, step_stats } = statsOf(world, world.messageStatistics.total({ canvas_id: canvas.id }, canvasWindow(world, query)), canvas, query)
    // the page shows variants without conversions by entry time
    const variants = Object.entries(variant_stats ?? {}).map(([id, stats]) => [id, Object.fromEntries(Object.entries(stats).filter(([name]) => !name.endsWith('_by_entry_time')))] as const)
    const steps = Object.entries((step_stats ?? {}) as Record<string, { messages: Record<string, Row[]> }>).map(([id, stats]) => [id, { ...stats, messages: withOpens(stats.messages) }] as const)
    return {
      message: 'success',
      data: { name: canvas.name, total_stats, ...(variant_stats === undefined ? {} : { variant_stats: Object.fromEntries(variants) }), ...(step_stats === undefined ? {} : { step_stats: Object.fromEntries(steps) }) },
    }
  },
})
