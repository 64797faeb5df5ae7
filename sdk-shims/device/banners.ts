// What an app and its user do with banners: read, view, click, dismiss (B4-B7, B10, B12; web wire 3, 9).
import { bannersOf, heldBanner, rememberDismissal } from './banner-store.ts'
import { running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Log } from './logging.ts'

export type BannerVerbs = Pick<Device, 'getBanner' | 'getAllBanners' | 'logBannerImpressions' | 'logBannerClick' | 'dismissBanner'>

export const createBannerVerbs = (context: Context, log: Log): BannerVerbs => {
  const readable = (placementId: string) => bannersOf(context)[placementId] ?? null
  return {
    getBanner: readable,
    getAllBanners: () => bannersOf(context),
    logBannerImpressions: (placementIds) => {
      running(context)
      const { store } = context
      if (store.disabled) return false
      const ids: string[] = []
      for (const placement of placementIds) {
        // observed: web counts one that has expired as well
        const banner = context.wire.platform === 'web' ? heldBanner(context, placement) : readable(placement)
        // B4: once per banner id and session; a control banner counts too
        if (banner === null || store.bannerImpressions[banner.id] === true) continue
        store.bannerImpressions[banner.id] = true
        ids.push(banner.id)
      }
      return ids.length > 0 && log('bi', { ids })
    },
    logBannerClick: (placementId, buttonId) => {
      running(context)
      const banner = readable(placementId)
      return banner !== null && log('bc', { id: banner.id, ...(buttonId === undefined || buttonId === '' ? {} : { bid: buttonId }) })
    },
    dismissBanner: (given) => {
      running(context)
      const { store } = context
      const banner = typeof given === 'string' ? readable(given) : Object.hasOwn(store.banners, given.placementId) ? given : null
      if (banner === null || banner.stableKey === undefined || store.disabled) return false
      const done = rememberDismissal(context, banner, banner.stableKey)
      if (done === undefined) return false
      if (done.stood) context.notices.emit('banners', bannersOf(context))
      return log('bd', { id: banner.id })
    },
  }
}
