// GET /canvas/url_info/details
import * as z from 'zod'
import { invalid, linkFilter, linksShape, linksView, named, PARTIAL } from '../../campaigns/url_info/details.ts'
import { fault, rest } from '../../realm.ts'

export const canvasUrlInfo = rest({
  method: 'GET',
  path: '/canvas/url_info/details',
  permission: 'canvas.url_info.details',
  status: 200,
  docs: 'get_canvas_link_alias',
  evidence: ['documented'],
  partial: PARTIAL,
  // the page names its error after the Canvas though the parameter is a step
  query: () => z.looseObject({ canvas_step_id: named('Canvas'), message_variation_id: named('Message Variant'), includes_link_id: linkFilter() }),
  response: linksShape,
  handle({ world, query: { canvas_step_id, message_variation_id, includes_link_id } }) {
    const owner = world.canvases.step(canvas_step_id)
    const step = owner === undefined ? undefined : world.canvases.find(owner.canvas_id)?.steps.find(({ id }) => id === canvas_step_id)
    if (step === undefined) throw fault(400, invalid('Canvas'), {}, { field: 'canvas_step_id', seen: canvas_step_id, expected: 'the API identifier of a Canvas step' })
    const message = Object.hasOwn(step.messages, message_variation_id) ? step.messages[message_variation_id] : undefined
    return linksView(message_variation_id, message, includes_link_id)
  },
})
