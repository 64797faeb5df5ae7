// Experiment Paths: a path by the user's bucket, the same at each entry unless randomized; later the path that won. docs: canvas_components/experiment_step
import type { Clock } from '../../../kernel/clock.ts'
import type { Ids } from '../../../kernel/ids.ts'
import type { Scheduler } from '../../../kernel/scheduler.ts'
import { bucketOf, pick } from '../../../domain/campaigns/assignment.ts'
import type { ExperimentPath } from '../../../domain/campaigns/canvas-paths.ts'
import { conversionDaysOf, optimizationOf, pathsOf, spanMs } from '../../../domain/campaigns/canvas-paths.ts'
import type { CanvasEntries } from '../../../domain/canvas/entries.ts'
import type { CanvasExperiments } from '../../../domain/canvas/experiments.ts'
import type { Canvases } from '../../../domain/campaigns/canvases.ts'
import type { Result, Stay, StepType } from './step.ts'
import { stateOf } from './step.ts'

const DAY = 86_400_000
const TIMER = 'canvas.experiment'

type Nouns = { clock: Clock; ids: Ids; scheduler: Scheduler; canvases: Canvases; canvasEntries: CanvasEntries; canvasExperiments: CanvasExperiments }

export function createExperimentPaths({ clock, ids, scheduler, canvases, canvasEntries, canvasExperiments }: Nouns): StepType {
  scheduler.on(TIMER, (data) => {
    const step = canvases.find(data['canvas_id'] as string)?.steps.find(({ id }) => id === data['canvas_step_id'])
    const optimization = step === undefined ? undefined : optimizationOf(step.settings)
    if (step === undefined || optimization === undefined || canvasExperiments.find(step.id)?.ended_at !== null) return
    canvasExperiments.decide(step.id, { paths: pathsOf(step).filter(({ control, delay_group }) => control !== true && delay_group !== true).map(({ name }) => name), conversion: optimization.conversion, fallback: optimization.fallback })
  })

  /** The path that won, once the experiment is over. */
  function winnerOf({ canvas, step }: Stay): string | null {
    const optimization = optimizationOf(step.settings)
    if (optimization === undefined) return null
    canvasExperiments.begin(canvas.id, step.id)
    const experiment = canvasExperiments.find(step.id)!
    // "The window begins when the first user enters the step"
    if (experiment.ended_at === null && !scheduler.has(TIMER, step.id)) scheduler.schedule(experiment.began_at + spanMs(optimization.window), TIMER, { canvas_id: canvas.id, canvas_step_id: step.id }, step.id)
    return experiment.winner
  }

  function pathOf({ step, profile, entry: _ }: Stay): { path: ExperimentPath | undefined; why: string; bucket?: number } {
    const paths = pathsOf(step)
    const randomized = step.settings['randomized'] === true
    const last = randomized ? null : canvasEntries.lastPath(step.id, profile)
    const again = paths.find(({ name }) => name === last)
    if (again !== undefined) return { path: again, why: 'the path of the last entry' }
    const bucket = randomized ? ids.integer(100) : bucketOf(profile.braze_id, step.id)
    return { path: pick(paths, bucket), why: randomized ? 'randomized' : 'bucket', bucket }
  }

  function take(stay: Stay, { name, control, delay_group }: ExperimentPath, data: Record<string, unknown>): Result {
    if (delay_group === true) {
      const { window } = optimizationOf(stay.step.settings)!
      return { until: Math.max(canvasExperiments.find(stay.step.id)!.began_at + spanMs(window), clock.now()) + 1, state: { ...data, path: name, delay_group: true } }
    }
    // "whether users in the control group should continue down the Canvas or exit after the conversion tracking window"
    if (control === true && stay.step.settings['control_behavior'] === 'exit') return { until: clock.now() + conversionDaysOf(stay.step.settings) * DAY, state: { ...data, path: name, control: true } }
    return { go: name, outcome: 'assigned', data: { ...data, path: name } }
  }

  return {
    enter(stay) {
      const winner = winnerOf(stay)
      if (winner !== null) return { go: winner, outcome: 'assigned', data: { path: winner, why: 'the winning path' } }
      const { path, why, bucket } = pathOf(stay)
      if (path === undefined) return { exit: 'no_path', outcome: 'exited', data: { why: 'the shares of the paths leave this user out', bucket } }
      return take(stay, path, { why, ...(bucket === undefined ? {} : { bucket }) })
    },
    due(stay) {
      const { path, control } = stateOf(stay)
      if (control === true) return { exit: 'experiment_control', outcome: 'exited', data: { path } }
      const winner = winnerOf(stay)
      const rest = pathsOf(stay.step).filter((one) => one.control !== true && one.delay_group !== true)
      const way = winner ?? rest[bucketOf(stay.profile.braze_id, stay.step.id) % Math.max(rest.length, 1)]?.name
      return way === undefined ? { exit: 'no_path', outcome: 'exited' } : { go: way, outcome: 'assigned', data: { path: way, why: winner === null ? 'there is no winner: one of the mix' : 'the winning path' } }
    },
    lasts: ({ settings, ...step }) => (pathsOf({ settings, ...step }).some(({ delay_group }) => delay_group === true) ? spanMs(optimizationOf(settings)?.window ?? { value: 0, unit: 'days' }) : 0),
  }
}
