// What a gate is: it looks at one message for one user, and passes it, stops it with a reason, or puts it off. `explain` shows them in order with what they saw.
import type { Reason } from '../reasons.ts'

export type Seen = Record<string, unknown>
/** `later`: not now, but at this time (ms); then all gates are asked again. */
export type GateResult = { gate: string; passed: true; seen?: Seen } | { gate: string; passed: false; reason: Reason; seen?: Seen; later?: number }

export const passes = (gate: string, seen?: Seen): GateResult => ({ gate, passed: true, ...(seen === undefined ? {} : { seen }) })
export const stops = (gate: string, reason: Reason, seen?: Seen): GateResult => ({ gate, passed: false, reason, ...(seen === undefined ? {} : { seen }) })
export const delays = (gate: string, reason: Reason, later: number, seen?: Seen): GateResult => ({ gate, passed: false, reason, later, ...(seen === undefined ? {} : { seen }) })
