// What the dashboard shows of the steps of a Canvas, and no public API: how many came, went on, left, and are still there. docs: canvas_components/{message_step,delay_step,context} ("Analytics")
import type { Endpoint } from '../endpoint.ts'
import { admin, adminFault } from './realm.ts'

const NOBODY = { entries: 0, proceeded: 0, exited: 0, waiting: 0, outcomes: {} }

/** Steps in their order, then those that were deleted. `outcomes`: how often each was left in which way, such as `personalization_failed` of a delay, `not_updated` of a Context step. */
const showMetrics = admin({
  method: 'GET',
  path: '/canvases/:id/metrics',
  handle({ world, params }) {
    const id = params['id']!
    const canvas = world.canvases.find(id)
    if (canvas === undefined) throw adminFault(404, 'not_found', 'there is no Canvas with this id', { id })
    const metrics = world.canvasEntries.metrics(id)
    const own = canvas.steps.map(({ id: step_id, name, type }) => ({ step_id, name, type, deleted: false, ...(metrics[step_id] ?? NOBODY) }))
    const gone = world.canvases.stepsOf(id).filter(({ deleted_at, id: step_id }) => deleted_at !== null && metrics[step_id] !== undefined)
    return { canvas_id: id, name: canvas.name, steps: [...own, ...gone.map(({ id: step_id, name }) => ({ step_id, name, type: null, deleted: true, ...metrics[step_id]! }))] }
  },
})

export const canvasMetrics: readonly Endpoint[] = [showMetrics]
