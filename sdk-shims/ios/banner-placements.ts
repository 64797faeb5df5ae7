// Views that the app registers for a placement: given what to render, told when there is nothing more (B7, B12). docs: BrazeBannerPlacement; braze-swift-sdk changelog 11.6.0, 15.1.0, 18.1.0
import type { DeviceClock } from '../device/virtual-clock.ts'
import type { Banner, BannerDismissalEvent } from './banners.ts'
import type { Cancellable } from './observers.ts'

/** Why a view is emptied. NOTE: only the first two words are known; the third stands for a sync or a user without this banner. */
export type RemovalReason = 'dismissal' | 'expired' | 'unavailable'

/** A view of the app's own, or the SDK's BannerUIView. */
export type BrazeBannerPlacement = {
  readonly placementId: string
  render(banner: Banner): void
  removeBannerContent?(reason: RemovalReason): void
  onDismiss?: ((event: BannerDismissalEvent) => void) | undefined
}

type Source = {
  clock: DeviceClock
  current(placementId: string): Banner | undefined
  /** Tells of every change. */
  follow(changed: () => void): Cancellable
}

export type BannerPlacements = {
  register(view: BrazeBannerPlacement): void
  /** Swift lets go of a view by itself. */
  remove(view: BrazeBannerPlacement): void
  /** The banner of a placement is being dismissed while `act` runs. */
  dismissing(event: BannerDismissalEvent, act: () => boolean): void
}

export const createBannerPlacements = ({ clock, current, follow }: Source): BannerPlacements => {
  const held = new Map<BrazeBannerPlacement, () => void>()
  let dismissed: string | undefined

  const reasonOf = ({ placementId, expiresAt }: Banner): RemovalReason =>
    placementId === dismissed ? 'dismissal' : expiresAt >= 0 && expiresAt * 1000 < clock.now() ? 'expired' : 'unavailable'

  const register: BannerPlacements['register'] = (view) => {
    let shown: Banner | undefined
    let stopWaiting = (): void => undefined
    const show = (): void => {
      stopWaiting()
      const [before, banner] = [shown, current(view.placementId)]
      shown = banner
      if (banner !== undefined) {
        // It is gone when its time has passed, not before
        if (banner.expiresAt >= 0) stopWaiting = clock.at(banner.expiresAt * 1000 + 1, show)
        view.render(banner)
      } else if (before !== undefined) view.removeBannerContent?.(reasonOf(before))
    }
    show()
    const following = follow(show)
    held.set(view, () => {
      following.cancel()
      stopWaiting()
    })
  }

  return {
    register,
    remove: (view) => {
      held.get(view)?.()
      held.delete(view)
    },
    dismissing: (event, act) => {
      dismissed = event.placementId
      const done = act()
      dismissed = undefined
      if (done) for (const view of [...held.keys()]) if (view.placementId === event.placementId) view.onDismiss?.(event)
    },
  }
}
