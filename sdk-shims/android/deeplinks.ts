// BrazeDeeplinkHandler: where links of campaigns lead, and how an app takes them itself.
import type { JsonObject } from '../device/wire-types.ts'
import { Channel } from './enums.ts'
import { phone } from './phone.ts'

export type UriAction = { uri: string; extras: JsonObject; useWebView: boolean; channel: Channel }

export type IBrazeDeeplinkHandler = {
  gotoUri(uriAction: UriAction): void
  createUriActionFromUri?(uri: string, extras: JsonObject, openInWebView: boolean, channel: Channel): UriAction
}

const byDefault: Required<IBrazeDeeplinkHandler> = {
  gotoUri: ({ uri, useWebView, channel }) => {
    const inWebView = useWebView && /^https?:\/\//i.test(uri)
    phone().links.push({ url: uri, how: inWebView ? 'webView' : 'system', channel })
  },
  createUriActionFromUri: (uri, extras, useWebView, channel) => ({ uri, extras, useWebView, channel }),
}

const handlers = new WeakMap<object, IBrazeDeeplinkHandler>()

export const BrazeDeeplinkHandler = {
  /** The app's own handler for this process; null takes it back. */
  setBrazeDeeplinkHandler(handler: IBrazeDeeplinkHandler | null): void {
    if (handler === null) handlers.delete(phone().process)
    else handlers.set(phone().process, handler)
  },
  getInstance(): Required<IBrazeDeeplinkHandler> {
    const own = handlers.get(phone().process)
    return { ...byDefault, ...own }
  },
}

/** Follows a link by whoever handles links. */
export const followLink = (uri: string, extras: JsonObject, useWebView: boolean, channel: Channel): void => {
  const handler = BrazeDeeplinkHandler.getInstance()
  handler.gotoUri(handler.createUriActionFromUri(uri, extras, useWebView, channel))
}
