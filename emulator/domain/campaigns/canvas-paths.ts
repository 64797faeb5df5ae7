// Settings of steps with several ways out: audience groups, action groups, experiments; Everyone Else comes last. docs: canvas_components/{decision_split,audience_paths,action_paths,experiment_step}
import type { Step } from './canvas-steps.ts'
import { isObject } from './canvas-members.ts'
import type { Unit } from './canvas-delays.ts'
import { UNIT_MS } from './canvas-delays.ts'

export const EVERYONE_ELSE = /^every(?:one|body) else$/i
const DAY = 86_400_000

export type AudienceGroup = { name: string; audience?: unknown }
export type ActionGroup = { name: string; triggers: readonly object[]; exit?: boolean }
/** `control`: the control group; `delay_group`: users who wait for the winner. */
export type ExperimentPath = { name: string; percent?: number; control?: boolean; delay_group?: boolean }
export type Optimization = { conversion?: number; window: { value: number; unit: Unit }; fallback?: 'best' | 'mix' }
type Span = { value: number; unit: Unit }

type Named = Pick<Step, 'settings' | 'next_paths'>
const listOf = <T>(value: unknown): T[] | undefined => (Array.isArray(value) ? (value as T[]) : undefined)
const waysOf = ({ next_paths }: Named): string[] => next_paths.flatMap(({ name }) => (name === null || EVERYONE_ELSE.test(name) ? [] : [name]))

export const spanMs = ({ value, unit }: Span): number => value * UNIT_MS[unit === 'calendar_days' ? 'days' : unit]
/** The name that Everyone Else has in the step's ways. */
export const everyoneElse = ({ next_paths }: Named): string => next_paths.find(({ name }) => name !== null && EVERYONE_ELSE.test(name))?.name ?? 'Everyone Else'
/** Groups in order. Without settings: the ways by their names, each of everybody, as a new group of the dashboard is. */
export const groupsOf = (step: Named): AudienceGroup[] => (listOf<AudienceGroup>(step.settings['groups']) ?? waysOf(step).map((name) => ({ name }))).filter(({ name }) => !EVERYONE_ELSE.test(name))
export const actionGroupsOf = (step: Named): ActionGroup[] => (listOf<ActionGroup>(step.settings['groups']) ?? []).filter(({ name }) => !EVERYONE_ELSE.test(name))
/** How long (ms) Action Paths wait: a day when they do not say. */
export const windowOf = ({ window }: Record<string, unknown>): number => (isObject(window) ? spanMs(window as Span) : DAY)
export const pathsOf = (step: Named): ExperimentPath[] => listOf<ExperimentPath>(step.settings['paths']) ?? []
/** How many days conversions count for an experiment. docs: experiment_step ("between 1 and 30") */
export const conversionDaysOf = (settings: Record<string, unknown>): number => (typeof settings['conversion_window_days'] === 'number' ? settings['conversion_window_days'] : 3)
export const optimizationOf = (settings: Record<string, unknown>): Optimization | undefined => (settings['winning_path'] ?? settings['personalized_paths']) as Optimization | undefined
