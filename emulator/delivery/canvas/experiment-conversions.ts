// Conversions of Experiment Paths: the Canvas's conversion events within the step's own window, counted from when the user entered the step. docs: canvas_components/experiment_step ("Additional settings")
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { CanvasExperiments } from '../../domain/canvas/experiments.ts'
import type { EventFeed } from '../event-feed.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import { matchesTrigger } from '../triggers/match.ts'
import { triggerOf } from '../triggers/plain-triggers.ts'

const hasExperiment = ({ steps }: Canvas): boolean => steps.some(({ type }) => type === 'experiment_paths')

/** Lets the experiments of one world hear what users do. */
export function startExperimentConversions({ eventFeed, liveDefinitions, canvasExperiments }: { eventFeed: Pick<EventFeed, 'subscribe'>; liveDefinitions: LiveDefinitions; canvasExperiments: CanvasExperiments }): void {
  const experimenting = (): Canvas[] => liveDefinitions.canvases().filter(hasExperiment)
  eventFeed.subscribe({
    active: () => experimenting().length > 0,
    hear(row, profile) {
      for (const canvas of experimenting())
        canvas.conversion_behaviors.forEach((behavior, index) => {
          // Windows of their own have no part in it: "the per-event conversion windows don't apply to this step's tracking"
          if (matchesTrigger(triggerOf(behavior, { canvas_id: canvas.id }), row, profile)) canvasExperiments.convert(canvas, profile, index, row.at)
        })
    },
  })
}
