// Links of campaigns: what the delegate is asked, and where they lead (docs: BrazeDelegate, braze(_:shouldOpenURL:)).
import { decodeAction } from '../device/braze-actions.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { Phone } from '../phone/phone.ts'
import type { Braze } from './braze.ts'

export type URLChannel = 'notification' | 'inAppMessage' | 'contentCard' | 'banner'

/** A link on its way; a delegate may change `useWebView`. */
export type URLContext = { url: string; useWebView: boolean; isUniversalLink: boolean; channel: URLChannel; extras: JsonObject }

/** A web view that is about to open. */
export type ModalContext = { url: string; openNewWindowLinksInBrowser: boolean }

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url)

/** Calls to the SDK in the shape of links; they are no addresses. */
export const isBrazeAction = (url: string): boolean => decodeAction(url) !== undefined

/** Asks the delegate, then opens the link. */
export const openURL = (braze: Braze, phone: Phone, link: Pick<URLContext, 'url' | 'useWebView' | 'channel'>, extras: JsonObject): void => {
  const host = isWeb(link.url) ? new URL(link.url).hostname : undefined
  const isUniversalLink = host !== undefined && (phone.options.associatedDomains ?? []).includes(host)
  const context: URLContext = { ...link, isUniversalLink, extras }
  if (braze.delegate?.shouldOpenURL?.(braze, context) === false) return
  const { url, channel } = context
  if (isUniversalLink && braze.configuration.forwardUniversalLinks) phone.links.push({ url, how: 'universalLink', channel })
  else if (context.useWebView && isWeb(url)) {
    braze.delegate?.willPresentModalWithContext?.(braze, { url, openNewWindowLinksInBrowser: false })
    phone.links.push({ url, how: 'webView', channel })
  } else phone.links.push({ url, how: 'system', channel })
}
