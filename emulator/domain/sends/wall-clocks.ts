// Wall clocks: a time of day as people write it, kept as ms as if it stood at UTC, and the moment it is in a zone.
import { lazy } from '../../kernel/lazy.ts'
import { ianaZone } from '../profiles/time-zones.ts'
import { parseTime } from '../times.ts'

const luxon = lazy<typeof import('luxon')>('luxon')

const OFFSET = /[T ][\d:.,]+\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i
const HAND = /^([01]\d|2[0-3]):([0-5]\d)$/
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

/** The wall time that a text names, whatever offset stands behind it; undefined when it is no time. */
export function readWall(text: string): number | undefined {
  const zoned = OFFSET.test(text)
  return parseTime(zoned ? text.trim().replace(/\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i, '') : text)
}

const QUARTER = 15 * MINUTE // clocks are changed at quarter hours of UTC (since 1980, that is)
const FROM = Date.UTC(1980, 0, 1)
const MOST_KEPT = 10_000
const kept = new Map<string, number>()

/** How far the clocks of a zone are ahead of UTC at a moment (ms). Asked for each user of a broadcast: what was found out once is kept. */
function offsetAt(moment: number, zone: string): number {
  const read = (): number => luxon().DateTime.fromMillis(moment, { zone }).offset * MINUTE
  if (!(moment >= FROM)) return read()
  const key = `${zone} ${Math.floor(moment / QUARTER)}`
  let offset = kept.get(key)
  if (offset === undefined) {
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(key, (offset = read()))
  }
  return offset
}

/** The moment at which the clocks of a zone show this wall time; one that a change of clocks leaves out is an hour later (as luxon's `keepLocalTime`, which is slow for each user of a broadcast). */
export function atWall(wall: number, zone: string): number {
  const first = wall - offsetAt(wall, zone)
  const guess = wall - offsetAt(first, zone)
  if (guess === first) return first
  return wall - Math.min(wall - guess, offsetAt(guess, zone))
}

/** What the clocks of a zone show at a moment. */
export const wallAt = (moment: number, zone: string): number => moment + offsetAt(moment, zone)

/** The moment that a text names: its own offset, else the zone's clocks. Undefined when it is no time. */
export function momentIn(text: string, zone: string): number | undefined {
  if (OFFSET.test(text)) return parseTime(text)
  const wall = parseTime(text)
  return wall === undefined ? undefined : atWall(wall, zone)
}

/** `22:30` in minutes of the day; undefined for anything else. */
export function minutesOf(hand: unknown): number | undefined {
  const read = typeof hand === 'string' ? HAND.exec(hand) : null
  return read === null ? undefined : Number(read[1]) * 60 + Number(read[2])
}

/** The user's zone, or the workspace's for a user without one. docs: campaigns/faq ("How does Braze recognize a user's time zone?") */
export const zoneOf = ({ time_zone }: { time_zone: string | null }, workspace: string): string => (time_zone === null ? undefined : ianaZone(time_zone)) ?? workspace
