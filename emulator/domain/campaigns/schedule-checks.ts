// What is wrong with when and how fast a campaign or Canvas goes out: schedule, quiet hours, rate limit, optimization. docs: schedule_your_campaign/scheduled_delivery, ab_testing/optimizations
import { METRICS } from '../sends/engagements.ts'
import { readSchedule, WEEKDAYS } from '../sends/occurrences.ts'
import { FASTEST, SLOWEST } from '../sends/rate-slots.ts'
import { minutesOf, readWall } from '../sends/wall-clocks.ts'
import { NEVER_PACED, PUSHES } from '../sends/rate-limits.ts'
import type { Issue, Messages } from './messages.ts'
import { isControl, issue, MESSAGE_CHANNELS } from './messages.ts'

type Members = Record<string, unknown>
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const given = (value: unknown): boolean => value !== undefined && value !== null
const HAND = 'is a time of day such as 09:30'

const unknownMembers = (path: string, object: Members, known: readonly string[]): Issue[] => Object.keys(object).filter((name) => !known.includes(name)).map((name) => issue(`${path}.${name}`, `is no member: ${known.join(', ')}`))
const hand = (path: string, value: unknown): Issue[] => (minutesOf(value) === undefined ? [issue(path, HAND)] : [])

/** What is wrong with a `schedule`. Without `at` it is sent as soon as it is launched. */
export function checkSchedule(path: string, schedule: unknown): Issue[] {
  const read = readSchedule(schedule)
  if (read === undefined || !isObject(schedule)) return []
  const issues: Issue[] = []
  const { recurrence } = schedule
  const weekdays = isObject(recurrence) ? recurrence['weekdays'] : undefined
  const why = read.recurrence !== null ? 'a schedule that comes back has a first time' : read.local || read.intelligent ? 'users have it at a time of their own day' : undefined
  // "At launch, designated time, or Intelligent Timing": one of them, and the best time is one of the user's own day already
  if (read.local && read.intelligent) issues.push(issue(`${path}.in_local_time`, 'stands beside intelligent_timing, which is at a time of each user’s own day: one of the two'))
  if (read.at === null && why !== undefined) issues.push(issue(`${path}.at`, `is missing: ${why}`))
  if (given(weekdays)) {
    const days = Array.isArray(weekdays) ? weekdays : []
    if (days.length === 0 || days.some((day) => !(WEEKDAYS as readonly unknown[]).includes(day))) issues.push(issue(`${path}.recurrence.weekdays`, `are a list of ${WEEKDAYS.join(', ')}`))
    else if (read.recurrence?.unit !== 'weeks') issues.push(issue(`${path}.recurrence.weekdays`, 'are for a weekly schedule'))
  }
  if (read.end !== null && read.at !== null && (readWall(read.end) ?? 0) < Math.floor((readWall(read.at) ?? 0) / 86_400_000) * 86_400_000) issues.push(issue(`${path}.end`, `is before ${path}.at: ${read.end}`))
  if (given(schedule['fallback_time'])) issues.push(...hand(`${path}.fallback_time`, schedule['fallback_time']))
  const { window } = schedule
  if (given(window)) issues.push(...(isObject(window) ? [...unknownMembers(`${path}.window`, window, ['start', 'end']), ...hand(`${path}.window.start`, window['start']), ...hand(`${path}.window.end`, window['end'])] : [issue(`${path}.window`, 'is {"start": "09:00", "end": "21:00"}')]))
  for (const member of ['fallback_time', 'window'] as const) if (given(schedule[member]) && !read.intelligent) issues.push(issue(`${path}.${member}`, 'is for intelligent_timing'))
  return issues
}

/** What is wrong with `quiet_hours`, of a definition or of the workspace. */
export function checkQuietHours(path: string, hours: unknown): Issue[] {
  if (!given(hours)) return []
  if (!isObject(hours)) return [issue(path, 'are {"start": "22:00", "end": "08:00", "fallback": "abort" or "send_at_end"}')]
  const { fallback = 'send_at_end' } = hours
  return [
    ...unknownMembers(path, hours, ['start', 'end', 'fallback']), ...hand(`${path}.start`, hours['start']), ...hand(`${path}.end`, hours['end']),
    ...(fallback === 'abort' || fallback === 'send_at_end' ? [] : [issue(`${path}.fallback`, `is abort or send_at_end, not ${String(fallback)}`)]),
  ]
}

const PACED = ['push', ...MESSAGE_CHANNELS.filter((channel) => !NEVER_PACED.has(channel))]

/** "as low as 10 to as high as 500,000 messages per minute": shared by all channels, or of each channel, push platforms together or each. docs: frequency_capping */
export function checkRateLimit(path: string, limit: unknown): Issue[] {
  if (!given(limit)) return []
  if (!isObject(limit)) return Number.isSafeInteger(limit) && (limit as number) >= SLOWEST && (limit as number) <= FASTEST ? [] : [issue(path, `is ${String(limit)}: from ${SLOWEST} to ${FASTEST} messages a minute`)]
  const names = Object.keys(limit)
  const both = Object.hasOwn(limit, 'push') ? names.filter((name) => PUSHES.includes(name)) : []
  return [
    ...(names.length === 0 ? [issue(path, `names no channel: ${PACED.join(', ')}`)] : []), ...unknownMembers(path, limit, PACED),
    ...names.flatMap((name) => (PACED.includes(name) ? checkRateLimit(`${path}.${name}`, isObject(limit[name]) ? NaN : (limit[name] ?? NaN)) : [])),
    ...both.map((name) => issue(`${path}.${name}`, 'stands beside push, which is shared by all push platforms: one of the two')),
  ]
}

const KINDS = ['winning_variant', 'personalized_variant', 'intelligent_selection']

/** The share that an optimization keeps for the winner, when it says so. */
export const reservedPercent = (optimization: unknown): number => (isObject(optimization) && typeof optimization['percent'] === 'number' ? optimization['percent'] : 0)

type Tested = { messages: Messages; schedule_type: string; schedule: unknown; reeligibility_seconds: number | null; optimization: unknown }

/** What is wrong with an `optimization`: "scheduled to send once", without re-eligibility, by a metric of the channel. */
export function checkOptimization({ messages, schedule_type, schedule, reeligibility_seconds, optimization }: Tested): Issue[] {
  if (!given(optimization)) return []
  if (!isObject(optimization)) return [issue('optimization', 'is an object with a kind')]
  const { kind, percent, metric, send_at, no_winner, in_local_time } = optimization
  if (!KINDS.includes(kind as string)) return [issue('optimization.kind', kind === undefined ? `is missing: one of ${KINDS.join(', ')}` : `is no optimization: ${String(kind)} (one of ${KINDS.join(', ')})`)]
  const issues = unknownMembers('optimization', optimization, ['kind', 'percent', 'metric', 'send_at', 'in_local_time', 'no_winner'])
  if (kind === 'intelligent_selection') return issues
  const read = readSchedule(schedule)
  if (schedule_type !== 'time_based' || (read?.recurrence ?? null) !== null) issues.push(issue('optimization', `is ${kind as string}: only for a campaign that is scheduled to send once`))
  if (reeligibility_seconds !== null) issues.push(issue('reeligibility_seconds', `is given with a ${kind as string}: such a campaign is sent to each user once`))
  const variants = Object.values(messages).filter((message) => !isControl(message))
  const channels = [...new Set(variants.map(({ channel }) => channel))]
  if (variants.length === channels.length) issues.push(issue('messages', 'have one variant: a winner is found among several'))
  if (given(percent) && !(Number.isSafeInteger(percent) && (percent as number) >= 1 && (percent as number) <= 99)) issues.push(issue('optimization.percent', 'is the share kept for the winner, from 1 to 99'))
  for (const channel of channels) {
    const sum = Object.values(messages).filter((message) => message.channel === channel).reduce((total, one) => total + (one.percent ?? 0), 0)
    if (sum + reservedPercent(optimization) > 100) issues.push(issue('optimization.percent', `and the shares of the messages on ${channel} are ${sum + reservedPercent(optimization)} percent together: at most 100`))
    else if (sum >= 100) issues.push(issue('optimization.percent', `leaves nobody for the winner: the messages on ${channel} have ${sum} percent`))
  }
  const measures = typeof metric === 'string' && Object.hasOwn(METRICS, metric) ? METRICS[metric] : undefined
  if (given(metric) && measures === undefined) issues.push(issue('optimization.metric', `is no metric: ${String(metric)} (one of ${Object.keys(METRICS).join(', ')})`))
  else if (measures?.channels != null && channels.some((channel) => !measures.channels!.includes(channel))) issues.push(issue('optimization.metric', `is ${String(metric)}: ${channels.join(', ')} has no such metric`))
  const wall = typeof send_at === 'string' ? readWall(send_at) : undefined
  if (given(send_at) && wall === undefined) issues.push(issue('optimization.send_at', 'is a time in ISO 8601: when the winner is sent'))
  else if (wall !== undefined && read?.at != null && wall <= (readWall(read.at) ?? 0)) issues.push(issue('optimization.send_at', `is not after schedule.at: ${String(send_at)}`))
  if (given(in_local_time) && typeof in_local_time !== 'boolean') issues.push(issue('optimization.in_local_time', 'is true or false'))
  if (given(no_winner) && no_winner !== 'send_best' && no_winner !== 'stop') issues.push(issue('optimization.no_winner', 'is send_best or stop'))
  return issues
}
