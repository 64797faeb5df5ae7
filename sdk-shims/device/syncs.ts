// Content Cards, feature flag and banner syncs: when asked for, paced, retried, told of (C1-C3, C12-C14, F1-F3, F7, B1, B2, N7).
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import type { Endpoint } from './platform-wire.ts'
import { backoffRule, flagsRefreshSeconds, isEnabled, maxPlacements, nextBackoff } from './server-config.ts'
import type { Feature } from './server-config.ts'
import { applySync } from './sync-state.ts'
import { permitFor } from './limiter.ts'
import type { JsonObject } from './wire-types.ts'

/** Attempts of one sync before the SDK gives up (web wire 4). */
const MAX_ATTEMPTS = 15
/** B2: placements per session where the config does not say (mobile). */
const MAX_PLACEMENTS = 10

const ENDPOINTS: Record<Feature, Endpoint> = { content_cards: 'contentCards', feature_flags: 'featureFlags', banners: 'banners' }
const FEATURES = Object.keys(ENDPOINTS) as Feature[]

/** Told how each attempt ended; false too when none was made. */
export type Done = (ok: boolean) => void
/** `realTime`: the channel asked (web wire 10): no flag rate limit, and a header that says so. */
export type Ask = { done?: Done | undefined; realTime?: boolean; placements?: string[] }

export type Syncs = {
  /** The app asked (or a stored wish came due). Dropped when the feature is off. */
  refresh(feature: Feature, ask?: Ask): void
  /** A new session or messaging session: cards, flags, and banners that were asked for before (C1, F1, B1). */
  onNewSession(): void
  /** A config was taken: what waited for it goes out, and what it turned on is fetched (C2). */
  onConfig(before: JsonObject | undefined): void
  /** A good answer for this user came with the data. Web then empties what is off, and says so each time. */
  onAnswer(): void
  /** N5: requests held back may leave now. */
  release(): void
  /** Forgets retries: another user, or no process. And wishes that wait for the config, unless the page keeps them. */
  reset(keepWishes?: boolean): void
}

/** Called after every attempt that ended, and when the server switched a feature off (F7, B11, C13). */
export type Settled = (feature: Feature, how: 'ok' | 'failed' | 'emptied') => void

export const createSyncs = (context: Context, calls: Calls, settled: Settled): Syncs => {
  /** For the config to turn the feature on. */
  const waiting = new Map<Feature, Ask[]>()
  /** For release(). */
  const held = new Map<Feature, Ask>()
  const timers = new Map<Feature, () => void>()

  const switches = (): JsonObject | undefined =>
    context.wire.enablementFrom === 'launch' ? context.process?.launchConfig : context.store.config

  /** Each will be asked for itself; of the flags' the first alone. observed: web SDK 6.13.0 */
  const wait = (feature: Feature, ask: Ask): void => {
    const before = waiting.get(feature) ?? []
    if (feature !== 'feature_flags' || before.length === 0) waiting.set(feature, [...before, ask])
  }
  const taken = (feature: Feature): Ask[] => {
    const asks = waiting.get(feature) ?? []
    waiting.delete(feature)
    return asks
  }

  const later = (feature: Feature, at: number, run: () => void): void => {
    timers.get(feature)?.()
    timers.set(feature, context.clock.at(at, () => { timers.delete(feature); run() }))
  }

  const placements = (ask: Ask): string[] => {
    const max = context.wire.platform === 'web' ? maxPlacements(switches()) : maxPlacements(switches()) || MAX_PLACEMENTS
    return (ask.placements ?? context.store.placements).slice(0, max)
  }

  const extra = (feature: Feature, ask: Ask): JsonObject => {
    const { store, wire, clock } = context
    if (feature === 'content_cards') return { last_full_sync_at: store.cardsFullSyncAt, last_card_updated_at: store.cardsUpdatedAt }
    if (feature === 'feature_flags') return {}
    const ids = placements(ask)
    for (const id of ids) store.bannersAskedAt[id] = clock.now()
    const wanted = ids.map((id) => ({ id }))
    const pending = store.dismissals.map(({ banner_id, dismissal_time }) => ({ banner_id, dismissal_time }))
    if (wire.platform === 'web') return { time_ms: clock.now(), placements: wanted, pending_dismissals: pending }
    return { placements: wanted, ...(pending.length > 0 ? { pending_dismissals: pending } : {}) }
  }

  /** observed: on web whoever asked hears of a failure before the subscribers do, of a success after them. */
  const end = (feature: Feature, ask: Ask, ok: boolean): void => {
    const first = !ok && context.wire.platform === 'web'
    if (first) ask.done?.(ok)
    settled(feature, ok ? 'ok' : 'failed')
    if (!first) ask.done?.(ok)
  }

  const attempt = (feature: Feature, ask: Ask, tries: number, lastSleep: number | undefined): void => {
    const { store, process, clock, wire } = context
    if (process === undefined || store.disabled) return
    if (process.held) return void held.set(feature, ask)
    const endpoint = ENDPOINTS[feature]
    const permit = permitFor(context, endpoint)
    if (!permit.granted) {
      // observed: web holds back for the common limiter only
      if (wire.syncWithoutToken === 'delayed' && permit.own !== true) later(feature, permit.at, () => attempt(feature, ask, tries, lastSleep))
      else ask.done?.(false)
      return
    }
    if (feature === 'content_cards') store.cardsSyncedAt = clock.now()
    const user = store.userId
    const mine = (): boolean => context.store === store && store.userId === user
    const made = (): JsonObject => ({ ...userEnvelope(context), ...extra(feature, ask) })
    // Web says what it knows when it is asked, whatever has come by the time of its turn. observed: web SDK 6.13.0
    const atOnce = wire.platform === 'web' ? made() : undefined
    const sent = calls.send({
      endpoint,
      body: () => (mine() ? atOnce ?? made() : undefined),
      signature: signatureOf(context),
      tokensLeft: permit.left,
      headers: {
        ...(feature === 'content_cards' ? { 'BRAZE-SYNC-RETRY-COUNT': String(tries) } : {}),
        ...(ask.realTime === true ? { 'X-Braze-Request-Initiated-By': 'di' } : {}),
      },
    })
    const settle = sent.then(({ outcome, record }) => {
      // U13: what was asked for another user is dropped.
      if (!mine() || context.process !== process) return
      if (outcome.kind === 'abandoned') return void (process.held ? held.set(feature, ask) : undefined)
      if (outcome.kind === 'ok') applySync(context, feature, outcome.body, record)
      else if (outcome.kind === 'failed' && tries + 1 < MAX_ATTEMPTS) {
        const sleep = nextBackoff(backoffRule(store.config), lastSleep, context.random.unit())
        later(feature, clock.now() + sleep + outcome.retryAfterMs, () => attempt(feature, ask, tries + 1, sleep))
      }
      end(feature, ask, outcome.kind === 'ok')
    })
    void calls.track(settle)
  }

  /** Web: cards and banners that the server switched off are none, as who listens hears whenever it shows (C2, B3). observed: web SDK 6.13.0 */
  const empty = (feature: Feature): void => {
    const { store } = context
    if (feature === 'content_cards') store.cards = []
    else Object.assign(store, { banners: {}, bannerImpressions: {}, bannersAskedAt: {}, dismissals: [] })
    if (context.listens(feature as 'content_cards' | 'banners')) settled(feature, 'emptied')
  }
  const onAnswer = (): void => {
    if (context.wire.platform !== 'web' || context.store.config === undefined) return
    for (const feature of ['content_cards', 'banners'] as const) if (!isEnabled(context.store.config, feature)) empty(feature)
  }

  const request = (feature: Feature, ask: Ask, explicit = false): void => {
    const config = switches()
    if (context.process?.ending === true) return
    if (context.process === undefined || context.store.disabled) return void ask.done?.(false)
    if (feature === 'banners' && context.store.placements.length === 0) return
    if (context.store.config === undefined) {
      // A session's start leaves no wish but for cards. observed: web SDK 6.13.0
      if (context.wire.waitsForConfig && (explicit || feature === 'content_cards')) wait(feature, ask)
      // observed: web answers a flag refresh at once, with what is cached; a session start tells nobody
      if (feature === 'feature_flags' && explicit) end(feature, ask, false)
      else if (!context.wire.waitsForConfig) ask.done?.(false)
      return
    }
    if (!isEnabled(config, feature)) {
      if (feature === 'feature_flags') return end(feature, ask, false)
      if (context.wire.platform !== 'web') return ask.done?.(false)
      // observed: web asks again when the server turns it on
      wait(feature, ask)
      return empty(feature)
    }
    if (feature === 'banners' && placements(ask).length === 0) return
    timers.get(feature)?.()
    timers.delete(feature)
    attempt(feature, ask, 0, undefined)
  }

  const refresh = (feature: Feature, ask: Ask = {}): void => {
    const { store, clock } = context
    const limit = flagsRefreshSeconds(store.config)
    // F2: inside the refresh limit nothing is asked; -1 = never.
    if (feature === 'feature_flags' && store.flagsAt !== undefined && ask.realTime !== true) {
      if (limit < 0 || clock.now() - store.flagsAt < limit * 1000) return end(feature, ask, false)
    }
    request(feature, ask, true)
  }

  /** Web asks for cards and banners by itself only for an app that listens for them (web wire 7, 9). */
  const isWanted = (feature: Feature): boolean =>
    context.wire.platform !== 'web' || feature === 'feature_flags' || context.listens(feature)

  const onConfig = (before: JsonObject | undefined): void => {
    const { store, wire } = context
    if (wire.enablementFrom === 'launch') return
    for (const feature of FEATURES) {
      const [was, is] = [isEnabled(before, feature), isEnabled(store.config, feature)]
      if (wire.platform === 'web' && feature !== 'feature_flags') {
        // Whoever asked while it was off is an ask for the rest of the page: each time it is switched. observed: web SDK 6.13.0
        if (was !== is) for (const wish of [...waiting.get(feature) ?? []]) request(feature, wish)
        continue
      }
      const wishes = taken(feature)
      for (const wish of wishes) request(feature, wish)
      // The flags' own request comes on top. observed: web SDK 6.13.0
      if (is && !was && isWanted(feature) && (wishes.length === 0 || feature === 'feature_flags')) request(feature, {})
    }
  }

  const release = (): void => {
    const asks = [...held]
    held.clear()
    for (const [feature, ask] of asks) request(feature, ask)
  }

  const reset = (keepWishes = false): void => {
    if (!keepWishes) waiting.clear()
    held.clear()
    for (const cancel of timers.values()) cancel()
    timers.clear()
  }

  return { refresh, onNewSession: () => FEATURES.filter(isWanted).forEach((one) => request(one, {})), onConfig, onAnswer, release, reset }
}
