// Banners as the page reads, inserts and dismisses them (B1-B7, B10; web wire 9).
import type { Banner as DeviceBanner } from '../device/content-types.ts'
import { browser } from './browser.ts'
import { Banner, bannerDismissals } from './banner.ts'
import { isPlace } from './element.ts'
import type { Instance } from './instance.ts'
import { sdk } from './instance.ts'
import { complain, note, refuse, warn } from './logger.ts'
import { screen } from './screen.ts'
import { isToldAtOnce, subscribeTo } from './subscribing.ts'
import type { PropertiesJson } from './typed-values.ts'

/** What each banner was made of. */
const originals = new WeakMap<Banner, DeviceBanner>()

const bannerOf = (given: DeviceBanner): Banner => {
  const banner = Object.assign(new Banner(), {
    id: given.id, placementId: given.placementId, html: given.html, isControl: given.isControl, properties: given.properties as unknown as PropertiesJson,
  })
  originals.set(banner, given)
  return banner
}

const bannersOf = (given: Record<string, DeviceBanner | null>): Record<string, Banner | null> =>
  Object.fromEntries(Object.entries(given).map(([placement, banner]) => [placement, banner === null ? null : bannerOf(banner)]))

/** The SDK, from now on with an eye on banners. observed: web SDK 6.13.0 */
const bannersUser = (): Instance | undefined => {
  const found = sdk()
  found?.uses('banners')
  return found
}

/** The banner at the placement; null when there is none for this user, or no more. */
export function getBanner(placementId: string): Banner | null | undefined {
  const found = bannersUser()?.device.getBanner(placementId)
  return found === undefined || found === null ? found : bannerOf(found)
}

/** All banners of this user by placement; null stands for one that expired. */
export function getAllBanners(): Record<string, Banner | null> | undefined {
  const found = bannersUser()
  return found === undefined ? undefined : bannersOf(found.device.getAllBanners())
}

/** Calls `subscriber` at once with the banners at hand where they are of this session, and whenever they changed or an answer came. */
export function subscribeToBannersUpdates(subscriber: (banners: Record<string, Banner | null>) => void): string | undefined {
  const found = bannersUser()
  if (found === undefined) return undefined
  if (typeof subscriber === 'function' && isToldAtOnce(found, 'banners')) subscriber(bannersOf(found.device.getAllBanners()))
  found.hear('banners', 'banners', (banners) => found.tell('banners', () => found.told.banners.tell(bannersOf(banners))))
  return subscribeTo(found, 'banners', subscriber)
}

/** Asks the server for the banners of these placements now. One callback is called when the request ended. While the server has banners off, the request waits. */
export function requestBannersRefresh(placementIds: string[], successCallback?: () => void, errorCallback?: () => void): void {
  const found = sdk()
  if (found === undefined) return
  if (!Array.isArray(placementIds) || placementIds.length === 0) return warn('requestBannersRefresh() needs an array of placements.')
  found.uses('banners')
  note(`asking for the banners of ${JSON.stringify(placementIds)}.`)
  found.device.requestBannersRefresh(placementIds, (ok) => (ok ? successCallback : errorCallback)?.())
}

/** Logs that the user saw the banners of these placements: once a banner and session. Answers whether any was logged. */
export function logBannerImpressions(placementIds: Array<string>): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (!placementIds || placementIds.length <= 0) return false
  found.uses('banners')
  // Anything that can be gone through will do; what can not throws. observed: web SDK 6.13.0
  return Object.keys(found.device.getAllBanners()).length > 0 && found.device.logBannerImpressions([...placementIds])
}

/** Logs a click on a banner, or on a button in it. */
export function logBannerClick(banner: Banner, buttonId?: string): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (!(banner instanceof Banner)) return refuse('logBannerClick() needs a banner.')
  if (!Object.hasOwn(found.device.getAllBanners(), banner.placementId)) return note(`there is no banner at "${banner.placementId}".`), false
  // Of the banner in hand, which another one may have followed. observed: web SDK 6.13.0
  return found.device.logEvent('bc', { id: banner.id, ...(buttonId ? { bid: buttonId } : {}) })
}

/** Dismisses a banner: it is gone for this user, here and with the next request on the server. */
export function dismissBanner(banner: Banner): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (!(banner instanceof Banner)) return refuse('dismissBanner() needs a banner.')
  // The one in hand, which another one may have followed. observed: web SDK 6.13.0
  if (!found.device.dismissBanner(originals.get(banner) ?? banner.placementId)) return false
  bannerDismissals(banner).tell()
  bannerDismissals(banner).clear()
  return true
}

/** Keeps what stands in place of a banner as the server's newest answer has it. */
const follow = (found: Instance): void => {
  found.hear('own banners', 'banners', (banners) => {
    screen().banners = screen().banners.flatMap((shown) => {
      const now = banners[shown.banner.placementId] ?? null
      if (now === null) return []
      return now.id === shown.banner.id ? [shown] : [{ ...shown, banner: bannerOf(now) }]
    })
    found.device.logBannerImpressions(screen().banners.map((one) => one.banner.placementId))
  })
}

/**
 * Puts a banner into a place of the page, logs its impression and follows what the server says of it. Needs the option
 * allowUserSuppliedJavascript. A control banner takes the place and shows nothing.
 */
export function insertBanner(banner: Banner | null | undefined, parentNode: HTMLElement): void {
  const found = sdk()
  if (found === undefined) return
  if (found.options.allowUserSuppliedJavascript !== true) return complain('Banners need the option allowUserSuppliedJavascript.')
  if (banner === null || banner === undefined) return complain('insertBanner() was given no banner.')
  if (!isPlace(parentNode)) return complain('insertBanner() was given no place for the banner.')
  screen().banners = [...screen().banners.filter((one) => one.place !== parentNode), { banner, place: parentNode, at: browser().clock.now() }]
  found.device.logBannerImpressions([banner.placementId])
  follow(found)
}
