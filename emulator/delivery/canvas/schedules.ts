// Scheduled entry: at launch, once, daily, weekly, monthly, in the workspace's zone or each user's own; the audience is judged when its time has come. docs: create_a_canvas ("Scheduled Delivery"), delivery_and_entry_types
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { CanvasEntries } from '../../domain/canvas/entries.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Apart } from '../dispatches/apart.ts'
import { atWall, nextOccurrence, wallAt, zoneOf } from '../dispatches/occurrences.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { Walks } from '../walks.ts'
import type { Audiences } from './audiences.ts'
import type { CanvasEntry } from './entry.ts'

const TIMER = 'canvas.schedule'
const LOCAL = 'canvas.enter_locally'
const WALK = 'canvas.schedule'
const HOUR = 3_600_000
const EAST = 14 * HOUR // no clock is further ahead of UTC
const CHANGES = ['created', 'updated', 'launched', 'stopped', 'archived', 'unarchived', 'deleted'].map((what) => `canvas.${what}`)

type EntrySchedule = { at?: string | null; times?: string[]; in_local_time?: boolean; [member: string]: unknown }
type Nouns = { clock: Clock; journal: Journal; scheduler: Scheduler; settings: Settings; profiles: Profiles; liveDefinitions: LiveDefinitions; canvasEntries: CanvasEntries; walks: Walks; apart: Apart; audiences: Audiences; entry: CanvasEntry }

/** Starts the entry schedules of one world. */
export function startCanvasSchedules({ clock, journal, scheduler, settings, profiles, liveDefinitions, canvasEntries, walks, apart, audiences, entry }: Nouns): void {
  const liveOne = (id: unknown): Canvas | undefined => liveDefinitions.canvases().find((one) => one.id === id)

  /** The next time after `after`: a moment, or (local) a wall time as if it stood at UTC. */
  function nextOf(schedule: EntrySchedule, after: number): number | undefined {
    const zone = schedule.in_local_time === true ? 'UTC' : settings.get().time_zone
    const each = schedule.times === undefined ? [schedule] : schedule.times.map((at) => ({ ...schedule, at }))
    const found = each.flatMap((one) => nextOccurrence(one, after, zone) ?? [])
    return found.length === 0 ? undefined : Math.min(...found)
  }

  /** Sets the timer of the next time. `done`: the time that was taken last; for local times a wall time. */
  function plan(canvas: Canvas, done: number | undefined): void {
    const schedule = canvas.entry['schedule'] as EntrySchedule
    const local = schedule.in_local_time === true
    if (schedule.at == null && schedule.times === undefined) {
      if (done === undefined) scheduler.schedule(clock.now(), TIMER, { canvas_id: canvas.id, time: clock.now() }, canvas.id)
      return
    }
    // What stood at the moment of the launch still counts; of a wall time, what is still to come for somebody
    let time = nextOf(schedule, done ?? (local ? wallAt(clock.now(), 'UTC') - 1 : clock.now() - 1))
    while (time !== undefined && canvasEntries.wasScheduled(canvas.id, time)) time = nextOf(schedule, time) // the definition was changed after it
    if (time !== undefined) scheduler.schedule(Math.max(local ? time - EAST : time, clock.now()), TIMER, { canvas_id: canvas.id, time }, canvas.id)
  }

  const keyOf = (canvas: Canvas, time: number, profile_id: number): string => `${canvas.id}:${time}:${profile_id}`
  const dueOf = (time: number, profile: ProfileRow): number => atWall(time, zoneOf(profile, settings.get().time_zone))
  /** Of two users who became one while both were waiting, the one who lives on has a turn of his own, or has had it. */
  const hasOwnTurn = (canvas: Canvas, time: number, heir: ProfileRow): boolean => scheduler.has(LOCAL, keyOf(canvas, time, heir.id)) || dueOf(time, heir) <= clock.now()

  journal.observe(CHANGES, ({ kind, data }) => {
    const id = data['canvas_id'] as string
    const canvas = liveOne(id)
    const schedule = canvas?.entry['schedule']
    if (canvas === undefined || schedule === undefined || schedule === null || canvas.entry['trigger'] != null) return void scheduler.cancel(TIMER, id)
    const launched = kind === 'canvas.launched'
    const atLaunch = (schedule as EntrySchedule).at == null && (schedule as EntrySchedule).times === undefined
    if (launched || (kind === 'canvas.updated' && !atLaunch)) {
      scheduler.cancel(TIMER, id)
      plan(canvas, undefined)
    }
  })

  scheduler.on(TIMER, (data) => {
    const canvas = liveOne(data['canvas_id'])
    const schedule = canvas?.entry['schedule'] as EntrySchedule | null | undefined
    const time = data['time'] as number
    if (canvas === undefined || schedule === undefined || schedule === null) return
    const local = schedule.in_local_time === true
    canvasEntries.scheduled(canvas.id, time)
    walks.start({ name: WALK, id: `${canvas.id}:${time}`, filters: local ? { op: 'AND', children: [] } : audiences.filtersOf(canvas.entry['audience']), data: { canvas_id: canvas.id, time, local } })
    plan(canvas, time)
  })

  walks.on(WALK, {
    visit(profile, { canvas_id, time, local }: Json) {
      const canvas = liveOne(canvas_id)
      if (canvas === undefined) return
      if (local !== true) return apart(() => void entry.enter(canvas, profile, { schedule: time as number, audienceChecked: true }))
      const due = dueOf(time as number, profile)
      // Whose time was over before the Canvas was launched does not enter: local times are to be set a day ahead
      if (due >= clock.now() || due >= (canvas.launched_at ?? 0)) scheduler.schedule(Math.max(due, clock.now()), LOCAL, { canvas_id, time, profile_id: profile.id }, keyOf(canvas, time as number, profile.id))
    },
  })
  scheduler.on(LOCAL, ({ canvas_id, time, profile_id }) => {
    const canvas = liveOne(canvas_id)
    const found = profiles.byId(profile_id as number)
    const profile = found === undefined ? undefined : profiles.heirOf(found)
    const schedule = canvas?.entry['schedule'] as EntrySchedule | null | undefined
    if (canvas === undefined || profile === undefined || schedule === undefined || schedule === null) return
    if (profile.id !== profile_id && hasOwnTurn(canvas, time as number, profile)) return
    // A time that was taken from the schedule meanwhile
    if (nextOf(schedule, (time as number) - 1) === time) entry.enter(canvas, profile, { schedule: time as number })
  })
}
