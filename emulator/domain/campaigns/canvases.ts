// Canvases as they are defined: defaults, what must fit together, steps that are gone, copies. docs: user_guide/messaging/canvas, api/endpoints/export/canvas/get_canvas_details
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Kind } from '../kinds.ts'
import { Refusal } from '../refusal.ts'
import { checkEntry, checkExit, checkReentry } from './canvas-entry-checks.ts'
import type { GivenStep, GivenVariant, Path, Step, Variant } from './canvas-steps.ts'
import { checkSteps, completeStep, completeVariants } from './canvas-steps.ts'
import type { Conversion } from './conversions.ts'
import { checkConversions, completeConversions, SHORTEST_CANVAS_WINDOW } from './conversions.ts'
import { definitionStatements, stepStatements } from './definitions.sql.ts'
import type { Definition, Happened, Start, State, SubscriptionTargeting } from './lifecycle.ts'
import { lifecycle, refuse } from './lifecycle.ts'
import type { GivenMessages, Issue } from './messages.ts'
import { checkQuietHours, checkRateLimit, checkSchedule } from './schedule-checks.ts'
import { issue, trackingId } from './messages.ts'
import type { RateLimit } from '../sends/rate-limits.ts'
import { unusedIds } from './unused-ids.ts'

/** Everything of a Canvas but its state. `entry` holds audience, schedule or trigger and caps; only a sender reads it. */
export type CanvasDefinition = Definition & {
  schedule_type: string
  teams: string[]
  channels: string[]
  variants: Variant[]
  steps: Step[]
  conversion_behaviors: Conversion[]
  entry: Record<string, unknown>
  exit_criteria: Record<string, unknown>
  reentry: Record<string, unknown>
  subscription_targeting: SubscriptionTargeting
  frequency_capping: boolean
  /** Whether its messages count for the caps of others; without it they do when they are capped themselves. docs: frequency_capping ("Delivery rules") */
  frequency_counting?: boolean
  quiet_hours: object | null
  rate_limit_per_minute: RateLimit
}
export type Canvas = CanvasDefinition & State & { first_entry: number | null; last_entry: number | null }
type Given = { variants?: GivenVariant[]; steps?: GivenStep[] }
export type CanvasInput = Partial<Omit<CanvasDefinition, 'variants' | 'steps'>> & Given & Start & { id?: string; name: string }
export type CanvasPatch = Partial<Omit<CanvasDefinition, 'variants' | 'steps'>> & Given

const DEFAULTS: Omit<CanvasDefinition, 'name' | 'schedule_type'> = {
  description: '', tags: [], teams: [], channels: [], variants: [], steps: [], conversion_behaviors: [], entry: {}, exit_criteria: {}, reentry: {}, subscription_targeting: 'subscribed', frequency_capping: true, quiet_hours: null,
  rate_limit_per_minute: null, post_launch_draft: null,
}

const scheduleType = ({ entry }: CanvasDefinition): string => (entry['trigger'] != null ? 'action_based' : entry['schedule'] != null ? 'time_based' : 'api_triggered')

type CheckAudience = (path: string, audience: unknown, place: { canvas: boolean; live: boolean }) => Issue[]

const check = (checkAudience: CheckAudience) => ({ variants, steps, conversion_behaviors, schedule_type, entry, reentry, exit_criteria, quiet_hours, rate_limit_per_minute }: CanvasDefinition, draft: boolean): Issue[] => {
  const audience = (path: string, given: unknown, context: boolean): Issue[] => (given === undefined || given === null ? [] : checkAudience(path, given, { canvas: context, live: !draft }))
  const deps = { audience, conversions: conversion_behaviors.length }
  return [
    ...checkSteps(variants, steps, deps),
    ...checkConversions(conversion_behaviors, SHORTEST_CANVAS_WINDOW),
    ...(!draft && steps.length === 0 ? [issue('steps', 'are missing: a Canvas that is live has one at least')] : []),
    ...(!draft && schedule_type === 'action_based' && entry['trigger'] == null ? [issue('entry.trigger', 'is missing: an action_based Canvas is entered by one')] : []),
    ...checkEntry(entry, schedule_type, deps), ...checkReentry(reentry), ...checkExit(exit_criteria, deps),
    ...checkSchedule('entry.schedule', entry['schedule']), ...checkQuietHours('quiet_hours', quiet_hours), ...checkRateLimit('rate_limit_per_minute', rate_limit_per_minute),
  ]
}

/** The Canvases of one world. */
export function createCanvases({ db, clock, ids: allIds, journal, checkAudience }: { db: Db; clock: Clock; ids: Ids; journal: Journal; checkAudience: CheckAudience }) {
  const rows = definitionStatements(db, 'canvases')
  const stepRows = stepStatements(db)
  const ids = unusedIds(allIds, (id) => rows.one.get(id) !== undefined || rows.message.get(id) !== undefined || stepRows.one.get(id) !== undefined)
  const happened: Record<Happened, Kind> = {
    created: 'canvas.created', updated: 'canvas.updated', deleted: 'canvas.deleted', launched: 'canvas.launched', stopped: 'canvas.stopped', archived: 'canvas.archived', unarchived: 'canvas.unarchived',
  }

  function complete(given: CanvasDefinition): CanvasDefinition {
    const steps = (given.steps as GivenStep[]).map((step, index) => completeStep(step, index, ids))
    const variants = completeVariants(given.variants, steps, ids)
    const whole: CanvasDefinition = { ...given, steps, variants, conversion_behaviors: completeConversions(given.conversion_behaviors), channels: [...new Set(steps.flatMap(({ channels }) => channels))] }
    return { ...whole, schedule_type: given.schedule_type || scheduleType(whole) }
  }

  /** Steps that are gone stay known with their names, for their statistics. */
  function keep(id: string, { steps }: CanvasDefinition): void {
    rows.dropMessages.run(clock.now(), id)
    stepRows.dropAll.run(clock.now(), id)
    steps.forEach((step, index) => {
      const other = stepRows.one.get(step.id)
      if (other !== undefined && other.canvas_id !== id) refuse([issue(`steps[${index}].id`, `is that of a step of another Canvas: ${step.id}`)])
      stepRows.put.run(step.id, id, step.name)
      for (const [message, { channel }] of Object.entries(step.messages)) {
        if (rows.message.get(message)?.deleted_at === null) refuse([issue(`steps[${index}].messages.${message}`, 'has an id that another campaign or Canvas uses')])
        rows.putMessage.run({ id: message, tracking_id: trackingId(message), channel, campaign_id: null, canvas_id: id, canvas_step_id: step.id })
      }
    })
  }

  const life = lifecycle<CanvasDefinition, Canvas>({
    rows, clock, check: check(checkAudience), complete, keep,
    open: (definition, state, { first_at, last_at }) => ({ ...definition, ...state, first_entry: first_at, last_entry: last_at }),
    note(what, id, more) {
      const kind: Kind = happened[what]
      journal.append(kind, { canvas_id: id, ...more })
    },
  })

  function create({ id = ids.uuid(), draft, enabled, archived, ...given }: CanvasInput, more: Record<string, unknown> = {}): Canvas {
    const start: Start = { ...(draft === undefined ? {} : { draft }), ...(enabled === undefined ? {} : { enabled }), ...(archived === undefined ? {} : { archived }) }
    return life.create(id, { ...DEFAULTS, schedule_type: '', ...given } as CanvasDefinition, start, more)
  }

  return {
    ...life,
    create: (input: CanvasInput): Canvas => create(input),
    /** Replaces the members given. How it is entered follows `entry`, unless it was said otherwise. */
    update(id: string, patch: CanvasPatch): Canvas {
      const before = life.find(id)
      const given = patch as Partial<CanvasDefinition>
      const implied = before !== undefined && patch.schedule_type === undefined && before.schedule_type === scheduleType(before)
      return life.update(id, implied ? { ...given, schedule_type: scheduleType({ ...before, ...given }) } : given)
    },
    /** The step, also one that its Canvas no longer has. */
    step: (step_id: string) => stepRows.one.get(step_id),
    /** Every step that the Canvas has or had. */
    stepsOf: (id: string) => stepRows.of.all(id),
    /** A copy: a draft whose variants, steps and messages have ids of their own. docs: api/endpoints/messaging/duplicate_messages/post_duplicate_canvases */
    duplicate(id: string, { name, description, tags }: { name: string; description?: string; tags?: string[] }): Canvas {
      const found = life.find(id)
      if (found === undefined) throw new Refusal('not_found', { id })
      const { id: _, created_at, updated_at, launched_at, first_entry, last_entry, enabled, archived, steps, variants, post_launch_draft, ...definition } = found
      const renamed = new Map(steps.map((step) => [step.id, ids.uuid()]))
      const own = (step_id: string): string => renamed.get(step_id)!
      const ways = (paths: Path[]): Path[] => paths.map((path) => ({ ...path, next_step_id: path.next_step_id === null ? null : own(path.next_step_id) }))
      return create(
        {
          ...definition, name, description: description ?? definition.description, tags: tags ?? definition.tags, draft: true,
          steps: steps.map((step) => ({ ...step, id: own(step.id), next_step_ids: step.next_step_ids.map(own), next_paths: ways(step.next_paths), messages: Object.values(step.messages) as GivenMessages })),
          variants: variants.map((variant) => ({ ...variant, id: ids.uuid(), first_step_ids: variant.first_step_ids.map(own) })),
        },
        { duplicated_from: id },
      )
    },
  }
}

export type Canvases = ReturnType<typeof createCanvases>
