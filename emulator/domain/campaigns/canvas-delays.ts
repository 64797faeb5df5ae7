// Settings of a Delay step: a duration, a date, a weekday; what each takes. docs: canvas_components/delay_step
import { parseTime } from '../times.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { choice, flag, hand, members } from './canvas-members.ts'

export const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'calendar_days'] as const
export type Unit = (typeof UNITS)[number]
export const UNIT_MS: Readonly<Record<Exclude<Unit, 'calendar_days'>, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 }
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
/** "You can now extend Delay steps up to two years." */
export const LONGEST_DELAY = 2 * 366 * 86_400_000

/** A `value` or `at` with Liquid is a personalized delay. `at` of a duration and a weekday: `HH:MM`; of a date: ISO 8601. */
export type DelaySettings =
  | { type: 'duration'; value: number | string; unit: Unit; at?: string; in_local_time?: boolean }
  | { type: 'until_date'; at: string; in_local_time?: boolean; time?: string; offset?: { value: number; unit: Unit } }
  | { type: 'until_weekday'; weekday: (typeof WEEKDAYS)[number]; at?: string; in_local_time?: boolean; if_late?: 'advance' | 'next_week' }

/** The delay of a step: what a new Delay step of the dashboard has (1 day) when it says nothing. `duration_seconds` is a short form. */
export function delayOf(settings: Record<string, unknown>): DelaySettings {
  const seconds = settings['duration_seconds']
  if (typeof seconds === 'number') return { type: 'duration', value: seconds, unit: 'seconds' }
  const given = settings['delay'] as (Partial<DelaySettings> & { type?: string }) | undefined
  if (given === undefined) return { type: 'duration', value: 1, unit: 'days' }
  return { ...given, type: given.type ?? 'duration' } as DelaySettings
}

const isLiquid = (value: unknown): boolean => typeof value === 'string' && value.includes('{')

function amount(at: string, value: unknown, unit: unknown): Issue[] {
  if (isLiquid(value)) return []
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return [issue(at, 'is no number of units: 0 or more, or Liquid')]
  if (unit === 'calendar_days' && !Number.isInteger(value)) return [issue(at, `is ${value}: calendar days are whole`)]
  const ms = value * (UNIT_MS as Record<string, number>)[unit === 'calendar_days' ? 'days' : (unit as string)]!
  return ms > LONGEST_DELAY ? [issue(at, `is ${value} ${String(unit)}: at most 2 years`)] : []
}

/** So much after the date, or (below 0) before it. */
function shift(at: string, { value, unit }: Record<string, unknown>): Issue[] {
  if (typeof value !== 'number' || !Number.isFinite(value)) return [issue(`${at}.value`, 'is no number')]
  return (UNITS as readonly unknown[]).includes(unit) ? amount(`${at}.value`, Math.abs(value), unit) : []
}

/** What is wrong with the settings of a delay. */
export function checkDelay(path: string, settings: Record<string, unknown>): Issue[] {
  const at = `${path}.delay`
  if (settings['duration_seconds'] !== undefined) return [...amount(`${path}.duration_seconds`, settings['duration_seconds'], 'seconds'), ...(settings['delay'] === undefined ? [] : [issue(at, 'stands beside duration_seconds: one of the two')])]
  if (settings['delay'] === undefined) return []
  const given = members(at, settings['delay'], ['type', 'value', 'unit', 'at', 'in_local_time', 'time', 'offset', 'weekday', 'if_late'])
  if (Array.isArray(given)) return given
  const type = given['type'] ?? 'duration'
  const common = flag(`${at}.in_local_time`, given['in_local_time'])
  if (type === 'duration') {
    const unit = choice(`${at}.unit`, given['unit'], UNITS)
    return [...strange(at, given, ['type', 'value', 'unit', 'at', 'in_local_time']), ...unit, ...(unit.length === 0 ? amount(`${at}.value`, given['value'], given['unit']) : []), ...hand(`${at}.at`, given['at']), ...common]
  }
  if (type === 'until_date') {
    const date = given['at']
    const wrong = typeof date !== 'string' || date === '' ? [issue(`${at}.at`, 'is missing: a time in ISO 8601, or Liquid')] : isLiquid(date) || parseTime(date) !== undefined ? [] : [issue(`${at}.at`, `is no time in ISO 8601: ${date}`)]
    const offset = given['offset'] === undefined ? {} : members(`${at}.offset`, given['offset'], ['value', 'unit'])
    const moved = Array.isArray(offset) ? offset : given['offset'] === undefined ? [] : [...choice(`${at}.offset.unit`, offset['unit'], UNITS), ...shift(`${at}.offset`, offset)]
    return [...strange(at, given, ['type', 'at', 'in_local_time', 'time', 'offset']), ...wrong, ...moved, ...hand(`${at}.time`, given['time']), ...common]
  }
  if (type === 'until_weekday')
    return [...strange(at, given, ['type', 'weekday', 'at', 'in_local_time', 'if_late']), ...choice(`${at}.weekday`, given['weekday'], WEEKDAYS), ...(given['if_late'] === undefined ? [] : choice(`${at}.if_late`, given['if_late'], ['advance', 'next_week'])), ...hand(`${at}.at`, given['at']), ...common]
  return [issue(`${at}.type`, `is no delay: ${String(type)} (one of duration, until_date, until_weekday)`)]
}

const strange = (at: string, given: Record<string, unknown>, known: readonly string[]): Issue[] => ((read) => (Array.isArray(read) ? read : []))(members(at, given, known))
