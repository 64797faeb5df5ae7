// When a triggered message goes out: delays in seconds, to a weekday, in calendar days; start and end; the portion of the day. docs: schedule_your_campaign/triggered_delivery steps 2, 4 and 5
import { lazy } from '../../kernel/lazy.ts'
import { WEEKDAYS } from '../../domain/campaigns/triggers.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

export type Window = { start: string; end: string; send_at_next_available_time?: boolean }
/** The members of a campaign's trigger that say when. Times of day are those of the workspace's zone, or of the user's with `in_local_time`. */
export type Timing = {
  delay_seconds?: number | null
  delay?: { seconds?: number | null; weekday?: (typeof WEEKDAYS)[number] | null; days?: number | null; at?: string | null } | null
  start?: string | null
  end?: string | null
  in_local_time?: boolean | null
  window?: Window | null
  reevaluate_segments?: boolean | null
}

const local = (at: number, zone: string) => luxon().DateTime.fromMillis(at, { zone })
const clockOf = (text: string): { hour: number; minute: number } => ({ hour: Number(text.slice(0, 2)), minute: Number(text.slice(3, 5)) })
const timeOfDay = (at: ReturnType<typeof local>, text: string): number => at.set({ ...clockOf(text), second: 0, millisecond: 0 }).toMillis()

/** When the delay of an event at `at` (ms) is over. "On the next Tuesday" is a week away on a Tuesday; Monday 21:00 and "1 day at 9:00" is Tuesday 9:00. */
export function dueOf({ delay_seconds, delay }: Timing, at: number, zone: string): number {
  if (delay == null) return at + (delay_seconds ?? 0) * 1000
  if (delay.seconds != null) return at + delay.seconds * 1000
  const day = local(at, zone)
  const days = delay.weekday == null ? delay.days! : ((WEEKDAYS.indexOf(delay.weekday) + 1 - day.weekday + 6) % 7) + 1
  return timeOfDay(day.plus({ days }), delay.at!)
}

/** When the window is open next: `at` itself when it is. The end is out; one that is before the start is that of the next day. */
export function openAt({ start, end }: Window, at: number, zone: string): number {
  const now = local(at, zone)
  const minutes = now.hour * 60 + now.minute
  const [from, to] = [start, end].map((text) => clockOf(text).hour * 60 + clockOf(text).minute) as [number, number]
  const isOpen = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to
  return isOpen ? at : timeOfDay(minutes < from ? now : now.plus({ days: 1 }), start)
}
