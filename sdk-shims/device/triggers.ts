// Trigger evaluation on the device: match, window, priority, delay, timeout, fallback (M1-M10, M16-M18, M20, U14; web wire 6).
import type { Context, PendingDisplay } from './device-memory.ts'
import { isReadable } from './message-rules.ts'
import type { Messages } from './messages.ts'
import type { Templates } from './templates.ts'
import { matches } from './trigger-conditions.ts'
import type { Happening } from './trigger-conditions.ts'
import { createTriggerTimes, isTriggerType, numberOf, triggerTimeoutMs } from './trigger-times.ts'
import type { JsonObject } from './wire-types.ts'

export type Triggers = {
  /** Something happened that may show a message. Waits for a trigger sync that is on its way (M3). */
  fire(what: Happening): void
  /** A trigger sync ended; `list`: with a new list. */
  synced(list: boolean): void
  /** U14. `known`: from one identified user to another. */
  changeUser(known: boolean): void
  /** A process began: what storage kept of delayed displays goes on (web). */
  resume(): void
  /** The process or the store is gone. */
  reset(): void
}

const idOf = (trigger: JsonObject): string => String(trigger['id'] ?? '')

export const createTriggers = (context: Context, messages: Messages, templates: Templates): Triggers => {
  const { wire, clock, notices } = context
  const times = createTriggerTimes(context)
  const timers = new Set<() => void>()
  let waiting: Happening[] = []

  const log = (line: string): void => notices.emit('log', line)
  const byId = (id: string): JsonObject | undefined => context.store.triggers.find((one) => idOf(one) === id)

  /** Runs `run` at `at` unless the process, the store or the timers' owner is gone by then. */
  const at = (due: number, run: () => void): void => {
    if (due <= clock.now()) return run()
    const { process, store } = context
    const cancel = clock.at(due, () => {
      timers.delete(cancel)
      if (context.process === process && context.store === store && !store.disabled) run()
    })
    timers.add(cancel)
  }

  const keep = (trigger: JsonObject, pending: PendingDisplay): void => {
    if (idOf(trigger) !== '') context.store.pendingDisplays.push(pending)
  }

  const schedule = (trigger: JsonObject, pending: PendingDisplay): void => {
    keep(trigger, pending)
    at(pending.at + numberOf(trigger['delay'], 0) * 1000, () => display(trigger, pending))
  }

  /** M10: the next best one whose timeout has not passed, with what is left of its own delay. */
  const fallBack = (pending: PendingDisplay): void => {
    const fallbacks = [...pending.fallbacks]
    for (let id = fallbacks.pop(); id !== undefined; id = fallbacks.pop()) {
      const trigger = byId(id)
      if (trigger === undefined || clock.now() - pending.at >= triggerTimeoutMs(trigger)) continue
      log(`Falling back to lower priority trigger action ${id}.`)
      return schedule(trigger, { ...pending, trigger: id, fallbacks })
    }
  }

  /** M6, M7: the last checks, at display time; then the message counts as triggered. */
  const offer = (trigger: JsonObject, pending: PendingDisplay, data: JsonObject): void => {
    if (!isReadable(data)) return log(`Could not parse trigger data for trigger ${idOf(trigger)}: unknown type ${String(data['type'])}.`)
    const now = clock.now()
    const why = clock.now() - pending.at >= triggerTimeoutMs(trigger) ? 'its timeout elapsed'
      : wire.platform === 'web' && !context.os.online && trigger['type'] === 'inapp' && typeof data['image_url'] === 'string' && data['image_url'] !== '' ? 'the device is offline'
      : !times.isEligible(trigger, now) || !times.isSpaced(trigger, now, pending.happening.type) ? 'display time fell outside of the acceptable time window'
      : messages.hasAudience() ? undefined : 'nobody shows or subscribes to in-app messages'
    if (why !== undefined) return log(`Not displaying trigger ${idOf(trigger)}: ${why}.`)
    const before = wire.platform === 'web' ? undefined : times.mark(idOf(trigger), now)
    const undo = (): void => { if (before !== undefined) times.restore(idOf(trigger), before) }
    messages.offer(data, {
      trigger: idOf(trigger), event: pending.happening.type, userId: pending.userId, undo,
      fallBack: () => { undo(); fallBack(pending) },
    })
    // observed: web counts it when its subscribers have been told: what they log meanwhile may bring another one
    if (before === undefined) times.mark(idOf(trigger), now)
  }

  const display = (trigger: JsonObject, pending: PendingDisplay): void => {
    context.store.pendingDisplays = context.store.pendingDisplays.filter((one) => one !== pending)
    const data = trigger['data']
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return log(`Could not parse trigger data for trigger ${idOf(trigger)}, ignoring.`)
    if (trigger['type'] === 'inapp') return messages.mayAsk(data) ? offer(trigger, pending, data) : fallBack(pending)
    // Web asks even when it is too late to show what comes
    if (wire.platform !== 'web' && clock.now() - pending.at >= triggerTimeoutMs(trigger)) return log(`Not displaying trigger ${idOf(trigger)}: its timeout elapsed.`)
    templates.request(data, pending, triggerTimeoutMs(trigger), {
      message: (given) => (messages.mayAsk(given) ? offer(trigger, pending, given) : fallBack(pending)),
      refused: () => fallBack(pending),
    })
  }

  const evaluate = (what: Happening): void => {
    const { store } = context
    const now = clock.now()
    const eligible: JsonObject[] = []
    let matched = false
    for (const trigger of store.triggers) {
      const due = now + numberOf(trigger['delay'], 0) * 1000
      if (!isTriggerType(trigger) || !times.isOpen(trigger, now) || !times.isEligible(trigger, due)) continue
      if (!matches(wire.platform, trigger, what, now)) continue
      matched = true
      if (times.isSpaced(trigger, due, what.type)) eligible.push(trigger)
    }
    if (!matched) {
      log(`No matching trigger for event. ${what.type}${what.name === undefined ? '' : ` ${what.name}`}`)
      // M18
      notices.emit('no_matching_trigger', { event: what.type, data: what.event })
      return
    }
    // M4: of equal priorities the later one of the list wins
    eligible.sort((a, b) => numberOf(a['priority'], 0) - numberOf(b['priority'], 0))
    const best = eligible.pop()
    if (best === undefined) return log(`Ignoring ${what.type} trigger event because a trigger was displayed too recently.`)
    log(`Triggering action: ${idOf(best)} from ${what.type}`)
    schedule(best, { trigger: idOf(best), at: now, happening: what, fallbacks: eligible.map(idOf), userId: store.userId })
  }

  const fire = (what: Happening): void => {
    const { process, store } = context
    if (process === undefined || store.disabled) return
    if (process.triggerSyncs > 0) waiting.push(what)
    else evaluate(what)
  }

  const release = (): void => {
    const held = waiting
    waiting = []
    held.forEach(fire)
  }

  const synced = (list: boolean): void => {
    const { process, store } = context
    if (process === undefined || process.triggerSyncs > 0) return
    const opens = wire.platform === 'web' ? list : process.openPending
    if (list) {
      if (wire.platform === 'web') times.prune()
      store.deferredMessage = undefined
      if (store.triggers.some((one) => matches(wire.platform, one, { type: 'test' }, clock.now()))) fire({ type: 'test' })
    }
    process.openPending = false
    if (opens) fire({ type: 'open' })
    // M16: without an answer mobile SDKs judge by the triggers they have; web waits for the next list.
    if (list || wire.platform !== 'web') release()
  }

  const reset = (): void => {
    for (const cancel of timers) cancel()
    timers.clear()
    waiting = []
    templates.reset()
  }

  const changeUser = (known: boolean): void => {
    const { store } = context
    store.triggers = []
    store.deferredMessage = undefined
    if (known || wire.platform !== 'web') {
      reset()
      store.pendingDisplays = []
    }
    if (!known) return
    // M9: the memory of what was shown is kept when an anonymous user becomes known.
    store.triggersShownAt = {}
    store.lastTriggerAt = undefined
  }

  const resume = (): void => {
    const { store } = context
    const pending = wire.platform === 'web' ? store.pendingDisplays : []
    store.pendingDisplays = []
    for (const one of pending) {
      const trigger = byId(one.trigger)
      if (trigger !== undefined && one.at + numberOf(trigger['delay'], 0) * 1000 > clock.now()) schedule(trigger, one)
    }
  }

  return { fire, synced, changeUser, resume, reset }
}
