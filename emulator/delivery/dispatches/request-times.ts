// Times of scheduled requests: the moment itself, or each user's own local or optimal time. docs: api/objects_filters/schedule_object
import type { Clock } from '../../kernel/clock.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Send } from '../../domain/sends/sends.ts'
import { atWall, HOUR, readWall, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Json } from '../outgoing.ts'
import type { IntelligentTiming } from './intelligent-timing.ts'
import { IMMEDIATE } from './intelligent-timing.ts'
import type { WaitingLine } from './waiting-line.ts'

/** "Braze will not send messages to any users who have missed the send time by more than 1 hour". docs: campaigns/faq */
const MISSED = HOUR

type Placing = { send: Send; profile: ProfileRow; channels: readonly string[]; line: string; data: Json; now: (channels: readonly string[]) => void }

/** The times of requests of one world. */
export function createRequestTimes({ clock, decisions, settings, waitingLine, intelligentTiming }: { clock: Clock; decisions: Decisions; settings: Settings; waitingLine: WaitingLine; intelligentTiming: IntelligentTiming }) {
  function dueOf(profile: ProfileRow, channel: string, wall: number, optimal: boolean): number {
    if (!optimal) return atWall(wall, zoneOf(profile, settings.get().time_zone))
    if (IMMEDIATE.has(channel)) return clock.now()
    return intelligentTiming.momentOf(profile, wall, intelligentTiming.optimum(profile, channel, { fallback: null, window: null }), null)
  }

  return {
    /** Names what is done with the users of a line when their time has come. */
    on: (line: string, served: (profile: ProfileRow, data: Json, channels: readonly string[]) => void): void => waitingLine.on(line, (profile, { channels, ...data }) => served(profile, data, channels as string[])),
    /** Sends at once, or puts the user in the line of his time; who has missed it by more than an hour gets nothing, with a trace. */
    place({ send, profile, channels, line, data, now }: Placing): void {
      const { time, in_local_time, at_optimal_time } = (send.request['schedule'] ?? {}) as Record<string, unknown>
      const wall = in_local_time === true || at_optimal_time === true ? readWall(String(time)) : undefined
      if (wall === undefined) return now(channels)
      const times = new Map<number, string[]>()
      for (const channel of channels) {
        const due = dueOf(profile, channel, wall, at_optimal_time === true)
        times.set(due, [...(times.get(due) ?? []), channel])
      }
      for (const [due, some] of [...times].sort(([a], [b]) => a - b)) {
        if (due < clock.now() - MISSED) decisions.ignored({ rule: 'schedule', why: 'the time was over for more than an hour where the user is', compared: { reason: 'missed_local_time', dispatch_id: send.dispatch_id, due, channels: some } }, profile.braze_id)
        else if (due <= clock.now()) now(some)
        else waitingLine.add(line, send.dispatch_id, { due, profile, data: { ...data, channels: some } })
      }
    },
  }
}

export type RequestTimes = ReturnType<typeof createRequestTimes>
