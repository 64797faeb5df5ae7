// Intelligent Timing: the time of day at which a user engages most, else a fallback. The formula is not public: Brazier takes the hour with most engagements. docs: brazeai/intelligence/intelligent_timing
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Engagements } from '../../domain/sends/engagements.ts'
import type { ReadSchedule } from '../../domain/sends/occurrences.ts'
import { atWall, DAY, minutesOf, MINUTE, wallAt, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import { isQuiet } from '../gates/quiet-hours.ts'
import type { QuietHours } from '../outgoing.ts'

/** "In-app messages, Content Cards, and webhooks are delivered immediately and not given optimal times". */
export const IMMEDIATE: ReadonlySet<string> = new Set(['in_app_message', 'content_cards', 'webhook', 'banner', 'feature_flag'])
const STEP = 5 // "the message timing is rounded to the nearest five minutes"
const NOON = 720 // nobody has ever opened the app, and no time is given

type Timing = Pick<ReadSchedule, 'fallback' | 'window'>
/** `minute` of the day, and where it comes from. */
export type Optimum = { minute: number; from: 'user' | 'fallback_time' | 'most_popular_time' | 'noon' }

const within = ({ start, end }: { start: number; end: number }, minute: number): boolean => (start <= end ? minute >= start && minute < end : minute >= start || minute < end)

/** The busiest hour, and in it the average minute to the nearest five; of several the earliest. */
function busiest(minutes: readonly number[]): number | undefined {
  const hours = new Map<number, number[]>()
  for (const minute of minutes) hours.set(Math.floor(minute / 60), [...(hours.get(Math.floor(minute / 60)) ?? []), minute])
  const [top] = [...hours].sort(([a, some], [b, more]) => more.length - some.length || a - b)
  return top === undefined ? undefined : (Math.round(top[1].reduce((sum, minute) => sum + minute, 0) / top[1].length / STEP) * STEP) % 1440
}

/** "the message will be sent instead at the nearest edge" of the quiet hours: their last minute before, or their end. */
export function outside(hours: QuietHours | null, minute: number): number {
  if (hours === null || !isQuiet(hours, minute)) return minute
  const [start, end] = [minutesOf(hours.start)!, minutesOf(hours.end)!]
  const [before, after] = [(minute - start + 1440) % 1440, (end - minute + 1440) % 1440]
  return before < after ? (start - 1 + 1440) % 1440 : end
}

/** Intelligent Timing of one world. */
export function createIntelligentTiming({ settings, engagements }: { settings: Settings; engagements: Engagements }) {
  const minuteAt = (at: number, zone: string): number => Math.floor((((wallAt(at, zone) % DAY) + DAY) % DAY) / MINUTE)
  const zone = (): string => settings.get().time_zone

  return {
    /** Of one channel: its opens and clicks count; for a user without any, the starts of his sessions. */
    optimum(profile: ProfileRow, channel: string, { fallback, window }: Timing): Optimum {
      const own = zoneOf(profile, zone())
      const minutes = (times: readonly number[]): number[] => times.map((at) => minuteAt(at, own)).filter((minute) => window === null || within(window, minute))
      const minute = busiest(minutes(engagements.ofChannel(profile.id, channel))) ?? busiest(minutes(engagements.sessions(profile.id)))
      if (minute !== undefined) return { minute, from: 'user' }
      if (fallback !== null) return { minute: fallback, from: 'fallback_time' }
      const popular = busiest(engagements.latestSessions().map(({ at, time_zone }) => minuteAt(at, zoneOf({ time_zone }, zone()))).filter((one) => window === null || within(window, one)))
      return popular === undefined ? { minute: window?.start ?? NOON, from: 'noon' } : { minute: popular, from: 'most_popular_time' }
    },
    /** The moment of that time on a day (wall time, as if at UTC) in the user's zone, moved out of quiet hours. */
    momentOf(profile: ProfileRow, day: number, { minute }: Optimum, hours: QuietHours | null): number {
      return atWall(Math.floor(day / DAY) * DAY + outside(hours, minute) * MINUTE, zoneOf(profile, zone()))
    },
  }
}

export type IntelligentTiming = ReturnType<typeof createIntelligentTiming>
