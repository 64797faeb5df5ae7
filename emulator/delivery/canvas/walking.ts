// How users move through a Canvas: arrive in a step, stay, leave by a way, exit. Every wait is a durable timer of its visit; every move is a row of the journal.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { Step } from '../../domain/campaigns/canvas-steps.ts'
import type { CanvasEntries, Entry, Visit } from '../../domain/canvas/entries.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Delivery } from '../deliver.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { ExitCriteria } from './exit-criteria.ts'
import type { Result, Stay, StepType } from './steps/step.ts'

const TIMER = 'canvas.step'
/** "You can reference SMS properties in the first step (Message step)." docs: message_step */
const FIRST_MESSAGES: ReadonlySet<string> = new Set(['message', 'webhook', 'full'])

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; profiles: Profiles; canvasEntries: CanvasEntries; liveDefinitions: LiveDefinitions; delivery: Delivery; exitCriteria: ExitCriteria; steps: Readonly<Record<string, StepType>> }

/** Moves the users of one world through Canvases. */
export function createWalking({ db, clock, journal, scheduler, profiles, canvasEntries, liveDefinitions, delivery, exitCriteria, steps }: Nouns) {
  const keyOf = (visit: Visit): string => String(visit.seq)
  const note = (kind: Kind, entry: Entry, profile: ProfileRow, more: Json): void => void journal.append(kind, { canvas_id: entry.canvas_id, canvas_entry_id: entry.id, canvas_variation_id: entry.variation_id, ...more }, profile.braze_id)

  /** The visit as it is now, with what belongs to it; undefined when it is over or the user is gone. `canvas` is undefined when it is not live. */
  function load(seq: number): { visit: Visit; entry: Entry; profile: ProfileRow; canvas: Canvas | undefined; step: Step | undefined } | undefined {
    const visit = canvasEntries.visit(seq)
    const entry = visit === undefined ? undefined : canvasEntries.bySeq(visit.entry_seq)
    const profile = entry === undefined ? undefined : profiles.byId(entry.profile_id)
    if (visit === undefined || visit.left_at !== null || entry === undefined || entry.exited_at !== null || profile === undefined) return undefined
    const canvas = liveDefinitions.canvases().find(({ id }) => id === entry.canvas_id)
    return { visit, entry, profile, canvas, step: canvas?.steps.find(({ id, type }) => id === visit.step_id && type === visit.type) } // one of another type is another step
  }

  /** A stay that can go on. A user whose step ends while the Canvas is stopped, or is gone, exits. docs: change_your_canvas_after_launch ("Stopping Canvases") */
  function staying(seq: number): Stay | undefined {
    const found = load(seq)
    if (found === undefined) return undefined
    const { visit, entry, profile, canvas, step } = found
    if (canvas === undefined) return void exit(entry, profile, { reason: 'not_live', visit, outcome: 'exited' })
    if (!canvas.variants.some(({ id }) => id === entry.variation_id)) return void exit(entry, profile, { reason: 'variant_deleted', visit, outcome: 'exited' })
    if (step === undefined) return void exit(entry, profile, { reason: 'step_deleted', visit, outcome: 'exited' })
    return { visit, entry, profile, canvas, step }
  }

  function close(visit: Visit, left: { path: string | null; outcome: string; data?: Json | undefined }): void {
    scheduler.cancel(TIMER, keyOf(visit))
    canvasEntries.leave(visit, left)
  }

  /** The user leaves the Canvas, out of every step that is still open. `outcome` and `data` are those of `visit`. */
  function exit(entry: Entry, profile: ProfileRow, { reason, visit, outcome, data }: { reason: string; visit?: Visit | undefined; outcome?: string; data?: Json | undefined }): void {
    for (const open of canvasEntries.openVisits(entry)) close(open, { path: null, outcome: open.seq === visit?.seq ? (outcome ?? 'exited') : 'exited', data: open.seq === visit?.seq ? data : undefined })
    canvasEntries.exit(entry, reason)
    note('canvas.exited', entry, profile, { reason, ...(visit === undefined ? {} : { canvas_step_id: visit.step_id }), ...data })
  }

  const waysOf = ({ step }: Stay, go: string | null): string[] => (go === null ? step.next_step_ids : step.next_paths.flatMap(({ name, next_step_id }) => (name === go && next_step_id !== null ? [next_step_id] : [])))

  function leave(stay: Stay, { go, outcome, data, cause = stay.visit.cause }: Extract<Result, { go: unknown }>): void {
    const { canvas, step, visit, profile } = stay
    close(visit, { path: go, outcome, data })
    const to = waysOf(stay, go)
    note('canvas.advanced', stay.entry, profile, { canvas_step_id: step.id, step_type: step.type, path: go, outcome, to, ...(data === undefined ? {} : { values: data }) })
    const entry = canvasEntries.bySeq(stay.entry.seq)!
    const met = exitCriteria.met(canvas, entry, profiles.byId(profile.id) ?? profile)
    if (met !== undefined) {
      canvasEntries.leave(visit, { path: go, outcome, data: { ...data, exit: met.reason } })
      return exit(entry, profile, { reason: met.reason, visit, data: met.seen })
    }
    arrive(canvas, canvas.steps.filter(({ id }) => to.includes(id)), entry, () => cause)
    const after = canvasEntries.bySeq(entry.seq)!
    if (after.exited_at === null && !canvasEntries.isUnderWay(after)) {
      canvasEntries.exit(after, 'completed')
      note('canvas.exited', after, profile, { reason: 'completed', canvas_step_id: step.id })
    }
  }

  function apply(stay: Stay, result: Result): void {
    if ('go' in result) return leave(stay, result)
    if ('exit' in result) return exit(stay.entry, stay.profile, { reason: result.exit, visit: stay.visit, outcome: result.outcome, data: result.data })
    if ('until' in result) {
      canvasEntries.keep(stay.visit, { stage: 'until', until: result.until, own: result.state ?? {} })
      scheduler.schedule(result.until, TIMER, { visit: stay.visit.seq }, keyOf(stay.visit))
    } else if ('hold' in result) canvasEntries.keep(stay.visit, { stage: 'hold', own: result.hold })
    else {
      canvasEntries.keep(stay.visit, { stage: 'work', own: result.work })
      scheduler.schedule(clock.now(), TIMER, { visit: stay.visit.seq }, keyOf(stay.visit))
    }
  }

  /** Into all of these steps: the user is in each of them before the first does anything. */
  function arrive(canvas: Canvas, to: readonly Step[], entry: Entry, causeIn: (step: Step) => Json): void {
    const visits = to.map((step) => ({ step, visit: canvasEntries.arrive({ entry, step, cause: causeIn(step) }) }))
    for (const { step, visit } of visits) {
      const now = canvasEntries.bySeq(entry.seq)!
      if (now.exited_at !== null) return // an earlier one of several steps has taken the user out of the Canvas
      const stay: Stay = { canvas, step, entry: now, visit, profile: profiles.byId(now.profile_id)! }
      const type = steps[step.type]
      // Steps that this emulator does not act out: the user passes through, with a trace. docs: canvas_components/{audience_sync,agent_step,content_optimizer_step}
      apply(stay, type === undefined ? { go: null, outcome: 'passed_through', data: { why: `steps of type ${step.type} are passed through` } } : type.enter(stay))
    }
  }

  scheduler.on(TIMER, (data) => {
    const seq = data['visit'] as number
    const stay = staying(seq)
    if (stay === undefined) return undefined
    const type = steps[stay.step.type]
    if (stay.visit.state?.['stage'] === 'work' && type?.work !== undefined) {
      const work = type.work
      return async () => {
        const then = await work(stay)
        db.tx(() => {
          const now = staying(seq)
          if (now !== undefined) apply(now, then(now))
        })
      }
    }
    apply(stay, type?.due?.(stay) ?? { go: null, outcome: 'passed_through' })
    return undefined
  })

  delivery.onDone((message) => {
    if (message.test || message.canvas_entry_id === null || message.canvas_step_id === null) return
    const entry = canvasEntries.find(message.canvas_entry_id)
    if (entry === undefined || entry.exited_at !== null) return
    for (const visit of canvasEntries.openVisits(entry)) {
      if (visit.step_id !== message.canvas_step_id || visit.state?.['stage'] !== 'hold') continue
      canvasEntries.keep(visit, { stage: 'until', until: clock.now(), own: { ...(visit.state['own'] as Json), message_id: message.id, status: message.status, reason: message.reason } })
      scheduler.schedule(clock.now(), TIMER, { visit: visit.seq }, keyOf(visit))
    }
  })

  return {
    /** A new entry goes to where its variant begins. Inside a transaction. */
    begin(canvas: Canvas, entry: Entry, cause: Json): void {
      const variant = canvas.variants.find(({ id }) => id === entry.variation_id)
      const first = canvas.steps.filter(({ id }) => variant?.first_step_ids.includes(id) === true)
      arrive(canvas, first, entry, ({ type }) => (FIRST_MESSAGES.has(type) ? cause : {}))
      const after = canvasEntries.bySeq(entry.seq)!
      if (first.length === 0 && after.exited_at === null) canvasEntries.exit(after, 'completed') // "no exit events if it has no steps"
    },
    /** After a restart: work that was under way when the process died begins again. */
    resume(): void {
      for (const seq of canvasEntries.working()) if (!scheduler.has(TIMER, String(seq))) scheduler.schedule(clock.now(), TIMER, { visit: seq }, String(seq))
    },
    /** An exit event of the entry happened: a step may act on it before it ends. */
    exitEvent(entry: Entry): void {
      for (const visit of canvasEntries.openVisits(entry)) {
        const found = load(visit.seq)
        if (found?.canvas === undefined || found.step === undefined) continue
        const stay = { ...found, canvas: found.canvas, step: found.step }
        const result = steps[found.step.type]?.exitEvent?.(stay)
        if (result !== undefined) apply(stay, result)
      }
    },
    /** Lets the user's open steps hear what the user did, oldest entry first. A step that answers is done with it. */
    hear(profile: ProfileRow, row: JournalRow): void {
      const heard = new Set<string>()
      for (const entry of canvasEntries.openOf(profile)) {
        for (const visit of canvasEntries.openVisits(entry)) {
          const found = load(visit.seq)
          if (found?.canvas === undefined || found.step === undefined) continue
          const type = steps[found.step.type]
          // "Braze deduplicates entries and immediately advances the earliest entry". docs: action_paths ("Canvases with re-eligibility")
          if (type?.hear === undefined || heard.has(visit.step_id)) continue
          const stay = { ...found, canvas: found.canvas, step: found.step }
          const result = type.hear(stay, row)
          if (result === undefined) continue
          if ('go' in result || 'exit' in result) heard.add(visit.step_id)
          apply(stay, result)
        }
      }
    },
  }
}

export type Walking = ReturnType<typeof createWalking>
