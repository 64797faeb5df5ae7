// Message: every channel of the step; the user goes on at the first message that is sent, capped, aborted or can not reach the user. Delivery validations that fail end the Canvas. docs: canvas_components/message_step
import type { Clock } from '../../../kernel/clock.ts'
import type { Message as Body } from '../../../domain/campaigns/messages.ts'
import { isControl } from '../../../domain/campaigns/messages.ts'
import { lanesOf } from '../../../domain/sends/rate-limits.ts'
import type { RateSlots } from '../../../domain/sends/rate-slots.ts'
import type { Sends } from '../../../domain/sends/sends.ts'
import type { Reason } from '../../reasons.ts'
import type { Delivery } from '../../deliver.ts'
import type { Audiences } from '../audiences.ts'
import { isEverybody } from '../audiences.ts'
import { originOf, outgoingOf } from '../send-settings.ts'
import type { Timing } from '../timing.ts'
import type { Json } from '../../outgoing.ts'
import type { Later } from './later-messages.ts'
import type { Result, Stay, StepType } from './step.ts'
import { stateOf } from './step.ts'

/** What waits for a session of the user: "the step advances users immediately". docs: in-app_messages_in_canvas */
const AT_ONCE: ReadonlySet<string> = new Set(['in_app_message', 'content_cards', 'banner'])

type Nouns = { clock: Clock; sends: Sends; rateSlots: RateSlots; delivery: Delivery; audiences: Audiences; timing: Timing; later: Later }
type Some = readonly [string, Body][]

export function createMessageStep({ clock, sends, rateSlots, delivery, audiences, timing, later }: Nouns): StepType {
  /** Those of the step, but what a state names (`only`). */
  const messagesOf = ({ step }: Stay, only?: unknown): Some => Object.entries(step.messages).filter(([id, message]) => !isControl(message) && (only === undefined || (only as string[]).includes(id)))

  const withhold = (stay: Stay, messages: Some, reason: Reason, seen: Json): void => {
    for (const [id, { channel }] of messages) delivery.withhold({ profile: stay.profile, channel, origin: originOf(stay, sends.newDispatchId(), id), reason, seen })
  }
  const slow = ({ canvas, visit }: Stay): Json => ({ rate_limit_per_minute: canvas.rate_limit_per_minute, arrived_at: new Date(visit.entered_at).toISOString() })
  const gone = (outcome: string, messages: readonly object[]): Result => ({ go: null, outcome, data: { messages }, cause: {} })

  /** Places in the Canvas's rate limits: now, or the minute that has room. "Aborted if delayed 72 hours or more." The user goes on with the first, other channels follow in their own minutes. docs: frequency_capping */
  function limited(stay: Stay, messages: Some): Result {
    const { free, lanes } = lanesOf(`canvas:${stay.canvas.id}`, stay.canvas.rate_limit_per_minute, messages, ([, { channel }]) => channel)
    const slots = lanes.map(({ owner, perMinute, counted, messages: some }) => ({ ...rateSlots.take(owner, perMinute, counted), some }))
    const now = [...free, ...slots.flatMap(({ at, some }) => (at <= clock.now() ? some : []))]
    const [first, ...others] = slots.filter(({ at }) => at > clock.now()).sort((a, b) => a.at - b.at)
    if (first === undefined) return send(stay, now)
    for (const { at, late, some } of now.length === 0 ? others : [first, ...others]) {
      if (late) withhold(stay, some, 'rate_limited', slow(stay))
      else for (const [id] of some) later.schedule(stay, id, at)
    }
    return now.length > 0 ? send(stay, now) : { until: first.at, state: { phase: first.late ? 'late' : 'send', only: first.some.map(([id]) => id) } }
  }

  function send(stay: Stay, messages: Some): Result {
    const { delivery_validation } = stay.step.settings
    if (!isEverybody(delivery_validation) && !audiences.has(delivery_validation, stay.profile)) {
      withhold(stay, messages, 'failed_validation', { delivery_validation })
      return { exit: 'failed_validation', outcome: 'failed_validation', data: { delivery_validation } }
    }
    const dispatch_id = sends.newDispatchId()
    const all = messages.flatMap(([id, message]) => delivery.deliver(outgoingOf(stay, dispatch_id, id, message)))
    const first = all.find(({ status, channel }) => status !== 'pending' || AT_ONCE.has(channel))
    if (first === undefined && all.length > 0) return { hold: {} }
    return gone(first === undefined ? 'no_messages' : (first.reason ?? 'sent'), all.map(({ id, channel, status, reason }) => ({ message_id: id, channel, status, ...(reason === null ? {} : { reason }) })))
  }

  /** Messages whose best time has come; the user goes on with the first of them, the others follow at their own times. docs: intelligent_timing ("Canvas") */
  function timed(stay: Stay, times: Readonly<Record<string, number>>): Result {
    const first = Math.min(...Object.values(times))
    if (first > clock.now()) return { until: first, state: { phase: 'timed', times } }
    for (const [id, due] of Object.entries(times)) if (due > clock.now()) later.schedule(stay, id, due)
    return limited(stay, messagesOf(stay, Object.keys(times).filter((id) => times[id]! <= clock.now())))
  }

  return {
    enter(stay) {
      if (stay.entry.control) return { go: null, outcome: 'control_group', cause: {} }
      const messages = messagesOf(stay)
      const intelligent = stay.step.settings['intelligent_timing']
      if (intelligent === undefined || intelligent === null || intelligent === false || messages.length === 0) return limited(stay, messages)
      return timed(stay, Object.fromEntries(messages.map(([id, message]) => [id, timing.best(stay.profile, message.channel, intelligent, outgoingOf(stay, '', id, message).quiet_hours)])))
    },
    due(stay) {
      const { phase, only, times, message_id, status, reason } = stateOf(stay)
      if (phase === 'timed') return timed(stay, times as Record<string, number>)
      if (phase === 'send') return send(stay, messagesOf(stay, only))
      if (phase === 'late') {
        withhold(stay, messagesOf(stay, only), 'rate_limited', slow(stay))
        return gone('rate_limited', [])
      }
      // What waited for the end of quiet hours met the validations no more
      if (reason === 'failed_validation') return { exit: 'failed_validation', outcome: 'failed_validation', data: { delivery_validation: stay.step.settings['delivery_validation'] } }
      return gone((reason as string | null) ?? 'sent', [{ message_id, status, ...(reason === null ? {} : { reason }) }])
    },
  }
}
