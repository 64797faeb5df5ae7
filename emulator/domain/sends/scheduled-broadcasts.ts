// Upcoming sends of campaigns and Canvases that are live and have a schedule: each once, with its next time. docs: get_messages_scheduled
import type { Clock } from '../../kernel/clock.ts'
import { lazy } from '../../kernel/lazy.ts'
import { deliveryOf } from '../campaigns/campaigns.ts'
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import type { Settings } from '../settings.ts'
import { nextOccurrence, readSchedule } from './occurrences.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

export type ScheduledBroadcast = { name: string; id: string; type: 'Canvas' | 'Campaign'; tags: string[]; next_send_time: string; schedule_type: string }

/** The scheduled broadcasts of one world. */
export function createScheduledBroadcasts({ clock, settings, campaigns, canvases }: { clock: Clock; settings: Settings; campaigns: Campaigns; canvases: Canvases }) {
  return {
    /** From now to `end` (ms), the next one first. Schedules made through the API are not among them: "only for campaigns and Canvases created and scheduled in Braze". */
    until(end: number): ScheduledBroadcast[] {
      const [now, zone] = [clock.now(), settings.get().time_zone]
      const live = [
        ...campaigns.list().filter((one) => deliveryOf(one) === 'time_based').map((one) => ({ type: 'Campaign' as const, one, schedule: one.schedule as unknown })),
        ...canvases.list().filter((one) => one.schedule_type === 'time_based').map((one) => ({ type: 'Canvas' as const, one, schedule: one.entry['schedule'] })),
      ].filter(({ one }) => one.enabled && !one.archived)
      return live
        .flatMap(({ type, one: { id, name, tags }, schedule }) => {
          const read = readSchedule(schedule)
          const at = nextOccurrence(schedule, now - 1, zone)
          if (read === undefined || at === undefined || at > end) return []
          const everywhere = !read.local && !read.intelligent
          const next_send_time = luxon().DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true, includeOffset: everywhere })!
          return [{ at, row: { name, id, type, tags, next_send_time, schedule_type: read.intelligent ? 'intelligent_delivery' : read.local ? 'local_time_zones' : zone } }]
        })
        .sort((a, b) => a.at - b.at)
        .map(({ row }) => row)
    },
  }
}

export type ScheduledBroadcasts = ReturnType<typeof createScheduledBroadcasts>
