// Links inside HTML messages: appboy://close, appboy://customEvent and all others, with abButtonId and the words for where they open. docs: braze-android-sdk, DefaultInAppMessageWebViewClientListener.kt
import { Braze } from './braze.ts'
import { BrazeProperties } from './braze-properties.ts'
import { followLink } from './deeplinks.ts'
import { Channel, MessageType } from './enums.ts'
import type { InAppMessage } from './in-app-message.ts'
import type { IHtmlInAppMessageActionListener } from './in-app-message-listeners.ts'

const BUTTON = 'abButtonId'
const EXTERNAL = 'abExternalOpen'
const DEEP_LINK = 'abDeepLink'
/** Words of the SDK's own, no properties of an event. */
const OWN = ['name', BUTTON, EXTERNAL, DEEP_LINK]

const queryOf = (url: string): Record<string, string> => {
  const at = url.indexOf('?')
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(at + 1).split('#')[0]))
}

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true'

/** A button counts by its name; without one the body does, in the old kind of HTML. */
const logClick = (message: InAppMessage, query: Record<string, string>): void => {
  if (query[BUTTON] !== undefined) message.logButtonClick(query[BUTTON])
  else if (message.messageType === MessageType.HTML_FULL) message.logClick()
}

export const actOnHtmlLink = (message: InAppMessage, url: string, listener: IHtmlInAppMessageActionListener, hide: (dismissed: boolean) => void): void => {
  const query = queryOf(url)
  const [, command] = /^appboy:\/\/([^/?#]*)/i.exec(url) ?? []
  if (command?.toLowerCase() === 'close') {
    logClick(message, query)
    hide(true)
    return void listener.onCloseClicked?.(message, url, query)
  }
  if (command?.toLowerCase() === 'customevent') {
    if (listener.onCustomEventFired?.(message, url, query) === true || query['name'] === undefined || query['name'] === '') return
    const properties = Object.entries(query).filter(([name]) => !OWN.includes(name)).reduce((made, [name, value]) => made.addProperty(name, value), new BrazeProperties())
    return Braze.getInstance().logCustomEvent(query['name'], properties)
  }
  logClick(message, query)
  if (listener.onOtherUrlAction?.(message, url, query) === true) return
  const inApp = EXTERNAL in query || DEEP_LINK in query ? !(isTrue(query[EXTERNAL]) || isTrue(query[DEEP_LINK])) : message.openUriInWebView
  hide(false)
  followLink(url, message.extras, inApp, Channel.INAPP_MESSAGE)
}
