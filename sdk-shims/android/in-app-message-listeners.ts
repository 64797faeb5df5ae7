// What an app may say and hear of in-app messages and of the links in HTML ones. docs: braze-android-sdk, com.braze.ui.inappmessage.listeners
import { InAppMessageOperation } from './enums.ts'
import type { InAppMessage, MessageButton } from './in-app-message.ts'

/** What stands on the screen. */
export type InAppMessageView = { readonly inAppMessage: InAppMessage }

/** Answers about messages on their way to the screen, and hears of what happens to them. A click that is handled does nothing more. */
export type IInAppMessageManagerListener = {
  beforeInAppMessageDisplayed?(inAppMessage: InAppMessage): InAppMessageOperation
  onInAppMessageClicked?(inAppMessage: InAppMessage): boolean
  onInAppMessageButtonClicked?(inAppMessage: InAppMessage, button: MessageButton): boolean
  onInAppMessageDismissed?(inAppMessage: InAppMessage): void
  beforeInAppMessageViewOpened?(inAppMessageView: InAppMessageView, inAppMessage: InAppMessage): void
  afterInAppMessageViewOpened?(inAppMessageView: InAppMessageView, inAppMessage: InAppMessage): void
  beforeInAppMessageViewClosed?(inAppMessageView: InAppMessageView, inAppMessage: InAppMessage): void
  afterInAppMessageViewClosed?(inAppMessage: InAppMessage): void
}

/** The listener of an app that has none, for classes that change a part of it. */
export class DefaultInAppMessageManagerListener implements Required<IInAppMessageManagerListener> {
  beforeInAppMessageDisplayed(_inAppMessage: InAppMessage): InAppMessageOperation { return InAppMessageOperation.DISPLAY_NOW }
  onInAppMessageClicked(_inAppMessage: InAppMessage): boolean { return false }
  onInAppMessageButtonClicked(_inAppMessage: InAppMessage, _button: MessageButton): boolean { return false }
  onInAppMessageDismissed(_inAppMessage: InAppMessage): void {}
  beforeInAppMessageViewOpened(_inAppMessageView: InAppMessageView, _inAppMessage: InAppMessage): void {}
  afterInAppMessageViewOpened(_inAppMessageView: InAppMessageView, _inAppMessage: InAppMessage): void {}
  beforeInAppMessageViewClosed(_inAppMessageView: InAppMessageView, _inAppMessage: InAppMessage): void {}
  afterInAppMessageViewClosed(_inAppMessage: InAppMessage): void {}
}

/** `queryBundle`: the query of the link. True: the app took the link itself. */
export type IHtmlInAppMessageActionListener = {
  onCloseClicked?(inAppMessage: InAppMessage, url: string, queryBundle: Record<string, string>): void
  onCustomEventFired?(inAppMessage: InAppMessage, url: string, queryBundle: Record<string, string>): boolean
  onOtherUrlAction?(inAppMessage: InAppMessage, url: string, queryBundle: Record<string, string>): boolean
}
