// When queued data leaves: every 10 s, at once, after a back-off, or only on request (N1-N7, S14, A6).
import type { Outcome } from './answers.ts'
import type { Calls } from './calls.ts'
import { createDataRequests } from './data-requests.ts'
import type { Context } from './device-memory.ts'
import { backoffRule, messagingSessionMs, nextBackoff } from './server-config.ts'
import type { Syncs } from './syncs.ts'
import { permitFor } from './limiter.ts'
import type { JsonObject } from './wire-types.ts'

/** N1 */
const FLUSH_INTERVAL_S = 10
/** A6: refusals in a row after which automatic flushes pause until the next session. */
const MAX_AUTH_FAILURES = 50

export type Flush = {
  /** Sends what is queued now. Resolves to false when a request failed or could not leave. */
  now(): Promise<boolean>
  /** Data was queued: it leaves with the next automatic flush. */
  arm(): void
  /** A process or page began: its timer runs from now on. */
  begin(): void
  /** Stops the timer (process gone, SDK disabled). */
  stop(): void
  /** S14: asks for triggers, cards and flags again when the messaging session is stale. */
  renewMessagingSession(): void
  /** Called when a config was taken. */
  onConfig(listener: () => void): void
  /** Called when a trigger sync ended (M3). */
  onTriggers(listener: (list: boolean) => void): void
  /** Called when `ss` of a session that began lazily left. */
  onSessionSent(listener: () => void): void
  /** Asks for triggers now: a test message, a push click, the real-time channel. */
  fetchTriggers(): void
  nextAt(): number | undefined
}

export const createFlush = (context: Context, calls: Calls, syncs: Syncs): Flush => {
  let timer: { at: number; cancel: () => void } | undefined
  let cancelRenewal: (() => void) | undefined
  let lastSleep: number | undefined
  /** Web: its timer began to run then, and rings at each interval, queued data or not. observed: web SDK 6.13.0 */
  let ticksFrom = context.clock.now()
  const listeners: Array<() => void> = []
  const sessionListeners: Array<() => void> = []
  const triggerListeners: Array<(list: boolean) => void> = []
  const requests = createDataRequests(context, calls, (before: JsonObject | undefined) => {
    syncs.onConfig(before)
    for (const one of listeners) one()
  }, (list) => triggerListeners.forEach((one) => one(list)), syncs.onAnswer)

  const stop = (): void => {
    timer?.cancel()
    timer = undefined
    cancelRenewal?.()
    cancelRenewal = undefined
  }
  const schedule = (at: number): void => {
    timer?.cancel()
    timer = { at, cancel: context.clock.at(at, () => { timer = undefined; void now() }) }
  }
  const mayTick = (): boolean => {
    const { process, store, wire, options } = context
    if (process === undefined || store.disabled || process.held) return false
    if (process.authFailures >= MAX_AUTH_FAILURES) return false
    // N1 (web): a hidden tab waits. N4: under the manual policy only what the SDK itself asks for is repeated.
    if (wire.platform === 'web' && !process.foreground) return false
    return options.flushPolicy !== 'manual' || process.wantTriggers
  }
  const intervalMs = (): number => (context.options.flushIntervalSeconds ?? FLUSH_INTERVAL_S) * 1000

  /** S14 (web): the page's own tick finds the messaging session stale, though nothing is queued. observed: web SDK 6.13.0 in Chromium */
  const armRenewal = (): void => {
    cancelRenewal?.()
    const limit = messagingSessionMs(context.store.config)
    const since = context.store.messagingSince
    if (context.wire.platform !== 'web' || limit === undefined || !mayTick()) return
    const stale = Math.max(context.clock.now(), since === undefined ? 0 : since + limit)
    cancelRenewal = context.clock.at(ticksFrom + (Math.floor((stale - ticksFrom) / intervalMs()) + 1) * intervalMs(), () => { cancelRenewal = undefined; void now() })
  }

  const arm = (): void => {
    armRenewal()
    if (timer !== undefined || !mayTick() || requests.ready().length === 0) return
    const now = context.clock.now()
    const ticks = context.wire.platform === 'web' ? Math.floor((now - ticksFrom) / intervalMs()) * intervalMs() : now - ticksFrom
    schedule(ticksFrom + ticks + intervalMs())
  }

  const stale = (): boolean => {
    const limit = messagingSessionMs(context.store.config)
    const since = context.store.messagingSince
    if (limit === undefined) return false
    if (context.wire.platform === 'web') return since === undefined || context.clock.now() - since > limit
    return since !== undefined && context.clock.now() - since >= limit
  }
  const startMessagingSession = (): void => {
    context.store.messagingSince = context.clock.now()
    syncs.onNewSession()
  }
  const renewMessagingSession = (): void => {
    if (context.process === undefined || context.store.disabled || !stale()) return
    context.process.wantTriggers = true
    void now()
    startMessagingSession()
  }

  const settle = (outcome: Outcome): boolean => {
    const { process } = context
    if (process === undefined || outcome.kind === 'abandoned') return false
    if (outcome.kind !== 'failed') {
      lastSleep = undefined
      if (context.wire.platform === 'web') stop()
      ticksFrom = context.clock.now()
      arm()
      return outcome.kind === 'ok'
    }
    lastSleep = nextBackoff(backoffRule(context.store.config), lastSleep, context.random.unit())
    if (mayTick()) schedule(context.clock.now() + lastSleep + outcome.retryAfterMs)
    else stop()
    return false
  }

  const now = async (): Promise<boolean> => {
    const { process, store, wire, clock } = context
    if (process === undefined || store.disabled || process.held) return false
    // Web renews the messaging session with a flush; 0 means with every flush (web wire 5).
    const isStale = wire.platform === 'web' && stale()
    const renews = isStale && !process.wantTriggers
    if (isStale) Object.assign(store, { messagingSince: clock.now() })
    if (renews) process.wantTriggers = true
    if (requests.ready().length === 0) {
      ticksFrom = clock.now()
      return true
    }
    const sent: Array<Promise<boolean>> = []
    stop()
    for (const batch of requests.ready()) {
      const permit = permitFor(context, 'data')
      if (!permit.granted) {
        schedule(permit.at)
        return false
      }
      sent.push(calls.track(requests.send(batch, permit.left).then(settle)))
    }
    if (process.sessionDue) {
      process.sessionDue = false
      for (const one of sessionListeners) one()
    } else if (renews) syncs.onNewSession()
    return (await Promise.all(sent)).every(Boolean)
  }

  const fetchTriggers = (): void => {
    if (context.process === undefined || context.store.disabled) return
    context.process.wantTriggers = true
    void now()
  }

  return {
    now, arm, stop, begin: () => { ticksFrom = context.clock.now(); arm() }, renewMessagingSession, fetchTriggers, nextAt: () => timer?.at,
    onConfig: (one) => void listeners.push(one), onTriggers: (one) => void triggerListeners.push(one), onSessionSent: (one) => void sessionListeners.push(one),
  }
}
