// Schedules: accepted requests with a time; at that time each becomes a send, and is no longer there to be changed. docs: api/endpoints/messaging/schedule_messages
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { ScheduleTime } from './schedule-times.ts'
import type { NewSend, Sends } from './sends.ts'
import type { ScheduleKind, StoredSchedule } from './sends.sql.ts'
import { scheduleStatements } from './sends.sql.ts'

const TIMER = 'schedule'
const SCHEDULE_ID_CHARS = 24 // "string" in the documents; the form of Braze's own document ids

/** A schedule; times in ms, `request` the whole body without its schedule. */
export type Schedule = Omit<StoredSchedule, 'broadcast' | 'in_local_time' | 'at_optimal_time' | 'request'> & { broadcast: boolean; in_local_time: boolean; at_optimal_time: boolean; request: Record<string, unknown> }
export type NewSchedule = Omit<NewSend, 'kind' | 'dispatch_id' | 'schedule_id' | 'external_send_id'> & { kind: ScheduleKind; time: ScheduleTime }
/** What must hold of a schedule for a caller to reach it: its kind, and the campaign or Canvas it belongs to. */
export type ScheduleOwner = { kind: ScheduleKind; campaign_id?: string; canvas_id?: string }

const flag = (value: boolean): number => (value ? 1 : 0)
/** What the journal says of a schedule's time. */
const shown = ({ due, time, in_local_time, at_optimal_time }: Pick<ScheduleTime, 'due' | 'time' | 'in_local_time' | 'at_optimal_time'>) => ({ due, schedule: { time, in_local_time, at_optimal_time } })

type Nouns = { db: Db; clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; decisions: Decisions; sends: Sends; campaigns: Campaigns; canvases: Canvases }

/** The schedules of one world. */
export function createSchedules({ db, clock, ids, journal, scheduler, decisions, sends, campaigns, canvases }: Nouns) {
  const sql = scheduleStatements(db)
  const open = ({ broadcast, in_local_time, at_optimal_time, request, ...row }: StoredSchedule): Schedule => ({
    ...row, broadcast: broadcast === 1, in_local_time: in_local_time === 1, at_optimal_time: at_optimal_time === 1, request: JSON.parse(request) as Record<string, unknown>,
  })

  function find(schedule_id: string): Schedule | undefined {
    const row = sql.find.get(schedule_id)
    return row === undefined ? undefined : open(row)
  }

  /** The caller's own schedule, sent or not. A deleted one is gone, and one of another kind or owner is not his. */
  function owned(schedule_id: string, { kind, campaign_id, canvas_id }: ScheduleOwner): Schedule {
    const schedule = find(schedule_id)
    const his = schedule !== undefined && schedule.state !== 'deleted' && schedule.kind === kind && (campaign_id ?? schedule.campaign_id) === schedule.campaign_id && (canvas_id ?? schedule.canvas_id) === schedule.canvas_id
    if (!his) throw new Refusal('schedule_not_found', { schedule_id })
    return schedule
  }

  const setTimer = ({ schedule_id, due }: Pick<Schedule, 'schedule_id' | 'due'>): void => scheduler.schedule(due, TIMER, { schedule_id }, schedule_id)

  /** Why nothing is sent at its time, as a trigger at that moment would have no effect: what it triggers is deleted, archived or stopped by then. */
  function withoutEffect({ kind, campaign_id, canvas_id }: Schedule): string | undefined {
    if (kind === 'messages') return undefined
    const target = kind === 'campaign' ? campaigns.find(campaign_id!) : canvases.find(canvas_id!)
    if (target === undefined) return `the ${kind} was deleted`
    return target.archived ? `the ${kind} is archived` : target.enabled ? undefined : `the ${kind} is paused`
  }

  scheduler.on(TIMER, (data) => {
    const schedule = find(data['schedule_id'] as string)
    if (schedule?.state !== 'pending') return
    sql.setState.run('sent', schedule.schedule_id)
    const why = withoutEffect(schedule)
    if (why !== undefined) {
      decisions.ignored({ rule: 'schedule', why, compared: { schedule_id: schedule.schedule_id, dispatch_id: schedule.dispatch_id, campaign_id: schedule.campaign_id, canvas_id: schedule.canvas_id } })
      return
    }
    const { kind, dispatch_id, schedule_id, send_id, campaign_id, canvas_id, broadcast, time, in_local_time, at_optimal_time } = schedule
    sends.accept({ kind, dispatch_id, schedule_id, send_id, campaign_id, canvas_id, broadcast, request: { ...schedule.request, schedule: { time, in_local_time, at_optimal_time } } })
  })

  return {
    find,
    /** Schedules that are not sent yet, the next one first. */
    pending: (): Schedule[] => sql.pending.all().map(open),
    create({ kind, time, request, send_id = null, campaign_id = null, canvas_id = null, broadcast = false }: NewSchedule): Schedule {
      const schedule_id = ids.hex(SCHEDULE_ID_CHARS)
      const dispatch_id = sends.newDispatchId()
      sql.insert.run({
        schedule_id, dispatch_id, kind, created_at: clock.now(), due: time.due, time: time.time, in_local_time: flag(time.in_local_time), at_optimal_time: flag(time.at_optimal_time),
        send_id, campaign_id, canvas_id, broadcast: flag(broadcast), request: JSON.stringify(request),
      })
      const schedule = find(schedule_id)!
      setTimer(schedule)
      journal.append('schedule.created', { schedule_id, dispatch_id, schedule_kind: kind, ...shown(schedule), ...Object.fromEntries(Object.entries({ send_id, campaign_id, canvas_id }).filter(([, value]) => value !== null)) })
      return schedule
    },
    /** The schedule as its caller may change it. Throws Refusal `schedule_not_found`, also when it was sent: but for local times, see {@link update}. */
    get(schedule_id: string, owner: ScheduleOwner): Schedule {
      const schedule = owned(schedule_id, owner)
      if (schedule.state === 'sent' && !schedule.in_local_time) throw new Refusal('schedule_not_found', { schedule_id, state: 'sent' })
      return schedule
    },
    /**
     * Replaces the time whole, and the messages of the channels named. Nothing is changed, without an error, when the old time was a local one
     * that has come in any time zone. docs: post_update_scheduled_triggered_campaigns
     */
    update(schedule: Schedule, { time, messages }: { time?: ScheduleTime | undefined; messages?: Record<string, unknown> | undefined }): void {
      const { schedule_id } = schedule
      if (schedule.in_local_time && schedule.due <= clock.now()) {
        decisions.ignored({ rule: 'schedule/update', why: 'the local time has come in some time zone', compared: { schedule_id, due: schedule.due, now: clock.now() } })
        return
      }
      const old = schedule.request['messages'] as Record<string, unknown> | undefined
      const after = { ...schedule, ...time, request: messages === undefined ? schedule.request : { ...schedule.request, messages: { ...old, ...messages } } }
      sql.move.run({ schedule_id, due: after.due, time: after.time, in_local_time: flag(after.in_local_time), at_optimal_time: flag(after.at_optimal_time), request: JSON.stringify(after.request) })
      setTimer(after)
      journal.append('schedule.updated', { schedule_id, dispatch_id: schedule.dispatch_id, ...(time === undefined ? {} : shown(after)), ...(messages === undefined ? {} : { messages: Object.keys(messages) }) })
    },
    /** Cancels it. Throws Refusal `schedule_not_found`, also when it was sent. */
    remove(schedule_id: string, owner: ScheduleOwner): void {
      const { state, dispatch_id } = owned(schedule_id, owner)
      if (state === 'sent') throw new Refusal('schedule_not_found', { schedule_id, state })
      sql.setState.run('deleted', schedule_id)
      scheduler.cancel(TIMER, schedule_id)
      journal.append('schedule.deleted', { schedule_id, dispatch_id })
    },
  }
}

export type Schedules = ReturnType<typeof createSchedules>
