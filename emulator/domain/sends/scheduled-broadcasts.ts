// Upcoming sends of campaigns and Canvases that are live and have a schedule: each once, with its next time. docs: get_messages_scheduled
import type { DateTime } from 'luxon'
import type { Clock } from '../../kernel/clock.ts'
import { lazy } from '../../kernel/lazy.ts'
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import type { Settings } from '../settings.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

const UNITS: Record<string, 'days' | 'weeks' | 'months'> = { daily: 'days', day: 'days', weekly: 'weeks', week: 'weeks', monthly: 'months', month: 'months' }

/** A definition's own schedule; what it does not say is as in the dashboard's defaults. Members of other forms make it no schedule. */
type Schedule = { at: string; recurrence: { unit: 'days' | 'weeks' | 'months'; interval: number } | null; end: string | null; local: boolean; intelligent: boolean }
export type ScheduledBroadcast = { name: string; id: string; type: 'Canvas' | 'Campaign'; tags: string[]; next_send_time: string; schedule_type: string }

type Members = Record<string, unknown>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function readSchedule(given: unknown): Schedule | undefined {
  if (!isObject(given)) return undefined
  const at = textOf(given['at'])
  if (at === null) return undefined
  const repeated = isObject(given['recurrence']) ? given['recurrence'] : { frequency: given['recurrence'] }
  const unit = UNITS[String(repeated['frequency'])]
  const interval = Number.isSafeInteger(repeated['interval']) && (repeated['interval'] as number) > 0 ? (repeated['interval'] as number) : 1
  return { at, recurrence: unit === undefined ? null : { unit, interval }, end: textOf(repeated['end']) ?? textOf(given['end']), local: given['in_local_time'] === true, intelligent: given['intelligent_timing'] === true }
}

/** The first time of a schedule that is not over at `now`. A month too short for the day takes its last one, as Braze does. docs: scheduled_delivery */
function nextOf({ at, recurrence, end }: Schedule, now: number, zone: string): DateTime | undefined {
  const first = luxon().DateTime.fromISO(at, { zone })
  if (!first.isValid || (recurrence === null && first.toMillis() < now)) return undefined
  let next = first
  if (recurrence !== null && first.toMillis() < now) {
    const { unit, interval } = recurrence
    const passed = luxon().DateTime.fromMillis(now, { zone }).diff(first, unit).as(unit)
    let times = Math.max(Math.floor(passed / interval) - 1, 0)
    while (next.toMillis() < now) next = first.plus({ [unit]: interval * times++ })
  }
  const last = end === null ? undefined : luxon().DateTime.fromISO(end, { zone })
  const over = last?.isValid === true && next > (/T/.test(end!) ? last : last.endOf('day')) // the end date is inclusive. docs: scheduled_delivery
  return over ? undefined : next
}

/** The scheduled broadcasts of one world. */
export function createScheduledBroadcasts({ clock, settings, campaigns, canvases }: { clock: Clock; settings: Settings; campaigns: Campaigns; canvases: Canvases }) {
  return {
    /** From now to `end` (ms), the next one first. Schedules made through the API are not among them: "only for campaigns and Canvases created and scheduled in Braze". */
    until(end: number): ScheduledBroadcast[] {
      const [now, zone] = [clock.now(), settings.get().time_zone]
      const live = [
        ...campaigns.list().map((one) => ({ type: 'Campaign' as const, one, schedule: one.schedule as unknown })),
        ...canvases.list().map((one) => ({ type: 'Canvas' as const, one, schedule: one.entry['schedule'] })),
      ].filter(({ one }) => one.enabled && !one.archived && one.schedule_type === 'time_based')
      return live
        .flatMap(({ type, one: { id, name, tags }, schedule }) => {
          const read = readSchedule(schedule)
          const next = read === undefined ? undefined : nextOf(read, now, zone)
          if (read === undefined || next === undefined || next.toMillis() > end) return []
          const everywhere = !read.local && !read.intelligent
          const next_send_time = next.toISO({ suppressMilliseconds: true, includeOffset: everywhere })!
          return [{ at: next.toMillis(), row: { name, id, type, tags, next_send_time, schedule_type: read.intelligent ? 'intelligent_delivery' : read.local ? 'local_time_zones' : zone } }]
        })
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row)
    },
  }
}

export type ScheduledBroadcasts = ReturnType<typeof createScheduledBroadcasts>
