// What a new subscriber hears at once, and what the web SDK fetches for its first one (C13, B11, F7; web wire 7, 9).
import { bannersOf } from './banner-store.ts'
import { cardsUpdate } from './cards.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import { flagsOf } from './flags.ts'
import type { Feature } from './server-config.ts'
import type { Syncs } from './syncs.ts'

const FEATURES: Feature[] = ['content_cards', 'banners', 'feature_flags']

export type Subscriptions = {
  subscribe: Device['subscribe']
  listens(feature: 'content_cards' | 'banners'): boolean
  /** Tells the subscribers of a feature what there is now. */
  tell(feature: Feature): void
  reset(): void
}

export const createSubscriptions = (context: Context, syncs: () => Syncs): Subscriptions => {
  let subscribed = new Set<string>()

  const current = (feature: Feature): unknown =>
    feature === 'content_cards' ? cardsUpdate(context) : feature === 'banners' ? bannersOf(context) : flagsOf(context)

  const hearsAtOnce = (feature: Feature): boolean => {
    const { store, wire } = context
    const rule = wire.tellsNewSubscribers[feature]
    const synced = feature === 'banners' ? store.bannersSession : store.flagsSession
    if (rule === 'cached' || rule === 'never') return rule === 'cached'
    return (synced === undefined && rule === 'unless old') || (synced !== undefined && synced === store.session?.id)
  }

  return {
    subscribe: (what, listener) => {
      const end = context.notices.subscribe(what, listener)
      const feature = FEATURES.find((one) => one === what)
      if (feature === undefined || context.process === undefined || context.store.disabled) return end
      if (hearsAtOnce(feature)) (listener as (given: unknown) => void)(structuredClone(current(feature)))
      const isFirst = !subscribed.has(feature) && context.options.subscribesByItself === false
      subscribed.add(feature)
      // observed: web makes up for the session start that nobody listened to
      if (isFirst && context.wire.platform === 'web' && feature !== 'feature_flags' && context.process.sessionStarted) syncs().refresh(feature)
      return end
    },
    listens: (feature) => context.options.subscribesByItself !== false || subscribed.has(feature),
    tell: (feature) => context.notices.emit(feature, current(feature) as never),
    reset: () => { subscribed = new Set() },
  }
}
