// Delivery validations of a Canvas step, asked when a message really goes out: also at the end of quiet hours and at the best time of a later channel. docs: canvas_components/message_step ("at message send")
import type { Segments } from '../../domain/segments/segments.ts'
import { createAudiences, isEverybody } from '../canvas/audiences.ts'
import type { MessageGate } from '../deliver.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import { passes, stops } from './gate.ts'

const GATE = 'delivery_validation'

/** The gate of one world. Last of all: a message that has to wait is asked when it has waited. */
export function deliveryValidations({ liveDefinitions, segments }: { liveDefinitions: LiveDefinitions; segments: Segments }): MessageGate {
  const audiences = createAudiences({ segments })
  return ({ origin: { canvas_id, canvas_step_id }, test }, profile) => {
    if (canvas_step_id === null || test) return passes(GATE)
    const step = liveDefinitions.canvases().find(({ id }) => id === canvas_id)?.steps.find(({ id }) => id === canvas_step_id)
    const delivery_validation = step?.settings['delivery_validation']
    return isEverybody(delivery_validation) || audiences.has(delivery_validation, profile) ? passes(GATE) : stops(GATE, 'failed_validation', { delivery_validation })
  }
}
