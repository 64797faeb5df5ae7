// The full step of the original editor: a delay (or a trigger in a window), then messages; an exit event takes effect at once. docs: canvas/create_a_canvas/exit_criteria ("Scheduled steps", "Triggered steps")
import type { Clock } from '../../../kernel/clock.ts'
import type { Journal } from '../../../kernel/journal.ts'
import { windowOf } from '../../../domain/campaigns/canvas-paths.ts'
import type { Trigger } from '../../triggers/match.ts'
import { causeOf } from '../../triggers/match.ts'
import type { CanvasTriggers } from '../triggers.ts'
import type { Result, Stay, StepType } from './step.ts'
import { stateOf } from './step.ts'

/** `delay` does its waiting, `message` its sending. */
export function createFullStep({ clock, journal, triggers, delay, message }: { clock: Clock; journal: Journal; triggers: CanvasTriggers; delay: StepType; message: StepType }): StepType {
  const hasDelay = ({ step: { settings } }: Stay): boolean => settings['delay'] !== undefined || settings['duration_seconds'] !== undefined
  /** What the delay says, but that the messages come after it. */
  const then = (stay: Stay, result: Result): Result => ('go' in result ? message.enter(stay) : 'until' in result ? { until: result.until, state: { ...result.state, part: 'delay', window: stateOf(stay)['until'] ?? null } } : 'work' in result ? { work: { part: 'delay' } } : result)
  const delayed = (stay: Stay): Result => (hasDelay(stay) ? then(stay, delay.enter({ ...stay, step: { ...stay.step, next_step_ids: ['messages'] } })) : message.enter(stay))

  return {
    enter(stay) {
      if (stay.step.settings['trigger'] === undefined) return delayed(stay)
      const until = clock.now() + windowOf(stay.step.settings)
      return { until, state: { part: 'trigger', since: journal.lastSeq(), until } }
    },
    hear(stay, row) {
      const { part, since } = stateOf(stay)
      if (part !== 'trigger' || row.seq <= (since as number) || triggers.first([stay.step.settings['trigger'] as Trigger], row, stay.profile, stay.entry, stay.canvas) < 0) return undefined
      return delayed({ ...stay, visit: { ...stay.visit, cause: causeOf(row) } })
    },
    due(stay) {
      const { part } = stateOf(stay)
      if (part === 'trigger') return { go: null, outcome: 'window_over', cause: {} }
      return part === 'delay' ? message.enter(stay) : message.due!(stay)
    },
    exitEvent(stay) {
      const { part, window } = stateOf(stay)
      if (part !== 'delay') return undefined
      // "If a Canvas step is scheduled, the user will drop out immediately"
      if (typeof window !== 'number') return { exit: 'PerformedEvent', outcome: 'exited' }
      // "The last scheduled send enqueued from that trigger will be canceled, but the user will remain inside the canvas for the duration of the window"
      return { until: Math.max(window, clock.now()), state: { part: 'trigger', since: journal.lastSeq(), until: window } }
    },
    async work(stay) {
      const next = await delay.work!(stay)
      return (now) => then(now, next(now))
    },
    lasts(step, from) {
      const wait = step.settings['delay'] === undefined && step.settings['duration_seconds'] === undefined ? 0 : delay.lasts!({ ...step, next_step_ids: ['messages'] }, from)
      return wait + (step.settings['trigger'] === undefined ? 0 : windowOf(step.settings))
    },
  }
}
