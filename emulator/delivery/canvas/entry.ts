// Who may enter a Canvas: status, entry window, audience, re-entry, Global Control Group, variant, entry cap, in this order; the variant is for life. docs: create_a_canvas (steps 1.2, 1.3), re_eligibility
import type { Clock } from '../../kernel/clock.ts'
import type { JournalRow } from '../../kernel/journal.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import { bucketOf, pick } from '../../domain/campaigns/assignment.ts'
import type { Variant } from '../../domain/campaigns/canvas-steps.ts'
import type { MessageEvents } from '../../domain/campaigns/message-events.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import type { CanvasEntries, Entry } from '../../domain/canvas/entries.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { Days } from '../../domain/days.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { Audiences } from './audiences.ts'
import type { Walking } from './walking.ts'
import type { EntryCap, EntryTrigger, Reentry } from './entry-settings.ts'
import type { MaxDuration } from './max-duration.ts'
import type { Timing } from './timing.ts'

/** How somebody comes to the Canvas. `schedule`: which time of the schedule (ms); `audienceChecked`: the walk took only who is in it; `event`: what the user did. */
export type Arrival = { context?: Json; cause?: Json; schedule?: number; audienceChecked?: boolean; event?: JournalRow; request?: Json }

type Nouns = { clock: Clock; days: Days; decisions: Decisions; canvasEntries: CanvasEntries; messageEvents: MessageEvents; globalControlGroup: GlobalControl; liveDefinitions: LiveDefinitions; audiences: Audiences; timing: Timing; maxDuration: MaxDuration; engine: Walking }

/** Lets users of one world into Canvases. */
export function createCanvasEntry({ clock, days, decisions, canvasEntries, messageEvents, globalControlGroup, liveDefinitions, audiences, timing, maxDuration, engine }: Nouns) {
  function status(canvas: Canvas): GateResult {
    const { draft, enabled, archived } = canvas
    return liveDefinitions.isLive(canvas) ? passes('status', { enabled }) : stops('status', 'not_live', { draft, enabled, archived })
  }

  /** From the start to the end of the entry window of an action-based Canvas. docs: delivery_and_entry_types */
  function window({ entry }: Canvas, profile: ProfileRow): GateResult {
    const { start, end, in_local_time } = (entry['trigger'] ?? {}) as EntryTrigger
    const zone = timing.zoneOf(profile, in_local_time === true)
    const now = clock.now()
    const [from, to] = [start, end].map((text) => (text == null ? undefined : timing.moment(text, zone)))
    const seen = { now: isoTime(now), start: start ?? null, end: end ?? null, time_zone: zone }
    if (from !== undefined && now < from) return stops('entry_window', 'not_started', seen)
    return to !== undefined && now > to ? stops('entry_window', 'ended', seen) : passes('entry_window', seen)
  }

  function audience({ entry }: Canvas, profile: ProfileRow, { audienceChecked, event }: Arrival): GateResult {
    if (audienceChecked === true) return passes('audience')
    const given = (entry['audience'] ?? {}) as object
    return (event === undefined ? audiences.has(given, profile) : audiences.had(given, profile, event)) ? passes('audience', { audience: given }) : stops('audience', 'not_in_audience', { audience: given })
  }

  /** Counted in seconds from the last entry. docs: re_eligibility ("tied to Canvas entry rather than message receipt") */
  function reentry(canvas: Canvas, profile: ProfileRow): GateResult {
    const member = canvasEntries.member(canvas.id, profile)
    if (member === undefined) return passes('reentry', { entered_before: false })
    const { allowed, seconds } = canvas.reentry as Reentry
    const may = allowed ?? seconds !== undefined
    const wait = may ? (seconds ?? Math.ceil(maxDuration.of(canvas, member.last_at) / 1000)) : undefined
    const seen = { entered_at: isoTime(member.last_at), reentry: wait === undefined ? 'never' : seconds === undefined ? 'after the maximum duration' : 'after a window', seconds: wait ?? null }
    return wait !== undefined && clock.now() >= member.last_at + wait * 1000 ? passes('reentry', seen) : stops('reentry', 'already_received', { ...seen, again_at: wait === undefined ? null : isoTime(member.last_at + wait * 1000) })
  }

  function controlGroup({ tags }: Canvas, profile: ProfileRow): GateResult {
    const excluded = globalControlGroup.get()?.excluded_tags ?? []
    const seen = { random_bucket: profile.random_bucket, tags, excluded_tags: excluded }
    return globalControlGroup.has(profile) && !tags.some((tag) => excluded.includes(tag)) ? stops('global_control_group', 'global_control_group', seen) : passes('global_control_group', seen)
  }

  /** The variant of the first entry, for ever; else by the user's bucket. */
  function variantOf(canvas: Canvas, profile: ProfileRow): { variant: Variant | undefined; seen: Json } {
    const locked = canvasEntries.member(canvas.id, profile)?.variation_id
    const kept = canvas.variants.find(({ id }) => id === locked)
    if (kept !== undefined) return { variant: kept, seen: { variant: kept.name, variant_id: kept.id, locked: true } }
    const bucket = bucketOf(profile.braze_id, canvas.id)
    const variant = pick(canvas.variants, bucket)
    return { variant, seen: { bucket, variants: canvas.variants.map(({ name, percent = 0 }) => ({ name, percent })), variant: variant?.name ?? null, variant_id: variant?.id ?? null, locked: false } }
  }

  function split(canvas: Canvas, profile: ProfileRow): GateResult {
    const { variant, seen } = variantOf(canvas, profile)
    return variant === undefined ? stops('variant', 'not_in_split', seen) : passes('variant', seen)
  }

  const capOf = ({ entry }: Canvas): EntryCap | undefined => {
    const cap = entry['user_cap']
    return cap == null ? undefined : typeof cap === 'number' ? { limit: cap, per: 'lifetime' } : (cap as EntryCap)
  }
  /** The span that the cap counts: all time, one time of the schedule, the UTC hour, the workspace's day. */
  const spanOf = ({ per = 'lifetime' }: EntryCap, schedule: number | undefined): string =>
    per === 'hour' ? `hour:${isoTime(clock.now()).slice(0, 13)}` : per === 'day' ? `day:${days.dayOf(clock.now())}` : per === 'schedule' ? `schedule:${schedule ?? 'none'}` : 'lifetime'

  function cap(canvas: Canvas, _: ProfileRow, { schedule }: Arrival): GateResult {
    const limit = capOf(canvas)
    if (limit === undefined) return passes('entry_cap')
    const span = spanOf(limit, schedule)
    const seen = { limit: limit.limit, per: limit.per ?? 'lifetime', entered: canvasEntries.entered(canvas.id, span) }
    return seen.entered < limit.limit ? passes('entry_cap', seen) : stops('entry_cap', 'user_cap', seen)
  }

  type Gate = (canvas: Canvas, profile: ProfileRow, arrival: Arrival) => GateResult
  const GATES: readonly Gate[] = [status, window, audience, reentry, controlGroup, split, cap]

  return {
    /** Inside a transaction. A refused entry leaves its reason and the values compared. */
    enter(canvas: Canvas, profile: ProfileRow, arrival: Arrival = {}): { entry: Entry } | { refused: GateResult } {
      for (const gate of GATES) {
        const result = gate(canvas, profile, arrival)
        if (result.passed) continue
        decisions.ignored({ rule: 'canvas.entry', why: result.reason, compared: { canvas_id: canvas.id, gate: result.gate, ...result.seen, ...arrival.request } }, profile.braze_id)
        return { refused: result }
      }
      const variant = variantOf(canvas, profile).variant!
      const control = isControl(variant)
      const counted = ['lifetime', `hour:${isoTime(clock.now()).slice(0, 13)}`, `day:${days.dayOf(clock.now())}`, ...(arrival.schedule === undefined ? [] : [`schedule:${arrival.schedule}`])]
      const entry = canvasEntries.enter({ canvas_id: canvas.id, profile, variation_id: variant.id, control, context: arrival.context ?? {}, spans: counted })
      messageEvents.record('canvas.entered', { canvas_id: canvas.id, canvas_variation_id: variant.id, canvas_entry_id: entry.id, control, ...arrival.request }, profile.braze_id)
      engine.begin(canvas, entry, arrival.cause ?? {})
      return { entry: canvasEntries.bySeq(entry.seq)! }
    },
    /** Every gate in order, with what it compares: would the user enter now? */
    gates: (canvas: Canvas, profile: ProfileRow): GateResult[] => GATES.map((gate) => gate(canvas, profile, {})),
  }
}

export type CanvasEntry = ReturnType<typeof createCanvasEntry>
