// What is wrong with entry, re-entry and exit criteria of a Canvas. docs: create_a_canvas (steps 1.2, 1.3), exit_criteria, re_eligibility
import { parseTime } from '../times.ts'
import { choice, flag, isObject, members, whole } from './canvas-members.ts'
import type { Deps } from './canvas-step-settings.ts'
import { checkMoreTrigger, checkOwnConversion } from './canvas-triggers.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { checkTrigger } from './triggers.ts'

const MOST_TIMES = 30 // designated times of a recurring schedule. docs: delivery_and_entry_types
const LONGEST_REENTRY = 720 * 86_400 // of campaigns; Braze publishes none for Canvases

function trigger(given: Record<string, unknown>, conversions: number): Issue[] {
  const issues = [...checkTrigger('entry.trigger', given, ['start', 'end', 'in_local_time']), ...checkOwnConversion('entry.trigger', given, conversions)]
  for (const name of ['start', 'end']) {
    const at = given[name]
    if (at !== undefined && at !== null && (typeof at !== 'string' || parseTime(at) === undefined)) issues.push(issue(`entry.trigger.${name}`, 'must be a time in ISO 8601'))
  }
  const [start, end] = [given['start'], given['end']].map((at) => (typeof at === 'string' ? parseTime(at) : undefined))
  if (start !== undefined && end !== undefined && end <= start) issues.push(issue('entry.trigger.end', 'is not after start'))
  return [...issues, ...flag('entry.trigger.in_local_time', given['in_local_time'])]
}

function cap(given: unknown, schedule_type: string): Issue[] {
  if (given === undefined || given === null) return []
  if (typeof given === 'number') return whole('entry.user_cap', given, 1, Number.MAX_SAFE_INTEGER, 'a whole number over 0')
  const read = members('entry.user_cap', given, ['limit', 'per'])
  if (Array.isArray(read)) return read
  // "Scheduled: lifetime or every time the Canvas is scheduled. Action-based, API-triggered: hourly, daily or lifetime"
  const per = schedule_type === 'time_based' ? ['lifetime', 'schedule'] : ['lifetime', 'hour', 'day']
  return [...whole('entry.user_cap.limit', read['limit'], 1, Number.MAX_SAFE_INTEGER, 'a whole number over 0'), ...(read['per'] === undefined ? [] : choice('entry.user_cap.per', read['per'], per))]
}

/** What is wrong with how users enter. */
export function checkEntry(entry: Record<string, unknown>, schedule_type: string, { audience, conversions }: Deps): Issue[] {
  const read = members('entry', entry, ['schedule', 'trigger', 'audience', 'user_cap'])
  const issues = [...(Array.isArray(read) ? read : []), ...audience('entry.audience', entry['audience'], false), ...cap(entry['user_cap'], schedule_type)]
  if (entry['trigger'] !== undefined && entry['trigger'] !== null) issues.push(...(isObject(entry['trigger']) ? trigger(entry['trigger'], conversions) : [issue('entry.trigger', 'must be an object {type, …}')]))
  if (entry['trigger'] != null && entry['schedule'] != null) issues.push(issue('entry.trigger', 'stands beside entry.schedule: one of the two'))
  const { times, at: first, intelligent_timing } = isObject(entry['schedule']) ? entry['schedule'] : {}
  if (times !== undefined && first != null) issues.push(issue('entry.schedule.times', 'stand beside entry.schedule.at: one of the two'))
  if (intelligent_timing === true) issues.push(issue('entry.schedule.intelligent_timing', 'is for messages: it stands in the settings of Message steps'))
  if (Array.isArray(times) && times.length > MOST_TIMES) issues.push(issue('entry.schedule.times', `are ${times.length}: at most ${MOST_TIMES}`))
  if (times !== undefined && !Array.isArray(times)) issues.push(issue('entry.schedule.times', 'must be a list of times in ISO 8601'))
  else (times ?? []).forEach((at: unknown, index: number) => (typeof at === 'string' && parseTime(at) !== undefined ? undefined : issues.push(issue(`entry.schedule.times[${index}]`, 'is no time in ISO 8601'))))
  return issues
}

/** What is wrong with who may enter again: `{allowed, seconds}`; without `seconds` after the maximum duration. */
export function checkReentry(reentry: Record<string, unknown>): Issue[] {
  const read = members('reentry', reentry, ['allowed', 'seconds'])
  if (Array.isArray(read)) return read
  return [...flag('reentry.allowed', read['allowed']), ...(read['seconds'] === undefined ? [] : whole('reentry.seconds', read['seconds'], 0, LONGEST_REENTRY, 'a whole number of seconds from 0 to 720 days'))]
}

/** What is wrong with exit criteria: `{exception_events, audience}`. */
export function checkExit(criteria: Record<string, unknown>, { audience, conversions }: Deps): Issue[] {
  const read = members('exit_criteria', criteria, ['exception_events', 'audience'])
  if (Array.isArray(read)) return read
  const events = read['exception_events'] ?? []
  return [...audience('exit_criteria.audience', read['audience'], false), ...(Array.isArray(events) ? events.flatMap((one: unknown, index) => checkMoreTrigger(`exit_criteria.exception_events[${index}]`, one, conversions)) : [issue('exit_criteria.exception_events', 'must be a list of triggers')])]
}
