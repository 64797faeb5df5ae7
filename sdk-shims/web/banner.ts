// One banner, its typed properties and its dismissal (B6, B9).
import { createOwned } from './subscriptions.ts'
import { TypedProperties } from './typed-getters.ts'

/** Dismissals of each banner, for the page's subscribers. */
export const bannerDismissals = createOwned<Banner>()

/** The banner that a user has at a placement. */
export class Banner extends TypedProperties {
  /** Names the banner in what is logged of it. */
  id!: string
  placementId!: string
  /** What it shows. */
  html!: string
  isControl: boolean = false

  /** Ends all subscriptions of this banner. */
  removeAllSubscriptions(): void {
    bannerDismissals(this).clear()
  }

  /** Ends one subscription of this banner. */
  removeSubscription(subscriptionGuid: string): void {
    bannerDismissals(this).remove(subscriptionGuid)
  }

  /** Calls `subscriber` when the banner was dismissed. Answers the subscription's id, null for no function. */
  subscribeToDismissedEvent(subscriber: () => void): string | null {
    return bannerDismissals(this).add(subscriber)
  }
}
