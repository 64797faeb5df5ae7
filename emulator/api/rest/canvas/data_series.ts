// GET /canvas/data_series
import * as z from 'zod'
import { canvasOf, prepareStatistics } from '../campaigns/query.ts'
import { rest } from '../realm.ts'
import { canvasSeries, canvasWindow, statsOf, statsShape } from './statistics-view.ts'

export const canvasDataSeries = rest({
  method: 'GET',
  path: '/canvas/data_series',
  permission: 'canvas.data_series',
  status: 200,
  docs: 'api/endpoints/export/canvas/get_canvas_analytics',
  evidence: ['documented'],
  query: () => z.looseObject(canvasSeries()),
  response: () => z.strictObject({ message: z.literal('success'), data: z.strictObject({ name: z.string(), stats: z.array(z.strictObject({ time: z.iso.date(), ...statsShape() })) }) }),
  prepare: prepareStatistics,
  handle({ world, query }) {
    const canvas = canvasOf(query.canvas_id, world.canvases.find(query.canvas_id))
    const days = world.messageStatistics.days({ canvas_id: canvas.id }, canvasWindow(world, query))
    return { message: 'success', data: { name: canvas.name, stats: days.map((day) => ({ time: day.time, ...statsOf(world, day, canvas, query) })) } }
  },
})
