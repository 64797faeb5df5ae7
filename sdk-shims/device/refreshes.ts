// What the app may ask the server for itself: a flush, cards, flags, banners (C1, C14, F2, B1, N2; web wire 9).
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { running } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Flush } from './flush.ts'
import type { Sessions } from './sessions.ts'
import type { Syncs } from './syncs.ts'

export type RefreshVerbs = Pick<Device, 'finishPage' | 'requestImmediateDataFlush' | 'requestContentCardsRefresh' | 'refreshFeatureFlags' | 'requestBannersRefresh'>

export const createRefreshVerbs = (context: Context, calls: Calls, flush: Flush, syncs: Syncs, sessions: Sessions): RefreshVerbs => ({
  requestImmediateDataFlush: (done) => {
    running(context)
    // observed: on web a flush counts as activity
    if (context.wire.platform === 'web' && !context.store.disabled) sessions.activity()
    void flush.now().then((ok) => done?.(ok))
  },
  finishPage: (done, isActivity = false) => {
    const process = running(context)
    if (isActivity && !context.store.disabled) sessions.activity()
    Object.assign(process, { ending: true, sessionDue: false })
    void flush.now()
    void calls.after(async () => done?.())
  },
  requestContentCardsRefresh: (done) => { running(context); syncs.refresh('content_cards', { done }) },
  refreshFeatureFlags: (done) => { running(context); syncs.refresh('feature_flags', { done }) },
  requestBannersRefresh: (ids, done) => {
    running(context)
    // Web takes what reads as one word, and sends it as it is. observed: web SDK 6.13.0
    const named = ids.filter((id) => (context.wire.platform === 'web' || typeof id === 'string') && /^\S+$/.test(id))
    if (named.length === 0) return
    context.store.placements = named
    syncs.refresh('banners', { done, placements: named })
  },
})
