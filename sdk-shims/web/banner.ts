// One banner, its typed properties and its dismissal (B6, B9).
import { createOwned } from './subscriptions.ts'
import type { JsonPropertyValue, PropertiesJson } from './typed-values.ts'
import { readProperty } from './typed-values.ts'

/** Dismissals of each banner, for the page's subscribers. */
export const bannerDismissals = createOwned<Banner>()

/** The banner that a user has at a placement. */
export class Banner {
  /** Names the banner in what is logged of it. */
  id!: string
  placementId!: string
  /** What it shows. */
  html!: string
  isControl: boolean = false
  /** As the server types them; the getters below read them. */
  properties: PropertiesJson = {}

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

  /** The text at `key`; null when there is none or it is of another type. */
  getStringProperty(key: string): string | null {
    return readProperty(this.properties, key, 'string')
  }

  /** The number at `key`; null when there is none or it is of another type. */
  getNumberProperty(key: string): number | null {
    return readProperty(this.properties, key, 'number')
  }

  /** The boolean at `key`; null when there is none or it is of another type. */
  getBooleanProperty(key: string): boolean | null {
    return readProperty(this.properties, key, 'boolean')
  }

  /** The image address at `key`; null when there is none or it is of another type. */
  getImageProperty(key: string): string | null {
    return readProperty(this.properties, key, 'image')
  }

  /** The JSON object at `key`; null when there is none or it is of another type. */
  getJsonProperty(key: string): JsonPropertyValue | null {
    return readProperty(this.properties, key, 'jsonobject')
  }

  /** The date in ms since 1970 at `key`; null when there is none or it is of another type. */
  getTimestampProperty(key: string): number | null {
    return readProperty(this.properties, key, 'datetime')
  }
}
