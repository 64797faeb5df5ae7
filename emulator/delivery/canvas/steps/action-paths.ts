// Action Paths: by the first action in the window, or (ranked) at its end by the highest group whose action was done; a group may end the Canvas. docs: canvas_components/action_paths
import type { Clock } from '../../../kernel/clock.ts'
import type { Journal } from '../../../kernel/journal.ts'
import { actionGroupsOf, everyoneElse, windowOf } from '../../../domain/campaigns/canvas-paths.ts'
import type { Json } from '../../outgoing.ts'
import type { Trigger } from '../../triggers/match.ts'
import { causeOf } from '../../triggers/match.ts'
import type { CanvasTriggers } from '../triggers.ts'
import type { Result, StepType } from './step.ts'
import { stateOf } from './step.ts'

/** `since`: the journal's newest row on arrival. `until`: the end of the window. `done`: what was done, by group. */
type State = { since: number; until: number; done: Record<string, { kind: string; seq: number; at: number; cause: Json }> }

export function createActionPaths({ clock, journal, triggers }: { clock: Clock; journal: Journal; triggers: CanvasTriggers }): StepType {
  return {
    enter({ step }) {
      const until = clock.now() + windowOf(step.settings)
      return { until, state: { since: journal.lastSeq(), until, done: {} } satisfies State }
    },
    hear(stay, row): Result | undefined {
      const state = stateOf(stay) as State
      const { step, entry, profile, canvas } = stay
      if (state.since === undefined || row.seq <= state.since) return undefined
      const ranked = step.settings['ranked'] === true
      if (!ranked && Object.keys(state.done).length > 0) return undefined // it has been decided: the group exits at the end of the window
      const matched = actionGroupsOf(step).filter((group) => triggers.first(group.triggers as Trigger[], row, profile, entry, canvas) >= 0)
      const group = ranked ? matched.find(({ name }) => !Object.hasOwn(state.done, name)) : matched[0]
      if (group === undefined) return undefined
      const done = { kind: row.kind, seq: row.seq, at: row.at, cause: causeOf(row) as Json }
      if (!ranked && group.exit !== true) return { go: group.name, outcome: 'action', data: { action: { kind: row.kind, seq: row.seq } }, cause: done.cause }
      return { until: state.until, state: { ...state, done: { ...state.done, [group.name]: done } } }
    },
    due(stay) {
      const { done } = stateOf(stay) as State
      const group = actionGroupsOf(stay.step).find(({ name }) => Object.hasOwn(done, name))
      if (group === undefined) return { go: everyoneElse(stay.step), outcome: 'window_over', cause: {} }
      const { kind, seq, cause } = done[group.name]!
      // "users within this group exit the Canvas at the end of the evaluation period"
      if (group.exit === true) return { exit: 'action_path_exit', outcome: 'exited', data: { group: group.name, action: { kind, seq } } }
      return { go: group.name, outcome: 'action', data: { action: { kind, seq } }, cause }
    },
    lasts: ({ settings }) => windowOf(settings),
  }
}
