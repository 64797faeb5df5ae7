// The user and an in-app message: taps on the body, buttons and HTML links; closing; where links lead (M13; web wire 6).
import { decodeAction } from './braze-actions.ts'
import type { InAppMessage } from './content-types.ts'
import type { Device } from './device-types.ts'
import type { Context } from './device-memory.ts'
import { running } from './device-memory.ts'
import type { MessageAnalytics } from './message-analytics.ts'
import { buttonsOf, isHtml, linkOf } from './message-rules.ts'
import type { Messages } from './messages.ts'

export type MessageVerbs = Pick<Device,
  | 'automaticallyShowInAppMessages' | 'setInAppMessageHook' | 'makeInAppMessage' | 'showInAppMessage' | 'displayNextInAppMessage'
  | 'deferInAppMessage' | 'getDeferredInAppMessage' | 'clickInAppMessage' | 'clickInAppMessageButton' | 'clickInAppMessageHtml'
  | 'dismissInAppMessage' | 'logInAppMessageImpression' | 'logInAppMessageClick' | 'logInAppMessageButtonClick'
  | 'logInAppMessageHtmlClick' | 'rotate'>

/** `act`: does what a brazeActions link says. */
export const createMessageVerbs = (context: Context, messages: Messages, analytics: MessageAnalytics, act: (link: string) => void): MessageVerbs => {
  const follow = (link: string | undefined): void => {
    if (link === undefined) return
    if (decodeAction(link) === undefined) context.os.tray.links.push(link)
    else act(link)
  }

  /** The message closes first: one that the click brings finds the screen free. */
  const tapped = (shown: InAppMessage, logs: () => void, link: string | undefined): void => {
    messages.close(shown, 'click')
    logs()
    follow(link)
  }

  const click = (message: InAppMessage | undefined): void => {
    running(context)
    const shown = messages.onScreen(message)
    // Where there are buttons, and in HTML, the body is no button
    if (isHtml(shown) || buttonsOf(shown.data).length > 0) return
    tapped(shown, () => analytics.click(shown), linkOf(shown.data))
  }

  const clickButton = (button: number | string, message: InAppMessage | undefined): void => {
    running(context)
    const shown = messages.onScreen(message)
    const buttons = buttonsOf(shown.data)
    const found = buttons.find((one) => one['id'] === button || one['text'] === button) ?? (typeof button === 'number' ? buttons[button] : undefined)
    if (found === undefined) throw new Error(`the in-app message has no button ${JSON.stringify(button)}: ${buttons.map((one) => `${String(one['id'])} (${String(one['text'])})`).join(', ') || 'it has none'}`)
    const id = found['id']
    tapped(shown, () => analytics.buttonClick(shown, typeof id === 'number' || typeof id === 'string' ? id : undefined), linkOf(found))
  }

  return {
    automaticallyShowInAppMessages: () => { running(context); messages.showByItself() },
    setInAppMessageHook: messages.setHook,
    makeInAppMessage: (data) => messages.make(data),
    showInAppMessage: (message) => { running(context); return !context.store.disabled && messages.show(message) },
    displayNextInAppMessage: () => { running(context); return messages.next() },
    deferInAppMessage: (message) => {
      running(context)
      if (message.kind === 'CONTROL' || context.store.disabled) return false
      context.store.deferredMessage = structuredClone(message)
      return true
    },
    getDeferredInAppMessage: () => {
      const { store } = context
      const found = store.deferredMessage
      store.deferredMessage = undefined
      return found
    },
    clickInAppMessage: click,
    clickInAppMessageButton: clickButton,
    clickInAppMessageHtml: (button, message) => { running(context); analytics.htmlClick(messages.onScreen(message), button) },
    dismissInAppMessage: (message) => { running(context); messages.close(messages.onScreen(message), 'user') },
    logInAppMessageImpression: (message) => { running(context); return analytics.impression(message) },
    logInAppMessageClick: (message) => { running(context); return analytics.click(message) },
    logInAppMessageButtonClick: (message, button) => { running(context); return analytics.buttonClick(message, button) },
    logInAppMessageHtmlClick: (message, button) => { running(context); return analytics.htmlClick(message, button) },
    rotate: (orientation) => { context.os.place.orientation = orientation },
  }
}
