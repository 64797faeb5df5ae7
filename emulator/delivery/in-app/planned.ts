// What a device is to be handed, before Liquid; and the trigger that is made of it. observed: web SDK 6.13.0, BrazeSDK.brs 2.2.0
import type { DeviceCondition } from '../../domain/campaigns/device-conditions.ts'
import type { Message } from '../../domain/messages/messages.ts'
import type { Json, Outgoing } from '../outgoing.ts'

/** A device as an app knows it. */
export type Place = { device_id: string; app_id: string }

/** Buckets from last to first; `order`: within one, what stands first is shown first. docs: traditional/create ("Choose a priority") */
export const BUCKETS = ['low', 'medium', 'high'] as const
export type Rank = { bucket: (typeof BUCKETS)[number]; order: readonly number[] }

export type Planned = {
  outgoing: Outgoing
  /** The row that is there already: a message of a Canvas or a test, or one that this device was handed before. */
  message: Message | undefined
  message_id: string
  wire_id: string
  control: boolean
  /** Rendered at its display. */
  templated: boolean
  conditions: DeviceCondition[]
  /** Seconds; times in ms. */
  delay: number
  start: number | null
  end: number | null
  /** Seconds between displays; 0 always, -1 once. */
  re_eligibility: number
  /** From the body of the message: ms, seconds. */
  timeout: number | null
  spacing: number | null
  rank: Rank
  /** When the definition was changed last (ms). */
  changed_at: number
}
export type WireTrigger = Json & { id: string; type: 'inapp' | 'templated_iam'; data: Json }

const SHOWN_WITHIN = 30 // seconds after the delay. observed: web SDK 6.13.0
const PER_BUCKET = 1_000_000 // Brazier's own: room for every message within one

/** Best first. */
export const ranked = (planned: readonly Planned[]): Planned[] =>
  [...planned].sort((a, b) => BUCKETS.indexOf(b.rank.bucket) - BUCKETS.indexOf(a.rank.bucket) || difference(a.rank.order, b.rank.order))

function difference(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) if ((a[at] ?? 0) !== (b[at] ?? 0)) return (a[at] ?? 0) - (b[at] ?? 0)
  return 0
}

/** No two have the same: of equal ones each SDK would choose in its own way. `index`: its place among all, best first. */
export const priorityOf = ({ rank }: Planned, index: number): number => (BUCKETS.indexOf(rank.bucket) + 1) * PER_BUCKET - 1 - index

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms / 1000))
const amount = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null)
/** Of the body: how long after the event it may still be shown (ms), and how long after another message (seconds). */
export const pacesOf = ({ timeout, min_seconds_since_last_trigger: spacing }: Json) => ({ timeout: amount(timeout), spacing: amount(spacing) })

/** `data`: the message, or what is enough to ask for it. `numeric`: Roku compares the start as a number. */
export function wireTrigger({ wire_id, templated, control, conditions, delay, start, end, re_eligibility, timeout, spacing }: Planned, priority: number, data: Json, numeric: boolean): WireTrigger {
  return {
    id: wire_id, type: templated && !control ? 'templated_iam' : 'inapp', trigger_condition: conditions, start_time: seconds(start) ?? (numeric ? 0 : null), end_time: seconds(end),
    priority, delay, re_eligibility, timeout: timeout ?? (delay + SHOWN_WITHIN) * 1000, ...(spacing === null ? {} : { min_seconds_since_last_trigger: spacing }), data,
  }
}
