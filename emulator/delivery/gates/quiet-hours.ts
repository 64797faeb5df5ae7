// Quiet hours: a message that would go out in them is aborted or waits for their end, by the user's own clock. docs: time_based_campaign ("Quiet hours")
import type { Clock } from '../../kernel/clock.ts'
import { atWall, DAY, MINUTE, minutesOf, wallAt, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { MessageGate } from '../deliver.ts'
import type { QuietHours } from '../outgoing.ts'
import { delays, passes, stops } from './gate.ts'

const GATE = 'quiet_hours'
/** Shown when the user looks, not when it is sent. docs: channels/in_app_messages, channels/content_cards, channels/banners */
const NEVER_QUIET: ReadonlySet<string> = new Set(['in_app_message', 'content_cards', 'banner', 'feature_flag'])
/** Hours that never are: for a message whose time was chosen outside of them. */
export const NO_QUIET_HOURS: QuietHours = { start: '00:00', end: '00:00', fallback: 'send_at_end' }

/** A definition's quiet hours; without a fallback the message waits. A start that is the end means none. */
export function readQuietHours(given: unknown): QuietHours | null {
  if (typeof given !== 'object' || given === null) return null
  const { start, end, fallback } = given as Record<string, unknown>
  if (minutesOf(start) === undefined || minutesOf(end) === undefined) return null
  return { start: start as string, end: end as string, fallback: fallback === 'abort' ? 'abort' : 'send_at_end' }
}

/** True when the minute of the day lies in them: from `start` up to, not with, `end`; over midnight too. */
export function isQuiet({ start, end }: QuietHours, minute: number): boolean {
  const [from, to] = [minutesOf(start)!, minutesOf(end)!]
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to
}

/** The gate of one world. The workspace's default holds for campaigns and Canvases that have none of their own. */
export const quietHours = ({ clock, settings }: { clock: Clock; settings: Settings }): MessageGate =>
  (outgoing, profile) => {
    if (NEVER_QUIET.has(outgoing.channel) || outgoing.test || outgoing.transactional) return passes(GATE, { applies: false })
    const { quiet_hours: usual, time_zone } = settings.get()
    const ofDefinition = outgoing.origin.campaign_id !== null || outgoing.origin.canvas_id !== null
    const hours = outgoing.quiet_hours ?? (ofDefinition ? readQuietHours(usual) : null)
    if (hours === null) return passes(GATE)
    const zone = zoneOf(profile, time_zone)
    const wall = wallAt(clock.now(), zone)
    const midnight = Math.floor(wall / DAY) * DAY
    const minute = Math.floor((wall - midnight) / MINUTE)
    const seen = { start: hours.start, end: hours.end, time_zone: zone, minute_of_day: minute }
    if (!isQuiet(hours, minute)) return passes(GATE, seen)
    if (hours.fallback === 'abort') return stops(GATE, 'quiet_hours', seen)
    const end = midnight + (minutesOf(hours.end)! > minute ? 0 : DAY) + minutesOf(hours.end)! * MINUTE
    const due = atWall(end, zone)
    // In the hour that clocks show twice the first such moment may be over: it is the second one
    return delays(GATE, 'quiet_hours', due > clock.now() ? due : clock.now() + end - wall, seen)
  }
