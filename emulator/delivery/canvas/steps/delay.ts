// Delay: for a duration, until a date, until a weekday; personalized by Liquid. A date that is over ends the Canvas. docs: canvas_components/delay_step
import type { Clock } from '../../../kernel/clock.ts'
import type { Step } from '../../../domain/campaigns/canvas-steps.ts'
import type { DelaySettings } from '../../../domain/campaigns/canvas-delays.ts'
import { delayOf, LONGEST_DELAY, UNIT_MS } from '../../../domain/campaigns/canvas-delays.ts'
import type { Json } from '../../outgoing.ts'
import type { Texts } from '../texts.ts'
import type { Timing } from '../timing.ts'
import type { Result, Stay, StepType } from './step.ts'
import { stateOf } from './step.ts'

const DAY = 86_400_000
const OFFSET = /[T ][\d:.,]+\s*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i // the 10 of 2026-06-10 is none
const personal = (value: unknown): value is string => typeof value === 'string' && value.includes('{')
/** What a personalized delay needs rendered. */
const templateOf = (delay: DelaySettings): string | undefined => (delay.type === 'duration' && personal(delay.value) ? delay.value : delay.type === 'until_date' && personal(delay.at) ? delay.at : undefined)

export function createDelayStep({ clock, timing, texts }: { clock: Clock; timing: Timing; texts: Texts }): StepType {
  const failed = (why: string, seen: Json): Result => ({ exit: 'Personalization Failed', outcome: 'personalization_failed', data: { why, ...seen } })

  /** A number of units on; a "day" is 24 hours, a calendar day lasts until its next time. */
  function after(amount: number, { unit, at, in_local_time }: Extract<DelaySettings, { type: 'duration' }>, stay: Stay): number {
    const now = clock.now()
    // "until midnight the next day in company time" when no time is given
    const zone = timing.zoneOf(stay.profile, at !== undefined && in_local_time === true)
    if (unit === 'calendar_days') return timing.calendarDays(now, amount, at ?? '00:00', zone)
    const due = now + amount * UNIT_MS[unit]
    return at === undefined ? due : timing.nextTimeOfDay(due, at, zone)
  }

  /** The moment of a date, with the time of day and the offset of the step. */
  function dateOf({ time, offset }: Extract<DelaySettings, { type: 'until_date' }>, text: string, zone: string): number | undefined {
    let at = timing.moment(text, zone)
    if (at === undefined) return undefined
    if (time !== undefined) at = timing.onDayOf(at, time, OFFSET.test(text) ? text : zone)
    return offset === undefined ? at : at + offset.value * UNIT_MS[offset.unit === 'calendar_days' ? 'days' : offset.unit]
  }

  function until(stay: Stay, delay: DelaySettings, rendered: string | undefined): Result {
    const now = clock.now()
    const reached = (at: number, more: Json = {}): Result => (at <= now ? { go: null, outcome: 'delayed', data: { until: new Date(at).toISOString(), ...more } } : { until: at, state: { until: new Date(at).toISOString(), ...more } })
    if (delay.type === 'until_weekday') {
      const { at, late } = timing.weekday(now, delay.weekday, delay.at ?? '00:00', timing.zoneOf(stay.profile, delay.in_local_time === true))
      return late && delay.if_late !== 'next_week' && at - now > 6 * DAY ? { go: null, outcome: 'delayed', data: { why: 'the day has come, and its time is over' } } : reached(at)
    }
    if (delay.type === 'duration') {
      const amount = rendered === undefined ? Number(delay.value) : Number(rendered.trim())
      if (rendered !== undefined && (rendered.trim() === '' || !Number.isFinite(amount))) return failed('the value is no number', { value: rendered })
      const at = after(amount, delay, stay)
      if (amount < 0) return failed('the delay is in the past', { value: rendered ?? amount })
      if (at > now + LONGEST_DELAY) return failed('the delay is over 2 years', { value: rendered ?? amount })
      return reached(at, rendered === undefined ? {} : { value: amount })
    }
    const text = rendered?.trim() ?? delay.at
    // A text with a zone keeps it; one without is in the user's (or the workspace's) zone
    const zone = timing.zoneOf(stay.profile, delay.in_local_time === true)
    const at = dateOf(delay, text, zone)
    if (at === undefined) return failed('the value is no date', { value: text })
    if (at < now) return rendered === undefined ? { exit: 'past_date', outcome: 'past_date', data: { until: new Date(at).toISOString() } } : failed('the date is in the past', { value: text, until: new Date(at).toISOString() })
    if (at > now + LONGEST_DELAY) return failed('the date is over 2 years in the future', { value: text })
    return reached(at, rendered === undefined ? {} : { value: text })
  }

  return {
    enter(stay) {
      // "If there are no subsequent steps, any user who reaches the last step will be automatically advanced out of the Canvas"
      if (stay.step.next_step_ids.length === 0) return { go: null, outcome: 'last_step' }
      const delay = delayOf(stay.step.settings)
      const template = templateOf(delay)
      if (template === undefined) return until(stay, delay, undefined)
      const read = texts.now(stay, { value: template })
      if (read === 'waits') return { work: {} }
      return 'error' in read ? failed(read.error, { template }) : until(stay, delay, String(read.body['value']))
    },
    async work(stay) {
      const delay = delayOf(stay.step.settings)
      const read = await texts.later(stay, { value: templateOf(delay) })
      return (now) => ('error' in read ? failed(read.error, {}) : until(now, delay, String(read.body['value'])))
    },
    due: (stay) => ({ go: null, outcome: 'delayed', data: stateOf(stay) }),
    lasts(step: Step, from) {
      const delay = delayOf(step.settings)
      if (step.next_step_ids.length === 0) return 0
      if (delay.type === 'until_weekday') return 7 * DAY
      if (templateOf(delay) !== undefined) return 30 * DAY // not known before: the plain limit of a delay
      if (delay.type === 'until_date') return Math.max(0, (dateOf(delay, delay.at, timing.zoneOf({ time_zone: null }, false)) ?? from) - from)
      const amount = Number(delay.value)
      return delay.unit === 'calendar_days' ? amount * DAY : amount * UNIT_MS[delay.unit] + (delay.at === undefined ? 0 : DAY)
    },
  }
}
