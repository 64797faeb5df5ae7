// Messages of a step that come after the user has gone on: those of its channels whose best time is later than that of the first. docs: brazeai/intelligence/intelligent_timing ("Canvas")
import type { Scheduler } from '../../../kernel/scheduler.ts'
import type { CanvasEntries } from '../../../domain/canvas/entries.ts'
import type { Profiles } from '../../../domain/profiles/profiles.ts'
import type { Sends } from '../../../domain/sends/sends.ts'
import type { Delivery } from '../../deliver.ts'
import type { LiveDefinitions } from '../../live-definitions.ts'
import { outgoingOf } from '../send-settings.ts'
import type { Stay } from './step.ts'

const TIMER = 'canvas.later_message'

export function createLaterMessages({ scheduler, canvasEntries, profiles, liveDefinitions, sends, delivery }: { scheduler: Scheduler; canvasEntries: CanvasEntries; profiles: Profiles; liveDefinitions: LiveDefinitions; sends: Sends; delivery: Delivery }) {
  scheduler.on(TIMER, (data) => {
    const visit = canvasEntries.visit(data['visit'] as number)
    const entry = visit === undefined ? undefined : canvasEntries.bySeq(visit.entry_seq)
    const profile = entry === undefined ? undefined : profiles.byId(entry.profile_id)
    const canvas = liveDefinitions.canvases().find(({ id }) => id === entry?.canvas_id)
    const step = canvas?.steps.find(({ id }) => id === visit?.step_id)
    const message = step?.messages[data['message'] as string]
    if (visit === undefined || entry === undefined || profile === undefined || canvas === undefined || step === undefined || message === undefined) return
    delivery.deliver(outgoingOf({ canvas, step, entry, visit, profile }, sends.newDispatchId(), data['message'] as string, message))
  })
  return { schedule: ({ visit }: Stay, message: string, due: number): void => scheduler.schedule(due, TIMER, { visit: visit.seq, message }, `${visit.seq}:${message}`) }
}

export type Later = ReturnType<typeof createLaterMessages>
