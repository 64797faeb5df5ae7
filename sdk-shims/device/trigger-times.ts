// When a trigger may show again: re-eligibility, the interval between messages, its period, its timeout (M5-M9).
import type { TriggerEventName } from './content-types.ts'
import type { Context } from './device-memory.ts'
import type { Json, JsonObject } from './wire-types.ts'

/** M5, in seconds. */
const MIN_INTERVAL_S = 30
/** M9: re_eligibility of a message shown once. */
const NEVER_AGAIN = -1
/** M7: what is added to the delay where a trigger says no timeout, in seconds. */
const TIMEOUT_AFTER_DELAY_S = 30

export const numberOf = (value: Json | undefined, missing: number): number => (typeof value === 'number' ? value : missing)

export const isTriggerType = (trigger: JsonObject): boolean => trigger['type'] === 'inapp' || trigger['type'] === 'templated_iam'

/** M7, in ms from the event. */
export const triggerTimeoutMs = (trigger: JsonObject): number =>
  numberOf(trigger['timeout'], (numberOf(trigger['delay'], 0) + TIMEOUT_AFTER_DELAY_S) * 1000)

type Before = { own: number | undefined; any: number | undefined }

export type TriggerTimes = {
  /** M8: start_time ≤ now ≤ end_time; nulls are open. */
  isOpen(trigger: JsonObject, now: number): boolean
  /** M9 */
  isEligible(trigger: JsonObject, at: number): boolean
  /** M5, M6: enough time since any message; a test send does not ask. */
  isSpaced(trigger: JsonObject, at: number, event: TriggerEventName): boolean
  /** Shown now; gives back what was before. */
  mark(id: string, now: number): Before
  /** M14: REENQUEUE. */
  restore(id: string, before: Before): void
  /** Web: what is no longer in the list is forgotten. */
  prune(): void
}

export const createTriggerTimes = (context: Context): TriggerTimes => ({
  isOpen: (trigger, now) =>
    numberOf(trigger['start_time'], -Infinity) * 1000 <= now && numberOf(trigger['end_time'], Infinity) * 1000 >= now,
  isEligible: (trigger, at) => {
    const last = context.store.triggersShownAt[String(trigger['id'])]
    if (last === undefined) return true
    const again = numberOf(trigger['re_eligibility'], NEVER_AGAIN)
    return again !== NEVER_AGAIN && at - last >= again * 1000
  },
  isSpaced: (trigger, at, event) => {
    const last = context.store.lastTriggerAt
    if (last === undefined || event === 'test') return true
    const wanted = context.options.minimumIntervalBetweenTriggerActionsInSeconds ?? MIN_INTERVAL_S
    return at - last >= numberOf(trigger['min_seconds_since_last_trigger'], wanted) * 1000
  },
  mark: (id, now) => {
    const { store } = context
    const before = { own: store.triggersShownAt[id], any: store.lastTriggerAt }
    if (id !== '') store.triggersShownAt[id] = now
    store.lastTriggerAt = now
    return before
  },
  restore: (id, before) => {
    const { store } = context
    store.lastTriggerAt = before.any
    if (before.own === undefined) delete store.triggersShownAt[id]
    else store.triggersShownAt[id] = before.own
  },
  prune: () => {
    const { store } = context
    const ids = new Set(store.triggers.map((one) => one['id']))
    store.triggersShownAt = Object.fromEntries(Object.entries(store.triggersShownAt).filter(([id]) => ids.has(id)))
    store.pendingDisplays = store.pendingDisplays.filter((one) => ids.has(one.trigger))
  },
})
