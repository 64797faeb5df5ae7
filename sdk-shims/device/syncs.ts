// Content Cards, feature flag and banner syncs: when asked for, paced, retried (C1-C3, C12, F1-F3, B1, B2, N7).
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import type { Endpoint } from './platform-wire.ts'
import { PATHS } from './platform-wire.ts'
import { backoffRule, bucketRule, flagsRefreshSeconds, isEnabled, maxPlacements, nextBackoff } from './server-config.ts'
import type { Feature } from './server-config.ts'
import { applySync } from './sync-state.ts'
import { takeToken } from './token-bucket.ts'
import type { JsonObject } from './wire-types.ts'

/** Attempts of one sync before the SDK gives up (web wire 4). */
const MAX_ATTEMPTS = 15
/** B2: placements per session where the config does not say (mobile). */
const MAX_PLACEMENTS = 10

const ENDPOINTS: Record<Feature, Endpoint> = { content_cards: 'contentCards', feature_flags: 'featureFlags', banners: 'banners' }
const FEATURES = Object.keys(ENDPOINTS) as Feature[]

export type Syncs = {
  /** The app asked (or a stored wish came due). Dropped when the feature is off. */
  refresh(feature: Feature): void
  /** A new session or messaging session: cards, flags, and banners that were asked for before (C1, F1, B1). */
  onNewSession(): void
  /** A config was taken: what waited for it goes out, and what it turned on is fetched (C2). */
  onConfig(before: JsonObject | undefined): void
  /** N5: requests held back may leave now. */
  release(): void
  /** Forgets retries and wishes: another user, or no process. */
  reset(): void
}

/** Path as the limiter's overrides name it. */
export const limiterPath = (endpoint: Endpoint): string => PATHS[endpoint].replace('/api/v3/', '').replace(/\/$/, '')

export const createSyncs = (context: Context, calls: Calls): Syncs => {
  const waiting = new Set<Feature>()
  const timers = new Map<Feature, () => void>()

  const switches = (): JsonObject | undefined =>
    context.wire.enablementFrom === 'launch' ? context.process?.launchConfig : context.store.config

  const later = (feature: Feature, at: number, run: () => void): void => {
    timers.get(feature)?.()
    timers.set(feature, context.clock.at(at, () => { timers.delete(feature); run() }))
  }

  const placements = (): JsonObject[] => {
    const max = context.wire.platform === 'web' ? maxPlacements(switches()) : maxPlacements(switches()) || MAX_PLACEMENTS
    return context.store.placements.slice(0, max).map((id) => ({ id }))
  }

  const extra = (feature: Feature): JsonObject => {
    const { store, wire, clock } = context
    if (feature === 'content_cards') return { last_full_sync_at: store.cardsFullSyncAt, last_card_updated_at: store.cardsUpdatedAt }
    if (feature === 'feature_flags') return {}
    return wire.platform === 'web'
      ? { time_ms: clock.now(), placements: placements(), pending_dismissals: [] }
      : { placements: placements() }
  }

  const attempt = (feature: Feature, tries: number, lastSleep: number | undefined): void => {
    const { store, process, clock, wire } = context
    if (process === undefined || store.disabled) return
    if (process.held) return void waiting.add(feature)
    const endpoint = ENDPOINTS[feature]
    const permit = takeToken(store.buckets, bucketRule(store.config, limiterPath(endpoint), wire.smallestCapacity), clock.now())
    if (!permit.granted) {
      if (wire.syncWithoutToken === 'delayed') later(feature, permit.at, () => attempt(feature, tries, lastSleep))
      return
    }
    const user = store.userId
    const mine = (): boolean => context.store === store && store.userId === user
    const sent = calls.send({
      endpoint,
      body: () => (mine() ? { ...userEnvelope(context), ...extra(feature) } : undefined),
      signature: signatureOf(context),
      tokensLeft: permit.left,
      headers: feature === 'content_cards' ? { 'BRAZE-SYNC-RETRY-COUNT': String(tries) } : {},
    })
    const settle = sent.then(({ outcome, record }) => {
      // U13: what was asked for another user is dropped.
      if (!mine() || context.process !== process) return
      if (outcome.kind === 'ok') applySync(context, feature, outcome.body, record)
      else if (outcome.kind === 'abandoned' && process.held) waiting.add(feature)
      else if (outcome.kind === 'failed' && tries + 1 < MAX_ATTEMPTS) {
        const sleep = nextBackoff(backoffRule(store.config), lastSleep, context.random.unit())
        later(feature, clock.now() + sleep + outcome.retryAfterMs, () => attempt(feature, tries + 1, sleep))
      }
    })
    void calls.track(settle)
  }

  const request = (feature: Feature): void => {
    const config = switches()
    if (context.process === undefined || context.store.disabled) return
    if (feature === 'banners' && context.store.placements.length === 0) return
    if (context.store.config === undefined && context.wire.waitsForConfig) return void waiting.add(feature)
    if (!isEnabled(config, feature)) return
    if (feature === 'banners' && placements().length === 0) return
    timers.get(feature)?.()
    timers.delete(feature)
    attempt(feature, 0, undefined)
  }

  const refresh = (feature: Feature): void => {
    const { store, clock } = context
    const limit = flagsRefreshSeconds(store.config)
    // F2: inside the refresh limit nothing is asked; -1 = never.
    if (feature === 'feature_flags' && store.flagsAt !== undefined) {
      if (limit < 0 || clock.now() - store.flagsAt < limit * 1000) return
    }
    request(feature)
  }

  const onConfig = (before: JsonObject | undefined): void => {
    const { store } = context
    if (context.wire.platform === 'web' && !isEnabled(store.config, 'content_cards')) store.cards = []
    if (context.wire.enablementFrom === 'launch') return
    for (const feature of FEATURES) {
      const turnedOn = isEnabled(store.config, feature) && !isEnabled(before, feature)
      const wished = waiting.delete(feature)
      if (wished || turnedOn) request(feature)
    }
  }

  const release = (): void => {
    for (const feature of FEATURES) if (waiting.delete(feature)) request(feature)
  }

  const reset = (): void => {
    waiting.clear()
    for (const cancel of timers.values()) cancel()
    timers.clear()
  }

  return { refresh, onNewSession: () => FEATURES.forEach(request), onConfig, release, reset }
}
